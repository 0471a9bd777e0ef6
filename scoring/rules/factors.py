"""Prognostic factors that several scores share, each as a criterion with what it lacks."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scoring.rules.base import Criterion, Missing, Note
from scoring.values.cells import Why
from scoring.values.periods import Period


class Gap(NamedTuple):
    """needs: what the field lacks: value, limit, exact_value or agreement of its sources."""

    field: str
    needs: str = "value"


class Factor(NamedTuple):
    """gaps: what would answer it; empty unless it is unknown.

    needs_all_gaps: only together do they answer it; else each does alone.
    sampled: the date of the blood that it was measured in, where that is known.
    """

    criterion: Criterion
    gaps: tuple[Gap, ...] = ()
    caveats: tuple[Note, ...] = ()
    needs_all_gaps: bool = False
    sampled: Period | None = None

    def missing(self, settles: Mapping[str, Sequence[str]]) -> list[Missing]:
        """Its gaps as entries of a card."""
        fields = tuple(gap.field for gap in self.gaps) if self.needs_all_gaps else ()
        return [
            Missing(gap.field, settles, gap.needs, tuple(f for f in fields if f != gap.field))
            for gap in self.gaps
        ]


def lack_of_value(why: Why | None) -> str:
    """What a field without a value needs."""
    return "agreement" if why is Why.CONFLICT else "value"
