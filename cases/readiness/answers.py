"""How a case stands for a meeting of the board: what is answered, and whether recently enough.

Pure: reads a document, the day of the meeting and the centre's limits. A person's reason why
something is not there counts as an answer and is told. Ready is neither saved nor complete.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.document import plain, recorded
from cases.readiness.requirements import BIRTH, REQUIREMENTS, Requirement
from cases.sections import BY_SLUG, Section
from cases.values import Recorded
from cases.values.base import Missing
from cases.values.dates import date_range

Row = Mapping[str, Any]
DATE = "date"  # of a row, in the sections whose findings grow old
# Values that say why there is none; the others are findings.
REASONS = ("not_assessed", Missing.UNKNOWN, Missing.NOT_DONE)


class State(IntEnum):
    """How a requirement stands, the best first. Up to REASON it counts as answered."""

    MET = 0
    REASON = 1
    PERHAPS_OLD = 2
    OLD = 3
    MISSING = 4


@dataclass(frozen=True)
class Limits:
    """How old findings may be on the day of the meeting, in weeks."""

    ct: int
    labs: int


@dataclass(frozen=True)
class Answer:
    """How a requirement stands. text: value, reason or date in words; empty if nothing is there.

    path, row_uid: the field to go to, and its row where the section repeats and has one.
    """

    requirement: Requirement
    state: State
    text: str
    path: str
    row_uid: str = ""

    @property
    def is_answered(self) -> bool:
        """A value that is recent enough, or a reason."""
        return self.state <= State.REASON


def read_readiness(
    document: Mapping[str, Any], on_date: datetime.date, limits: Limits, *, knows_birth: bool
) -> tuple[Answer, ...]:
    """Each requirement in order, as it stands for a meeting on that day.

    knows_birth: whether the centre has the year of birth, which is no part of a document.
    """
    reader = _Reader(document, on_date, limits)
    return tuple(
        reader.birth(knows_birth) if requirement is BIRTH else reader.answer(requirement)
        for requirement in REQUIREMENTS
    )


@dataclass(frozen=True)
class _Reader:
    document: Mapping[str, Any]
    on_date: datetime.date
    limits: Limits

    def birth(self, is_known: bool) -> Answer:
        """The age, or the year of birth in its place."""
        answer = self.answer(BIRTH)
        if answer.state is State.MET or not is_known:
            return answer
        return replace(answer, state=State.MET, text=_("year of birth is known"))

    def answer(self, requirement: Requirement) -> Answer:
        """By the best of its ways; failing that by an excuse."""
        ways = [self._way(requirement, way) for way in requirement.ways]
        best = min(ways, key=lambda way: (way.state, not way.text))
        if best.is_answered:
            return best
        for path, word in requirement.excuses:
            section, name = _place(path)
            if any(plain(row.get(name)) == word for row in self._rows(section)):
                text = f"{section.label(name)}: {section.kinds[name].display(word)}"
                return replace(best, state=State.REASON, text=text, path=path, row_uid="")
        return best

    def _way(self, requirement: Requirement, way: Sequence[str]) -> Answer:
        """As good as the worst of its fields; tells them all, or those that are still missing."""
        answers = [self._field(requirement, path) for path in way]
        worst = max(answers, key=_state)  # the first of equals
        if len(way) == 1:
            return worst
        lacking = [answer for answer in answers if not answer.is_answered]
        told = [] if len(lacking) == len(answers) else lacking or answers
        return replace(worst, text="; ".join(_named(answer) for answer in told))

    def _field(self, requirement: Requirement, path: str) -> Answer:
        """By the best row, the newest of equals."""
        section, _name = _place(path)
        answers = [self._in_row(requirement, path, row) for row in self._rows(section)]
        return min(answers, key=_state, default=Answer(requirement, State.MISSING, "", path))

    def _in_row(self, requirement: Requirement, path: str, row: Row) -> Answer:
        section, name = _place(path)
        answer = Answer(requirement, State.MISSING, "", path, row.get("uid", ""))
        if not _counts(requirement, row, besides=name):
            return answer
        entry = recorded(section.kinds[name], row.get(name))
        if reason := _reason(section, name, entry):
            return replace(answer, state=State.REASON, text=reason)
        if entry.value is None or not _counts(requirement, row):
            return answer
        told = "" if name in requirement.only else section.kinds[name].display(entry.value)
        met = replace(answer, state=State.MET, text=told)
        return self._dated(met, section, row) if requirement.limit else met

    def _dated(self, answer: Answer, section: Section, row: Row) -> Answer:
        """As good as the date of its row; where that is not enough, the date is the place to go."""
        date = recorded(section.kinds[DATE], row.get(DATE))
        state, told = State.MISSING, _("no date")
        if date.value is not None:
            weeks = getattr(self.limits, answer.requirement.limit)
            state = self._age(date, weeks)
            told = _aged(state, section.kinds[DATE].display(date.value), weeks)
        elif date.missing:
            state, told = State.REASON, f"{section.label(DATE)}: {Missing(date.missing).label}"
        if state > State.REASON:
            return replace(answer, state=state, text=told, path=f"{section.slug}.{DATE}")
        text = ", ".join(part for part in (answer.text, told) if part)
        return replace(answer, state=state, text=text)

    def _age(self, date: Recorded, weeks: int) -> State:
        """Of a date that may mean several days, and of dates on which sources disagree."""
        dates = [date.value, *(other for other, _source in date.alternatives)]
        ranges = [date_range(text) for text in dates]
        oldest = self.on_date - datetime.timedelta(weeks=weeks)
        if max(last for _first, last in ranges) < oldest:
            return State.OLD
        return State.PERHAPS_OLD if min(ranges)[0] < oldest else State.MET

    def _rows(self, section: Section) -> list[Row]:
        """Newest first; what was made after the meeting is not there yet."""
        found = self.document.get(section.slug, [])
        rows: list[Row] = list(reversed(found)) if isinstance(found, list) else [found]
        rows = [row for row in rows if _first_day(row) <= self.on_date]
        return sorted(rows, key=_first_day, reverse=True)


def _place(path: str) -> tuple[Section, str]:
    slug, _dot, name = path.partition(".")
    return BY_SLUG[slug], name


def _state(answer: Answer) -> State:
    return answer.state


def _named(answer: Answer) -> str:
    """'Lower limit in the cava: infrarenal'; the name alone where nothing is there."""
    section, name = _place(answer.path)
    return f"{section.label(name)}: {answer.text}" if answer.text else section.label(name)


def _counts(requirement: Requirement, row: Row, besides: str = "") -> bool:
    """Whether the row is of the sort that is asked for."""
    wanted = requirement.only.items()
    return all(name == besides or plain(row.get(name)) in words for name, words in wanted)


def _reason(section: Section, name: str, entry: Recorded) -> str:
    """Why there is no value; empty if there is one, or if nobody has said anything."""
    if isinstance(entry.value, str) and entry.value in REASONS:
        return section.kinds[name].display(entry.value)
    return str(Missing(entry.missing).label) if entry.missing else ""


def _first_day(row: Row) -> datetime.date:
    """Of the row's date; undated rows come before all."""
    date = plain(row.get(DATE))
    return date_range(date)[0] if isinstance(date, str) else datetime.date.min


def _aged(state: State, date: str, weeks: int) -> str:
    """The date, and what is wrong with it."""
    words = {"date": date, "weeks": weeks}
    older = ngettext(
        "%(date)s, more than %(weeks)s week before the meeting",
        "%(date)s, more than %(weeks)s weeks before the meeting",
        weeks,
    )
    perhaps = ngettext(
        "%(date)s, perhaps more than %(weeks)s week before the meeting",
        "%(date)s, perhaps more than %(weeks)s weeks before the meeting",
        weeks,
    )
    texts = {State.OLD: older, State.PERHAPS_OLD: perhaps}
    return texts.get(state, "%(date)s") % words
