"""Ready for the board: each requirement as a record answers it, on the day of a meeting."""

import datetime
import json
from typing import Any

import pytest
from django.conf import settings

from cases.readiness.answers import Answer, Limits, State, read_readiness
from cases.readiness.requirements import REQUIREMENTS
from cases.sections import BY_SLUG

MEETING = datetime.date(2026, 3, 31)
SIX_WEEKS_BEFORE = "2026-02-17"
SEVEN_WEEKS_BEFORE = "2026-02-10"
FOUR_WEEKS_BEFORE = "2026-03-03"
LIMITS = Limits(ct=6, labs=4)
READY: dict[str, Any] = {
    "presentation": {
        "sex": "male",
        "age_at_diagnosis": 56,
        "main_symptom": "low_back_pain",
        "ecog": 1,
    },
    "question": {"question": "Resectable?"},
    "ct_abdomen": [
        {
            "uid": "a1",
            "date": "2026-03-01",
            "modality": "ct",
            "contrast": "present",
            "tumour_side": "right",
            "tumour_dim_1": {"value": 18, "unit": "cm"},
            "ivc_lower": "infrarenal",
            "ivc_upper": "suprarenal",
            "invades_hepatic_veins": "absent",
            "invades_right_renal_vein": "present",
            "invades_left_renal_vein": "absent",
            "invades_right_atrium": "absent",
        }
    ],
    "ct_thorax": [{"uid": "b1", "interpretation": "benign"}],
    "labs": [
        {
            "uid": "d1",
            "date": "2026-03-20",
            "haemoglobin": {"value": 12, "unit": "g/dL"},
            "creatinine": {"value": 90, "unit": "umol/L"},
        }
    ],
    "pathology": [{"uid": "g1", "diagnosis": "leiomyosarcoma"}],
}
NOT_DONE = {"missing": "not_done"}


def answers(
    document: dict[str, Any], on: datetime.date = MEETING, knows_birth: bool = False
) -> dict[str, Answer]:
    found = read_readiness(document, on, LIMITS, knows_birth=knows_birth)
    return {str(answer.requirement.title): answer for answer in found}


def states(document: dict[str, Any], **options: Any) -> dict[str, State]:
    return {title: answer.state for title, answer in answers(document, **options).items()}


def told(title: str, document: dict[str, Any], **options: Any) -> tuple[State, str]:
    answer = answers(document, **options)[title]
    return answer.state, answer.text


def with_row(slug: str, **changed: Any) -> dict[str, Any]:
    """The ready case with fields of the first row of a section changed; None takes one out."""
    rows = READY[slug]
    first = (rows[0] if isinstance(rows, list) else rows) | changed
    row = {name: value for name, value in first.items() if value is not None}
    return READY | {slug: [row] if isinstance(rows, list) else row}


def test_a_case_with_every_answer_is_ready() -> None:
    assert set(states(READY).values()) == {State.MET}
    assert len(states(READY)) == len(REQUIREMENTS) == 16


def test_an_empty_case_misses_everything() -> None:
    assert set(states({}).values()) == {State.MISSING}
    assert {answer.text for answer in answers({}).values()} == {""}


def test_every_field_that_is_asked_for_exists() -> None:
    paths = {path for requirement in REQUIREMENTS for path in requirement.paths}
    paths |= {path for requirement in REQUIREMENTS for path, _word in requirement.excuses}
    places = [path.split(".") for path in paths]
    assert [(slug, name) for slug, name in places if name not in BY_SLUG[slug].kinds] == []


def test_of_the_paper_s_patient_the_dates_are_missing_and_more() -> None:
    text = (settings.BASE_DIR / "demo" / "paper-patient.json").read_text(encoding="utf-8")
    found = answers(json.loads(text))
    assert {title: answer.text for title, answer in found.items() if not answer.is_answered} == {
        "Question to the board": "",
        "Contrast CT of the abdomen": "no date",
        "Limits in the cava": "",
        "Hepatic veins": "",
        "Renal veins, both sides": "",
        "Right atrium": "",
        "Haemoglobin": "no date",
        "Creatinine or eGFR": "no date",
        "Performance status": "",
    }


