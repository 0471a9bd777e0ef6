"""One page for the board from one model: page, print and whatever else renders a case for it.

Nothing here is an outlook: figures of groups of patients are never beside one patient's name.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.memberships import Memberships
from board.blocks import Block, read_blocks
from board.needs import Items, asked_dues, missing, open_items
from board.record import shorten, tell_newest
from board.schedule import ScheduleLine, schedule_lines
from board.scores import ScoreLines, in_a_line, in_full, shown
from cases.access import may
from cases.completeness import case_completeness
from cases.document import load_document
from cases.models import Case, RecordStatus
from cases.pages import describe_diagnosis, describe_person
from cases.pages.images import ImageLine, first_pictures
from cases.ports import collect_needs
from cases.vital import describe_end
from scoring.cava_drawing import CavaDrawing, draw_cava
from scoring.facts import facts_from
from scoring.rules.cava import tumour_of
from scoring.services import Payload, current_cards

DRAWN_RULE = "kulaylat"
QUESTION_LENGTH = 220  # characters; a longer question is read in the record
MOST_IMAGES = 2  # beside each other below the cava
CAPTION_LENGTH = 60  # characters: two lines below an image in print


@dataclass(frozen=True)
class SummaryImage:
    """A key image in small. alternative: for those who do not see it."""

    thumbnail: str
    width: int
    height: int
    caption: str
    alternative: str


@dataclass(frozen=True)
class Summary:
    """record_number: empty for those who may not see it. question: empty while none is asked.

    schedule: empty for those who may not see follow-up; open_items then holds only the record's.

    states: that the patient has died or is lost, that the record is not open; usually empty.

    scores: told in full. briefs: those that one line is enough for.

    cava: None when its score could not be computed. failed: how many scores could not be.
    """

    pseudonym: str
    who: str
    record_number: str
    diagnosis: str
    states: tuple[str, ...]
    question: str
    blocks: tuple[Block, ...]
    cava: CavaDrawing | None
    images: tuple[SummaryImage, ...]
    scores: tuple[ScoreLines, ...]
    briefs: tuple[ScoreLines, ...]
    failed: int
    missing: Items
    open_items: Items
    schedule: tuple[ScheduleLine, ...]
    answered: int
    applicable: int
    version: int
    printed: str


def summarise(case: Case, viewer: Memberships, now: datetime.datetime) -> Summary:
    """The case as it stands; now: aware, shown local to the centre."""
    document = load_document(case.pk)
    payloads, _is_stored = current_cards(case)
    identity = getattr(case, "identity", None) if may(viewer, "identity.view", case) else None
    sees_follow_up = may(viewer, "surveillance.view", case)
    completeness = case_completeness(document)
    images = tuple(_image(line) for line in first_pictures(case, MOST_IMAGES))
    briefs = in_a_line(payloads)
    return Summary(
        pseudonym=case.pseudonym,
        who=describe_person(document, identity),
        record_number=(identity.record_number or "") if identity else "",
        diagnosis=describe_diagnosis(document),
        states=tuple(_states(case, document)),
        question=_question(document),
        blocks=read_blocks(document),
        cava=_cava(document, payloads),
        images=images,
        scores=in_full(payloads, briefs, has_images=bool(images)),
        briefs=briefs,
        failed=sum(payload is None for payload in payloads),
        missing=missing(collect_needs(case, timezone.localdate(now)), document, shown(payloads)),
        open_items=open_items(case, document, asked_dues(case) if sees_follow_up else ()),
        schedule=schedule_lines(case, document, now) if sees_follow_up else (),
        answered=completeness.answered,
        applicable=completeness.applicable,
        version=case.version,
        printed=date_format(timezone.localtime(now), "j M Y, H:i"),
    )


def _states(case: Case, document: Mapping[str, Any]) -> Iterator[str]:
    """What a board must know before anything else; nothing of a living patient's open record."""
    if end := describe_end(case, document):
        yield end
    if case.record_status != RecordStatus.OPEN:
        yield _("record %(state)s") % {"state": case.get_record_status_display()}


def _question(document: Mapping[str, Any]) -> str:
    told = tell_newest(document, "question.question")
    return shorten(told.text, QUESTION_LENGTH) if told.is_answered else ""


def _cava(document: Mapping[str, Any], payloads: Sequence[Payload | None]) -> CavaDrawing | None:
    for payload in payloads:
        if payload and payload["rule"] == DRAWN_RULE:
            return draw_cava(payload, tumour_of(facts_from(document)))
    return None


def _image(line: ImageLine) -> SummaryImage:
    caption = ", ".join(part for part in (line.caption, line.date) if part)
    return SummaryImage(
        line.thumbnail,
        line.width,
        line.height,
        shorten(caption, CAPTION_LENGTH),
        line.alternative,
    )
