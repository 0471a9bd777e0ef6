"""Model fields that hold one kind of value each. All are nullable, without default: NULL means that
nobody has answered, and a default is never a finding.

A field's CHECK lives in the database, so no path around the forms can store what the forms refuse.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import simplejson
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases import values
from cases.forms.fields import RecordedFormField
from cases.values import Kind


class Finding(models.TextChoices):
    """What an examination says about one sign."""

    PRESENT = "present", _("present")
    ABSENT = "absent", _("absent")
    EQUIVOCAL = "equivocal", _("equivocal")
    NOT_ASSESSED = "not_assessed", _("not assessed")


class Marker(models.TextChoices):
    """What an immunohistochemical stain shows."""

    POSITIVE = "positive", _("positive")
    FOCAL = "focal", _("focal")
    EQUIVOCAL = "equivocal", _("equivocal")
    NEGATIVE = "negative", _("negative")
    NOT_DONE = "not_done", _("not done")


class RecordedField(models.Field):
    """Mixin: a nullable column whose form field and document value come from its kind.

    source: where the meaning of the field, or its trap, comes from; a word for people.
    """

    kind: Kind

    def __init__(self, *args: Any, source: Any = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **kwargs)

    def schema_arguments(self) -> dict[str, Any]:
        """What migrations must know to build the column and its CHECK."""
        return {}

    def deconstruct(self) -> Any:
        """Words for people are no part of the schema: a changed label needs no migration."""
        name, path, args, kwargs = super().deconstruct()
        for words in ("null", "blank", "verbose_name", "help_text", "base_field"):
            kwargs.pop(words, None)
        return name, path, args, kwargs | self.schema_arguments()

    def formfield(self, **kwargs: Any) -> forms.Field:
        """The one form field that serves every kind."""
        return RecordedFormField(
            self.kind,
            label=self.verbose_name,
            help_text=self.help_text,
            source=self.source,
            required=False,
        )


def _quoted(words: list[str]) -> str:
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


class ChoiceField(RecordedField, models.CharField):
    """One of a closed list of words, checked by the database."""

    entered_as = "choice"

    def __init__(
        self, verbose_name: Any = None, words: type[models.TextChoices] = Finding, **kwargs: Any
    ) -> None:
        self.words = kwargs.pop("stored_words", None) or list(words.values)
        self.kind = values.Choice(words, self.entered_as)
        kwargs.setdefault("max_length", 40)
        super().__init__(verbose_name, **(kwargs | {"null": True, "blank": True}))

    def db_check(self, connection: Any) -> str:
        """The words as a column CHECK."""
        return f'"{self.column}" IN ({_quoted(self.words)})'

    def schema_arguments(self) -> dict[str, Any]:
        """What the column's CHECK depends on."""
        return {"stored_words": self.words}


class FindingField(ChoiceField):
    """Entered as a row of words: those of `Finding` unless others are named."""

    entered_as = "finding"


class MarkerField(FindingField):
    """positive, focal, equivocal, negative or not done."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        kwargs.pop("words", None)
        super().__init__(verbose_name, Marker, **kwargs)


class ChoicesField(RecordedField, ArrayField):
    """Several of a closed list of words."""

    def __init__(
        self, verbose_name: Any = None, words: type[models.TextChoices] = Finding, **kwargs: Any
    ) -> None:
        self.words = kwargs.pop("stored_words", None) or list(words.values)
        self.kind = values.ChoiceList(words)
        kwargs.pop("base_field", None)
        super().__init__(
            models.CharField(max_length=40),
            verbose_name=verbose_name,
            **(kwargs | {"null": True, "blank": True}),
        )

    def db_check(self, connection: Any) -> str:
        """Only known words, and never an empty list."""
        known = f"ARRAY[{_quoted(self.words)}]::varchar[]"
        return f'"{self.column}" <@ {known} AND cardinality("{self.column}") > 0'

    def schema_arguments(self) -> dict[str, Any]:
        """What the column's CHECK depends on."""
        return {"stored_words": self.words}


