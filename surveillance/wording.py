"""Due items and schedules in words: what is due, when, and how sure the date is."""

import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case
from surveillance.models import Due, Schedule
from surveillance.models.due import What
from surveillance.planning import add_months, months_between

MONTH_STEP = "m"
LAST_COUNTED_DAY = 60  # farther ahead, months and years are closer to how people think
MONTHS_BEFORE_YEARS = 24


def what_words(due: Due) -> str:
    """'Month 9: visit with CT of chest, abdomen and pelvis', or what the item is about."""
    label = str(What(due.what).label)
    if due.what == What.VISIT:
        return _("Month %(month)s: %(what)s") % {"month": month_of(due), "what": label}
    return due.text or label[:1].upper() + label[1:]


def month_of(due: Due) -> int:
    """The month after the anchor that a visit's step names."""
    return int(due.step.removeprefix(MONTH_STEP))


def date_words(day: datetime.date | None, schedule: Schedule | None) -> str:
    """The day, or only the month where the anchor is known no closer."""
    if day is None:
        return _("no date")
    is_month = schedule is not None and schedule.anchor_precision == "month"
    return date_format(day, "F Y" if is_month else "j M Y")


def due_date_words(due: Due) -> str:
    """As exact as what it is counted from; the day itself where a person chose it."""
    return date_words(due.due_date, due.schedule if is_counted(due) else None)


def is_estimated(due: Due) -> bool:
    """Whether the date rests on an estimate, and not on a record nor on a person's choice."""
    return due.schedule is not None and due.schedule.is_estimated and is_counted(due)


def is_counted(due: Due) -> bool:
    """Whether the date is the one that its schedule gives: nobody has moved it."""
    schedule = due.schedule
    if schedule is None or schedule.anchor_date is None:
        return False
    return due.due_date == add_months(schedule.anchor_date, month_of(due))


def moment_words(moment: datetime.datetime, case: Case, form: str = "j M Y, H:i") -> str:
    """By the clock of the case's centre. form: as Django writes dates."""
    return date_format(timezone.localtime(moment, ZoneInfo(case.centre.time_zone)), form)


def lateness_words(day: datetime.date, today: datetime.date) -> str:
    """'today', '3 days late', 'in 5 days', 'in 7 months', 'in 9 years'; rounded down."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
    if days <= LAST_COUNTED_DAY:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    months = months_between(today, day)
    if months < MONTHS_BEFORE_YEARS:
        return ngettext("in %(months)s month", "in %(months)s months", months) % {"months": months}
    return _("in %(years)s years") % {"years": months // 12}


def anchor_words(schedule: Schedule) -> str:
    """What months are counted from, and how sure it is."""
    if schedule.anchor_date is None:
        return _("No date: months are counted from the operation, whose date is not known.")
    day = date_words(schedule.anchor_date, schedule)
    if schedule.anchor_reason:
        return _("Counted from %(day)s, estimated for planning only: %(reason)s") % {
            "day": day,
            "reason": schedule.anchor_reason,
        }
    return _("Counted from the operation, %(day)s") % {"day": day}
