"""The page of a case's earlier cards: what each rule said, when, and why it says otherwise now."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cases.models import Case, History
from scoring.changes import (
    CardChange,
    Numbered,
    describe_change,
    history_between,
    newest_cards,
)
from scoring.models import CardRow
from scoring.panels import DrawnCard
from scoring.rules import RULES
from scoring.wording.stored import describe_stored, rule_title

SHOWN = 3  # cards of each rule, where all rules are shown
SHOWN_OF_ONE = 100  # cards, where one rule is


@dataclass(frozen=True)
class EarlierCard:
    """One line. number: 1 is the rule's first card. case_version: of the record it was made from.

    when: local. change: None for the first card. address: of the whole card.
    """

    number: int
    headline: str
    version: str
    case_version: int
    when: str
    change: CardChange | None
    address: str


@dataclass(frozen=True)
class RuleCards:
    """The newest first. number: how many the rule has, shown or not. address: of the rule's own."""

    key: str
    title: str
    cards: tuple[EarlierCard, ...]
    number: int
    address: str

    @property
    def has_more(self) -> bool:
        """Whether there are cards that are not among those that are shown."""
        return self.number > len(self.cards)


@dataclass(frozen=True)
class OpenCard:
    """One card in full, in today's words and without pictures."""

    line: EarlierCard
    card: DrawnCard


def all_rules(case: Case) -> list[RuleCards]:
    """Rules in the order of the panel, then those that are no longer there; two queries."""
    by_rule: dict[str, list[Numbered]] = {}
    for card in newest_cards(case, SHOWN + 1):  # the last is what the oldest shown differs from
        by_rule.setdefault(card.row.rule, []).append(card)
    log = history_between(case, (card.row for cards in by_rule.values() for card in cards))
    order = [each.key for each in RULES if each.key in by_rule]
    order += sorted(set(by_rule) - set(order))
    return [_rule_cards(case, by_rule[key], SHOWN, log) for key in order]


def one_rule(case: Case, rule: str, number: int) -> tuple[RuleCards, OpenCard] | None:
    """The rule's cards, and one of them in full, the newest for 0; two queries.

    None where there is no such card.
    """
    cards = newest_cards(case, SHOWN_OF_ONE + 1, rule=rule)
    if not cards:
        return None
    log = history_between(case, (card.row for card in cards))
    lines = _rule_cards(case, cards, SHOWN_OF_ONE, log)
    asked = number or lines.number
    for line, card in zip(lines.cards, cards, strict=False):
        if line.number == asked:
            return lines, OpenCard(line, _without_pictures(card.row))
    return None


def _rule_cards(case: Case, cards: list[Numbered], shown: int, log: list[History]) -> RuleCards:
    key, of = cards[0].row.rule, cards[0].of
    address = f"{reverse('scoring:history', args=[case.uid])}?rule={key}"
    formers = [*(card.row for card in cards[1:]), None]
    pairs = list(zip(cards, formers, strict=True))[:shown]
    lines = tuple(_line(case, card, former, log, address) for card, former in pairs)
    return RuleCards(key, rule_title(key), lines, of, address)


def _line(
    case: Case, card: Numbered, former: CardRow | None, log: list[History], address: str
) -> EarlierCard:
    row = card.row
    return EarlierCard(
        number=card.number,
        headline=describe_stored(row.payload).headline,
        version=row.rule_version,
        case_version=row.case_version,
        when=date_format(timezone.localtime(row.at), "j M Y, H:i"),
        change=describe_change(case, former, row, log) if former else None,
        address=f"{address}&card={card.number}",
    )


def _without_pictures(row: CardRow) -> DrawnCard:
    text = replace(describe_stored(row.payload), bar=None, place=None)
    return DrawnCard(text, row.rule_version)
