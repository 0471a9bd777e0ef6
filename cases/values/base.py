"""What every kind of value shares: a reason when missing, a source, other sources' statements."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_SOURCE_LENGTH = 2_000  # characters; a source is a sentence or a place, not a document
MAX_ALTERNATIVES = 10  # more than ten sources disagreeing on one field is not a record


class Missing(TextChoices):
    """Why a value is not there. Absence of both value and reason means nobody has answered."""

    UNKNOWN = "unknown", gettext_lazy("unknown")
    NOT_DONE = "not_done", gettext_lazy("not done")
    NOT_APPLICABLE = "not_applicable", gettext_lazy("not applicable")


@dataclass(frozen=True, eq=False)
class Recorded:
    """One field of a record: its value and what is known about it.

    Two are equal when they are written alike: 12 and 12.0 are not.

    value: None when there is none; then `missing` may say why.
    alternatives: (value, source) pairs of sources that state something else.
    """

    value: Any = None
    missing: str = ""
    source: str = ""
    alternatives: tuple[tuple[Any, str], ...] = field(default=())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recorded) and self._written() == other._written()

    def __hash__(self) -> int:
        return hash(self._written())

    def _written(self) -> tuple[Any, ...]:
        return _as_written((self.value, self.missing, self.source, self.alternatives))

    @property
    def is_answered(self) -> bool:
        """A value, or a person's reason why there is none."""
        return self.value is not None or bool(self.missing)

    def meta(self) -> dict[str, Any]:
        """What goes into the row's `meta` under the field's name; empty when there is nothing."""
        meta: dict[str, Any] = {}
        if self.missing:
            meta["missing"] = self.missing
        if self.source:
            meta["source"] = self.source
        if self.alternatives:
            meta["alternatives"] = [
                {"value": value, "source": source} if source else {"value": value}
                for value, source in self.alternatives
            ]
        return meta

    @classmethod
    def of(cls, value: Any, meta: Mapping[str, Any]) -> "Recorded":
        """From a column and its part of `meta`."""
        others = tuple((a["value"], a.get("source", "")) for a in meta.get("alternatives", ()))
        return cls(value, meta.get("missing", ""), meta.get("source", ""), others)


