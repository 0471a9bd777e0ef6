"""The panel beside the form: one card per rule, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.memberships import Memberships
from cases.models import Case
from cases.ports import Panel
from scoring.cava_drawing import say_segments, segment_states
from scoring.drawing import BarDrawing, draw_bar
from scoring.rules import kulaylat
from scoring.services import Payload, current_cards
from scoring.wording import CardText, CriterionText, describe

SIDES = {"": "", "for": _("Speaks for"), "against": _("Speaks against")}


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
    """A card in words with its picture."""

    text: CardText
    drawing: BarDrawing | None

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


def scores(case: Case, viewer: Memberships) -> Panel:
    """The CASE_PANELS port: the case's cards as they stand in the record."""
    payloads, is_stored = current_cards(case)
    return Panel("scoring/panel.html", panel_context(case, payloads) | {"is_fresh": not is_stored})


def panel_context(case: Case, payloads: Sequence[Payload | None]) -> dict[str, Any]:
    """What the panel's template draws; a failed rule is counted, not hidden."""
    texts = [describe(payload) for payload in payloads if payload]
    return {
        "case": case,
        "cards": [DrawnCard(text, draw_bar(text.bar) if text.bar else None) for text in texts],
        "failed": sum(payload is None for payload in payloads),
        "short": " · ".join(text.short for text in texts[:1]),
        "segments": _segments(payloads),
    }


def _segments(payloads: Sequence[Payload | None]) -> MappedSegments | None:
    """None when the rule failed: the map then says nothing of segments."""
    for payload in payloads:
        if payload and payload["rule"] == kulaylat.RULE.key:
            return MappedSegments(segment_states(payload), say_segments(payload))
    return None
