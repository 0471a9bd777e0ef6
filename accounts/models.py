"""People, the centres they work at, and in which roles."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.uids import uuid7


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail; addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Create and save a user; without a password the account cannot sign in."""
        user = self.model(email=self.normalize_email(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        """The user of an address, whatever its case."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A member of staff. Never a patient. Roles belong to memberships, not to the user."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=150)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email


LONGEST_AGE_WEEKS = 52  # of what a board looks at; older than a year is no preparation


class Centre(models.Model):
    """A hospital or board that owns cases. Dates are local to its time zone (IANA name).

    ct_max_age_weeks, labs_max_age_weeks: how old a contrast CT and the blood tests may be on the
    day of the meeting. limits_changed_at, _by: empty while they are as the centre was made with.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=150, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_demo = models.BooleanField(default=False)
    ct_max_age_weeks = models.IntegerField(default=6)
    labs_max_age_weeks = models.IntegerField(default=4)
    limits_changed_at = models.DateTimeField(null=True)
    limits_changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ct_max_age_weeks__range=(1, LONGEST_AGE_WEEKS)),
                name="accounts_centre_ct_age_possible",
            ),
            models.CheckConstraint(
                condition=models.Q(labs_max_age_weeks__range=(1, LONGEST_AGE_WEEKS)),
                name="accounts_centre_labs_age_possible",
            ),
            models.CheckConstraint(
                condition=models.Q(limits_changed_at__isnull=True, limits_changed_by__isnull=True)
                | models.Q(limits_changed_at__isnull=False, limits_changed_by__isnull=False),
                name="accounts_centre_limits_changed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person does at a centre; an 'admin' is follow_up and lead."""

    CLINICIAN = "clinician", _("clinician")
    PRESENTER = "presenter", _("presenter")
    FOLLOW_UP = "follow_up", _("follow-up")
    LEAD = "lead", _("lead")
    AUDITOR = "auditor", _("auditor")
    GUEST = "guest", _("guest")
    SITE_ADMIN = "site_admin", _("site administrator")


class Membership(models.Model):
    """One role of one person at one centre; several rows for several roles."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "centre", "role"], name="accounts_membership_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="accounts_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.centre}"