def _as_written(value: Any) -> Any:
    """Numbers by their digits, mappings without regard to order; hashable."""
    if isinstance(value, Mapping):
        return tuple(sorted((key, _as_written(inner)) for key, inner in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_as_written(inner) for inner in value)
    return value if value is None or isinstance(value, str) else ("number", str(value))


class Kind(ABC):
    """One kind of value. `inner_keys` are the keys of a value object that the kind owns itself."""

    name: str
    inner_keys: tuple[str, ...] = ()
    has_simple_value = True  # the document writes a bare value where nothing else is said

    # -- what a kind decides -------------------------------------------------------------------
    @abstractmethod
    def check_value(self, value: Any) -> Any:
        """The stored form of a document value; ValidationError when it is not possible."""

    @abstractmethod
    def read_value(self, typed: Mapping[str, str]) -> Any:
        """The document value of what was typed; None when nothing was."""

    @abstractmethod
    def type_value(self, value: Any) -> dict[str, str]:
        """The strings a person would have typed for a stored value."""

    @abstractmethod
    def value_schema(self) -> dict[str, Any]:
        """JSON Schema of the value."""

    @abstractmethod
    def display(self, value: Any) -> str:
        """A stored value as a person reads it."""

    def value_to_document(self, value: Any) -> Any:
        """The document form of a stored value."""
        return value

    def question(self, value: Any, stored: Any) -> str:
        """What a page asks before it keeps a possible but unlikely value; empty for nothing.

        stored: the value that it replaces; None when there is none.
        """
        return ""

    # -- what all share ------------------------------------------------------------------------
    def read_typed(self, typed: Mapping[str, Any]) -> Any:
        """Typed strings to a document value: bare, or an object with reason, source and others."""
        value = self.read_value(typed)
        others = [
            {"value": self.read_value(other), "source": _clean(other.get("source", ""))}
            for other in typed.get("alternatives", ())
        ]
        extras: dict[str, Any] = {
            "missing": typed.get("missing", ""),
            "source": _clean(typed.get("source", "")),
            "alternatives": [_without_blanks(o) for o in others if o["value"] is not None],
        }
        if any(o["value"] is None and o["source"] for o in others):
            raise ValidationError(_("Another source is named, but not what it says."))
        return self._object(value, _without_blanks(extras))

    def check(self, document: Any) -> Recorded:
        """A document value to what is stored; ValidationError with a sentence otherwise."""
        if not isinstance(document, Mapping):
            return Recorded(value=self.check_value(document))
        self._refuse_unknown_keys(document)
        inner = self._inner(document)
        value = None if inner is None else self.check_value(inner)
        recorded = Recorded(
            value,
            _check_missing(document.get("missing", "")),
            _check_source(document.get("source", "")),
            tuple(self._check_alternatives(document.get("alternatives", []))),
        )
        if recorded.missing and value is not None:
            raise ValidationError(_("Either a value or a reason why it is missing, not both."))
        return recorded

    def to_document(self, recorded: Recorded) -> Any:
        """The shortest document form: bare value, or an object."""
        value = None if recorded.value is None else self.value_to_document(recorded.value)
        meta = recorded.meta()
        for other in meta.get("alternatives", ()):
            other["value"] = self.value_to_document(other["value"])
        return self._object(value, meta)

    def to_typed(self, recorded: Recorded) -> dict[str, Any]:
        """What a form shows for a stored value."""
        typed: dict[str, Any] = {} if recorded.value is None else self.type_value(recorded.value)
        typed["missing"] = recorded.missing
        typed["source"] = recorded.source
        typed["alternatives"] = [
            {**self.type_value(value), "source": source} for value, source in recorded.alternatives
        ]
        return typed

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the field: a bare value or an object."""
        properties: dict[str, Any] = {
            "missing": {"enum": Missing.values},
            "source": {"type": "string", "maxLength": MAX_SOURCE_LENGTH},
            "alternatives": {"type": "array", "maxItems": MAX_ALTERNATIVES, "items": {}},
        }
        bare = self.value_schema()
        if self.has_simple_value:
            properties["value"] = bare
        else:
            properties |= bare["properties"]
        item = {"value": bare, "source": properties["source"]}
        properties["alternatives"] = properties["alternatives"] | {
            "items": {"type": "object", "properties": item, "required": ["value"]}
        }
        whole = {"type": "object", "properties": properties, "additionalProperties": False}
        return {"anyOf": [bare, whole]} if self.has_simple_value else whole

    # -- helpers -------------------------------------------------------------------------------
    def _object(self, value: Any, meta: dict[str, Any]) -> Any:
        if self.has_simple_value:
            if not meta:
                return value
            return ({} if value is None else {"value": value}) | meta
        return ({} if value is None else value) | meta or None

    def _inner(self, document: Mapping[str, Any]) -> Any:
        if self.has_simple_value:
            return document.get("value")
        return {key: document[key] for key in self.inner_keys if key in document} or None

    def _refuse_unknown_keys(self, document: Mapping[str, Any]) -> None:
        known = {"missing", "source", "alternatives", *(self.inner_keys or ("value",))}
        for key in document:
            if key not in known:
                raise ValidationError(_("Unknown key “%(key)s” in a value.") % {"key": key})

    def _check_alternatives(self, others: Any) -> list[tuple[Any, str]]:
        if not isinstance(others, list) or len(others) > MAX_ALTERNATIVES:
            raise ValidationError(_("Other statements are a list of at most ten."))
        checked = []
        for other in others:
            if not isinstance(other, Mapping) or set(other) - {"value", "source"}:
                raise ValidationError(_("Another statement has a value and a source, no more."))
            if other.get("value") is None:
                raise ValidationError(_("Another source is named, but not what it says."))
            source = _check_source(other.get("source", ""))
            checked.append((self.check_value(other["value"]), source))
        return checked


def check_text(value: Any, max_length: int) -> str:
    """Readable text of at most max_length characters; NUL and broken characters are refused."""
    if not isinstance(value, str):
        raise ValidationError(_("This must be text."))
    text = value.replace("\r\n", "\n").strip()
    if len(text) > max_length:
        raise ValidationError(
            _("This text has %(length)s characters; at most %(limit)s fit here.")
            % {"length": f"{len(text):,}", "limit": f"{max_length:,}"}
        )
    if any(_is_unreadable(character) for character in text):
        raise ValidationError(_("This text holds characters that cannot be read. Remove them."))
    return text


def _is_unreadable(character: str) -> bool:
    code = ord(character)
    return (code < 32 and character not in "\n\t") or 0xD800 <= code <= 0xDFFF or code == 0xFFFD


def _check_source(value: Any) -> str:
    """A source stands on one line, as the page's input keeps it."""
    return " ".join(line.strip() for line in check_text(value, MAX_SOURCE_LENGTH).split("\n"))


def _check_missing(value: Any) -> str:
    if value and value not in Missing.values:
        raise ValidationError(_("The reason is unknown, not_done or not_applicable."))
    return str(value)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _without_blanks(extras: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in extras.items() if value not in ("", [], None)}
