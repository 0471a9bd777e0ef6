"""What holds for the words of every rule, on many documents."""

from collections.abc import Iterator
from typing import Any

import pytest

from scoring.facts import facts_from
from scoring.rules import RULES, Rule
from scoring.rules.corpus import documents
from scoring.wording import WORDS, CardText, describe
from scoring.wording.topics import TOPICS

LEFTOVERS = ("_", "%(", "None", "Decimal", "[", "]")  # of a code or a value that has no words


def texts(card: CardText) -> Iterator[str]:
    yield from (card.title, card.headline, card.short, *card.lines, *card.missing, *card.caveats)
    for criterion in card.criteria:
        yield from (criterion.label, criterion.answer_text, criterion.detail)


def cards(rule: Rule) -> Iterator[dict[str, Any]]:
    for document in documents():
        yield rule.evaluate(facts_from(document, [rule])).as_dict()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_text_is_made_of_words(rule: Rule) -> None:
    unworded = {
        text
        for card in cards(rule)
        for text in texts(describe(card))
        if any(leftover in text for leftover in LEFTOVERS)
    }
    assert unworded == set()


def test_each_rule_has_words_under_a_heading() -> None:
    assert [rule.key for rule in RULES] == list(WORDS)
    assert {words.topic for words in WORDS.values()} <= set(TOPICS)


def test_no_two_rules_are_called_the_same() -> None:
    titles = [str(words.title) for words in WORDS.values()]
    assert sorted(set(titles)) == sorted(titles)
