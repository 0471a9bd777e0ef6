"""Declared lines: what is known, in doubt, and not recorded."""

from typing import Any

import pytest

from board.facts import Each, Findings, Found, Values, list_within
from cases.sections import BY_SLUG

SIZE = Values("Size", "ct_abdomen", ("tumour_dim_1", "tumour_dim_2"), joiner=" × ")
SMOKING = Values("Smoking", "presentation", ("smoking_status", "pack_years"), ("smoking_status",))
SYMPTOMS = Findings(
    "Symptoms",
    "presentation",
    ("back_pain", "dyspnoea", "thrombosis"),
    {"back_pain": ("back_pain_side",)},
)
CHEST = Values(
    "Interpretation",
    "ct_thorax",
    ("interpretation", "resolution", "date"),
    ("interpretation",),
    of_row=("interpretation",),
)
STAINS = Findings("Stains", "immunohistochemistry", ("sma", "cd34"))
OPERATION = Each("Operation", "surgery", ("date", "approach"), ("date", "approach"), "operated")


def said(found: Found) -> list[tuple[str, str]]:
    """(lead, text) of each part of the only line."""
    (fact,) = found.facts
    return [(part.lead, part.text) for part in fact.parts]


def cm(number: int) -> dict[str, Any]:
    return {"value": number, "unit": "cm"}


class TestValues:
    def test_joined_values_are_one_part(self) -> None:
        row = {"tumour_dim_1": cm(18), "tumour_dim_2": cm(13)}
        assert said(SIZE.read({"ct_abdomen": [row]})) == [("", "18 cm × 13 cm")]

    def test_a_missing_one_is_told_and_not_joined(self) -> None:
        found = SIZE.read({"ct_abdomen": [{"tumour_dim_1": cm(18)}]})
        assert (said(found), found.unknown) == ([("", "18 cm")], ("second size",))

    def test_joined_values_are_those_of_one_study(self) -> None:
        older = {"date": "2025", "tumour_dim_1": cm(12), "tumour_dim_2": cm(9)}
        newer = {"date": "2026", "tumour_dim_1": cm(3)}
        found = SIZE.read({"ct_abdomen": [older, newer]})
        assert (said(found), found.unknown) == ([("", "3 cm")], ("second size",))

    @pytest.mark.parametrize(
        ("date", "mark"), [({"date": "2025"}, "2025"), ({}, "another entry, undated")]
    )
    def test_joined_values_of_an_older_study_are_marked_once(
        self, date: dict[str, str], mark: str
    ) -> None:
        older = date | {"tumour_dim_1": cm(12), "tumour_dim_2": cm(9)}
        found = SIZE.read({"ct_abdomen": [older, {"date": "2026"}]})
        assert said(found) == [("", f"12 cm × 9 cm ({mark})")]

    def test_reasons_are_not_joined_from_several_studies(self) -> None:
        rows = [{"tumour_dim_2": {"missing": "unknown"}}, {"tumour_dim_1": {"missing": "unknown"}}]
        found = SIZE.read({"ct_abdomen": rows})
        assert (said(found), found.unknown) == ([("", "unknown")], ("second size",))

    def test_a_dispute_of_an_older_study_is_marked(self) -> None:
        entry = {**cm(12), "alternatives": [{"value": cm(9)}]}
        found = SIZE.read({"ct_abdomen": [{"tumour_dim_1": entry}, {"date": "2026"}]})
        assert said(found) == [
            ("sources disagree on first size (another entry, undated)", "12 cm; 9 cm")
        ]

    def test_how_an_older_reading_was_resolved_is_not_said_of_the_newest(self) -> None:
        older = {"date": "2025-01-10", "interpretation": "equivocal", "resolution": "pet"}
        newer = {"date": "2026-06-10", "interpretation": "equivocal"}
        found = CHEST.read({"ct_thorax": [older, newer]})
        assert said(found) == [("", "equivocal"), ("date", "10 Jun 2026")]
        assert found.unknown == ("resolved by",)

    def test_a_newer_study_without_a_reading_lends_it_no_date(self) -> None:
        older = {"date": "2025-01-10", "interpretation": "benign"}
        found = CHEST.read({"ct_thorax": [older, {"date": "2026-06-10"}]})
        assert said(found) == [("", "benign"), ("date", "10 Jan 2025")]

    def test_an_undated_reading_is_marked_beside_a_dated_study(self) -> None:
        rows = [{"interpretation": "benign"}, {"date": "2026-06-10"}]
        found = CHEST.read({"ct_thorax": rows})
        assert said(found) == [("", "benign (another entry, undated)")]

    def test_without_any_reading_each_field_speaks_for_itself(self) -> None:
        rows = [{"date": "2025", "resolution": "pet"}, {"date": "2026"}]
        found = CHEST.read({"ct_thorax": rows})
        assert [text for _lead, text in said(found)][-1] == "2026"
        assert found.unknown == ("interpretation",)

    def test_a_long_value_of_an_older_row_is_cut_before_its_mark(self) -> None:
        every = list(BY_SLUG["ct_thorax"].kinds["differentials"].choices.values)
        rows = [{"date": "2025", "differentials": every * 2}, {"date": "2026"}]
        found = Values("", "ct_thorax", ("differentials",)).read({"ct_thorax": rows})
        ((_lead, text),) = said(found)
        assert text.endswith("… (2025)")

    def test_named_and_bare_values(self) -> None:
        found = SMOKING.read({"presentation": {"smoking_status": "never", "pack_years": 0}})
        assert said(found) == [("", "never"), ("pack-years", "0")]

    def test_nothing_answered_is_no_line_and_never_a_zero(self) -> None:
        assert SMOKING.read({}) == Found((), ("smoking", "pack-years"))

    def test_a_reason_why_it_is_missing_is_an_answer(self) -> None:
        found = SMOKING.read({"presentation": {"pack_years": {"missing": "unknown"}}})
        assert (said(found), found.unknown) == ([("pack-years", "unknown")], ("smoking",))


