"""Whether the patient lives, as a fact of the case: read off the follow-up visits at every save.

The date of a visit is never taken for that of a death: who learns of a death learns of it later.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.document import Document, load_documents, plain
from cases.models import Case
from cases.models.case import VitalState
from cases.models.words import VitalStatus
from cases.order import Stated, find_death, stated_values
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
    documents = load_documents(case_ids)
    for case in Case.objects.filter(pk__in=documents).only("vital_state", "vital_state_date"):
        vital = _vital(documents[case.pk])
        if vital != (case.vital_state, case.vital_state_date):
            case.vital_state, case.vital_state_date = vital
            case.save(update_fields=["vital_state", "vital_state_date"])


def deciding_visit(document: Document) -> Mapping[str, Any]:
    """A visit that tells of the death decides; else the newest, dated before undated; else {}.

    Where sources disagree nobody knows: a death in dispute must not end anybody's follow-up.
    """
    visits = document.get("follow_up", [])
    if death := find_death(document):
        return dict(visits[death.place.index])
    ranked = sorted(
        (visit for visit in visits if _state(visit)),
        key=lambda visit: (_state(visit) == VitalState.DEAD, plain(visit.get("date")) or ""),
    )  # stable: position decides
    return ranked[-1] if ranked else {}


def _state(visit: Mapping[str, Any]) -> VitalState | None:
    """What a visit says; None where it says nothing or another source means another state."""
    states = {STATES[VitalStatus(word)] for word in stated_values(visit.get("vital_status"))}
    return states.pop() if len(states) == 1 else None


def _vital(document: Document) -> Vital:
    """State and date: the stated death, the last contact of the lost, else the visit's date."""
    visit = deciding_visit(document)
    state, seen = _state(visit), plain(visit.get("date"))
    if state == VitalState.DEAD:
        return state, _death_date(find_death(document))
    if state == VitalState.LOST:
        return state, plain(visit.get("last_contact_date")) or seen
    return state, seen if state else None


def _death_date(death: Stated | None) -> str | None:
    """As it is stated; None for a death that is only known of, or dated in two ways."""
    is_stated = death and death.place.field == "death_date" and not death.is_disputed
    return death.text if death and is_stated else None


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
