"""The words of one rule as tables, and the card that they make.

A rule whose card needs more than this words it by a `describe` of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.sections import BY_SLUG
from scoring.rules.decisions import UNDETERMINED
from scoring.wording.phrases import (
    NEEDS,
    Words,
    alternatives,
    listed,
    measured,
    sentence,
    state,
    why,
    word,
)
from scoring.wording.text import CardText, CriterionText, Place

Payload = Mapping[str, Any]
ANSWERS: Words = {
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "unknown": gettext_lazy("unknown"),
    "not_applicable": gettext_lazy("not applicable"),
}
WHOSE: Words = {
    "report": gettext_lazy("the report's"),
    "default": gettext_lazy("default, not the laboratory's"),
    "score": gettext_lazy("the score's"),
    "classification": gettext_lazy("the classification's"),
    "equation": gettext_lazy("the equation's"),
    "raised": gettext_lazy("1.5 times the report's"),
    "convention": gettext_lazy("a convention of this software"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """Every text of a rule.

    name: what the rule is called within a line; the title where empty. asks: the question that it
    answers. topic: a key of TOPICS. outcomes: each in a few words that can stand after
    "Undetermined:" and alone. criteria: a label by key. reasons, caveats: by code, without a full
    stop; %(name)s takes the note's value. values: words for coded values of notes and answers.
    limits: a label by key. headline, short, lines, detail: where the tables do not do; short where
    the folded panel tells the card in a word; detail adds to a criterion's own value and limit;
    beside says what a source has to say of it, after all else; answer says what yes and no do not.
    place: for a picture of one value beside its limits. describe: words the whole card.
    """

    title: str | Promise
    asks: str | Promise
    topic: str
    name: str | Promise = ""
    outcomes: Words = field(default_factory=dict)
    criteria: Words = field(default_factory=dict)
    reasons: Words = field(default_factory=dict)
    caveats: Words = field(default_factory=dict)
    values: Words = field(default_factory=dict)
    limits: Words = field(default_factory=dict)
    headline: Callable[[Payload], str] | None = None
    short: Callable[[Payload], str] | None = None
    lines: Callable[[Payload], Sequence[str]] | None = None
    detail: Callable[[Payload], Sequence[str]] | None = None
    beside: Callable[[Payload], Sequence[str]] | None = None
    answer: Callable[[Payload], str] | None = None
    place: Callable[[Payload], Place | None] | None = None
    describe: Callable[[Payload], CardText] | None = None

    @property
    def called(self) -> str:
        """Within a line of text, as short as the rule can be named."""
        return str(self.name or self.title)

    def card(self, payload: Payload) -> CardText:
        """The card in the active language."""
        return self.describe(payload) if self.describe else self.by_tables(payload)

    def by_tables(self, payload: Payload) -> CardText:
        """The card by tables alone, as far as a `describe` of its own uses them."""
        headline = self._headline(payload)
        return CardText(
            rule=payload["rule"],
            title=str(self.title),
            headline=headline,
            short=self.short(payload) if self.short else "",
            status=payload["applicability"],
            lines=(*self._reason_lines(payload), *(self.lines(payload) if self.lines else ())),
            criteria=tuple(self._criterion(each) for each in payload["criteria"]),
            missing=tuple(self._missing(entry) for entry in payload["missing"]),
            caveats=tuple(sentence(self.note(self.caveats, n)) for n in payload["caveats"]),
            citation=payload["citation"],
            place=self.place(payload) if self.place else None,
        )

    def _headline(self, payload: Payload) -> str:
        headline = self.headline(payload) if self.headline else self.outcome(payload)
        if payload["applicability"] == "not_applicable":
            return _("Not applicable. %(headline)s") % {"headline": headline}
        return headline

    def outcome(self, payload: Payload) -> str:
        """The outcome; while it is open, those that are possible."""
        if payload["outcome"] != UNDETERMINED:
            text = word(self.outcomes, payload["outcome"])
            return text[:1].upper() + text[1:]
        return _("Undetermined: %(outcomes)s") % {"outcomes": self.either(payload["groups"])}

    def either(self, outcomes: Iterable[str]) -> str:
        """a, b or c; "no result" where none is possible."""
        texts = [word(self.outcomes, outcome) for outcome in outcomes]
        return alternatives(texts) if texts else _("no result")

    def _reason_lines(self, payload: Payload) -> list[str]:
        texts = [self.note(self.reasons, note) for note in payload["reasons"]]
        if not texts:
            return []
        if payload["applicability"] == "not_applicable":
            return [_("Not applicable: %(reasons)s.") % {"reasons": listed(texts)}]
        if payload["applicability"] == "unknown":
            return [_("Applicability unknown: %(reasons)s.") % {"reasons": listed(texts)}]
        return [sentence(text) for text in texts]

    def note(self, words: Words, note: Mapping[str, Any]) -> str:
        """A reason or caveat with its values in it."""
        said = {key: self.said(value) for key, value in note.items() if key not in ("code", "why")}
        return word(words, note["code"]) % {"why": state(note.get("why", "unknown")), **said}

    def said(self, value: Any) -> str:
        """A code in words, a list as a, b and c, a number as it is."""
        if isinstance(value, str):
            return word(self.values, value)
        if isinstance(value, Sequence):
            return listed(self.said(each) for each in value) if value else _("none")
        return measured({"value": value}) if isinstance(value, Decimal) else str(value)

    def _criterion(self, criterion: Mapping[str, Any]) -> CriterionText:
        in_words = word(ANSWERS, criterion["answer"])
        return CriterionText(
            key=criterion["key"],
            label=self._label(criterion["key"]),
            answer=criterion["answer"],
            answer_text=self.answer(criterion) if self.answer else in_words,
            detail=", ".join(self._details(criterion)),
            side=criterion.get("side", ""),
        )

    def _label(self, key: str) -> str:
        """A criterion that is called as a field takes the field's own label."""
        is_field = "." in key and key not in self.criteria
        return field_label(key) if is_field else word(self.criteria, key)

    def _details(self, criterion: Mapping[str, Any]) -> list[str]:
        """What the answer rests on: value, limit and whose; else why there is none."""
        details = []
        if isinstance(criterion.get("value"), Decimal | int):
            details.append(measured(criterion))
        elif "value" in criterion:
            details.append(self.said(criterion["value"]))
        if "limit" in criterion:
            limit = _("limit %(limit)s") % {"limit": measured(criterion, "limit")}
            details.append(", ".join([limit, *_whose(criterion)]))
        details += self.detail(criterion) if self.detail else ()
        if "why" in criterion:
            details.append(why(criterion["why"]))
        return [*details, *(self.beside(criterion) if self.beside else ())]

    def _missing(self, entry: Mapping[str, Any]) -> str:
        what = needed(entry)
        settles = entry["settles"]
        answers = [self._answered(answer, settles[answer]) for answer in self._in_order(settles)]
        return f"{what}. {sentence('; '.join(answers))}" if answers else f"{what}."

    def _in_order(self, answers: Iterable[str]) -> list[str]:
        """As the tables have them: a stored card has lost the order of its keys."""
        order = [*ANSWERS, *self.values]
        return sorted(answers, key=lambda each: order.index(each) if each in order else len(order))

    def _answered(self, answer: str, left: Sequence[str]) -> str:
        words = {"answer": word({**ANSWERS, **self.values}, answer), "left": self.either(left)}
        return _("if %(answer)s: %(left)s") % words


def _whose(criterion: Mapping[str, Any]) -> list[str]:
    return [word(WHOSE, criterion["limit_from"])] if criterion.get("limit_from") else []


def field_label(path: str) -> str:
    """Section and field as the forms call them: "Pathology: Mitoses"."""
    slug, _dot, name = path.partition(".")
    section = BY_SLUG[slug]
    return f"{section.title}: {section.label(name)}"


def needed(entry: Mapping[str, Any]) -> str:
    """The field of an entry and what it lacks; those that are needed with it are named."""
    what = word(NEEDS, entry["needs"]) % {"field": field_label(entry["field"])}
    others = [field_label(path) for path in entry.get("together", ())]
    if not others:
        return what
    return _("%(what)s (with: %(others)s)") % {"what": what, "others": listed(others)}
