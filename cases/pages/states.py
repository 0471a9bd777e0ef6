"""The states of a case in a few words: for the header, and for a record that cannot be changed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import Case, RecordStatus
from cases.models.case import VitalState
from cases.values import PartialDate


@dataclass(frozen=True)
class Flag:
    """What the header says of a case that is not plainly open and alive."""

    words: str
    is_grave: bool = False


def flags(case: Case) -> list[Flag]:
    """State of the record and of the patient where they are not the usual ones."""
    found = []
    if case.record_status != RecordStatus.OPEN:
        is_error = case.record_status == RecordStatus.ENTERED_IN_ERROR
        found.append(Flag(str(RecordStatus(case.record_status).label), is_error))
    if case.vital_state in (VitalState.DEAD, VitalState.LOST):
        found.append(Flag(vital_words(case)))
    return found


def vital_words(case: Case) -> str:
    """'dead, 3 Mar 2021'; says so when no visit tells."""
    if not case.vital_state:
        return _("not recorded")
    state = str(VitalState(case.vital_state).label)
    if not case.vital_state_date:
        return _("%(state)s, date not recorded") % {"state": state}
    return f"{state}, {PartialDate().display(case.vital_state_date)}"


def closed_notice(case: Case) -> str:
    """Why nothing can be changed, with the reason that was given; empty for an open record."""
    sentences = {
        RecordStatus.CLOSED.value: _("This record is closed and cannot be changed: %(reason)s."),
        RecordStatus.ENTERED_IN_ERROR.value: _(
            "This record was entered in error and does not count: %(reason)s."
        ),
    }
    sentence = sentences.get(case.record_status, "")
    return sentence % {"reason": (case.record_status_reason or "").rstrip(".")} if sentence else ""
