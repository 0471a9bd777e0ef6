"""Mails about due items, and whether those who send them are alive."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.uids import uuid7
from surveillance.models.due import Due


class Delivery(models.Model):
    """One mail to one person about one due item on one due date.

    due_date: what the item's date was; a moved date is another obligation. ordinal: 1 for the first
    mail, 2, 3, ... for its weekly repeats. A row that is to_do with lease_until in the future is
    being sent by whoever holds `lease`. not_before: when it may be tried (again).
    sent_by: `celery:` and the task's id, or `sweeper:` and the process number.
    """

    writes = "changes"

    class State(models.TextChoices):
        """to_do until sent; dead: the mail server refused this recipient for good."""

        TO_DO = "to_do", _("to be sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("could not be delivered")
        CANCELLED = "cancelled", _("no longer needed")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    due = models.ForeignKey(Due, models.PROTECT, related_name="deliveries")
    due_date = models.DateField()
    step = models.CharField(max_length=20, default="due")
    ordinal = models.IntegerField()
    channel = models.CharField(max_length=10, default="mail")
    recipient = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.TO_DO)
    planned_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(null=True)
    ended_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=80, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["due", "due_date", "step", "ordinal", "channel", "recipient"],
                name="surveillance_delivery_once",
            ),
            models.UniqueConstraint(
                fields=["due"], condition=Q(state="to_do"), name="surveillance_one_open_delivery"
            ),
            models.UniqueConstraint(
                fields=["due", "due_date", "step", "ordinal", "channel"],
                condition=Q(state__in=["to_do", "sent"]),
                name="surveillance_one_mail_an_ordinal",
            ),
            models.CheckConstraint(
                condition=(Q(state="to_do") & Q(ended_at__isnull=True))
                | (~Q(state="to_do") & Q(ended_at__isnull=False)),
                name="surveillance_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_by__isnull=False),
                name="surveillance_sent_has_sender",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(state="to_do"), name="surveillance_to_do"
            ),
            models.Index(fields=["recipient"], name="surveillance_recipient"),
            models.Index(fields=["ended_at"], condition=Q(state="dead"), name="surveillance_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.ordinal} of due {self.due_id}"


class Heartbeat(models.Model):
    """When a part last did a whole sweep (`celery`), or last looked after it (`sweeper`).

    dead_part: what the sweeper found dead when it last looked; empty when all is well.
    failing, unreachable, dead_letters: what this part counted at the end of its last sweep
    (counted_at; NULL before the first one): mails that do not get away, due items for which nobody
    is left to remind, and addresses refused for good in the last week.
    """

    writes = "changes"

    class Part(models.TextChoices):
        CELERY = "celery", _("Celery")
        SWEEPER = "sweeper", _("safety net")

    part = models.CharField(max_length=20, primary_key=True, choices=Part.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    dead_part = models.CharField(max_length=20, default="")
    counted_at = models.DateTimeField(null=True)
    failing = models.IntegerField(default=0)
    unreachable = models.IntegerField(default=0)
    dead_letters = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.part} {self.at:%H:%M:%S}"
