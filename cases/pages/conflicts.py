"""Fields that were changed twice, in words: both values, who wrote the other, what was chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cases.conflicts import Choices, Conflict
from cases.history.meanwhile import LaterChange, last_change_of
from cases.values import Recorded


@dataclass(frozen=True)
class ConflictLine:
    """A field changed twice: what each wants, and who and when the other was.

    is_own: the viewer changed it in another tab.
    choice: mine, theirs or empty. is_open: it was shown before, and nothing was chosen.
    """

    name: str
    label: str
    anchor: str
    mine: str
    theirs: str
    who: str
    moment: str
    is_own: bool = False
    choice: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Disputed:
    """What kept a save from being made.

    version: of the case, whose values are shown.
    changes: what was done since, to name who is behind it.
    viewer: the key of the person whose save it was, who may be behind it in another tab.
    choices: those that the refused save came with.
    """

    conflicts: Sequence[Conflict]
    version: int
    changes: Sequence[LaterChange]
    viewer: int
    choices: Choices

    def lines(
        self,
        label_of: Callable[[str], str],
        anchor_of: Callable[[str], str],
        shown: Callable[[str, Recorded], str],
    ) -> list[ConflictLine]:
        """One a field. What was chosen stays chosen unless the record was changed again."""
        chosen = self.choices.by_field if self.choices.version == self.version else {}
        return [
            ConflictLine(
                conflict.name,
                label_of(conflict.name),
                anchor_of(conflict.name),
                shown(conflict.name, conflict.mine),
                shown(conflict.name, conflict.theirs),
                change.who if change else "",
                change.moment if change else "",
                change is not None and change.actor == self.viewer,
                chosen.get(conflict.name, ""),
                chosen.get(conflict.name) == "",
            )
            for conflict in self.conflicts
            for change in [last_change_of(conflict.name, self.changes)]
        ]


def are_own(lines: Sequence[ConflictLine]) -> bool:
    """Whether nobody but the viewer is behind any of them."""
    return all(line.is_own for line in lines)
