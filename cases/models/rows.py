"""What every section's row has in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.uids import uuid7
from cases.models.case import Case
from cases.models.fields import DecimalJSONField, RecordedField
from cases.values import Recorded


class SectionRow(models.Model):
    """One row of one section of one case.

    meta: by field name, what `Recorded.meta` gives: reason when missing, source, alternatives.
    entered_in_error: the reason why the row counts no longer; NULL for a row that counts.
    """

    writes = "changes"

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    position = models.IntegerField(default=0)
    meta = DecimalJSONField(default=dict)
    entered_in_error = models.TextField(_("entered in error because"), null=True)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.uid}"

    @classmethod
    def recorded_fields(cls) -> list[RecordedField]:
        """The columns that hold facts, in the order of the model."""
        return [f for f in cls._meta.get_fields() if isinstance(f, RecordedField)]

    def recorded(self, name: str) -> Recorded:
        """A field with all that is known about it."""
        return Recorded.of(getattr(self, name), self.meta.get(name, {}))

    def record(self, name: str, entry: Recorded) -> None:
        """Set a field and its part of `meta`; the row is not saved."""
        setattr(self, name, entry.value)
        self.meta = {key: value for key, value in self.meta.items() if key != name}
        if meta := entry.meta():
            self.meta[name] = meta


class SingleRow(SectionRow):
    """A section that each case has once."""

    class Meta(SectionRow.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["case"], name="%(class)s_once_a_case"),
        ]


class RepeatedRow(SectionRow):
    """A section that a case may have several times, in the order of `position`."""

    class Meta(SectionRow.Meta):
        abstract = True
        indexes = [models.Index(fields=["case", "position"], name="%(class)s_case")]
