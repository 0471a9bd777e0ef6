"""How we score: every rule as it runs, for people to check. Nothing of it is written twice.

Fields and their sections are those that the rule reads, limits those that it compares with, words
those of its card; the example is evaluated when the page is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.history.parts import entry_words
from cases.models.fields import dump_json, load_json
from cases.sections import BY_SLUG, SECTIONS, Section
from scoring.facts import facts_from
from scoring.panels import DrawnCard, draw_card
from scoring.rules import RULES, Rule
from scoring.rules.base import Limit
from scoring.wording import WORDS
from scoring.wording.phrases import measured, word
from scoring.wording.rule_words import WHOSE
from scoring.wording.topics import TOPICS


@dataclass(frozen=True)
class SectionFields:
    """Fields of one section, as its form calls them."""

    section: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class LimitLine:
    """value: with its unit. whose: who set it."""

    label: str
    value: str
    whose: str


@dataclass(frozen=True)
class ExampleLine:
    """What the invented patient's record says in one field."""

    field: str
    value: str


@dataclass(frozen=True)
class Entry:
    """One rule. limits: empty where it compares with none but the laboratory's."""

    key: str
    title: str
    asks: str
    reads: tuple[SectionFields, ...]
    limits: tuple[LimitLine, ...]
    example: tuple[ExampleLine, ...]
    card: DrawnCard

    @property
    def citation(self) -> str:
        return str(self.card.text.citation)

    @property
    def version(self) -> str:
        return self.card.version


@dataclass(frozen=True)
class Chapter:
    """The rules of one topic. key: names the heading within the page."""

    key: str
    heading: str
    entries: tuple[Entry, ...]


def chapters() -> list[Chapter]:
    """All rules, in the order of the panel."""
    found = []
    for topic in TOPICS:
        rules = [rule for rule in RULES if WORDS[rule.key].topic == topic]
        entries = tuple(_entry(rule) for rule in rules)
        found.append(Chapter(topic, word(TOPICS, topic), entries))
    return [chapter for chapter in found if chapter.entries]


def _entry(rule: Rule) -> Entry:
    words, example = WORDS[rule.key], example_of(rule)
    card = rule.evaluate(facts_from(example, [rule]))
    return Entry(
        key=rule.key,
        title=str(words.title),
        asks=str(words.asks),
        reads=tuple(_reads(rule)),
        limits=tuple(limit_line(limit, rule.key) for limit in rule.limits),
        example=tuple(_lines(example)),
        card=draw_card(card.as_dict(), within=f"example-{rule.key}"),
    )


def example_of(rule: Rule) -> Mapping[str, Any]:
    """As a file would hold it: fractions are Decimals."""
    document: Mapping[str, Any] = load_json(dump_json(rule.example))
    return document


def _reads(rule: Rule) -> Iterator[SectionFields]:
    """In the order of the forms."""
    names = {(field.section, field.name) for field in rule.reads}
    for section in SECTIONS:
        fields = [section.label(name) for name in section.kinds if (section.slug, name) in names]
        if fields:
            yield SectionFields(str(section.title), tuple(dict.fromkeys(fields)))


def limit_line(limit: Limit, rule: str) -> LimitLine:
    """A limit in words; a code without words shows as it is, which a test forbids."""
    value = measured({"value": limit.value, "unit": limit.unit})
    return LimitLine(capfirst(word(WORDS[rule].limits, limit.key)), value, word(WHOSE, limit.whose))


def _lines(document: Mapping[str, Any]) -> Iterator[ExampleLine]:
    for slug, content in document.items():
        section = BY_SLUG[slug]
        rows = content if isinstance(content, Sequence) else [content]
        for number, row in enumerate(rows, start=1):
            yield from _row(section, row, number if len(rows) > 1 else 0)


def _row(section: Section, row: Mapping[str, Any], number: int) -> Iterator[ExampleLine]:
    """number: of the row where the section has several, else 0."""
    names = {"section": section.title, "number": number}
    title = _("%(section)s %(number)s") % names if number else str(section.title)
    for name, raw in row.items():
        kind = section.kinds[name]
        words = {"section": title, "field": section.label(name)}
        value = entry_words(kind, kind.check(raw))
        yield ExampleLine(_("%(section)s: %(field)s") % words, value)
