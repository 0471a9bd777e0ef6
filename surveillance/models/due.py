"""What is due: the one kind of obligation, whoever asked for it."""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.memberships import Memberships
from accounts.models import Membership, Role, User
from accounts.permissions import roles_for
from accounts.uids import uuid7
from cases.models import Case
from cases.models.case import RecordStatus, VitalState


class What(models.TextChoices):
    """What has to be done."""

    VISIT = "visit", _("visit with CT of chest, abdomen and pelvis")
    NO_DATES = "no_dates", _("no dates: nobody will be reminded")
    RESOLVE_FINDING = "resolve_finding", _("resolve an equivocal finding")


class State(models.TextChoices):
    """Where an obligation stands. Open and acknowledged ones are still to be done."""

    OPEN = "open", _("open")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    SNOOZED = "snoozed", _("snoozed")
    DONE = "done", _("done")
    PARTLY = "partly", _("partly done")
    NOT_DONE = "not_done", _("not done")
    SUPERSEDED = "superseded", _("superseded")


class Origin(models.TextChoices):
    """Who asked for it; origin_uid is the uid of that schedule, row or decision."""

    PLAN = "plan", _("schedule")
    FINDING = "finding", _("finding")
    DECISION = "decision", _("decision of the board")
    REQUEST = "request", _("request")


PENDING = (State.OPEN, State.ACKNOWLEDGED, State.SNOOZED)
WEEK_DAYS = 7


class DueQuerySet(models.QuerySet["Due"]):
    """Obligations by who may see them and by whether they are still to be done."""

    def visible_to(self, memberships: Memberships, permission: str) -> "DueQuerySet":
        """Those of the centres at which these memberships carry the permission."""
        return self.filter(case__centre__in=memberships.centres_with(roles_for(permission)))

    def pending(self) -> "DueQuerySet":
        """Still to be done, of open records of patients who are not known to have died."""
        return (
            self.filter(state__in=PENDING, case__record_status=RecordStatus.OPEN)
            .exclude(case__vital_state=VitalState.DEAD)
            .exclude(Q(schedule__isnull=False) & Q(schedule__ended_at__isnull=False))
        )

    def on_local_day(self, now: datetime.datetime) -> "DueQuerySet":
        """With `local_day`, the day it is at the item's centre."""
        local = Func(F("case__centre__time_zone"), Value(now), function="timezone")
        return self.annotate(local_day=Cast(local, models.DateField()))

    def dated(self) -> "DueQuerySet":
        """Without the items that say that nothing has a date."""
        return self.exclude(what=What.NO_DATES)

    def overdue(self) -> "DueQuerySet":
        """Before today. Needs `on_local_day`."""
        return self.dated().filter(due_date__lt=F("local_day"))

    def this_week(self) -> "DueQuerySet":
        """Today and the six days after it. Needs `on_local_day`."""
        return self.dated().filter(
            due_date__gte=F("local_day"),
            due_date__lt=F("local_day") + datetime.timedelta(WEEK_DAYS),
        )

    def later(self) -> "DueQuerySet":
        """After this week; of several visits of a patient only the next. Needs `on_local_day`."""
        after = Q(due_date__gte=F("local_day") + datetime.timedelta(WEEK_DAYS))
        return self.dated().filter(after | Q(due_date__isnull=True)).next_visits()

    def next_visits(self) -> "DueQuerySet":
        """Of several visits of a patient only the earliest that is still to be done.

        One that somebody moved or looks after is never hidden behind another.
        """
        moved = DueEvent.objects.filter(
            due=OuterRef("pk"), kind=DueEvent.Kind.MOVED, by__isnull=False
        )
        sooner = Due.objects.filter(
            case=OuterRef("case"),
            what=What.VISIT,
            state__in=PENDING,
            schedule__ended_at__isnull=True,
            due_date__lt=OuterRef("due_date"),
        )
        return self.exclude(Exists(sooner), ~Exists(moved), what=What.VISIT, state=State.OPEN)

    def undelivered(self) -> "DueQuerySet":
        """Open, and a mail about the present date could not be delivered to somebody."""
        return self.filter(
            state=State.OPEN, deliveries__state="dead", deliveries__due_date=F("due_date")
        ).distinct()

    def unreachable(self, without: User | None = None) -> "DueQuerySet":
        """Nobody who could be reminded works at the centre any more: owner, team and leads.

        without: as if this person had gone already.
        """
        here = Membership.objects.filter(
            centre=OuterRef("case__centre"),
            user__is_active=True,
            role__in=roles_for("surveillance.view"),
        )
        here = here.exclude(user=without) if without else here
        named = Q(user=OuterRef("owner")) | Q(role=Role.LEAD)
        team = Q(user=OuterRef("case__care_team__responsible"))
        deputy = Q(user=OuterRef("case__care_team__deputy"))
        return self.exclude(Exists(here.filter(named | team | deputy)))


class Due(models.Model):
    """One obligation. due_date: NULL while nobody knows when. Days are local to the centre.

    window_before_days, window_after_days: within these days around due_date it counts as in time.
    step: tells the steps of one origin apart, such as m009 for month 9 of a schedule.
    text: what it is about where `what` does not say it; NULL otherwise. Never leaves the centre.
    """

    writes = "changes"

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="dues")
    what = models.CharField(max_length=40, choices=What.choices)
    text = models.TextField(null=True)
    due_date = models.DateField(null=True)
    window_before_days = models.IntegerField(default=0)
    window_after_days = models.IntegerField(default=0)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    state_reason = models.TextField(null=True)
    state_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    state_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=20, choices=Origin.choices)
    origin_uid = models.UUIDField()
    schedule = models.ForeignKey(
        "surveillance.Schedule", models.PROTECT, null=True, related_name="dues"
    )
    step = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    objects: ClassVar[DueQuerySet] = DueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "origin", "origin_uid", "step"], name="surveillance_due_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="surveillance_due_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["partly", "not_done"]) | Q(state_reason__isnull=False),
                name="surveillance_not_done_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "superseded"])
                | Q(state_by__isnull=False, state_at__isnull=False),
                name="surveillance_state_has_person",
            ),
            models.CheckConstraint(
                condition=(Q(origin="plan") & Q(schedule__isnull=False))
                | (~Q(origin="plan") & Q(schedule__isnull=True)),
                name="surveillance_plan_item_has_schedule",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_date"], condition=Q(state="open"), name="surveillance_due_open"
            ),
            models.Index(fields=["case", "due_date"], name="surveillance_due_case"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.step}, case {self.case_id}"

    @property
    def latest_in_time(self) -> datetime.date | None:
        """The last day on which it still counts as in time; None without a date."""
        return self.due_date and self.due_date + datetime.timedelta(days=self.window_after_days)


class DueEvent(models.Model):
    """What happened to an obligation: append-only. by: NULL for the program itself."""

    writes = "inserts"

    class Kind(models.TextChoices):
        """What was done with it."""

        CREATED = "created", _("created")
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        DONE = "done", _("done")
        MOVED = "moved", _("moved")
        REOPENED = "reopened", _("reopened")
        SUPERSEDED = "superseded", _("superseded")

    due = models.ForeignKey(Due, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(null=True)
    state_before = models.CharField(max_length=20, null=True)
    state_after = models.CharField(max_length=20)
    date_before = models.DateField(null=True)
    date_after = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due", "id"], name="surveillance_event_due")]

    def __str__(self) -> str:
        return f"{self.kind} due {self.due_id}"
