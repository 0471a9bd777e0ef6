"""What was typed elsewhere and not shown here, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from cases.drafts import Parts, TypedField, is_blank
from cases.models.rows import SectionRow
from cases.sections import Section
from cases.values import Recorded

LONGEST = 400  # characters of a text that are shown


def describe_unseen(
    section: Section, row: SectionRow, typed: Mapping[str, TypedField]
) -> list[dict[str, Any]]:
    """By field: its name, its label, the text, and `written`, by which a page says it knows it."""
    return [
        {
            "name": name,
            "label": str(section.label(name)),
            "text": _shortened(_in_words(section, row, name, field.parts)),
            "written": field.written,
        }
        for name, field in typed.items()
    ]


def _in_words(section: Section, row: SectionRow, name: str, parts: Parts) -> str:
    """As the record would say it; as typed where it cannot be read."""
    if is_blank(parts):
        return _("empty")
    form = section.form(MultiValueDict(parts), instance=row, names={name}, asks=False)
    form.is_valid()
    entry = form.entries().get(name, Recorded())
    if name in form.errors or entry.value is None:
        return ", ".join(text for texts in parts.values() for text in texts if text.strip())
    words = section.kinds[name].display(entry.value)
    return f"{words} ({entry.source})" if entry.source else words


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
