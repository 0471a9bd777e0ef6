"""The schedule of one case in words: what is proposed, what runs, what is due."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.memberships import Memberships
from accounts.models import User
from cases.access import may
from cases.models import Case
from surveillance import proposal_words, protocols
from surveillance.models import Schedule
from surveillance.models.schedule import Anchor
from surveillance.pages import LINES, DueLine, due_lines, schedule_dues
from surveillance.planning import visit_months
from surveillance.proposal_words import ProposalText, basis_text
from surveillance.proposals import Proposal, propose
from surveillance.protocols import PROTOCOLS, ProtocolText
from surveillance.services import is_reversible
from surveillance.teams import chain
from surveillance.wording import anchor_words, moment_words

MONTHS_SHOWN = 8  # of a schedule without dates


@dataclass(frozen=True)
class RunningSchedule:
    """months: what comes next, in months after the operation; empty where there are dates.

    remark: what the record says by now that the schedule does not follow; empty if nothing.
    """

    schedule: Schedule
    protocol: ProtocolText
    basis: str
    anchor: str
    accepted: str
    months: str
    remark: str
    is_undated: bool


@dataclass(frozen=True)
class SchedulePage:
    """ended: the latest schedule that a person ended and may take back; None if there is none."""

    proposal: ProposalText
    protocol: ProtocolText
    is_proposed: bool
    running: RunningSchedule | None
    dues: list[DueLine]
    recipients: list[User]
    ended: Schedule | None
    ended_words: str
    can_manage: bool

    @property
    def offers_acceptance(self) -> bool:
        """A person may start a schedule now: there is none, or it does not follow the record."""
        is_wanted = self.running is None or self.running.is_undated or bool(self.running.remark)
        return self.can_manage and self.is_proposed and is_wanted


def schedule_page(
    case: Case, document: Mapping[str, Any], viewer: Memberships, now: datetime.datetime
) -> SchedulePage:
    """Everything the page shows, for a viewer who may see follow-up."""
    proposal = propose(document)
    schedules = Schedule.objects.filter(case=case).select_related(
        "case__centre", "accepted_by", "ended_by"
    )
    running = schedules.running().first()
    ended = schedules.filter(ended_at__isnull=False).order_by("-ended_at").first()
    is_ended = running is None and ended is not None and is_reversible(ended, now)
    return SchedulePage(
        proposal=proposal_words.describe(proposal),
        protocol=protocols.describe(proposal.protocol),
        is_proposed=proposal.is_proposed,
        running=running_schedule(running, proposal) if running else None,
        dues=due_lines(schedule_dues(case), viewer, now, LINES),
        recipients=chain(case),
        ended=ended if is_ended else None,
        ended_words=_ended_words(ended) if is_ended and ended else "",
        can_manage=may(viewer, "schedule.manage", case),
    )


def running_schedule(schedule: Schedule, proposal: Proposal) -> RunningSchedule:
    """A schedule in words, beside what the record says by now."""
    protocol = PROTOCOLS[schedule.protocol]
    return RunningSchedule(
        schedule=schedule,
        protocol=protocols.describe(protocol),
        basis=basis_text(schedule.basis),
        anchor=anchor_words(schedule),
        accepted=_("accepted by %(person)s on %(day)s")
        % {
            "person": schedule.accepted_by,
            "day": moment_words(schedule.accepted_at, schedule.case, "j M Y"),
        },
        months=_months(schedule),
        remark=_remark(schedule, proposal),
        is_undated=schedule.anchor_kind == Anchor.NONE,
    )


def _months(schedule: Schedule) -> str:
    """'Month 9 next, then 12, 15, ...' where nothing has a date."""
    if schedule.anchor_kind != Anchor.NONE:
        return ""
    months = visit_months(PROTOCOLS[schedule.protocol], schedule.first_month - 1)
    first, *others = (str(next(months)) for _count in range(MONTHS_SHOWN))
    return _("Month %(first)s next, then %(others)s and so on") % {
        "first": first,
        "others": ", ".join(others),
    }


def _remark(schedule: Schedule, proposal: Proposal) -> str:
    if not proposal.is_proposed:
        return _("The record no longer fits this schedule. %(why)s") % {
            "why": proposal_words.headline(proposal)
        }
    recorded = proposal.anchor
    is_recorded = recorded.day is not None
    if schedule.anchor_kind != Anchor.SURGERY and is_recorded:
        return _("The record has a date of the operation by now: accept the schedule anew with it.")
    if schedule.anchor_kind == Anchor.SURGERY and not is_recorded:
        return _(
            "The record no longer has the date of the operation that this schedule counts from."
        )
    anchored = (schedule.anchor_date, schedule.anchor_precision)
    if recorded.day is not None and (recorded.day, recorded.precision) != anchored:
        return _(
            "The record has another date of the operation than this schedule, %(day)s: accept the"
            " schedule anew to count from it."
        ) % {"day": date_format(recorded.day, "j M Y")}
    return ""


def _ended_words(schedule: Schedule) -> str:
    assert schedule.ended_at is not None
    return _("Ended on %(day)s by %(person)s: %(kind)s. %(reason)s") % {
        "day": moment_words(schedule.ended_at, schedule.case, "j M Y"),
        "person": schedule.ended_by,
        "kind": schedule.get_end_kind_display(),
        "reason": schedule.end_reason,
    }
