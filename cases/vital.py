"""Whether the patient lives, as a fact of the case: read off the follow-up visits at every save.

The date of a visit is never taken for that of a death: who learns of a death learns of it later.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Case, FollowUp
from cases.models.case import VitalState
from cases.models.words import VitalStatus
from cases.order import find_death
from cases.values import PartialDate

STATES = {
    VitalStatus.ALIVE_NED: VitalState.ALIVE,
    VitalStatus.ALIVE_WITH_DISEASE: VitalState.ALIVE,
    VitalStatus.DEAD_OF_DISEASE: VitalState.DEAD,
    VitalStatus.DEAD_OTHER: VitalState.DEAD,
    VitalStatus.DEAD_UNKNOWN: VitalState.DEAD,
    VitalStatus.LOST: VitalState.LOST,
}
Vital = tuple[str | None, str | None]


def update_vital_state(case_ids: Iterable[int]) -> None:
    """Write state and date of each case where they changed; a death that is taken back counts."""
    ids = list(case_ids)
    found = {case_id: _vital(visit) for case_id, visit in deciding_visits(ids).items()}
    for case in Case.objects.filter(pk__in=ids).only("vital_state", "vital_state_date"):
        vital = found.get(case.pk, (None, None))
        if vital != (case.vital_state, case.vital_state_date):
            case.vital_state, case.vital_state_date = vital
            case.save(update_fields=["vital_state", "vital_state_date"])


def deciding_visits(case_ids: Iterable[int]) -> dict[int, FollowUp]:
    """By case: any visit that tells of a death decides; else the newest, dated before undated.

    Where sources disagree nobody knows: a death in dispute must not end anybody's follow-up.
    """
    visits = FollowUp.objects.filter(
        case__in=case_ids, entered_in_error__isnull=True, vital_status__isnull=False
    )
    ranked = sorted(
        (visit for visit in visits if not _is_disputed(visit)),
        key=lambda visit: (
            STATES[VitalStatus(visit.vital_status)] == VitalState.DEAD,
            _death_date(visit) is not None,
            visit.date or "",
            visit.position,
        ),
    )
    return {visit.case_id: visit for visit in ranked}


def _is_disputed(visit: FollowUp) -> bool:
    """Another source says something that means another state."""
    said = visit.recorded("vital_status")
    words = [said.value, *(value for value, _source in said.alternatives)]
    return len({STATES[VitalStatus(word)] for word in words}) > 1


def _death_date(visit: FollowUp) -> str | None:
    """The date of death that a visit states; None where sources disagree on it."""
    said = visit.recorded("death_date")
    others = {value for value, _source in said.alternatives}
    return said.value if others <= {said.value} else None


def _vital(visit: FollowUp) -> Vital:
    """State and date: the stated death, the last contact of the lost, else the visit's date."""
    state = STATES[VitalStatus(visit.vital_status)]
    if state == VitalState.DEAD:
        return state, _death_date(visit)
    is_lost = state == VitalState.LOST
    return state, (visit.last_contact_date or visit.date) if is_lost else visit.date


def describe_end(case: Case, document: Mapping[str, Any]) -> str:
    """'dead, 3 Mar 2021' of who is dead or lost, with what is known of when; else empty."""
    if case.vital_state not in (VitalState.DEAD, VitalState.LOST):
        return ""
    state, since = VitalState(case.vital_state).label, case.vital_state_date
    if since:
        return f"{state}, {PartialDate().display(since)}"
    death = find_death(document)
    if case.vital_state == VitalState.LOST:
        return str(state)
    if death is None:
        return _("%(state)s, date not stated") % {"state": state}
    if death.place.field == "death_date":
        return _("%(state)s, sources disagree on the date") % {"state": state}
    words = {"state": state, "known": death.shown}
    return _("%(state)s, date not stated, known at %(known)s") % words
