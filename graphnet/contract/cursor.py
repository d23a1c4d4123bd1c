"""A place in the tokens of a contract text; the first mistake ends the reading."""

from __future__ import annotations

from typing import final

from graphnet.contract.lexer import Token, split
from graphnet.diagnostics import Diagnostic
from graphnet.text import Excerpt, Span


@final
class Cursor:
    """Reads tokens one after another.

    After the first mistake only the end is seen, so every function that reads comes to its own
    end without looking for mistakes of its own; what it returns is then thrown away.
    """

    def __init__(self, excerpt: Excerpt) -> None:
        self.excerpt = excerpt
        self.problem: Diagnostic | None = None
        self.depth = 0
        self.operations = 0
        self._tokens = split(excerpt.value)
        self._place = 0

    @property
    def seen(self) -> Token:
        """The token in front."""
        return self._tokens[-1 if self.problem else self._place]

    @property
    def after(self) -> Token:
        """The token behind the one in front."""
        return self._tokens[-1 if self.problem else min(self._place + 1, len(self._tokens) - 1)]

    def ahead(self, count: int) -> Token:
        """The token so many places behind the one in front."""
        last = len(self._tokens) - 1
        return self._tokens[last if self.problem else min(self._place + count, last)]

    @property
    def before(self) -> Token | None:
        """The token read last."""
        return self._tokens[self._place - 1] if self._place else None

    def take(self) -> Token:
        """Read the token in front."""
        token = self.seen
        if token.kind != "end":
            self._place += 1
        return token

    def accept(self, *signs: str) -> Token | None:
        """Read the token in front if it is one of these signs or words."""
        return self.take() if self.seen.kind != "end" and self.seen.text in signs else None

    def refuse(self, problem: Diagnostic) -> None:
        """Note a mistake, unless there was one before."""
        self.problem = self.problem or problem

    def since(self, first: Token) -> Span:
        """From a token to the one read last."""
        last = self._tokens[max(self._place - 1, 0)]
        return self.excerpt.span(first.start, max(last.end, first.end))

    def between(self, first: Token, last: Token) -> Span:
        """From one token to another."""
        return self.excerpt.span(first.start, last.end)

    def at(self, token: Token) -> Span:
        """Where a token stands."""
        return self.excerpt.span(token.start, token.end)
