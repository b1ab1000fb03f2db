"""The lines of an invoice as a request gives them (xero-api.md 1.4 to 1.7)."""

from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from cmxero.core.money import UNIT, ZERO, half_up
from cmxero.sandbox.amounts import discounted, price, tax_on
from cmxero.sandbox.fields import LARGEST, JsonObject, find_number, find_text
from cmxero.sandbox.line_parts import read_tracking, with_item
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.records import Line
from cmxero.sandbox.settings_records import Account

LINE_AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
LONGEST_DESCRIPTION = 4000
LONGEST_ITEM_CODE = 30
LARGEST_QUANTITY = Decimal(10) ** 13
NO_LINE_ACCOUNTS = {"DEBTORS", "CREDITORS", "GST"}
"""System accounts that no line may use; ``ROUNDING`` may be used (1.4)."""

_ONE = Decimal(1)
_NOTHING = Decimal("0.0000")
_AMOUNT_KEYS = ("Quantity", "UnitAmount", "LineAmount", "DiscountRate", "DiscountAmount")


@dataclass(slots=True)
class LineReader:
    """Reads the lines of one document and collects what is wrong with them.

    Attributes:
        old: the document's present lines by id; a line sent with its id is updated.
        is_final: whether the document is to be SUBMITTED or AUTHORISED.
    """

    state: OrganisationState
    document_type: str
    line_amount_types: str
    unitdp: int
    is_final: bool
    old_line_amount_types: str = ""
    old: dict[str, Line] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def read(self, listed: list[JsonObject]) -> tuple[Line, ...]:
        """The lines of a request, in its order."""
        with localcontext() as context:
            context.prec = 60  # a product of two long numbers stays exact until it is rounded
            return tuple(self._line(element) for element in listed)

    def keep(self) -> tuple[Line, ...]:
        """The present lines, taxed anew in case the document's LineAmountTypes changed."""
        return self.read([{"LineItemID": line_id} for line_id in self.old])

    def _line(self, element: JsonObject) -> Line:
        base = self._base(element)
        element = with_item(
            self.state,
            element,
            self.document_type,
            has_price=base.unit_amount is not None,
            messages=self.messages,
        )
        description = find_text(element, "Description")
        item_code = find_text(element, "ItemCode")
        line = Line(
            line_item_id=base.line_item_id or self.state.new_id("line"),
            description=base.description if description is None else description,
            item_code=base.item_code if item_code is None else item_code,
            account_code=self._account_code(element, base),
            tracking=read_tracking(self.state, element, base.tracking, self.messages),
        )
        self._check_text(line)
        has_amounts = base.quantity is not None or any(
            element.get(key) is not None for key in _AMOUNT_KEYS
        )
        if not has_amounts:
            return line
        account = self._check_account(line.account_code)
        return self._priced(element, base, line, account)

    def _base(self, element: JsonObject) -> Line:
        line_id = (find_text(element, "LineItemID") or "").lower()
        if line_id and line_id not in self.old:
            self.messages.append(f"The LineItemID '{line_id}' does not belong to this document.")
        return self.old.get(line_id, Line(line_item_id=""))

    def _account_code(self, element: JsonObject, base: Line) -> str:
        code = find_text(element, "AccountCode")
        account_id = find_text(element, "AccountID")
        if code is None and account_id:
            account = self.state.account(account_id=account_id.lower())
            return account.code if account else account_id
        return base.account_code if code is None else code

    def _check_text(self, line: Line) -> None:
        if not line.description and not line.item_code:
            self.messages.append("The description field is mandatory for each line item.")
        if len(line.description) > LONGEST_DESCRIPTION:
            self.messages.append("The description field must be 4000 characters or fewer.")
        if len(line.item_code) > LONGEST_ITEM_CODE:
            self.messages.append("The item code must be 30 characters or fewer.")

    def _check_account(self, code: str) -> Account | None:
        account = self.state.account(code=code)
        if not code:
            if self.is_final:
                self.messages.append("Account code must be specified.")
        elif (
            account is None
            or account.status != "ACTIVE"
            or account.type == "BANK"
            or account.system_account in NO_LINE_ACCOUNTS
        ):
            self.messages.append(f"Account code '{code}' is not a valid code for this document.")
            return None
        return account

    def _priced(self, element: JsonObject, base: Line, line: Line, account: Account | None) -> Line:
        amounts = self._amounts(element, base)
        tax_type = self._tax_type(element, base, account)
        tax = self._tax(element, base, amounts.line_amount, tax_type)
        return Line(
            line_item_id=line.line_item_id,
            description=line.description,
            quantity=amounts.quantity,
            unit_amount=amounts.unit_amount,
            line_amount=amounts.line_amount,
            tax_amount=tax,
            tax_type=tax_type,
            account_code=line.account_code,
            item_code=line.item_code,
            tracking=line.tracking,
            discount_rate=amounts.discount_rate,
            discount_amount=amounts.discount_amount,
        )

    def _amounts(self, element: JsonObject, base: Line) -> Line:
        sent = {key: find_number(element, key) for key in _AMOUNT_KEYS}
        if all(value is None for value in sent.values()):
            return base
        quantity = half_up(_first(sent["Quantity"], base.quantity, _ONE), UNIT)
        rate = _or(sent["DiscountRate"], base.discount_rate)
        discount = _or(sent["DiscountAmount"], base.discount_amount)
        total = sent["LineAmount"]
        self._check_amounts(quantity, sent["UnitAmount"], total, rate or discount)
        unit = base.unit_amount
        if sent["UnitAmount"] is not None:
            unit = price(sent["UnitAmount"], self.unitdp)
        if unit is None:
            line_amount = half_up(total or _NOTHING)
            unit = price(line_amount / quantity, self.unitdp) if quantity else _NOTHING
        else:
            line_amount = discounted(quantity, unit, rate, discount)
            self._check_total(total, line_amount)
        return Line(
            line_item_id="",
            quantity=quantity,
            unit_amount=unit,
            line_amount=line_amount,
            discount_rate=rate,
            discount_amount=discount,
        )

    def _check_total(self, sent: Decimal | None, computed: Decimal) -> None:
        if sent is not None and half_up(sent) != computed:
            self.messages.append(
                f"The line total {half_up(sent)} does not match the expected line total {computed}"
            )

    def _check_amounts(
        self,
        quantity: Decimal,
        unit: Decimal | None,
        total: Decimal | None,
        discount: Decimal | None,
    ) -> None:
        if abs(quantity) >= LARGEST_QUANTITY:
            self.messages.append("The quantity must have 13 digits or fewer.")
        one, all_of_it = abs(unit or ZERO), abs(total or ZERO)
        if max(one, all_of_it, abs(quantity * one)) > LARGEST:
            self.messages.append(f"The line amount must be {LARGEST:,} or less.")
        if discount and self.document_type != "ACCREC":
            self.messages.append("Discounts may only be applied to sales invoices.")

    def _tax_type(self, element: JsonObject, base: Line, account: Account | None) -> str:
        if self.line_amount_types == "NoTax":
            return "NONE"
        was_untaxed = (base.tax_type, self.old_line_amount_types) == ("NONE", "NoTax")
        kept = "" if was_untaxed else base.tax_type  # NONE is a real rate in NZ and the UK
        default = account.tax_type if account else ""
        tax_type = find_text(element, "TaxType") or kept or default
        rate = self.state.tax_rate(tax_type)
        if tax_type and (rate is None or (account and account.account_class not in rate.classes)):
            where = f" with account code '{account.code}'" if account else " on this document"
            self.messages.append(f"The TaxType code '{tax_type}' cannot be used{where}.")
        return tax_type

    def _tax(self, element: JsonObject, base: Line, line_amount: Decimal, tax_type: str) -> Decimal:
        if self.line_amount_types == "NoTax":
            return ZERO
        sent = find_number(element, "TaxAmount")
        if sent is not None:
            return half_up(sent)
        before = (base.line_amount, base.tax_type, self.old_line_amount_types)
        if base.line_item_id and before == (line_amount, tax_type, self.line_amount_types):
            return base.tax_amount  # a tax amount typed over stays until its line changes
        rate = self.state.tax_rate(tax_type)
        per_cent = rate.rate if rate else ZERO
        return tax_on(line_amount, per_cent, self.line_amount_types, self.state.settings.switches)


def _or(sent: Decimal | None, kept: Decimal | None) -> Decimal | None:
    return kept if sent is None else sent


def _first(sent: Decimal | None, kept: Decimal | None, default: Decimal) -> Decimal:
    found = _or(sent, kept)
    return default if found is None else found
