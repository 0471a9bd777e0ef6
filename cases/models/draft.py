"""What one person typed and has not saved."""

from django.db import models

from accounts.models import User
from cases.models.case import Case


class Draft(models.Model):
    """One person's unsaved typing in one row of one section; read by nobody else.

    Outside history and the document: the record is what was saved on purpose.
    row_uid: of a section that a case has once the case's uid, as its row may not exist yet.
    fields: by field name what `cases.drafts.TypedField` gives; never empty.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    section = models.CharField(max_length=40)
    row_uid = models.UUIDField()
    fields = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "case", "section", "row_uid"], name="cases_draft_once_a_row"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.row_uid}"
