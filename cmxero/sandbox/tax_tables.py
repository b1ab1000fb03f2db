"""The tax rates each country's Xero comes with, and what each may be used for (xero-api.md 1.5)."""

from decimal import Decimal

SALES_SIDE = frozenset({"ASSET", "EQUITY", "LIABILITY", "REVENUE"})
PURCHASE_SIDE = frozenset({"ASSET", "EQUITY", "LIABILITY", "EXPENSE"})
EVERYWHERE = SALES_SIDE | PURCHASE_SIDE
LIABILITIES = frozenset({"LIABILITY"})

RateRow = tuple[str, str, Decimal, frozenset[str], str]
"""Tax type, name, per cent, account classes, report tax type."""

_ZERO, _OLD, _NZ, _UK, _REDUCED = (Decimal(text) for text in ("0", "12.5", "15", "20", "5"))

AU_RATES: tuple[RateRow, ...] = (
    ("OUTPUT", "GST on Income", Decimal(10), SALES_SIDE, "OUTPUT"),
    ("INPUT", "GST on Expenses", Decimal(10), PURCHASE_SIDE, "INPUT"),
    ("EXEMPTOUTPUT", "GST Free Income", _ZERO, SALES_SIDE, "EXEMPTOUTPUT"),
    ("EXEMPTEXPENSES", "GST Free Expenses", _ZERO, PURCHASE_SIDE, "EXEMPTEXPENSES"),
    ("EXEMPTEXPORT", "GST Free Exports", _ZERO, SALES_SIDE, "EXEMPTEXPORT"),
    ("INPUTTAXED", "Input Taxed", _ZERO, SALES_SIDE, "INPUTTAXED"),
    ("BASEXCLUDED", "BAS Excluded", _ZERO, EVERYWHERE, "BASEXCLUDED"),
)

NZ_RATES: tuple[RateRow, ...] = (
    ("OUTPUT2", "15% GST on Income", _NZ, SALES_SIDE, "OUTPUT"),
    ("INPUT2", "15% GST on Expenses", _NZ, PURCHASE_SIDE, "INPUT"),
    # for documents from before October 2010
    ("OUTPUT", "12.5% GST on Income", _OLD, SALES_SIDE, "OUTPUT"),
    ("INPUT", "12.5% GST on Expenses", _OLD, PURCHASE_SIDE, "INPUT"),
    ("ZERORATED", "Zero Rated", _ZERO, frozenset({"LIABILITY", "REVENUE"}), "OUTPUT"),
    ("GSTONIMPORTS", "GST on Imports", _ZERO, LIABILITIES, "GSTONIMPORTS"),
    ("NONE", "No GST", _ZERO, EVERYWHERE, "NONE"),
)

# a reverse charge adds nothing to the document: the customer accounts for the VAT
UK_RATES: tuple[RateRow, ...] = (
    ("OUTPUT2", "20% (VAT on Income)", _UK, SALES_SIDE, "OUTPUT"),
    ("RROUTPUT", "5% (VAT on Income)", _REDUCED, SALES_SIDE, "OUTPUT"),
    ("ZERORATEDOUTPUT", "Zero Rated Income", _ZERO, SALES_SIDE, "OUTPUT"),
    ("EXEMPTOUTPUT", "Exempt Income", _ZERO, SALES_SIDE, "EXEMPTOUTPUT"),
    ("ECZROUTPUT", "Zero Rated EC Goods Income", _ZERO, SALES_SIDE, "ECOUTPUT"),
    ("ECZROUTPUTSERVICES", "Zero Rated EC Services", _ZERO, SALES_SIDE, "ECOUTPUTSERVICES"),
    ("DRCHARGE20", "Domestic Reverse Charge @ 20% (VAT on Income)", _ZERO, SALES_SIDE, "DRCHARGE"),
    ("DRCHARGE5", "Domestic Reverse Charge @ 5% (VAT on Income)", _ZERO, SALES_SIDE, "DRCHARGE"),
    ("INPUT2", "20% (VAT on Expenses)", _UK, PURCHASE_SIDE, "INPUT"),
    ("RRINPUT", "5% (VAT on Expenses)", _REDUCED, PURCHASE_SIDE, "INPUT"),
    ("ZERORATEDINPUT", "Zero Rated Expenses", _ZERO, PURCHASE_SIDE, "INPUT"),
    ("EXEMPTINPUT", "Exempt Expenses", _ZERO, PURCHASE_SIDE, "EXEMPTINPUT"),
    ("REVERSECHARGES", "Reverse Charge Expenses (20%)", _ZERO, PURCHASE_SIDE, "REVERSECHARGES"),
    (
        "DRCHARGESUPPLY20",
        "Domestic Reverse Charge @ 20% (VAT on Expenses)",
        _ZERO,
        PURCHASE_SIDE,
        "DRCHARGESUPPLY",
    ),
    (
        "DRCHARGESUPPLY5",
        "Domestic Reverse Charge @ 5% (VAT on Expenses)",
        _ZERO,
        PURCHASE_SIDE,
        "DRCHARGESUPPLY",
    ),
    ("NONE", "No VAT", _ZERO, EVERYWHERE, "NONE"),
)
