"""Cards of any age in words: a card is kept for good, the words of its rule are today's."""

import logging
from collections.abc import Mapping
from typing import Any

from scoring.wording import WORDS, describe
from scoring.wording.rule_words import ANSWERS
from scoring.wording.text import CardText, CriterionText

logger = logging.getLogger(__name__)
FRAME = frozenset(
    {"rule", "version", "applicability", "reasons", "criteria", "missing", "caveats", "citation"}
)


def describe_stored(payload: Mapping[str, Any]) -> CardText:
    """In the words of its rule; by its codes where a card of another version has no such words."""
    try:
        return describe(payload)
    except Exception:  # no page of a case may fail for a card that cannot be changed any more
        logger.warning("words fail card %s %s", payload.get("rule"), payload.get("version"))
        return _by_codes(payload)


def rule_title(key: str) -> str:
    """A rule that is no longer there is called by its key."""
    return str(WORDS[key].title) if key in WORDS else _plain(key)


def _by_codes(payload: Mapping[str, Any]) -> CardText:
    title = rule_title(str(payload.get("rule", "")))
    result = {key: value for key, value in payload.items() if key not in FRAME}
    figures = [f"{_plain(key)}: {_plain(value)}" for key, value in result.items()]
    headline = "; ".join(figures) or _plain(payload.get("applicability"))
    return CardText(
        rule=str(payload.get("rule", "")),
        title=title,
        headline=headline,
        status=str(payload.get("applicability", "")),
        lines=tuple(_plain(note.get("code")) for note in _objects(payload, "reasons")),
        criteria=tuple(_criterion(each) for each in _objects(payload, "criteria")),
        missing=tuple(_plain(entry.get("field")) for entry in _objects(payload, "missing")),
        caveats=tuple(_plain(note.get("code")) for note in _objects(payload, "caveats")),
        citation=str(payload.get("citation", "")),
    )


def _criterion(criterion: Mapping[str, Any]) -> CriterionText:
    answer = _plain(criterion.get("answer"))
    return CriterionText(
        key=_plain(criterion.get("key")),
        label=_plain(criterion.get("key")),
        answer=answer,
        answer_text=str(ANSWERS.get(answer, answer)),
        detail=" ".join(_plain(criterion[key]) for key in ("value", "unit") if key in criterion),
    )


def _objects(payload: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = payload.get(key)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _plain(value: Any) -> str:
    """A code, a number, or several of them, as text."""
    if isinstance(value, Mapping):
        return ", ".join(f"{_plain(key)} {_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    return "" if value is None else str(value).replace("_", " ")
