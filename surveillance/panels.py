"""The panel beside a case's pages: when it is seen next, or why nobody will be reminded."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.memberships import Memberships
from cases.access import may
from cases.document import load_document
from cases.models import Case
from cases.ports import Panel
from surveillance import proposal_words
from surveillance.models import Due, Schedule
from surveillance.models.due import What
from surveillance.planning import local_today
from surveillance.proposals import propose
from surveillance.wording import due_date_words, lateness_words, what_words


@dataclass(frozen=True)
class NextDue:
    """The panel in two lines. is_alarming: nobody is reminded of this patient."""

    headline: str
    detail: str
    is_alarming: bool = False


def schedule(case: Case, viewer: Memberships) -> Panel:
    """The CASE_PANELS port; empty for those who do not see follow-up."""
    shown = next_due(case) if may(viewer, "surveillance.view", case) else None
    return Panel("surveillance/panel.html", {"case": case, "next": shown})


def next_due(case: Case) -> NextDue:
    """The earliest item that is still to be done; without a schedule, what is proposed."""
    running = Schedule.objects.running().filter(case=case).first()
    if running is None:
        words = proposal_words.describe(propose(load_document(case.pk)))
        return NextDue(words.headline, words.next_visit)
    pending = Due.objects.filter(case=case).pending()
    if running.anchor_date is None:  # before anything else that is due, however late
        pending = pending.filter(what=What.NO_DATES)
    due = pending.order_by("due_date", "id").first()
    if due is None:
        return NextDue(_("Nothing is due"), "")
    if due.what == What.NO_DATES or due.due_date is None:
        return NextDue(what_words(due), "", is_alarming=True)
    today = local_today(timezone.now(), case.centre.time_zone)
    day = due_date_words(due)
    return NextDue(what_words(due), f"{day} · {lateness_words(due.due_date, today)}")
