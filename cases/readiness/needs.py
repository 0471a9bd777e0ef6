"""What a case lacks for a meeting of the board, in words and with the place to enter it."""

import datetime

from cases.document import Document, load_document
from cases.models import Case
from cases.ports import Need
from cases.readiness.answers import Answer, Limits, read_readiness
from cases.sections import BY_SLUG, section_address


def missing(case: Case, on_date: datetime.date) -> list[Need]:
    """The CASE_NEEDS port of this app: what has no answer, or one that is too old by then."""
    answers = readiness_of(case, load_document(case.pk), on_date)
    return [_need(case, answer) for answer in answers if not answer.is_answered]


def readiness_of(case: Case, document: Document, on_date: datetime.date) -> tuple[Answer, ...]:
    """Every requirement of the case's centre, as the document answers it."""
    identity = getattr(case, "identity", None)
    return read_readiness(
        document,
        on_date,
        Limits(case.centre.ct_max_age_weeks, case.centre.labs_max_age_weeks),
        knows_birth=bool(identity and identity.year_of_birth),
    )


def address_of(case: Case, answer: Answer) -> str:
    """The very field, in the row that it was read from or that would be made."""
    slug, _dot, name = answer.path.partition(".")
    section = BY_SLUG[slug]
    row = f"?row={answer.row_uid}" if answer.row_uid else ""
    return f"{section_address(case, section)}{row}#id_{name}"


def _need(case: Case, answer: Answer) -> Need:
    requirement = answer.requirement
    return Need(str(requirement.title), answer.text, address_of(case, answer), requirement.paths)
