"""What belongs to the app, not to one organisation: tokens, connections, remembered answers.

Pure like the organisations beside it: no file, no network, no clock.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

import msgspec

from cmxero.sandbox.records import Connection, StoredAnswer, Token


class AppChanges(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Everything one call changed of the app; null stands for what is gone."""

    tokens: dict[str, Token | None] = {}
    connections: dict[str, Connection | None] = {}
    answers: list[StoredAnswer] = []


class AppState:
    """The app's tokens by digest, connections by tenant id, answers by key."""

    def __init__(self) -> None:
        self.tokens: dict[str, Token] = {}
        self.connections: dict[str, Connection] = {}
        self.answers: dict[str, StoredAnswer] = {}
        self._changes = AppChanges()

    def save(self, token: Token) -> None:
        """Keep a token, new or changed."""
        self._change(AppChanges(tokens={token.digest: token}))

    def forget(self, tokens: Iterable[Token]) -> None:
        """Drop tokens for good."""
        self._change(AppChanges(tokens={token.digest: None for token in tokens}))

    def connect(self, connection: Connection) -> None:
        """Keep a connection, new or changed."""
        self._change(AppChanges(connections={connection.tenant_id: connection}))

    def disconnect(self, tenant_ids: Iterable[str]) -> None:
        """Take organisations away from the app; its tokens stay valid but lead nowhere."""
        self._change(AppChanges(connections=dict.fromkeys(tenant_ids)))

    def remember(self, answer: StoredAnswer) -> None:
        """Keep what was answered to an idempotency key."""
        self._change(AppChanges(answers=[answer]))

    def take_changes(self) -> AppChanges | None:
        """What changed since last time, or None; the next call starts anew."""
        changes, self._changes = self._changes, AppChanges()
        return None if changes == AppChanges() else changes

    def replay(self, changes: AppChanges) -> None:
        """Bring back what the journal holds."""
        for digest, token in changes.tokens.items():
            if token:
                self.tokens[digest] = token
            else:
                self.tokens.pop(digest, None)
        for tenant_id, connection in changes.connections.items():
            if connection:
                self.connections[tenant_id] = connection
            else:
                self.connections.pop(tenant_id, None)
        for answer in changes.answers:
            self._keep_answer(answer)

    def snapshot(self, now_utc: datetime) -> AppChanges:
        """Everything that has not expired, for a new and shorter journal."""
        return AppChanges(
            tokens={key: t for key, t in self.tokens.items() if t.expires_utc > now_utc},
            connections=dict(self.connections),
            answers=[answer for answer in self.answers.values() if answer.expires_utc > now_utc],
        )

    def _change(self, changes: AppChanges) -> None:
        self.replay(changes)
        self._changes.tokens |= changes.tokens
        self._changes.connections |= changes.connections
        self._changes.answers += changes.answers

    def _keep_answer(self, answer: StoredAnswer) -> None:
        self.answers.pop(answer.key, None)
        for key, old in list(islice(self.answers.items(), 2)):
            if old.expires_utc <= answer.first_utc:  # two out for one in: it cannot grow
                del self.answers[key]
        self.answers[answer.key] = answer
