"""The history of a case: each saved version, and two versions side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.memberships import Memberships
from accounts.models import User
from cases.access import may
from cases.history.changes import RowChange, apply, differences
from cases.history.log import changes_between, state_at
from cases.history.parts import Reader, State
from cases.models import Case, History

PAGE_LENGTH = 25  # versions
FOLDED_FROM = 12  # changed fields; a version of more is folded up


@dataclass(frozen=True)
class VersionLine:
    """One saved version. who: a name, or words for what was written by no person."""

    number: int
    who: str
    when: str
    reason: str
    rows: list[RowChange]

    @property
    def size(self) -> str:
        """How much changed, for a version that is folded up."""
        count = sum(len(row.fields) for row in self.rows)
        return ngettext("%(count)s field", "%(count)s fields", count) % {"count": count}

    @property
    def is_folded(self) -> bool:
        """An import is a version of a hundred fields."""
        return sum(len(row.fields) for row in self.rows) >= FOLDED_FROM


@dataclass(frozen=True)
class HistoryPage:
    """versions: the newest first. older: the version below which the next page begins, or 0."""

    versions: list[VersionLine]
    older: int
    latest: int
    is_latest: bool


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions, `first` the older one."""

    first: VersionLine
    last: VersionLine
    rows: list[RowChange]
    latest: int


def history_page(case: Case, viewer: Memberships, before: int) -> HistoryPage:
    """The versions below `before`; three queries, however many they are and whatever changed."""
    newest = min(before - 1, case.version)
    oldest = max(newest - PAGE_LENGTH, 0)
    state, changes = state_at(case, oldest), changes_between(case, oldest, newest)
    reader = _reader(case, viewer, changes, state)
    return HistoryPage(
        versions=_version_lines(state, changes, reader)[::-1],
        older=oldest + 1 if oldest else 0,
        latest=case.version,
        is_latest=newest == case.version,
    )


def comparison(case: Case, viewer: Memberships, first: int, last: int) -> Comparison:
    """Net differences: a field that went and came back is none."""
    before, after = state_at(case, first), state_at(case, last)
    saved = [change for n in (first, last) for change in changes_between(case, n - 1, n)]
    reader = _reader(case, viewer, saved, before, after)
    lines = {line.number: line for line in _version_lines(before, saved, reader)}
    return Comparison(lines[first], lines[last], differences(before, after, reader), case.version)


def _version_lines(state: State, changes: list[History], reader: Reader) -> list[VersionLine]:
    """The oldest first."""
    lines = []
    for number, group in groupby(changes, key=lambda change: change.case_version):
        saved = list(group)
        after = apply(state, saved)
        rows = {(change.table_name, change.row_uid) for change in saved}
        lines.append(
            _version_line(number, saved[0], differences(state, after, reader, rows), reader)
        )
        state = after
    return lines


def _version_line(
    number: int, change: History, rows: list[RowChange], reader: Reader
) -> VersionLine:
    who = _("import or command")
    if change.actor is not None:
        who = reader.people.get(change.actor, _("somebody who has left"))
    return VersionLine(
        number=number,
        who=who,
        when=date_format(timezone.localtime(change.at), "j M Y, H:i"),
        reason=(change.reason or "") if change.actor else "",
        rows=rows,
    )


def _reader(case: Case, viewer: Memberships, changes: Iterable[History], *states: State) -> Reader:
    """Names of those who made the changes, and of those whom the changed rows name."""
    columns: list[Any] = [change.after or {} for change in changes]
    columns += [row for state in states for row in state.values()]
    named = [change.actor for change in changes]
    named += [row.get("surveillance_by_id") for row in columns]
    people = User.objects.filter(pk__in={pk for pk in named if pk is not None})
    return Reader(may(viewer, "identity.view", case), {user.pk: str(user) for user in people})
