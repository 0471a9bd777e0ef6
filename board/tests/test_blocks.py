"""The topics: every field of the record has a place, and what does not fit is counted."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.blocks import allot, fit, lines_of, read_blocks
from board.facts import Fact, Part
from board.tests.dense import dense_document
from board.topics import TOPICS
from board.words import NAMES
from cases.sections import BY_SLUG, SECTIONS

# Shown elsewhere on the page: in its head, or in the card that takes them over.
ELSEWHERE = {
    "presentation.sex",
    "presentation.age_at_diagnosis",
    "question.question",
    # Beside the cava, as pictures.
    *(f"key_images.{name}" for name in BY_SLUG["key_images"].kinds),
    "scores_reported.score",
    "scores_reported.value",
    "scores_reported.group",
    "scores_reported.factors",
}
COUNTS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=12)


def paths() -> Counter[str]:
    return Counter(
        f"{line.slug}.{name}"
        for topic in TOPICS
        for line in topic.content
        for name in line.names_read()
    )


def test_every_field_of_the_record_is_asked_for_once() -> None:
    every = {f"{section.slug}.{name}" for section in SECTIONS for name in section.kinds}
    assert set(paths()) == every - ELSEWHERE
    assert {path for path, count in paths().items() if count > 1} == set()


def test_every_field_has_a_short_name() -> None:
    assert {path for path in paths() if path.partition(".")[2] not in NAMES} == set()


def test_the_order_is_the_board_s() -> None:
    assert [block.title for block in read_blocks({})] == [
        "Who",
        "Symptom",
        "Tumour",
        "Vein",
        "Chest",
        "Labs",
        "Pathology",
        "Team",
        "Treatment",
        "Follow-up",
    ]


def test_the_chest_is_told_from_one_study() -> None:
    older = {"date": "2025-01-10", "interpretation": "equivocal", "resolution": "pet"}
    older |= {"resolution_date": "2025-02-01"}
    newer = {"date": "2026-06-10", "interpretation": "equivocal"}
    (chest,) = [
        block for block in read_blocks({"ct_thorax": [older, newer]}) if block.title == "Chest"
    ]
    assert [[part.text for part in fact.parts] for fact in chest.facts] == [
        ["equivocal", "10 Jun 2026"]
    ]


def test_an_empty_case_has_only_what_is_not_recorded() -> None:
    blocks = read_blocks({})
    assert [block.facts for block in blocks] == [()] * len(TOPICS)
    assert [block.title for block in blocks if not block.unknown] == []


@pytest.mark.parametrize("kind", [{}, {"is_disputed": True}, {"is_older": True}])
def test_the_densest_case_keeps_to_the_lines_there_are(kind: dict[str, bool]) -> None:
    blocks = read_blocks(dense_document(**kind))
    taken = sum(block.lines + bool(block.more) for block in blocks)
    assert taken <= sum(topic.lines for topic in TOPICS)
    assert [block.title for block in blocks if not block.facts] == []
    assert sum(block.more for block in blocks) > 0


def test_every_value_beside_a_newer_date_is_marked() -> None:
    labs = next(
        block for block in read_blocks(dense_document(is_older=True)) if block.title == "Labs"
    )
    parts = [part for fact in labs.facts for part in fact.parts if part.lead != "date"]
    assert [part.lead for part in parts] == ["haemoglobin", "neutrophils", "platelets"]
    assert [part for part in parts if not part.text.endswith("(another entry, undated)")] == []


@given(COUNTS)
def test_nobody_gets_less_than_its_share_or_more_than_it_needs(
    counts: list[tuple[int, int]],
) -> None:
    needs, shares = [list(each) for each in zip(*counts, strict=True)]
    rooms = allot(needs, shares)
    assert sum(rooms) <= sum(shares)
    for need, share, room in zip(needs, shares, rooms, strict=True):
        assert min(need, share) <= room <= need
    if sum(needs) <= sum(shares):
        assert rooms == needs


def test_parts_that_do_not_fit_are_counted() -> None:
    long = Part("x" * lines_length())
    facts = [Fact("A", (Part("a"), long, Part("c"))), Fact("B", (Part("b"),))]
    shown, more = fit(facts, 1)
    assert shown == (Fact("A", (Part("a"),)),)
    assert more == 3


def test_all_of_it_is_shown_where_there_is_room() -> None:
    facts = [Fact("A", (Part("a"),)), Fact("B", (Part("b"),))]
    assert fit(facts, 2) == (tuple(facts), 0)


def lines_length() -> int:
    """Characters that begin a second line."""
    return next(count for count in range(1, 500) if lines_of("x" * count) == 2)
