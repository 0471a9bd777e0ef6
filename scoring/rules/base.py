"""What every rule gives: a card of codes and values, without a word for a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from typing import Any

from scoring.values.cells import Finding, Why
from scoring.values.fields import Facts, Field
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth, all_of

# A gate that is said not to apply tells nothing of what it asks.
APPLICABILITY = {
    YES: "applicable",
    NO: "not_applicable",
    UNKNOWN: "unknown",
    NOT_APPLICABLE: "unknown",
}
SETTLES_NOTHING = (1_000, 1_000)  # sorts behind whatever settles something


@dataclass(frozen=True, slots=True)
class Note:
    """A reason or a caveat. values: what its sentence needs."""

    code: str
    values: Mapping[str, Any] = default(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, **self.values}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One statement of a rule and the record's answer; values: number, unit, limit and whose."""

    key: str
    answer: Truth
    values: Mapping[str, Any] = default(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"key": self.key, "answer": str(self.answer), **self.values}

    @classmethod
    def of(cls, key: str, found: Finding, **values: Any) -> "Criterion":
        """From a finding, with the reason where it is not known."""
        why = {} if found.why is None else {"why": str(found.why)}
        return cls(key, found.truth, why | values)


@dataclass(frozen=True, slots=True)
class Missing:
    """A field whose answer would change the card.

    settles: by possible answer, what would then still be possible; empty where the rule adds
    nothing up. needs: value, limit, exact_value, agreement of sources or consistency with the rest
    of the record. together: fields that are needed as well. why: why the value is not known.
    """

    field: str
    settles: Mapping[str, Sequence[str]] = default(default_factory=dict)
    needs: str = "value"
    together: tuple[str, ...] = ()
    why: Why | None = None

    def as_dict(self) -> dict[str, Any]:
        settles = {answer: list(left) for answer, left in self.settles.items()}
        entry: dict[str, Any] = {"field": str(self.field), "needs": self.needs, "settles": settles}
        if self.together:
            entry["together"] = [str(field) for field in self.together]
        if self.why is not None:
            entry["why"] = str(self.why)
        return entry

    def openness(self) -> tuple[int, int]:
        """Sorts what settles most first: how much stays open at best, and at worst.

        An answer that would contradict the rest leaves nothing, and settles nothing.
        """
        sizes = [len(left) for left in self.settles.values() if left]
        return (min(sizes), max(sizes)) if sizes else SETTLES_NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """result: the rule's own figures or sets, in the order in which they are written."""

    rule: str
    version: str
    applicability: str
    reasons: tuple[Note, ...] = ()
    result: Mapping[str, Any]
    criteria: tuple[Criterion, ...]
    missing: tuple[Missing, ...]
    caveats: tuple[Note, ...] = ()
    citation: str

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready but for Decimals; lists, not tuples, so that a stored card compares equal."""
        return {
            "rule": self.rule,
            "version": self.version,
            "applicability": self.applicability,
            "reasons": [note.as_dict() for note in self.reasons],
            **self.result,
            "criteria": [criterion.as_dict() for criterion in self.criteria],
            "missing": [missing.as_dict() for missing in self.missing],
            "caveats": [note.as_dict() for note in self.caveats],
            "citation": self.citation,
        }


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a rule compares with. whose: who set it, in words of the source."""

    key: str
    value: Decimal
    unit: str
    whose: str


@dataclass(frozen=True, slots=True)
class Rule:
    """reads: every field that `evaluate` may look at; it sees no other.

    version: raised whenever the output for any facts changes. limits: the numbers that it compares
    with, but for those that a laboratory gives. example: a case in the case format, with what the
    rule reads, on which the manual shows it at work.
    """

    key: str
    version: str
    evaluate: Callable[[Facts], Card]
    reads: tuple[Field[Any], ...]
    limits: tuple[Limit, ...] = ()
    example: Mapping[str, Any] = default(default_factory=dict)


def applicability(*gates: Truth) -> str:
    """All gates must hold; a failed one outweighs an unknown one."""
    return APPLICABILITY[all_of(*gates)]
