"""When a field applies: one declaration for the form, the completeness and the files."""

from typing import Any

import pytest

from cases.completeness import row_completeness
from cases.forms.conditions import Condition, read_conditions, unmet_condition
from cases.sections import BY_SLUG, SECTIONS
from cases.values import Recorded
from cases.values.base import Missing

WHEN = Condition("pain", ("mild", "severe"))
UNLESS = Condition("operated", ("absent",), True)
CHAIN = read_conditions(
    when={"material": ("repair", "patch", "graft")}, unless={"repair": ("operated", "absent")}
)
CONDITIONED = [
    (section, name, condition)
    for section in SECTIONS
    for name, condition in section.form.conditions.items()
]


def entries(**values: Any) -> dict[str, Recorded]:
    return {
        name: value if isinstance(value, Recorded) else Recorded(value)
        for name, value in values.items()
    }


def refusals(slug: str, *, is_file: bool = False, **values: Any) -> dict[str, str]:
    return BY_SLUG[slug].form.contradictions(entries(**values), is_file=is_file)


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        (WHEN, "mild", True),
        (WHEN, "severe", True),
        (WHEN, "none", False),
        (WHEN, None, False),
        (UNLESS, "absent", False),
        (UNLESS, "present", True),
        (UNLESS, "not_assessed", True),
        (UNLESS, None, True),
    ],
)
def test_a_condition_holds_by_the_other_answer(
    condition: Condition, value: str | None, holds: bool
) -> None:
    assert condition.holds(value) == holds


@pytest.mark.parametrize(
    ("answers", "unmet"),
    [
        ({"repair": "patch"}, None),
        ({"repair": "graft", "operated": "present"}, None),
        ({"repair": "suture"}, "repair"),
        ({}, "repair"),
        ({"repair": "patch", "operated": "absent"}, "operated"),
    ],
)
def test_a_field_hangs_on_what_its_own_condition_hangs_on(
    answers: dict[str, str], unmet: str | None
) -> None:
    found = unmet_condition(CHAIN, "material", answers.get)
    assert (found and found.other) == unmet


@pytest.mark.parametrize(("section", "name", "condition"), CONDITIONED)
def test_every_declared_word_is_one_of_the_other_field(
    section: Any, name: str, condition: Condition
) -> None:
    known = [word for word, _label in section.kinds[condition.other].options()]
    assert set(condition.words) - set(known) == set()
    assert list(section.kinds).index(condition.other) < list(section.kinds).index(name)


@pytest.mark.parametrize(
    ("slug", "gate"),
    [
        ("surgery", "operated"),
        ("biopsy", "biopsy_done"),
        ("mri", "mri_done"),
        ("systemic", "given"),
        ("radiotherapy", "given"),
    ],
)
def test_of_what_was_not_done_nothing_else_is_asked(slug: str, gate: str) -> None:
    section = BY_SLUG[slug]
    applying = [name for name in section.kinds if section.applies(name, {gate: "absent"})]
    assert applying == [gate]
    assert row_completeness(section, {gate: "absent"}).applicable == 1


def test_a_value_with_a_source_answers_like_a_bare_one() -> None:
    stated = {"operated": {"value": "absent", "source": "letter"}}
    assert BY_SLUG["surgery"].applies("approach", stated) is False


@pytest.mark.parametrize(
    ("slug", "values", "said"),
    [
        (
            "surgery",
            {"operated": "absent", "approach": "robotic"},
            {"approach": "This does not apply while “Operated” is “absent”."},
        ),
        (
            "surgery",
            {"operated": None, "ivc_reconstruction": "none", "reconstruction_material": "ptfe"},
            {
                "reconstruction_material": "This applies only when “Reconstruction of the cava”"
                " is “patch” or “interposition graft”."
            },
        ),
        (
            "surgery",
            {"operated": "absent", "nephrectomy": None, "nephrectomy_side": "right"},
            {"nephrectomy_side": "This does not apply while “Operated” is “absent”."},
        ),
        (
            "surgery",
            {"intraoperative_haemorrhage": "absent", "blood_loss": {"value": 500, "unit": "mL"}},
            {
                "blood_loss": "This does not apply while “Bleeding during the operation” is"
                " “absent”."
            },
        ),
        (
            "follow_up",
            {"vital_status": "alive_ned", "death_date": "2021"},
            {
                "death_date": "This applies only when “State of the patient” is “dead of disease”"
                " or “dead of another cause” or “dead, cause unknown”."
            },
        ),
        (
            "presentation",
            {"back_pain": None, "back_pain_side": "right"},
            {"back_pain_side": "This applies only when “Back or low-back pain” is “present”."},
        ),
    ],
)
def test_an_answer_where_none_applies_is_refused(
    slug: str, values: dict[str, Any], said: dict[str, str]
) -> None:
    assert refusals(slug, **values) == said


@pytest.mark.parametrize(
    "values",
    [
        {"operated": None, "approach": "robotic"},
        {"approach": "robotic"},
        {"intraoperative_haemorrhage": None, "blood_loss": {"value": 500, "unit": "mL"}},
        {"operated": "absent", "approach": None},
        {"operated": "absent", "approach": Recorded(missing=Missing.NOT_APPLICABLE)},
    ],
)
def test_what_contradicts_nothing_is_kept(values: dict[str, Any]) -> None:
    assert refusals("surgery", **values) == {}


def test_a_file_may_say_what_a_page_would_refuse_beside_an_unless() -> None:
    assert refusals("surgery", is_file=True, operated="absent", approach="robotic") == {}
    assert list(refusals("follow_up", is_file=True, vital_status="lost", death_date="2021")) == [
        "death_date"
    ]


@pytest.mark.parametrize(
    ("slug", "values", "said"),
    [
        (
            "examination",
            {
                "systolic_pressure": {"value": 80, "unit": "mmHg"},
                "diastolic_pressure": {"value": 120, "unit": "mmHg"},
            },
            {"diastolic_pressure": "The diastolic pressure must lie below the systolic one."},
        ),
        (
            "pathology",
            {"nodes_examined": 3, "nodes_positive": 4},
            {"nodes_positive": "More nodes with tumour than nodes examined."},
        ),
        ("pathology", {"nodes_examined": 4, "nodes_positive": 4}, {}),
        ("pathology", {"nodes_examined": None, "nodes_positive": 4}, {}),
        (
            "surgery",
            {"death_within_30_days": "present", "death_within_90_days": "absent"},
            {"death_within_90_days": "A death within 30 days is one within 90 days."},
        ),
        ("surgery", {"death_within_30_days": "absent", "death_within_90_days": "present"}, {}),
    ],
)
def test_fields_that_speak_of_one_thing_agree(
    slug: str, values: dict[str, Any], said: dict[str, str]
) -> None:
    assert refusals(slug, **values) == said
