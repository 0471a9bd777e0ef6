"""The topics of the summary as a record answers them, cut to what one page holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from board.facts import Fact, Part, list_within
from board.topics import TOPICS, Topic

LINE_LENGTH = 67  # characters of a line of print, somewhat less than the narrowest print holds
UNKNOWN_LENGTH = 110  # characters of the list of what nobody has answered
UNKNOWN_PREFIX = 18  # characters that the words before it take


@dataclass(frozen=True)
class Block:
    """A topic as the record answers it. unknown: what nobody has answered, as one list.

    more: how many further entries the record holds that do not fit here.
    """

    title: str
    facts: tuple[Fact, ...]
    unknown: str
    more: int = 0

    @property
    def lines(self) -> int:
        """Lines of print that all of it takes."""
        return sum(lines_of(_text(fact)) for fact in self.facts) + self.unknown_lines

    @property
    def unknown_lines(self) -> int:
        """With the words and the dash before the list."""
        return lines_of(UNKNOWN_PREFIX * " " + self.unknown) if self.unknown else 0


def read_blocks(document: Mapping[str, Any]) -> tuple[Block, ...]:
    """Every topic, whatever the record holds."""
    read = [_read(topic, document) for topic in TOPICS]
    rooms = allot([block.lines for block in read], [topic.lines for topic in TOPICS])
    return tuple(_cut(block, room) for block, room in zip(read, rooms, strict=True))


def allot(needs: Sequence[int], shares: Sequence[int]) -> list[int]:
    """Lines for each: its share at least, if it needs that, and what others leave over."""
    rooms = [min(need, share) for need, share in zip(needs, shares, strict=True)]
    spare = sum(shares) - sum(rooms)
    for index, need in enumerate(needs):
        extra = min(spare, need - rooms[index])
        rooms[index] += extra
        spare -= extra
    return rooms


def _read(topic: Topic, document: Mapping[str, Any]) -> Block:
    found = [line.read(document) for line in topic.content]
    facts = tuple(fact for each in found for fact in each.facts)
    names = [name for each in found for name in each.unknown]
    return Block(str(topic.title), facts, list_within(names, UNKNOWN_LENGTH))


def _cut(block: Block, room: int) -> Block:
    """As many facts as the room holds; then a line says how many more there are."""
    if block.lines <= room:
        return block
    facts, more = fit(block.facts, room - block.unknown_lines - 1)
    return replace(block, facts=facts, more=more)


def fit(facts: Sequence[Fact], lines: int) -> tuple[tuple[Fact, ...], int]:
    """The facts, and the parts of the last one, that so many lines hold; how many parts do not."""
    shown: list[Fact] = []
    more = 0
    for fact in facts:
        parts: list[Part] = []
        for part in fact.parts:
            if more or lines_of(_text(Fact(fact.label, (*parts, part)))) > lines:
                more += 1
            else:
                parts.append(part)
        if parts:
            shown.append(Fact(fact.label, tuple(parts)))
            lines -= lines_of(_text(shown[-1]))
    return tuple(shown), more


def lines_of(text: str) -> int:
    """Lines of print that a text takes; none for an empty one."""
    return -(-len(text) // LINE_LENGTH)


def _text(fact: Fact) -> str:
    return " ".join([fact.label, *(f"{part.lead} {part.text}; " for part in fact.parts)])
