"""Whether a case is ready for the board, requirement by requirement."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse
from django.utils import timezone

from cases.document import Document
from cases.models import Case
from cases.models.rows import SectionRow
from cases.ports import Need, Panel, collect_needs
from cases.readiness.answers import Answer, State
from cases.readiness.needs import address_of, readiness_of


@dataclass(frozen=True)
class ReadyLine:
    """A requirement that is answered: by a value or by a reason."""

    title: str
    text: str
    address: str


@dataclass(frozen=True)
class Readiness:
    """The requirements of a meeting. needs: what is missing or too old, of other apps too."""

    answered: int
    required: int
    address: str
    met: Sequence[ReadyLine]
    reasons: Sequence[ReadyLine]
    needs: Sequence[Need]


@dataclass(frozen=True)
class ReadyCount:
    """In short, for the rail."""

    answered: int
    required: int
    address: str


def count_ready(case: Case, document: Document) -> ReadyCount:
    """For a meeting today, local to the centre."""
    answers = readiness_of(case, document, timezone.localdate())
    answered = sum(answer.is_answered for answer in answers)
    return ReadyCount(answered, len(answers), reverse("cases:ready", args=[case.uid]))


def readiness_page(case: Case, document: Document, on_date: datetime.date) -> Readiness:
    """What is missing first; then reasons, then what is met."""
    answers = readiness_of(case, document, on_date)
    return Readiness(
        answered=sum(answer.is_answered for answer in answers),
        required=len(answers),
        address=reverse("cases:ready", args=[case.uid]),
        met=_lines(case, answers, State.MET),
        reasons=_lines(case, answers, State.REASON),
        needs=collect_needs(case, on_date),
    )


class Shown(Protocol):
    """What a page of a case holds of it."""

    case: Case
    document: Document


def beneath(page: Shown, row: SectionRow) -> Panel:
    """For a meeting today, beneath the question to the board."""
    readiness = readiness_page(page.case, page.document, timezone.localdate())
    return Panel("cases/ready_beneath.html", {"readiness": readiness})


def _lines(case: Case, answers: Iterable[Answer], state: State) -> list[ReadyLine]:
    return [
        ReadyLine(str(answer.requirement.title), answer.text, address_of(case, answer))
        for answer in answers
        if answer.state is state
    ]
