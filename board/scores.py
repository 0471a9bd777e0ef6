"""Which cards the summary shows: three in full, a few in one line where they say something.

A board reads one page; the panel beside the record holds every card.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from scoring.services import Payload
from scoring.silence import says_something
from scoring.wording import WORDS, describe, headline
from scoring.wording.phrases import alternatives

IN_FULL = ("imdc", "kulaylat", "technical_accessibility")
IN_A_LINE = ("ajcc8", "fnclcc", "margins", "ct_signs", "biopsy_indication", "open_items")
MOST_LINES = 4  # of a score's own words
LINE_LENGTH = 50  # characters of a line of print in the column beside the facts
ROOM, ROOM_BESIDE_IMAGES = 33, 23  # lines of print that the column holds below the cava


@dataclass(frozen=True)
class ScoreLines:
    """A score as the board hears it: verdict first, then its own words; none in a brief one."""

    title: str
    headline: str
    lines: tuple[str, ...] = ()


def in_full(
    payloads: Iterable[Payload | None], briefs: Sequence[ScoreLines] = (), *, has_images: bool
) -> tuple[ScoreLines, ...]:
    """With as many of their own lines as the page holds beside the brief ones."""
    scores = [_score(payload) for payload in _of(IN_FULL, payloads)]
    taken = sum(1 + lines_of(score.headline) for score in scores)
    taken += sum(lines_of(f"{score.title}: {score.headline}") for score in briefs)
    room = (ROOM_BESIDE_IMAGES if has_images else ROOM) - taken
    return tuple(_fitted(scores, room))


def in_a_line(payloads: Iterable[Payload | None]) -> tuple[ScoreLines, ...]:
    """Nothing of a rule that does not apply, or says what it says of an empty record.

    A grade that treatment before the operation withholds is told all the same.
    """
    told = ((payload, _told(payload)) for payload in _of(IN_A_LINE, payloads))
    return tuple(
        ScoreLines(capfirst(WORDS[payload["rule"]].called), text) for payload, text in told if text
    )


def _told(payload: Payload) -> str:
    """Empty where there is nothing to tell."""
    if [reason["code"] for reason in payload["reasons"]] == ["after_neoadjuvant"]:
        return _withheld(payload)
    return headline(payload) if says_something(payload) else ""


def _withheld(payload: Payload) -> str:
    withheld = _("withheld after neoadjuvant treatment")
    if "biopsy" not in payload:
        return withheld
    words = {"withheld": withheld, "grades": alternatives(payload["biopsy"]["groups"])}
    return _("%(withheld)s; biopsy %(grades)s") % words


def shown(payloads: Iterable[Payload | None]) -> list[Payload]:
    """The cards that the summary is of; what they lack is missing from it."""
    return _of((*IN_FULL, *IN_A_LINE), payloads)


def lines_of(text: str) -> int:
    """Lines of print that a text takes in the column."""
    return -(-len(text) // LINE_LENGTH)


def _fitted(scores: Sequence[ScoreLines], room: int) -> Iterator[ScoreLines]:
    """The first line of each score before the second of any; a score is cut at its end."""
    kept = [0 for _score in scores]
    for place in range(MOST_LINES):
        for index, score in enumerate(scores):
            needed = lines_of(score.lines[place]) if place < len(score.lines) else 0
            if needed and kept[index] == place and needed <= room:
                kept[index] += 1
                room -= needed
    for count, score in zip(kept, scores, strict=True):
        yield replace(score, lines=score.lines[:count])


def _of(keys: Sequence[str], payloads: Iterable[Payload | None]) -> list[Payload]:
    """In the order of the keys; a rule that failed is left out."""
    found = {payload["rule"]: payload for payload in payloads if payload}
    return [found[key] for key in keys if key in found]


def _score(payload: Payload) -> ScoreLines:
    text = describe(payload)
    lines = [line for line in text.lines if _adds(line, text.headline)]
    return ScoreLines(text.title, text.headline, tuple(lines[:MOST_LINES]))


def _adds(line: str, headline: str) -> bool:
    """A line that the headline holds already is not said twice."""
    return line.rstrip(".").lower() not in headline.lower()
