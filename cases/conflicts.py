"""Why a change was not made: what others did to the record meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.values import Recorded

MINE, THEIRS = "mine", "theirs"
Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed meanwhile to something else."""

    name: str
    mine: Recorded
    theirs: Recorded


@dataclass(frozen=True)
class Choices:
    """What a person chose of the fields that a page showed in conflict.

    version: of the case, whose values the page showed; 0 for a page without a conflict.
    by_field: mine or theirs; empty while nothing is chosen.
    """

    version: int = 0
    by_field: Mapping[str, str] = field(default_factory=dict)

    @property
    def mine(self) -> frozenset[str]:
        """The fields in which what others wrote is overruled."""
        return frozenset(name for name, choice in self.by_field.items() if choice == MINE)

    def applied(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Without those that others keep; all of them while something is not chosen."""
        is_open = "" in self.by_field.values()
        return {n: e for n, e in entries.items() if is_open or self.by_field.get(n) != THEIRS}


class SaveConflictError(Exception):
    """Nothing was saved: the same fields hold different values by now.

    sentence: what to say where no field is in conflict.
    """

    sentence: str | Promise = ""

    def __init__(self, conflicts: list[Conflict], version: int) -> None:
        super().__init__("conflicting changes")
        self.conflicts, self.version = conflicts, version


class RecordClosedError(SaveConflictError):
    """Nothing was saved: the record is closed or was entered in error."""

    sentence = _("Not saved: the record is closed.")

    def __init__(self, version: int) -> None:
        super().__init__([], version)


class RowInErrorError(SaveConflictError):
    """Nothing was saved: somebody marked the row as entered in error meanwhile."""

    sentence = _(
        "Not saved: this entry is marked as entered in error by now. What you typed stands below; "
        "take the entry back in another tab, then press Save."
    )

    def __init__(self, version: int) -> None:
        super().__init__([], version)
