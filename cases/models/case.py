"""A case, who the patient is, what happened to the record, and which saves have been made."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.memberships import Memberships
from accounts.models import Centre, User
from accounts.permissions import roles_for
from accounts.uids import uuid7
from cases.models.fields import DecimalJSONField

OLDEST_YEAR_OF_BIRTH = 1900
UNTOUCHED = Q(version=1, started_by__isnull=False, identity__isnull=True)


class RecordStatus(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    ENTERED_IN_ERROR = "entered_in_error", _("entered in error")


class VitalState(models.TextChoices):
    ALIVE = "alive", _("alive")
    DEAD = "dead", _("dead")
    LOST = "lost", _("lost to follow-up")


class SurveillanceState(models.TextChoices):
    NONE = "none", _("none")
    PLANNED = "planned", _("planned")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases by who may see them."""

    def visible_to(self, memberships: Memberships, permission: str = "case.view") -> "CaseQuerySet":
        """Cases of the centres at which these memberships carry the permission."""
        return self.filter(centre__in=memberships.centres_with(roles_for(permission)))

    def untouched(self) -> "CaseQuerySet":
        """Started by a person and then left: nothing in them has ever been saved."""
        return self.filter(UNTOUCHED)

    def without_untouched_of_others(self, user_id: int | None) -> "CaseQuerySet":
        """An empty case means something to nobody but to who started it."""
        return self.exclude(UNTOUCHED & ~Q(started_by=user_id))

    def matching(self, text: str, memberships: Memberships) -> "CaseQuerySet":
        """Whose pseudonym contains a text; the record number too, where identities may be seen."""
        centres = memberships.centres_with(roles_for("identity.view"))
        by_number = Q(identity__record_number__icontains=text, centre__in=centres)
        return self.filter(Q(pseudonym__icontains=text) | by_number)

    def locked(self) -> "CaseQuerySet":
        """For a change until the transaction ends, each with its centre."""
        return self.select_for_update(of=("self",)).select_related("centre")

    def older_than(self, case: "Case") -> "CaseQuerySet":
        """Those that come after a case in `listed`."""
        earlier = Q(changed_at__lt=case.changed_at)
        return self.filter(earlier | Q(changed_at=case.changed_at, pk__lt=case.pk))

    def listed(self) -> "CaseQuerySet":
        """Records that count, the latest changed first."""
        return self.exclude(record_status=RecordStatus.ENTERED_IN_ERROR).latest_first()

    def latest_first(self) -> "CaseQuerySet":
        """By their last change."""
        return self.order_by("-changed_at", "-id")


class Case(models.Model):
    """One patient's disease course at one centre.

    version, version_xid and changed_at are kept by a trigger: the version rises once in each
    transaction that changes the case or one of its sections. Status is three independent facts.
    started_by: who pressed "New case"; NULL for a case that came from a file.
    """

    writes = "changes"

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="cases")
    pseudonym = models.CharField(max_length=40)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    version = models.IntegerField(default=1, editable=False)
    version_xid = models.BigIntegerField(null=True, editable=False)
    changed_at = models.DateTimeField(auto_now_add=True, editable=False)

    record_status = models.CharField(
        max_length=20, choices=RecordStatus.choices, default=RecordStatus.OPEN
    )
    record_status_reason = models.TextField(null=True)
    vital_state = models.CharField(max_length=20, choices=VitalState.choices, null=True)
    vital_state_date = models.CharField(max_length=10, null=True)
    surveillance_state = models.CharField(
        max_length=20, choices=SurveillanceState.choices, default=SurveillanceState.NONE
    )
    surveillance_reason = models.TextField(null=True)
    surveillance_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "pseudonym"], name="cases_pseudonym_unique"),
            models.CheckConstraint(
                condition=Q(record_status="open") | Q(record_status_reason__isnull=False),
                name="cases_status_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(surveillance_state__in=["none", "planned"])
                | Q(surveillance_reason__isnull=False, surveillance_by__isnull=False),
                name="cases_surveillance_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(record_status="open") | Q(surveillance_state__in=["none", "ended"]),
                name="cases_planned_record_stays_open",
            ),
        ]
        indexes = [models.Index(fields=["centre", "-changed_at", "-id"], name="cases_list")]

    def __str__(self) -> str:
        return self.pseudonym

    def get_absolute_url(self) -> str:
        """The case's page."""
        return reverse("cases:case", args=[self.uid])

    @property
    def is_untouched(self) -> bool:
        """As `CaseQuerySet.untouched`; for a case loaded with its identity."""
        is_started = self.version == 1 and self.started_by_id is not None
        return is_started and getattr(self, "identity", None) is None


class Identity(models.Model):
    """Who the patient is at the centre: never in the case format, exports, mails or logs.

    No names, no full date of birth. record_number: the centre's own; required for real cases.
    """

    writes = "changes"

    case = models.OneToOneField(Case, models.PROTECT, related_name="identity", primary_key=True)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    record_number = models.CharField(_("local record number"), max_length=40, null=True)
    initials = models.CharField(_("initials"), max_length=6, null=True)
    year_of_birth = models.IntegerField(_("year of birth"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "record_number"], name="cases_record_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(year_of_birth__isnull=True) | Q(year_of_birth__range=(1900, 2100)),
                name="cases_year_of_birth_possible",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class History(models.Model):
    """Every change of a case, written by a trigger and by nothing else.

    before and after hold the changed columns only; before is NULL for a new row.
    actor: id of the person; NULL for changes by a command. db_role: the role that connected.
    """

    writes = "nothing"

    case_id = models.BigIntegerField()
    case_version = models.IntegerField()
    table_name = models.CharField(max_length=63)
    row_uid = models.UUIDField(null=True)
    op = models.CharField(max_length=6)
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    db_role = models.CharField(max_length=63)
    request = models.CharField(max_length=64, null=True)
    reason = models.TextField(null=True)
    before = DecimalJSONField(null=True)
    after = DecimalJSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case_id", "case_version"], name="cases_history_case")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.op} in version {self.case_version}"


class SaveKey(models.Model):
    """One save that has been made: a second post of the same page is answered as the first was.

    digest: of what was posted; the same page posted again with other content is another save.
    case_version: the version that the save made.
    """

    writes = "inserts"

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    case_version = models.IntegerField(default=0)
    address = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.key)
