"""One family of answers to an act that cannot be done, each leaving the case as it was; and the shape of the rules that give them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Level = Literal["invalid", "refuse", "warn"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value cannot stand.

    `field` is a path in the form (``qualifications.0.reason``, index from 0; empty: the act as a whole),
    `rules` are rule ids (ART-n.m, LAW-source-article, SOD-a…j, T../TD.., CAL-gap), the leading one first.
    """

    message: str
    field: str = ""
    rules: tuple[str, ...] = ()
    level: Level = "refuse"


class Refusal(Exception):
    """Base of every answer that changes nothing of the case."""

    status = 422
    kind = "refused"

    def __init__(self, reasons: Iterable[Reason] = ()) -> None:
        self.reasons = tuple(reasons)
        super().__init__("；".join(reason.message for reason in self.reasons))

    @property
    def rules(self) -> tuple[str, ...]:
        """Rule ids of all reasons, in order, without repetition."""
        return tuple(dict.fromkeys(rule for reason in self.reasons for rule in reason.rules))


class Invalid(Refusal):
    """A value that the form alone shows to be wrong: type, range, format, sum, a missing answer (422)."""

    kind = "invalid"


class Refused(Refusal):
    """The rows, the clock or the law say no (422 with rule and article)."""


class Stale(Refusal):
    """The work item is no longer the one that the person saw (409); what was typed is kept."""

    status = 409
    kind = "stale"


class NotYours(Refusal):
    """No such post, or separation of duties; the SOD id says why (403)."""

    status = 403
    kind = "not_yours"


class Missing(Refusal):
    """There is no such thing, or not for this person (404)."""

    status = 404
    kind = "missing"


class Busy(Refusal):
    """The case could not be locked in twenty tries (503)."""

    status = 503
    kind = "busy"


class Incident(Exception):
    """A machine step failed: the act is rolled back and a supervisor is asked."""


class Rule(Protocol):
    """A pure function of the regulation with its article; see workflows.procurement.rules."""

    id: str
    version: int
    regimes: frozenset[str]

    def __call__(self, *args: Any, **kwargs: Any) -> Reason | Iterable[Reason] | None:
        """None when it holds."""
