"""Who looks after a case, and the schedule that a person accepted for it."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.uids import uuid7
from cases.models import Case


class CareTeam(models.Model):
    """Who is reminded about a case; after these two, the leads of its centre.

    changed_by: NULL for a change by a command.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="care_team", primary_key=True)
    responsible = models.ForeignKey(User, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    writes = "changes"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=models.F("responsible")),
                name="surveillance_deputy_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.case_id}"


class Anchor(models.TextChoices):
    """What the months of a schedule are counted from.

    planning: a date that a person estimated for planning only; it never enters the record.
    none: nothing, so that nothing has a date and nobody is reminded of a visit.
    """

    SURGERY = "surgery", _("date of the operation")
    PLANNING = "planning", _("estimated date, for planning only")
    NONE = "none", _("no date")


class EndKind(models.TextChoices):
    """Why a schedule ended. Superseded: another one took its place."""

    WITHDRAWN = "withdrawn", _("the patient does not want it")
    ELSEWHERE = "elsewhere", _("followed up elsewhere")
    PALLIATIVE = "palliative", _("palliative care only")
    MISTAKE = "mistake", _("accepted by mistake")
    OTHER = "other", _("other reason")
    SUPERSEDED = "superseded", _("replaced by another schedule")


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """Schedules by whether they run."""

    def running(self) -> "ScheduleQuerySet":
        """Those that nobody has ended."""
        return self.filter(ended_at__isnull=True)

    def ended_since(self, moment: datetime.datetime) -> "ScheduleQuerySet":
        """Ended by a person after a moment, the latest first; replaced ones left out."""
        ended = self.filter(ended_at__gte=moment).exclude(end_kind=EndKind.SUPERSEDED)
        return ended.order_by("-ended_at")


class Schedule(models.Model):
    """A protocol that a person accepted for a case; at most one runs at a time.

    basis: codes of why this protocol (see `surveillance.proposals`). anchor_date: what months are
    counted from; NULL if anchor_kind is none. anchor_precision: day or month, of the recorded date.
    anchor_row: uid of the operation in the record whose date it is; NULL if it is no recorded one.
    first_month: the first month after the anchor that was still to be planned on acceptance.
    """

    writes = "changes"

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="schedules")
    protocol = models.CharField(max_length=40)
    protocol_version = models.CharField(max_length=20)
    basis = models.CharField(max_length=60)
    anchor_kind = models.CharField(max_length=20, choices=Anchor.choices)
    anchor_date = models.DateField(null=True)
    anchor_precision = models.CharField(max_length=10, default="day")
    anchor_reason = models.TextField(null=True)
    anchor_row = models.UUIDField(null=True)
    first_month = models.IntegerField()
    accepted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    end_kind = models.CharField(max_length=20, choices=EndKind.choices, null=True)
    end_reason = models.TextField(null=True)

    objects: ClassVar[ScheduleQuerySet] = ScheduleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_at__isnull=True),
                name="surveillance_one_running_schedule",
            ),
            models.CheckConstraint(
                condition=Q(anchor_kind="none", anchor_date__isnull=True)
                | Q(anchor_kind="surgery", anchor_date__isnull=False)
                | Q(
                    anchor_kind="planning",
                    anchor_date__isnull=False,
                    anchor_reason__isnull=False,
                ),
                name="surveillance_anchor_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    end_kind__isnull=True,
                    end_reason__isnull=True,
                )
                | Q(
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    end_kind__isnull=False,
                    end_reason__isnull=False,
                ),
                name="surveillance_end_has_person_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.protocol} {self.protocol_version}, case {self.case_id}"

    @property
    def is_running(self) -> bool:
        """Nobody has ended it."""
        return self.ended_at is None

    @property
    def is_estimated(self) -> bool:
        """Its dates rest on an estimate, or on a month, and not on a recorded day."""
        return self.anchor_kind == Anchor.PLANNING or self.anchor_precision != "day"
