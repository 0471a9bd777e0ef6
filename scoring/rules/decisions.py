"""Outcomes that findings leave possible, found by trying everything that is not known."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Any

from scoring.rules.base import Missing
from scoring.rules.factors import lack_of_value
from scoring.values.cells import Finding, Why
from scoring.values.truth import NO, UNKNOWN, YES

UNDETERMINED = "undetermined"
REMEMBERED = 4096  # records that look alike to a decision
Options = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """A field and the values that the record leaves possible; one where it is known.

    needs: what the field lacks where there are several. why: why it is not known.
    """

    field: str
    options: Options
    needs: str = "value"
    why: Why | None = None

    @classmethod
    def of(cls, field: str, found: Finding) -> "Input":
        """A finding that is unknown may be yes or no; one that is not applicable stays so."""
        options = (YES, NO) if found.truth is UNKNOWN else (found.truth,)
        return cls(field, options, lack_of_value(found.why), found.why)


@dataclass(frozen=True)
class Decision:
    """outcomes: all there are, in the order in which they are listed.

    decide: the outcome for one value of each input, in the order of the inputs; none of the
    outcomes where the values contradict each other.
    """

    outcomes: tuple[str, ...]
    decide: Callable[..., str]

    def possible(self, inputs: Sequence[Input]) -> tuple[str, ...]:
        """The outcomes of all completions of what is not known."""
        return _possible(self, tuple(each.options for each in inputs))

    def result(self, inputs: Sequence[Input]) -> dict[str, Any]:
        """outcome: the one that is possible, else undetermined. groups: all that are possible."""
        groups = self.possible(inputs)
        return {
            "outcome": groups[0] if len(groups) == 1 else UNDETERMINED,
            "groups": list(groups),
        }

    def missing(self, inputs: Sequence[Input]) -> tuple[Missing, ...]:
        """What could narrow the outcomes, what settles most first."""
        return _missing(self, tuple(inputs))


@lru_cache(REMEMBERED)
def _missing(decision: Decision, inputs: tuple[Input, ...]) -> tuple[Missing, ...]:
    groups = decision.possible(inputs)
    gaps = []
    for index, each in enumerate(inputs):
        settles = _settles(decision, inputs, index)
        if any(left != groups for left in settles.values()):
            gaps.append(Missing(each.field, settles, each.needs, why=each.why))
    return tuple(sorted(gaps, key=Missing.openness))


def _settles(decision: Decision, inputs: Sequence[Input], index: int) -> dict[str, tuple[str, ...]]:
    """By value of one input: the outcomes then possible."""
    every = [each.options for each in inputs]
    return {
        str(option): _possible(decision, (*every[:index], (option,), *every[index + 1 :]))
        for option in every[index]
    }


@cache
def _possible(decision: Decision, options: tuple[Options, ...]) -> tuple[str, ...]:
    reached = {decision.decide(*values) for values in product(*options)}
    return tuple(outcome for outcome in decision.outcomes if outcome in reached)