class TestFindings:
    def test_present_comes_first_without_a_word_then_each_state_with_its_own(self) -> None:
        person = {"back_pain": "present", "back_pain_side": "right", "dyspnoea": "absent"}
        found = SYMPTOMS.read({"presentation": person})
        assert said(found) == [("", "back pain (right)"), ("absent", "dyspnoea")]
        assert found.unknown == ("thrombosis or embolism",)

    def test_what_says_more_of_an_absent_finding_does_not_apply(self) -> None:
        person = {"back_pain": "absent", "dyspnoea": "absent", "thrombosis": "equivocal"}
        found = SYMPTOMS.read({"presentation": person})
        assert said(found) == [
            ("absent", "back pain, dyspnoea"),
            ("equivocal", "thrombosis or embolism"),
        ]
        assert found.unknown == ()

    def test_a_side_that_nobody_answered_is_unknown_once_there_is_pain(self) -> None:
        found = SYMPTOMS.read({"presentation": {"back_pain": "present"}})
        assert found.unknown == ("dyspnoea", "thrombosis or embolism", "side of the back pain")

    def test_a_dispute_stands_apart_and_counts_as_neither(self) -> None:
        entry = {"value": "present", "alternatives": [{"value": "absent", "source": "letter"}]}
        (fact,) = SYMPTOMS.read({"presentation": {"dyspnoea": entry}}).facts
        (part,) = fact.parts
        assert part.is_disputed
        assert (part.lead, part.text) == (
            "sources disagree on dyspnoea",
            "present; absent (“letter”)",
        )

    def test_a_stain_that_is_positive_says_so(self) -> None:
        found = STAINS.read({"immunohistochemistry": [{"sma": "positive", "cd34": "negative"}]})
        assert said(found) == [("positive", "SMA"), ("negative", "CD34")]

    def test_a_finding_of_an_older_study_says_when(self) -> None:
        rows = [{"date": "2025", "invades_liver": "present"}, {"date": "2026"}]
        found = Findings("Invades", "ct_abdomen", ("invades_liver",)).read({"ct_abdomen": rows})
        assert said(found) == [("", "liver (2025)")]


class TestEach:
    def test_is_one_line_a_row_the_newest_first(self) -> None:
        rows = [{"date": "2024", "operated": "present"}, {"date": "2025", "approach": "lumbotomy"}]
        found = OPERATION.read({"surgery": rows})
        assert [[part.text for part in fact.parts] for fact in found.facts] == [
            ["2025", "lumbotomy"],
            ["2024"],
        ]
        assert found.unknown == ("operated",)

    def test_what_did_not_take_place_is_told(self) -> None:
        found = OPERATION.read({"surgery": [{"operated": "absent"}]})
        assert said(found) == [("operated", "absent")]

    @pytest.mark.parametrize("document", [{}, {"surgery": []}, {"surgery": [{"uid": "x"}]}])
    def test_without_an_answer_the_whole_is_unknown(self, document: dict[str, Any]) -> None:
        assert OPERATION.read(document) == Found((), ("operation",))


@pytest.mark.parametrize(
    ("items", "length", "listed"),
    [
        (["a", "b"], 10, "a, b"),
        (["alpha", "beta", "gamma"], 12, "alpha, beta and 1 more"),
        (["a long first name"], 8, "a long…"),
        ([], 8, ""),
    ],
)
def test_a_list_holds_what_fits_and_counts_the_rest(
    items: list[str], length: int, listed: str
) -> None:
    assert list_within(items, length) == listed
