"""The page of the three independent facts about a case, and the steps that can be taken."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.document import plain
from cases.forms.reason import ReasonForm
from cases.models import RecordStatus
from cases.models.case import SurveillanceState
from cases.pages.frame import CasePage, PageLink
from cases.pages.states import vital_words
from cases.sections import BY_SLUG, section_address
from cases.status import RUNNING, Transition, possible_transitions
from cases.values import PartialDate
from cases.vital import deciding_visit

SCHEDULE_PAGE = "surveillance:schedule"  # where follow-up is ended; absent when not wired


@dataclass(frozen=True)
class Fact:
    """One of the three: what it is about, what holds, why or where from, and a link to that."""

    title: str
    words: str
    basis: str
    address: str = ""


@dataclass(frozen=True)
class Step:
    """A step that can be taken, with its form."""

    transition: Transition
    form: ReasonForm


@dataclass(frozen=True)
class StatusPage:
    """schedule: the page on which a running plan is ended, for those who see it."""

    facts: list[Fact]
    steps: list[Step]
    keeps_open: str
    schedule: PageLink | None


def status_page(page: CasePage, bound: Mapping[str, ReasonForm]) -> StatusPage:
    """bound: the form of a step that was refused, by its name."""
    case = page.case
    steps = possible_transitions(case) if page.may_edit else []
    runs = case.surveillance_state in RUNNING
    return StatusPage(
        facts=[_record(page), _vital(page), _follow_up(page)],
        steps=[Step(step, bound.get(step.name) or _form(step)) for step in steps if not runs],
        keeps_open=_("Follow-up runs: end its schedule before the record is closed.")
        if runs and page.may_edit
        else "",
        schedule=next((link for link in page.pages if link.name == SCHEDULE_PAGE), None),
    )


def _form(step: Transition) -> ReasonForm:
    return ReasonForm(is_required=step.needs_reason, auto_id=f"{step.name}-%s")


def _record(page: CasePage) -> Fact:
    state = str(RecordStatus(page.case.record_status).label)
    return Fact(_("Record"), state, page.case.record_status_reason or "")


def _vital(page: CasePage) -> Fact:
    """Read off the visits, so it is changed there."""
    case = page.case
    visit = deciding_visit(page.document)
    if not visit:
        return Fact(_("Patient"), vital_words(case), _("No follow-up visit tells it."))
    basis = _("says a follow-up visit without a date")
    if seen := plain(visit.get("date")):
        date = PartialDate().display(seen)
        basis = _("says the follow-up visit of %(date)s") % {"date": date}
    address = section_address(case, BY_SLUG["follow_up"], uuid.UUID(visit["uid"]))
    return Fact(_("Patient"), vital_words(case), basis, address)


def _follow_up(page: CasePage) -> Fact:
    case = page.case
    state = str(SurveillanceState(case.surveillance_state).label)
    basis = case.surveillance_reason or ""
    if case.surveillance_by:
        basis = _("%(reason)s (%(person)s)") % {"reason": basis, "person": case.surveillance_by}
    return Fact(_("Follow-up"), state, basis)