class TestEachRequirement:
    @pytest.mark.parametrize(
        ("title", "slug", "field"),
        [
            ("Question to the board", "question", "question"),
            ("Age or year of birth", "presentation", "age_at_diagnosis"),
            ("Sex", "presentation", "sex"),
            ("Main symptom", "presentation", "main_symptom"),
            ("Contrast CT of the abdomen", "ct_abdomen", "contrast"),
            ("Largest diameter", "ct_abdomen", "tumour_dim_1"),
            ("Side of the tumour", "ct_abdomen", "tumour_side"),
            ("Limits in the cava", "ct_abdomen", "ivc_lower"),
            ("Limits in the cava", "ct_abdomen", "ivc_upper"),
            ("Hepatic veins", "ct_abdomen", "invades_hepatic_veins"),
            ("Renal veins, both sides", "ct_abdomen", "invades_right_renal_vein"),
            ("Renal veins, both sides", "ct_abdomen", "invades_left_renal_vein"),
            ("Right atrium", "ct_abdomen", "invades_right_atrium"),
            ("CT thorax, interpreted", "ct_thorax", "interpretation"),
            ("Haemoglobin", "labs", "haemoglobin"),
            ("Creatinine or eGFR", "labs", "creatinine"),
            ("Histology", "pathology", "diagnosis"),
            ("Performance status", "presentation", "ecog"),
        ],
    )
    def test_goes_missing_with_its_field_and_is_answered_by_a_reason(
        self, title: str, slug: str, field: str
    ) -> None:
        without, excused = with_row(slug, **{field: None}), with_row(slug, **{field: NOT_DONE})
        assert {name for name, state in states(without).items() if state != State.MET} == {title}
        assert states(without)[title] == State.MISSING
        assert states(excused)[title] == State.REASON
        assert "not done" in answers(excused)[title].text

    @pytest.mark.parametrize(
        ("title", "slug", "field", "other"),
        [
            ("Performance status", "presentation", "ecog", {"kps": 80}),
            ("Largest diameter", "ct_abdomen", "tumour_dim_1", {"tumour_dim_3": {"value": 2}}),
            ("Creatinine or eGFR", "labs", "creatinine", {"egfr": {"value": 75}}),
            (
                "Hepatic veins",
                "ct_abdomen",
                "invades_hepatic_veins",
                {
                    "invades_right_hepatic_vein": "absent",
                    "invades_middle_hepatic_vein": "equivocal",
                    "invades_left_hepatic_vein": "absent",
                },
            ),
        ],
    )
    def test_is_met_by_another_way(
        self, title: str, slug: str, field: str, other: dict[str, Any]
    ) -> None:
        values = {
            name: value | {"unit": "cm" if slug == "ct_abdomen" else "ml/min"}
            if isinstance(value, dict)
            else value
            for name, value in other.items()
        }
        assert states(with_row(slug, **{field: None} | values))[title] == State.MET

    def test_of_two_fields_the_missing_one_is_named_and_gone_to(self) -> None:
        answer = answers(with_row("ct_abdomen", ivc_upper=None))["Limits in the cava"]
        assert (answer.state, answer.text) == (State.MISSING, "Upper limit in the cava")
        assert answer.path == "ct_abdomen.ivc_upper"

    def test_two_of_three_hepatic_veins_are_not_enough(self) -> None:
        document = with_row(
            "ct_abdomen", invades_hepatic_veins=None, invades_right_hepatic_vein="absent"
        )
        text = "Invades the middle hepatic vein; Invades the left hepatic vein"
        assert told("Hepatic veins", document) == (State.MISSING, text)

    def test_an_equivocal_finding_is_an_answer(self) -> None:
        document = with_row("ct_abdomen", invades_right_atrium="equivocal")
        assert told("Right atrium", document) == (State.MET, "equivocal")

    @pytest.mark.parametrize(
        ("title", "slug", "field", "word", "text"),
        [
            ("Right atrium", "ct_abdomen", "invades_right_atrium", "not_assessed", "not assessed"),
            ("Sex", "presentation", "sex", "unknown", "unknown"),
        ],
    )
    def test_a_word_that_says_why_is_a_reason(
        self, title: str, slug: str, field: str, word: str, text: str
    ) -> None:
        assert told(title, with_row(slug, **{field: word})) == (State.REASON, text)

    def test_what_sources_say_of_a_value_that_is_not_there_is_no_answer(self) -> None:
        others = {"alternatives": [{"value": "present"}]}
        document = with_row("ct_abdomen", invades_right_atrium=others)
        assert told("Right atrium", document) == (State.MISSING, "")

    def test_the_year_of_birth_stands_for_the_age_and_is_not_told(self) -> None:
        document = with_row("presentation", age_at_diagnosis=None)
        assert told("Age or year of birth", document)[0] == State.MISSING
        known = told("Age or year of birth", document, knows_birth=True)
        assert known == (State.MET, "year of birth is known")

    def test_no_histology_because_no_biopsy_was_done(self) -> None:
        document = READY | {"pathology": [], "biopsy": [{"uid": "x", "biopsy_done": "absent"}]}
        assert told("Histology", document) == (State.REASON, "Biopsy done: absent")

    def test_an_older_study_answers_what_the_newest_does_not(self) -> None:
        older = READY["ct_abdomen"][0] | {"uid": "a0", "date": "2026-01-05"}
        newest = {"uid": "a2", "date": "2026-03-20", "modality": "ct", "contrast": "present"}
        document = READY | {"ct_abdomen": [newest, older]}
        assert set(states(document).values()) == {State.MET}
        assert answers(document)["Contrast CT of the abdomen"].row_uid == "a2"
        assert answers(document)["Right atrium"].row_uid == "a0"


