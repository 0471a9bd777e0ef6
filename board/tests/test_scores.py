"""Three scores in full, a few in one line, and nothing of the others."""

from typing import Any

import pytest

from board.scores import (
    IN_A_LINE,
    IN_FULL,
    ROOM_BESIDE_IMAGES,
    ScoreLines,
    in_a_line,
    in_full,
    lines_of,
    shown,
)
from scoring.rules import RULES
from scoring.services import Payload, compute
from scoring.tests.cases import cava_patient, paper_patient
from scoring.wording import WORDS, describe

KEYS = [rule.key for rule in RULES]


def cards(document: dict[str, Any]) -> list[Payload | None]:
    return [result.payload for result in compute(document)]


def briefs(document: dict[str, Any]) -> dict[str, str]:
    return {score.title: score.headline for score in in_a_line(cards(document))}


def test_imdc_segment_and_access_are_told_in_full() -> None:
    scores = in_full(cards(paper_patient()), has_images=False)
    assert [score.title for score in scores] == [str(WORDS[key].title) for key in IN_FULL]
    assert all(score.lines for score in scores)


def test_they_lose_their_last_lines_first_where_the_page_is_full() -> None:
    of_paper = cards(paper_patient())
    whole = in_full(of_paper, has_images=False)
    briefs = in_a_line(of_paper)
    cut = in_full(of_paper, briefs, has_images=True)
    taken = [*(text for s in cut for text in (s.headline, *s.lines)), *map(whole_line, briefs)]
    assert sum(map(lines_of, taken)) + len(cut) <= ROOM_BESIDE_IMAGES
    assert all(
        one.lines == all_.lines[: len(one.lines)] for one, all_ in zip(cut, whole, strict=True)
    )
    assert sum(len(s.lines) for s in cut) < sum(len(s.lines) for s in whole)


def test_the_paper_s_patient_keeps_every_line() -> None:
    of_paper = cards(paper_patient())
    assert [
        len(score.lines) for score in in_full(of_paper, in_a_line(of_paper), has_images=False)
    ] == [
        4,
        1,
        3,
    ]


def test_a_line_of_print_ends_after_fifty_characters() -> None:
    assert [lines_of(length * "x") for length in (0, 1, 50, 51, 100, 101)] == [0, 1, 1, 2, 2, 3]


def whole_line(score: ScoreLines) -> str:
    return f"{score.title}: {score.headline}"


def test_of_the_paper_s_patient_a_line_says_what_else_is_known() -> None:
    said = briefs(paper_patient())
    assert said["Residual tumour"] == "R0; macroscopic residual not stated"
    assert said["Biopsy"].startswith("Doubt recorded")
    assert "Open items" in said
    assert "Grade" not in said  # nothing of it is recorded


def test_an_empty_record_has_no_such_line() -> None:
    assert briefs({}) == {}


def test_what_is_known_appears() -> None:
    signs = {"ct_signs": [{"imperceptible_cava_lumen": "present"}]}
    (headline,) = briefs(signs).values()
    payload = next(p for p in cards(signs) if p and p["rule"] == "ct_signs")
    assert headline == describe(payload).headline


def test_a_score_that_does_not_apply_has_no_line() -> None:
    (card,) = [p for p in cards(paper_patient()) if p and p["rule"] == "margins"]
    assert in_a_line([card]) != ()
    assert in_a_line([{**card, "applicability": "not_applicable"}]) == ()


AFTER_TREATMENT = {
    "surgery": [{"operated": "present", "date": "2021-06-01"}],
    "radiotherapy": [{"given": "present", "setting": "neoadjuvant"}],
}


@pytest.mark.parametrize(
    ("biopsies", "told"),
    [
        ([], "withheld after neoadjuvant treatment"),
        (
            [{"specimen": "biopsy", "diagnosis": "leiomyosarcoma", "fnclcc_grade": 3}],
            "withheld after neoadjuvant treatment; biopsy G3",
        ),
        (
            [{"specimen": "biopsy", "differentiation_score": 3}],
            "withheld after neoadjuvant treatment; biopsy G2 or G3",
        ),
    ],
)
def test_a_withheld_grade_is_told_with_that_of_the_biopsy(biopsies: list[Any], told: str) -> None:
    specimen = {"specimen": "resection", "diagnosis": "leiomyosarcoma", "fnclcc_grade": 1}
    assert briefs({**AFTER_TREATMENT, "pathology": [specimen, *biopsies]})["Grade"] == told


def test_a_withheld_grade_of_another_tumour_is_not_told() -> None:
    specimen = {"specimen": "resection", "diagnosis": "lymphoma", "certainty": "definite"}
    assert "Grade" not in briefs({**AFTER_TREATMENT, "pathology": [specimen]})


def test_a_biopsy_that_was_taken_is_on_the_page() -> None:
    told = briefs({"biopsy": [{"biopsy_done": "present"}]})
    assert told["Biopsy"] == "Biopsy on record; undetermined by the report's rule"


def test_what_the_summary_lacks_is_what_its_own_cards_lack() -> None:
    keys = [card["rule"] for card in shown([None, *cards(cava_patient())])]
    assert keys == [key for key in (*IN_FULL, *IN_A_LINE) if key in KEYS]


@pytest.mark.parametrize("key", [*IN_FULL, *IN_A_LINE])
def test_every_rule_of_the_summary_is_there(key: str) -> None:
    assert key in KEYS


def test_names_within_a_line_are_short() -> None:
    names = {key: WORDS[key].called for key in (*IN_FULL, *IN_A_LINE) if key in KEYS}
    assert {key: name for key, name in names.items() if len(name) > 20} == {}
