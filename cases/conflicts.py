"""Why a change was not made: what others did to the record meanwhile."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.values import Recorded


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed meanwhile to something else."""

    name: str
    mine: Recorded
    theirs: Recorded


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
