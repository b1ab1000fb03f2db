"""Invented rows for the template: every kind once, an invoice with two lines, a group of payments.

Nobody in them exists.
"""

from datetime import date
from decimal import Decimal
from typing import Final

Value = str | date | Decimal

_INVOICED: Final[dict[str, Value]] = {"journal_number": "212", "journal_date": date(2026, 7, 31)}
_RECEIVED: Final[dict[str, Value]] = {"journal_number": "213", "journal_date": date(2026, 8, 31)}
_SMITH: Final[dict[str, Value]] = {
    "case_number": "4471",
    "claim_number": "WC-2026-0815",
    "client_name": "Robin Smithfield",
    "contact_title": "Ms",
    "contact_first_name": "Dana",
    "contact_last_name": "Okafor",
    "company_name": "Banksia Mutual Insurance",
    "contact_email": "claims@banksia-mutual.example.com.au",
    "contact_phone": "08 5550 0112",
    "contact_address": "PO Box 412",
    "contact_suburb": "Perth",
    "contact_state": "WA",
    "contact_postcode": "6850",
    "office": "Fremantle",
    "category": "Workers compensation",
}
_LEE: Final[dict[str, Value]] = {
    "case_number": "4502",
    "client_name": "Ari Leeson",
    "contact_title": "Mr",
    "contact_first_name": "Ari",
    "contact_last_name": "Leeson",
    "contact_email": "ari.leeson@example.com.au",
    "contact_suburb": "Fremantle",
    "contact_state": "WA",
    "contact_postcode": "6160",
    "office": "Fremantle",
    "category": "Private",
}


def _line(name: str, code: str, quantity: str, unit: str, rate: str, *amounts: str,
          tax_code: str = "GST", **more: Value) -> dict[str, Value]:  # fmt: skip
    sub_total, tax, total = map(Decimal, amounts)
    return {
        "cost_name": name, "charge_code": code, "quantity": Decimal(quantity), "unit": unit,
        "rate": Decimal(rate), "tax_code": tax_code, "line_sub_total": sub_total, "line_tax": tax,
        "line_total": total, **more,
    }  # fmt: skip


_INVOICE_1001: Final[dict[str, Value]] = {
    **_INVOICED,
    **_SMITH,
    "transaction_type": "invoice",
    "invoice_number": "1001",
    "transaction_date": date(2026, 7, 6),
    "terms": "14 days",
    "due_date": date(2026, 7, 20),
    "employee": "Kim Tanner",
    "transaction_total": Decimal("579.54"),
}
EXAMPLE_ROWS: Final[tuple[dict[str, Value], ...]] = (
    {
        **_INVOICE_1001,
        **_line("Initial needs assessment", "OR01", "2.5", "hours", "198.50",
                "496.25", "49.63", "545.88", cost_date=date(2026, 7, 2),
                cost_notes="At the workplace, with the supervisor"),
    },
    {
        **_INVOICE_1001,
        **_line("Travel", "OR30", "36", "km", "0.85", "30.60", "3.06", "33.66",
                cost_date=date(2026, 7, 2)),
    },
    {
        **_INVOICED, **_LEE, "transaction_type": "invoice", "invoice_number": "1002",
        "transaction_date": date(2026, 7, 9), "terms": "COD", "due_date": date(2026, 7, 9),
        "employee": "Jo Marsh", "transaction_total": Decimal("150.00"),
        **_line("Counselling session", "", "1", "each", "150.00", "150.00", "0.00", "150.00",
                tax_code="FRE", cost_date=date(2026, 7, 8)),
    },
    {
        **_INVOICED, **_SMITH, "transaction_type": "invoice", "invoice_number": "1003",
        "transaction_date": date(2026, 7, 27), "terms": "14 days",
        "due_date": date(2026, 8, 10), "employee": "Kim Tanner",
        "transaction_total": Decimal("594.00"),
        **_line("Case conference", "OR12", "3", "hours", "180.00", "540.00", "54.00", "594.00",
                cost_date=date(2026, 7, 24)),
    },
    {
        **_RECEIVED, **_SMITH, "transaction_type": "payment", "transaction_number": "P-88",
        "invoice_number": "1001", "transaction_date": date(2026, 8, 12),
        "transaction_total": Decimal("579.54"), "payment_type": "EFT",
        "payment_reference": "BMI 77120", "payment_group": "G-12",
    },
    {
        **_RECEIVED, **_SMITH, "transaction_type": "payment", "transaction_number": "P-89",
        "invoice_number": "1003", "transaction_date": date(2026, 8, 12),
        "transaction_total": Decimal("594.00"), "payment_type": "EFT",
        "payment_reference": "BMI 77120", "payment_group": "G-12",
    },
    {
        **_RECEIVED, **_SMITH, "transaction_type": "adjustment", "transaction_number": "A-17",
        "invoice_number": "1003", "transaction_date": date(2026, 8, 19), "tax_code": "GST",
        "line_sub_total": Decimal("-60.00"), "line_tax": Decimal("-6.00"),
        "line_total": Decimal("-66.00"), "transaction_total": Decimal("-66.00"),
        "cost_name": "Case conference", "reason": "Charged 20 minutes too long", "refers_to": "1",
    },
    {
        **_RECEIVED, **_SMITH, "transaction_type": "refund", "transaction_number": "R-5",
        "invoice_number": "1003", "transaction_date": date(2026, 8, 20),
        "transaction_total": Decimal("66.00"), "reason": "Paid before the adjustment",
        "refers_to": "P-89",
    },
)  # fmt: skip
