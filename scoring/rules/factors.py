"""Prognostic factors that several scores share, each as a criterion with what it lacks."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scoring.rules.base import Criterion, Missing, Note
from scoring.values.cells import Amount, Why
from scoring.values.fields import Field
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


def lacking_together(lacking: Mapping[Field[Any], Amount]) -> tuple[Missing, ...]:
    """Numbers that are not known, or not exactly: each with the others, all of which are needed."""
    return tuple(
        Missing(
            field, {}, _lack(cell), tuple(each for each in lacking if each is not field), cell.why
        )
        for field, cell in lacking.items()
    )


def is_exact(cell: Amount) -> bool:
    return cell.interval is not None and cell.interval.exact is not None


def _lack(cell: Amount) -> str:
    return lack_of_value(cell.why) if cell.interval is None else "exact_value"


def lack_of_value(why: Why | None) -> str:
    """What a field without a value needs."""
    return "agreement" if why is Why.CONFLICT else "value"
