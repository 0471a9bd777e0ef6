"""Specified cards: for a case, the whole card that a rule has to give.

One file a rule, cards/<rule>.json: a list of {"about", "case", "card"}. A case is in the case
format; "paper" stands for the published patient, "example" for the rule's own example.

    python -m scoring.tests.rules.specified RULE    writes the cards of that rule's cases anew

A card that was written is only then specified when a person has read it against the source.
"""

import sys
from pathlib import Path
from typing import Any, NamedTuple

import simplejson

from scoring.facts import facts_from
from scoring.tests.cases import BY_KEY, paper_patient

FOLDER = Path(__file__).with_name("cards")


class Specified(NamedTuple):
    rule: str
    about: str
    case: dict[str, Any]
    card: dict[str, Any]


def read(rule: str) -> list[dict[str, Any]]:
    """The entries of one file, numbers as they are written."""
    text = (FOLDER / f"{rule}.json").read_text()
    entries: list[dict[str, Any]] = simplejson.loads(text, use_decimal=True)
    return entries


def specified() -> list[Specified]:
    """All of them."""
    return [
        Specified(rule, entry["about"], case_of(rule, entry["case"]), entry["card"])
        for rule in BY_KEY
        for entry in read(rule)
    ]


def case_of(rule: str, case: Any) -> dict[str, Any]:
    """The case that an entry means."""
    if case == "paper":
        return paper_patient()
    return dict(BY_KEY[rule].example) if case == "example" else case


def card_of(rule: str, case: dict[str, Any]) -> dict[str, Any]:
    """As it is stored: through JSON, Decimals kept."""
    card = BY_KEY[rule].evaluate(facts_from(case)).as_dict()
    text = simplejson.dumps(card, use_decimal=True)
    stored: dict[str, Any] = simplejson.loads(text, use_decimal=True)
    return stored


def write(rule: str) -> None:
    entries = [
        {**entry, "card": card_of(rule, case_of(rule, entry["case"]))} for entry in read(rule)
    ]
    text = simplejson.dumps(entries, use_decimal=True, indent=1, ensure_ascii=False)
    (FOLDER / f"{rule}.json").write_text(text + "\n")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write(name)
