"""The panel beside the form: one card per rule, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.memberships import Memberships
from cases.models import Case
from cases.ports import Panel
from scoring.cava_drawing import CavaDrawing, draw_segments, say_segments, segment_states
from scoring.changes import CardChange, latest_changes
from scoring.drawing import BarDrawing, draw_bar
from scoring.rules import RULES, ajcc8, imdc, kulaylat
from scoring.services import Payload, current_cards
from scoring.silence import says_something
from scoring.wording import WORDS, CardText, CriterionText, describe
from scoring.wording.phrases import word
from scoring.wording.topics import TOPICS

SIDES = {"": "", "for": _("Speaks for"), "against": _("Speaks against")}
FOLDED = (imdc.KEY, kulaylat.KEY, ajcc8.KEY)  # what the folded panel tells in a word each
READ_SECTIONS = {rule.key: frozenset(field.section for field in rule.reads) for rule in RULES}


@dataclass(frozen=True)
class MappedSegments:
    """What the segment card says, for the map of the cava in the form beside the panel.

    states: segment and state, from above. said: the same in words.
    """

    states: Mapping[str, str]
    said: str


@dataclass(frozen=True)
class CriterionGroup:
    """Criteria under one heading; the heading is empty for a list without sides."""

    heading: str
    criteria: tuple[CriterionText, ...]


@dataclass(frozen=True)
class DrawnCard:
    """A card in words with its picture.

    is_quiet: it does not apply, or says no more than of an empty record. cava: the segments, on
    the card that tells them. changed: what it says that the stored card before it did not.
    """

    text: CardText
    version: str
    is_quiet: bool = False
    drawing: BarDrawing | None = None
    cava: CavaDrawing | None = None
    changed: CardChange | None = None

    @property
    def groups(self) -> list[CriterionGroup]:
        """The criteria by side, in the order of the sides; nothing is added up."""
        found = [
            CriterionGroup(str(heading), tuple(c for c in self.text.criteria if c.side == side))
            for side, heading in SIDES.items()
        ]
        return [group for group in found if group.criteria]

    def __getattr__(self, name: str) -> Any:
        """Templates read the words as if they were the card's own."""
        return getattr(self.text, name)


@dataclass(frozen=True)
class CardGroup:
    """Cards under one heading. key: names the heading within the page."""

    key: str
    heading: str
    cards: tuple[DrawnCard, ...]


def scores(case: Case, viewer: Memberships) -> Panel:
    """The CASE_PANELS port: the case's cards as they stand in the record."""
    payloads, is_stored = current_cards(case)
    context = panel_context(case, payloads) | {"is_fresh": not is_stored}
    if is_stored:
        changes = latest_changes(case)
        context["cards"] = [replace(c, changed=changes.get(c.rule)) for c in context["cards"]]
    return Panel("scoring/panel.html", context)


def panel_context(case: Case, payloads: Sequence[Payload | None]) -> dict[str, Any]:
    """What the panel's template draws; a failed rule is counted, not hidden."""
    cards = [draw_card(payload) for payload in payloads if payload]
    return {
        "case": case,
        "cards": cards,
        "failed": sum(payload is None for payload in payloads),
        "short": " · ".join(_shorts(cards)),
        "segments": _segments(payloads),
    }


def group_cards(cards: Sequence[DrawnCard], section: str) -> list[CardGroup]:
    """What the section feeds first, where the eye is while it is typed; the rest by topic."""
    fed = tuple(card for card in cards if section in READ_SECTIONS[card.text.rule])
    groups = [CardGroup("fed", str(_("From this page")), fed)]
    for topic in TOPICS:
        others = (card for card in cards if card not in fed)
        found = tuple(card for card in others if WORDS[card.text.rule].topic == topic)
        groups.append(CardGroup(topic, word(TOPICS, topic), found))
    return [group for group in groups if group.cards]


def draw_card(payload: Payload, within: str = "segments") -> DrawnCard:
    """within: begins the ids of its drawing of the cava, where a page holds several."""
    text = describe(payload)
    return DrawnCard(
        text,
        payload["version"],
        is_quiet=not says_something(payload),
        drawing=draw_bar(text.bar) if text.bar else None,
        cava=draw_segments(payload, within) if payload["rule"] == kulaylat.KEY else None,
    )


def _shorts(cards: Sequence[DrawnCard]) -> Iterator[str]:
    """Of the folded panel: the first always, the others where they say something."""
    by_key = {card.text.rule: card for card in cards}
    for key in FOLDED:
        if key in by_key and (key == FOLDED[0] or not by_key[key].is_quiet):
            yield by_key[key].text.short


def _segments(payloads: Sequence[Payload | None]) -> MappedSegments | None:
    """None when the rule failed: the map then says nothing of segments."""
    for payload in payloads:
        if payload and payload["rule"] == kulaylat.KEY:
            return MappedSegments(segment_states(payload), say_segments(payload))
    return None
