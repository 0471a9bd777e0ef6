"""Lines of the list of cases."""

import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from accounts.memberships import Memberships
from cases.access import may
from cases.models import Case, CaseIndex, RecordStatus
from cases.pages.people import describe_person, diagnosis_words


@dataclass(frozen=True)
class CaseLine:
    """One case in the list."""

    uid: uuid.UUID
    address: str
    pseudonym: str
    record_number: str
    who: str
    diagnosis: str
    segments: str
    answered: int
    applicable: int
    changed: str
    is_demo: bool
    is_untouched: bool
    state: str


def case_lines(cases: QuerySet[Case], viewer: Memberships) -> list[CaseLine]:
    """Lines of the list: one query for all."""
    return [
        _case_line(case, viewer) for case in cases.select_related("identity", "index", "centre")
    ]


def _case_line(case: Case, viewer: Memberships) -> CaseLine:
    index = getattr(case, "index", None) or CaseIndex()
    identity = getattr(case, "identity", None) if may(viewer, "identity.view", case) else None
    changed_at = timezone.localtime(case.changed_at, ZoneInfo(case.centre.time_zone))
    person = {"presentation": {"sex": index.sex, "age_at_diagnosis": index.age_at_diagnosis}}
    return CaseLine(
        uid=case.uid,
        address=case.get_absolute_url(),
        pseudonym=case.pseudonym,
        record_number=(identity.record_number or "") if identity else "",
        who=describe_person(person, identity),
        diagnosis=diagnosis_words(index.diagnosis, index.certainty),
        segments=index.segments or "",
        answered=index.answered,
        applicable=index.applicable,
        changed=date_format(changed_at, "j M Y, H:i"),
        is_demo=case.is_demo,
        is_untouched=case.is_untouched,
        state="" if case.record_status == RecordStatus.OPEN else case.get_record_status_display(),
    )
