"""What settles a finding, and sending of it what Xero allows."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from cmxero.connections import exporting
from cmxero.core.errors import NotConnectedError, XeroUnreachableError
from cmxero.core.findings import Finding
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.playbook import Playbook
from cmxero.core.roles import Role
from cmxero.core.wording import minute_words
from cmxero.wiring import Wiring
from cmxero.workflows.playbook import find_one, playbook
from cmxero.workflows.settle import SettleReport, Wish, ask_organisation, settle
from cmxero.workflows.settle_planner import Approved, may_be_sent


class Playbooks(Wiring):
    """Playbooks of findings."""

    def playbook(self, key: str, *, ask_xero: bool = True) -> Playbook:
        """The exact counter-entry of a finding, in each way there is.

        Args:
            key: its key, or any part of it that names one finding alone.
            ask_xero: ask for lock dates and accounts now; else what Xero last said counts.
        """
        if not ask_xero:
            with self._database.attached_once():
                return self._playbook_as_known(find_one(self.bench, key))
        finding = find_one(self.bench, key)
        organisation = self._ask_organisation()
        if organisation is None:
            return self._playbook_as_known(finding)
        return playbook(self.bench, finding, self._rules, organisation)

    def _playbook_as_known(self, finding: Finding) -> Playbook:
        known = self.bench.organisation_answers.newest(self.bench.organisation)
        if known is None:
            return playbook(self.bench, finding, self._rules)
        book = playbook(self.bench, finding, self._rules, known[0])
        told = minute_words(self.local_time()(known[1]))
        said = f"Lock dates and accounts are those Xero told on {told}."
        return replace(book, unknown=(*book.unknown, said))

    def settle(
        self,
        keys: Sequence[str],
        *,
        dry_run: bool = True,
        way: int | None = None,
        note: bool = True,
        is_approved: Approved | None = None,
    ) -> SettleReport:
        """Send to Xero what settles findings, as far as Xero allows; a dry run unless told so.

        Where the amount asks for a second person, nothing goes before another one approved the
        decision to let cmxero create it.

        Args:
            keys: keys, or parts of them that name a finding alone.
            way: which way of the playbook, from 1; None takes the default, and no other by itself.
            note: leave a note in the history of the invoice; it can never be removed again.
            is_approved: whether what cmxero would send for a finding (its key) may go; None goes
                by the decisions.
        """
        if not dry_run:
            self._require(Role.RESOLVE, "let cmxero send to Xero")
        wish = Wish(tuple(keys), way, note, is_approved or partial(may_be_sent, self.bench))
        with exporting(self.home, self.settings, self.person), self._xero() as gateway:
            report = settle(self.bench, gateway, self._rules, wish, dry_run=dry_run)
        return report if dry_run else self._published(report)

    def _ask_organisation(self) -> OrganisationFacts | None:
        """What Xero says now; None where it cannot be reached."""
        try:
            with self._xero() as gateway:
                return ask_organisation(self.bench, gateway)
        except (NotConnectedError, XeroUnreachableError):
            return None