class TestContrastCt:
    TITLE = "Contrast CT of the abdomen"

    def state_of(self, on: datetime.date = MEETING, **row: Any) -> tuple[State, str]:
        return told(self.TITLE, with_row("ct_abdomen", **row), on=on)

    @pytest.mark.parametrize("date", ["2026-03-31", SIX_WEEKS_BEFORE, "2026-03"])
    def test_of_the_last_six_weeks_is_met(self, date: str) -> None:
        assert self.state_of(date=date)[0] == State.MET

    def test_of_the_day_before_is_too_old(self) -> None:
        found = self.state_of(date="2026-02-16")
        assert found == (State.OLD, "16 Feb 2026, more than 6 weeks before the meeting")

    @pytest.mark.parametrize(("date", "shown"), [("2026-02", "Feb 2026"), ("2026", "2026")])
    def test_a_date_that_may_mean_both_may_be_too_old(self, date: str, shown: str) -> None:
        text = f"{shown}, perhaps more than 6 weeks before the meeting"
        assert self.state_of(date=date) == (State.PERHAPS_OLD, text)

    @pytest.mark.parametrize("date", ["2025", "2026-01"])
    def test_a_date_that_means_only_older_days_is_too_old(self, date: str) -> None:
        assert self.state_of(date=date)[0] == State.OLD

    def test_dates_on_which_sources_disagree_may_be_too_old(self) -> None:
        disputed = {"value": "2026-03-01", "alternatives": [{"value": SEVEN_WEEKS_BEFORE}]}
        assert self.state_of(date=disputed)[0] == State.PERHAPS_OLD

    def test_without_a_date_is_missing_and_leads_to_the_date(self) -> None:
        document = with_row("ct_abdomen", date=None)
        answer = answers(document)[self.TITLE]
        assert (answer.state, answer.text) == (State.MISSING, "no date")
        assert (answer.path, answer.row_uid) == ("ct_abdomen.date", "a1")

    def test_a_reason_for_the_missing_date_counts(self) -> None:
        found = self.state_of(date={"missing": "unknown"})
        assert found == (State.REASON, "Date of the study: unknown")

    @pytest.mark.parametrize(
        "row", [{"contrast": "absent"}, {"contrast": "equivocal"}, {"modality": "mri"}]
    )
    def test_another_study_is_none(self, row: dict[str, Any]) -> None:
        assert self.state_of(**row)[0] == State.MISSING

    def test_an_unnamed_study_of_this_section_is_a_ct(self) -> None:
        assert self.state_of(modality=None)[0] == State.MET

    def test_a_contraindication_is_a_reason(self) -> None:
        document = with_row("ct_abdomen", contrast=None)
        document |= {"assessment": {"contrast_ct_contraindicated": "present"}}
        reason = (State.REASON, "Contrast CT contraindicated: yes")
        assert told(self.TITLE, document) == reason
        denied = {"assessment": {"contrast_ct_contraindicated": "absent"}}
        assert told(self.TITLE, document | denied)[0] == State.MISSING

    def test_a_study_after_the_meeting_is_not_there_yet(self) -> None:
        found = self.state_of(on=datetime.date(2026, 2, 28))
        assert found == (State.MISSING, "")

    def test_a_recent_plain_study_does_not_hide_an_older_one_with_contrast(self) -> None:
        plain = {"uid": "a2", "date": "2026-03-30", "modality": "ct", "contrast": "absent"}
        document = READY | {"ct_abdomen": [*READY["ct_abdomen"], plain]}
        assert told(self.TITLE, document) == (State.MET, "1 Mar 2026")


class TestBloodTests:
    def test_of_four_weeks_are_met_and_older_ones_are_not(self) -> None:
        at_limit, over = (
            with_row("labs", date=FOUR_WEEKS_BEFORE),
            with_row("labs", date="2026-03-02"),
        )
        assert told("Haemoglobin", at_limit) == (State.MET, "12 g/dL, 3 Mar 2026")
        text = "2 Mar 2026, more than 4 weeks before the meeting"
        assert told("Haemoglobin", over) == (State.OLD, text)
        assert states(over)["Creatinine or eGFR"] == State.OLD

    def test_a_newer_panel_without_the_value_does_not_make_an_old_one_young(self) -> None:
        newer = {"uid": "d2", "date": "2026-03-30", "calcium": {"result": "normal"}}
        document = READY | {"labs": [READY["labs"][0] | {"date": "2026-01-05"}, newer]}
        assert states(document)["Haemoglobin"] == State.OLD

    def test_a_result_in_words_is_a_value(self) -> None:
        document = with_row("labs", haemoglobin={"result": "normal"})
        assert told("Haemoglobin", document) == (State.MET, "normal, 20 Mar 2026")

    def test_the_limits_are_the_centre_s(self) -> None:
        document = with_row("labs", date="2026-03-02")
        (found,) = [
            answer
            for answer in read_readiness(document, MEETING, Limits(6, 5), knows_birth=False)
            if answer.requirement.title == "Haemoglobin"
        ]
        assert found.state == State.MET

    def test_a_limit_of_one_week_is_told_in_the_singular(self) -> None:
        found = read_readiness(READY, MEETING, Limits(6, 1), knows_birth=False)
        texts = [answer.text for answer in found if answer.state is State.OLD]
        assert texts[0] == "20 Mar 2026, more than 1 week before the meeting"