class WholeNumberField(RecordedField, models.IntegerField):
    """A count between two bounds, both possible. usual: bounds outside which a page asks."""

    def __init__(
        self,
        verbose_name: Any = None,
        low: int = 0,
        high: int = 0,
        step: int = 1,
        *,
        usual: tuple[int, int] | None = None,
        **kwargs: Any,
    ) -> None:
        self.low, self.high, self.step = low, high, step
        self.kind = values.WholeNumber(low, high, step, usual)
        super().__init__(verbose_name, **(kwargs | {"null": True, "blank": True}))

    def db_check(self, connection: Any) -> str:
        """The bounds as a column CHECK."""
        return f'"{self.column}" BETWEEN {self.low} AND {self.high}'

    def schema_arguments(self) -> dict[str, Any]:
        """What the column's CHECK depends on."""
        return {"low": self.low, "high": self.high, "step": self.step}


class NumberField(RecordedField, models.Field):
    """A decimal number as typed (PostgreSQL numeric keeps 12.0 as 12.0). usual: as for counts."""

    def __init__(
        self,
        verbose_name: Any = None,
        low: int = 0,
        high: int = 0,
        *,
        usual: tuple[int, int] | None = None,
        **kwargs: Any,
    ) -> None:
        self.low, self.high = low, high
        self.kind = values.Number(low, high, usual)
        super().__init__(verbose_name, **(kwargs | {"null": True, "blank": True}))

    def db_type(self, connection: Any) -> str:
        """numeric without a fixed scale."""
        return "numeric"

    def db_check(self, connection: Any) -> str:
        """The bounds as a column CHECK."""
        return f'"{self.column}" BETWEEN {self.low} AND {self.high}'

    def schema_arguments(self) -> dict[str, Any]:
        """What the column's CHECK depends on."""
        return {"low": self.low, "high": self.high}


class LongTextField(RecordedField, models.TextField):
    """Free text; never empty (NULL instead)."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        self.kind = values.Text()
        super().__init__(verbose_name, **(kwargs | {"null": True, "blank": True}))

    def db_check(self, connection: Any) -> str:
        """Not empty, and bounded."""
        return f'length("{self.column}") BETWEEN 1 AND 10000'


class PartialDateField(RecordedField, models.CharField):
    """2021, 2021-03 or 2021-03-05: a date with its precision."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        self.kind = values.PartialDate()
        kwargs["max_length"] = 10
        super().__init__(verbose_name, **(kwargs | {"null": True, "blank": True}))

    def db_check(self, connection: Any) -> str:
        """The written form; that the day exists is checked on entry."""
        return f"\"{self.column}\" ~ '^[0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}})?)?$'"


class DecimalJSONField(models.Field):
    """jsonb whose numbers stay as typed: Decimal in Python, never float."""

    def db_type(self, connection: Any) -> str:
        """jsonb keeps a number's digits, trailing zeros included."""
        return "jsonb"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Fractions come back as Decimal."""
        return None if value is None else load_json(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """JSON text; `get_placeholder` casts it."""
        return dump_json(value) if isinstance(value, Mapping | list) else value

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """A text parameter needs the cast."""
        return "%s::jsonb"


class MeasurementField(RecordedField, DecimalJSONField):
    """A measurement: value as typed, unit, comparator, limits or qualitative result."""

    def __init__(self, verbose_name: Any = None, measure: str = "length", **kwargs: Any) -> None:
        self.measure = measure
        self.kind = values.Measurement(values.MEASURES[measure])
        super().__init__(verbose_name, **(kwargs | {"null": True, "blank": True}))

    def db_check(self, connection: Any) -> str:
        """An object with at least one key."""
        return f"jsonb_typeof(\"{self.column}\") = 'object' AND \"{self.column}\" <> '{{}}'::jsonb"

    def schema_arguments(self) -> dict[str, Any]:
        """What the column's CHECK depends on."""
        return {"measure": self.measure}


def dump_json(value: Any) -> str:
    """JSON text; Decimals are written as typed, NaN and Infinity refused."""
    return simplejson.dumps(value, use_decimal=True, allow_nan=False, ensure_ascii=False)


def load_json(text: str | bytes) -> Any:
    """JSON from the database; fractions become Decimal, never float."""
    return simplejson.loads(text, parse_float=Decimal)
