"""What is kept beside the record so that cases are listed and found: nothing here is a finding."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from cases.models.case import Case


class CaseIndex(models.Model):
    """What the list shows and filters by, filled by the CASE_INDEX ports in the save.

    born_from, born_to: the years in which the patient can have been born. operated_in: months of
    operations, as 2021-03.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="index", primary_key=True)
    sex = models.CharField(max_length=20, null=True)
    age_at_diagnosis = models.IntegerField(null=True)
    diagnosis = models.CharField(max_length=40, null=True)
    certainty = models.CharField(max_length=40, null=True)
    answered = models.IntegerField(default=0)
    applicable = models.IntegerField(default=0)
    segments = models.CharField(max_length=60, null=True)
    has_recurred = models.BooleanField(null=True)
    born_from = models.IntegerField(null=True)
    born_to = models.IntegerField(null=True)
    operated_in = ArrayField(models.CharField(max_length=7), default=list)

    class Meta:
        indexes = [GinIndex(fields=["operated_in"], name="cases_operated_in")]

    def __str__(self) -> str:
        return str(self.pk)


class NotDuplicate(models.Model):
    """Somebody looked at two cases that are alike and said that they are two patients.

    Of several statements on a pair the last one counts; is_taken_back: it says that the earlier
    one was wrong. case_low has the smaller key of the two, so that a pair is always written alike.
    """

    writes = "inserts"

    case_low = models.ForeignKey(Case, models.PROTECT, related_name="+")
    case_high = models.ForeignKey(Case, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    is_taken_back = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case_low__lt=F("case_high")), name="cases_not_duplicate_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_low_id} is not {self.case_high_id}"
