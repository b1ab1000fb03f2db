"""Matching by hand without its widgets: tick until the remaining difference is 0.00, then store.

What is stored is the decision *link*, with its own rules (``core.deciding``): two findings or more
of one currency whose effects come to exactly 0.00, none of them decided otherwise meanwhile.
"""

from collections.abc import Sequence
from decimal import Decimal

from cmxero.core.errors import DecisionRefusedError
from cmxero.core.findings import Finding
from cmxero.core.match_candidates import Nature, Side
from cmxero.core.match_kinds import ROLES
from cmxero.core.match_suggestions import MatchSuggestion
from cmxero.core.matching import Verdict
from cmxero.core.money import ZERO
from cmxero.core.resolutions import ResolutionAction, allowed_actions
from cmxero.ui.formats import amount_text, date_words, minor_units
from cmxero.ui.grid import Column, Data
from cmxero.ui.payment_source import PaymentSource

CURRENCY = "currency"
COLUMNS = (
    Column("subject", "Document", "text", 152, grow=2),
    Column("side", "Only in", "text", 104),
    Column("what", "What", "text", 88, shown_from=560),
    Column("customer", "Customer", "text", 84, grow=3, shown_from=560),
    Column("date", "Date", "date", 98, key="day", shown_from=640),
    Column("effect", "Effect", "money", 86, key="cents", total=CURRENCY),
    Column("kind", "Kind", "text", 80, grow=3, shown_from=760),
)
VERDICTS = (Verdict.UNIQUE, Verdict.AMBIGUOUS, Verdict.IMPOSSIBLE)


class HandMatch:
    """One payment, what could belong to it, and what is ticked.

    Attributes:
        payment: the finding on the payment to match; None while none is chosen.
        candidates: findings that may be ticked: those a link may hold, likeliest first.
        suggestions: what cmxero would say about the payment; it links nothing by itself.
        ticked: keys of the candidates that are ticked.
    """

    def __init__(self, source: PaymentSource) -> None:
        self._source = source
        self.payment: Finding | None = None
        self.candidates: tuple[Finding, ...] = ()
        self.suggestions: tuple[MatchSuggestion, ...] = ()
        self.ticked: Sequence[str] = ()

    def choose(self, payment: Finding | None, findings: Sequence[Finding]) -> None:
        """Turn to a payment; nothing is ticked, whatever was before."""
        self.payment, self.ticked, self.suggestions = payment, (), ()
        self.candidates = ()
        if payment is None:
            return
        found = (each for each in findings if _may_belong(each, payment))
        self.candidates = tuple(sorted(found, key=lambda each: _likeliness(each, payment)))

    def take(self, suggestions: Sequence[MatchSuggestion]) -> None:
        """Keep what cmxero found about the payment, unique matches first."""
        key = self.payment.key if self.payment else ""
        found = [each for each in suggestions if key in each.keys]
        self.suggestions = tuple(sorted(found, key=lambda each: _order(each.verdict)))

    def offers(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Sets that come to 0.00 with the payment: in words, and the other findings' keys."""
        if self.payment is None:
            return ()
        known = {each.key for each in self.candidates}
        return tuple(
            (f"{way}; {way.facts_for}" if way.facts_for else str(way), others)
            for each in self.suggestions
            for way in each.ways
            if self.payment.key in way.keys
            and known.issuperset(others := tuple(k for k in way.keys if k != self.payment.key))
        )

    def chosen(self) -> tuple[Finding, ...]:
        """The candidates that are ticked."""
        ticked = set(self.ticked)
        return tuple(each for each in self.candidates if each.key in ticked)

    def remaining(self) -> Decimal:
        """What the payment and all that is ticked still come to, in dollars."""
        if self.payment is None:
            return ZERO
        return sum((each.effect for each in self.chosen()), self.payment.effect)

    def refusal(self) -> str | None:
        """Why it cannot be stored as it is, in words, or None."""
        if self.payment is None:
            return "Choose a payment first."
        if not self.chosen():
            return "Tick what belongs to the payment, until the remaining difference is 0.00."
        if self.remaining():
            unit = self.payment.currency_code
            return (
                f"{amount_text(self.remaining())} {unit} remain. Tick more or others, until "
                "nothing remains; then it can be stored."
            )
        return None

    def store(self, note: str) -> tuple[str, ...]:
        """Link the payment with what is ticked; the keys that were linked.

        Raises:
            DecisionRefusedError: something remains, or a link does not fit one of them.
            StaleDecisionError: somebody decided one of them first; nothing was stored.
        """
        refusal = self.refusal()
        if refusal is not None or self.payment is None:
            raise DecisionRefusedError(refusal or "Choose a payment first.")
        members = (self.payment, *self.chosen())
        self._decide(
            ResolutionAction.LINK, {each.key: each.version for each in members}, note.strip()
        )
        return tuple(each.key for each in members)

    def undo(self, versions: dict[str, int]) -> None:
        """Take a link back, all of it.

        Raises:
            DecisionRefusedError: something acted on it; nothing was stored.
            StaleDecisionError: somebody decided after us; nothing was stored.
        """
        self._decide(ResolutionAction.UNDO, versions, "")

    def data(self) -> Data:
        """The candidates as the grid takes them."""
        found = self.candidates
        roles = [ROLES[each.kind] for each in found]
        return {
            "id": [each.key for each in found],
            "subject": [each.subject for each in found],
            "side": [_side(role.side) for role in roles],
            "what": [role.nature.value for role in roles],
            "customer": [each.contact_name for each in found],
            "date": [date_words(each.since) for each in found],
            "day": [each.since.toordinal() for each in found],
            "effect": [amount_text(each.effect) for each in found],
            "cents": [minor_units(each.effect) for each in found],
            CURRENCY: [each.currency_code for each in found],
            "kind": [each.kind.value for each in found],
        }

    def _decide(self, action: ResolutionAction, versions: dict[str, int], note: str) -> None:
        self._source.resolve(
            tuple(versions),
            action,
            reason="",
            note=note,
            cap=None,
            expires_on=None,
            to="",
            until=None,
            versions=versions,
        )


def _may_belong(each: Finding, payment: Finding) -> bool:
    return (
        each.key != payment.key
        and bool(each.effect)
        and each.kind in ROLES
        and each.currency_code == payment.currency_code
        and ResolutionAction.LINK in allowed_actions(each.status, each.version)
    )


def _likeliness(each: Finding, payment: Finding) -> tuple[object, ...]:
    """What settles the payment alone, then the same customer's, then what takes off from it."""
    return (
        each.effect != -payment.effect,
        each.contact_name != payment.contact_name,
        (each.effect > 0) == (payment.effect > 0),
        ROLES[each.kind].nature is not Nature.MONEY,
        abs((each.since - payment.since).days),
        each.key,
    )


def _order(verdict: Verdict) -> int:
    return VERDICTS.index(verdict) if verdict in VERDICTS else len(VERDICTS)


def _side(side: Side) -> str:
    return "both, unequal" if side is Side.EITHER else side.value
