"""Measurements: units are never guessed, impossible numbers name the unit that would fit."""

from decimal import Decimal
from typing import Any
from unittest import mock

import pytest

from cases.tests.test_values_simple import refusal
from cases.values import MEASURES, Measurement
from cases.values.measures import WORDED

HB = Measurement(MEASURES["haemoglobin"])
SIZE = Measurement(MEASURES["length"])
DURATION = Measurement(MEASURES["duration"])
EGFR = Measurement(MEASURES["egfr"])
LIVER = Measurement(MEASURES["hepatic_panel"])


def typed_as(kind: Measurement, **typed: str) -> Any:
    """What typing these strings stores."""
    document = kind.read_typed(typed)
    return None if document is None else kind.check(document).value


def test_a_number_with_unit_is_kept_as_typed() -> None:
    assert typed_as(HB, value="12.0", unit="g/dL") == {"value": Decimal("12.0"), "unit": "g/dL"}


@pytest.mark.parametrize("value", ["12,5", "\u00a012.5 "])
def test_decimal_comma_and_hard_space_are_read(value: str) -> None:
    assert typed_as(HB, value=value, unit="g/dL") == {"value": Decimal("12.5"), "unit": "g/dL"}


@pytest.mark.parametrize(
    ("kind", "value", "unit", "message"),
    [
        (HB, "120", "g/dL", "120 g/dL is not possible. Did you mean 120 g/L (12.0 g/dL)?"),
        (HB, "12", "g/L", "12 g/L is not possible. Did you mean 12 g/dL (120.0 g/L)?"),
        (HB, "0", "g/dL", "0 g/dL is not possible: from 2.5 to 26.0 g/dL."),
        (SIZE, "180", "cm", "180 cm is not possible. Did you mean 180 mm (18.0 cm)?"),
        (HB, "-12", "g/dL", "-12 g/dL is not possible: from 2.5 to 26.0 g/dL."),
        (HB, "12", "", "Choose the unit: g/dL, g/L, mmol/L."),
        (HB, "12", "g", "“g” is not a unit known here. Possible: g/dL, g/L, mmol/L."),
        (HB, "12a", "g/dL", "“12a” is not a number. Write digits, such as 12 or 12.5."),
        (HB, "１２", "g/dL", "“１２” is not a number. Write digits, such as 12 or 12.5."),
    ],
)
def test_a_typed_measurement_is_refused(
    kind: Measurement, value: str, unit: str, message: str
) -> None:
    assert refusal(lambda: typed_as(kind, value=value, unit=unit)) == message


@pytest.mark.parametrize("measure", [name for name in MEASURES if MEASURES[name].units])
def test_bounds_are_included_in_the_canonical_unit(measure: str) -> None:
    kind, found = Measurement(MEASURES[measure]), MEASURES[measure]
    unit = found.units[0].key
    for edge in (found.low, found.high):
        assert kind.check_value({"value": edge, "unit": unit}) == {"value": edge, "unit": unit}
    assert "is not possible" in refusal(
        kind.check_value, {"value": found.high + 1_000_000, "unit": unit}
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_aliases_are_stored_under_the_unit_s_own_name(measure: str) -> None:
    for unit in MEASURES[measure].units:
        number = (MEASURES[measure].high / 2 / unit.factor).quantize(Decimal("0.01"))
        for alias in (unit.key, *unit.aliases):
            checked = Measurement(MEASURES[measure]).check_value({"value": number, "unit": alias})
            assert checked == {"value": number, "unit": unit.key}


@pytest.mark.parametrize("spelling", ["month", "months", "mo", "Monate"])
def test_a_worded_unit_is_read_in_the_reader_s_language_too(spelling: str) -> None:
    months = MEASURES["duration"].units[0]
    with mock.patch.dict("cases.values.measures.WORDED", month="Monate"):
        assert (str(months), months.is_spelled(spelling)) == ("Monate", True)


def test_every_worded_unit_is_one_and_reads_as_its_label() -> None:
    units = {unit.key: unit for measure in MEASURES.values() for unit in measure.units}
    assert {key: str(units[key]) for key in WORDED} == {key: units[key].label for key in WORDED}


def test_no_alias_means_two_units() -> None:
    for measure in MEASURES.values():
        spellings = [s for unit in measure.units for s in (unit.key, *unit.aliases)]
        assert len(set(spellings)) == len(spellings)


def test_a_single_unit_need_not_be_chosen() -> None:
    assert typed_as(DURATION, value="12", comparator=">") == {
        "comparator": ">",
        "value": Decimal(12),
        "unit": "month",
    }


def test_limits_take_the_unit_of_the_value() -> None:
    stored = typed_as(HB, value="12", unit="g/dL", lower="13.5", upper="17")
    assert stored["lower"] == {"value": Decimal("13.5"), "unit": "g/dL"}
    assert stored["upper"] == {"value": Decimal("17"), "unit": "g/dL"}


def test_limits_may_have_a_unit_of_their_own() -> None:
    stored = typed_as(HB, value="12", unit="g/dL", lower="135", lower_unit="g/L")
    assert stored["lower"] == {"value": Decimal(135), "unit": "g/L"}


def test_a_result_in_words_needs_no_number() -> None:
    assert typed_as(HB, result="normal") == {"result": "normal"}
    assert typed_as(LIVER, result="high") == {"result": "high"}


@pytest.mark.parametrize(
    ("kind", "document", "message"),
    [
        (HB, 12, "This must be an object with a value and a unit."),
        (HB, "12 g/dL", "This must be an object with a value and a unit."),
        (HB, {"unit": "g/dL"}, "The number is missing."),
        (DURATION, {"comparator": ">"}, "The number is missing."),
        (DURATION, {"comparator": "≈", "value": 1, "unit": "month"}, "“≈” is not known here. "),
        (HB, {"result": "fine"}, "“fine” is not known here. Possible: normal, low, high."),
        (HB, {"lower": 13}, "A limit has a value and a unit, no more."),
        (HB, {"lower": {"unit": "g/dL"}}, "A limit has a value and a unit, no more."),
        (HB, {"lower": {"value": 13}}, "Lower limit: Choose the unit: g/dL, g/L, mmol/L."),
        (EGFR, {"equation": "2009"}, "The number is missing."),
        (
            EGFR,
            {"value": 75, "unit": "ml/min", "equation": "1999"},
            "“1999” is not known here. Possible: 2009, 2021, unknown.",
        ),
    ],
)
def test_a_document_measurement_is_refused(kind: Measurement, document: Any, message: str) -> None:
    assert refusal(kind.check_value, document).startswith(message)


@pytest.mark.parametrize(
    ("kind", "document", "key"),
    [
        (LIVER, {"value": 12}, "value"),
        (SIZE, {"value": 1, "unit": "cm", "result": "normal"}, "result"),
        (HB, {"value": 12, "unit": "g/dL", "equation": "2021"}, "equation"),
        (HB, {"values": 12}, "values"),
    ],
)
def test_keys_that_a_measure_does_not_have_are_refused(
    kind: Measurement, document: Any, key: str
) -> None:
    assert refusal(kind.check, document) == f"Unknown key “{key}” in a value."
    assert refusal(kind.check_value, document) == f"Unknown key “{key}” in a value."


def test_crossed_limits_are_refused() -> None:
    crossed = {"lower": {"value": 17, "unit": "g/dL"}, "upper": {"value": 13, "unit": "g/dL"}}
    assert refusal(HB.check_value, crossed) == "The lower limit lies above the upper limit."


def test_limits_in_two_units_are_compared_in_one() -> None:
    mixed = {"lower": {"value": 13, "unit": "g/dL"}, "upper": {"value": 170, "unit": "g/L"}}
    assert HB.check_value(mixed) == mixed
    crossed = {"lower": {"value": 17, "unit": "g/dL"}, "upper": {"value": 130, "unit": "g/L"}}
    assert refusal(HB.check_value, crossed) == "The lower limit lies above the upper limit."


def test_a_laboratory_limit_may_be_zero() -> None:
    limits = {"lower": {"value": 0, "unit": "g/dL"}, "upper": {"value": 17, "unit": "g/dL"}}
    assert HB.check_value(limits) == limits


@pytest.mark.parametrize("spelling", ["g/dl", "G/DL", "g/dL"])
def test_the_case_of_a_unit_makes_no_difference(spelling: str) -> None:
    assert HB.check_value({"value": 12, "unit": spelling})["unit"] == "g/dL"


def test_both_characters_for_micro_are_known() -> None:
    kind = Measurement(MEASURES["creatinine"])
    units = [kind.check_value({"value": 80, "unit": u})["unit"] for u in ("µmol/L", "μmol/l")]
    assert units == ["umol/L", "umol/L"]


def test_a_comma_before_three_digits_is_ambiguous() -> None:
    refused = refusal(HB.read_typed, {"value": "1,500", "unit": "g/dL"})
    assert refused == "“1,500” can be read in two ways. Write 1500 or 1.500."


def test_two_different_comparators_are_refused() -> None:
    typed = {"comparator": ">", "value": "< 12"}
    assert refusal(DURATION.read_typed, typed) == "Two signs before the number: leave one of them."


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (DURATION, {"comparator": ">", "value": Decimal(12), "unit": "month"}, ">12 months"),
        (HB, {"value": Decimal("12.0"), "unit": "g/dL"}, "12.0 g/dL"),
        (HB, {"result": "low", "value": Decimal(9), "unit": "g/dL"}, "low, 9 g/dL"),
        (LIVER, {"result": "normal"}, "normal"),
        (EGFR, {"value": 75, "unit": "mL/min/1.73m2"}, "75 mL/min/1.73 m²"),
    ],
)
def test_a_measurement_is_shown_as_typed(kind: Measurement, value: Any, shown: str) -> None:
    assert kind.display(value) == shown


def test_a_comparator_is_typed_before_a_laboratory_number() -> None:
    read = HB.read_typed({"value": "< 5.0", "unit": "g/dL"})
    assert read == {"comparator": "<", "value": Decimal("5.0"), "unit": "g/dL"}
    assert HB.to_typed(HB.check(read))["value"] == "< 5.0"


MITOSES = Measurement(MEASURES["mitoses"])
CALCIUM = Measurement(MEASURES["calcium"])


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (HB, "120 g/L", {"value": Decimal(120), "unit": "g/L"}),
        (HB, "12,0 g/dl", {"value": Decimal("12.0"), "unit": "g/dL"}),
        (HB, "12\u00a0g/dL", {"value": Decimal(12), "unit": "g/dL"}),
        (SIZE, "180mm", {"value": Decimal(180), "unit": "mm"}),
        (DURATION, "> 12 months", {"comparator": ">", "value": Decimal(12), "unit": "month"}),
        (DURATION, "≥12", {"comparator": ">=", "value": Decimal(12), "unit": "month"}),
        (
            Measurement(MEASURES["weight"]),
            "~5 kg",
            {"comparator": "~", "value": Decimal(5), "unit": "kg"},
        ),
        (
            Measurement(MEASURES["neutrophils"]),
            "<0.1 10^9/L",
            {"comparator": "<", "value": Decimal("0.1"), "unit": "10^9/L"},
        ),
        (Measurement(MEASURES["neutrophils"]), "7400/µL", {"value": Decimal(7400), "unit": "/uL"}),
        (MITOSES, "12/10 HPF", {"value": Decimal(12), "unit": "per 10 HPF"}),
        (MITOSES, "12 per mm²", {"value": Decimal(12), "unit": "per mm2"}),
    ],
)
def test_sign_number_and_unit_may_stand_in_one_box(
    kind: Measurement, typed: str, stored: dict[str, Any]
) -> None:
    assert typed_as(kind, value=typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (HB, {"value": "12"}, "Choose the unit: g/dL, g/L, mmol/L."),
        (
            HB,
            {"value": "12 g/dL", "unit": "g/L"},
            "Two units: g/dL is typed, g/L is chosen. Leave one of them.",
        ),
        (HB, {"value": "12 g"}, "“g” is not a unit known here. Possible: g/dL, g/L, mmol/L."),
        (HB, {"value": "12a"}, "“12a” is not a number. Write digits, such as 12 or 12.5."),
        (HB, {"value": "g/dL"}, "“g/dL” is not a number. Write digits, such as 12 or 12.5."),
        (
            HB,
            {"value": "NaN g/dL"},
            "“NaN g/dL” is not a number. Write digits, such as 12 or 12.5.",
        ),
        (HB, {"value": "1e309"}, "“1e309” is not a number. Write digits, such as 12 or 12.5."),
        (HB, {"value": "1,500 g/L"}, "“1,500” can be read in two ways. Write 1500 or 1.500."),
        (DURATION, {"value": "12 years"}, "“years” is not a unit known here. Possible: months."),
        (MITOSES, {"value": "12"}, "Choose the unit: /10 HPF, /50 HPF, /mm²."),
        (MITOSES, {"value": "1001 /mm2"}, "1001 /mm² is not possible: from 0.0 to 1000.0 /mm²."),
    ],
)
def test_what_stands_behind_a_number_is_never_guessed(
    kind: Measurement, typed: dict[str, str], said: str
) -> None:
    assert refusal(lambda: typed_as(kind, **typed)) == said


def test_the_same_unit_typed_and_chosen_is_one() -> None:
    assert typed_as(HB, value="12 g/dl", unit="g/dL") == {"value": Decimal(12), "unit": "g/dL"}


def test_limits_follow_the_unit_that_was_typed() -> None:
    stored = typed_as(HB, value="12 g/dL", lower="13.5", upper="175 g/L")
    assert stored["lower"] == {"value": Decimal("13.5"), "unit": "g/dL"}
    assert stored["upper"] == {"value": Decimal(175), "unit": "g/L"}


def quantity(number: str, unit: str) -> dict[str, Any]:
    return {"value": Decimal(number), "unit": unit}


@pytest.mark.parametrize(
    ("kind", "value", "asked"),
    [
        (SIZE, quantity("38", "cm"), "38 cm is above 20 cm. Is that right?"),
        (SIZE, quantity("380", "mm"), "380 mm is above 200 mm. Is that right?"),
        (SIZE, quantity("0.5", "cm"), "0.5 cm is below 1 cm. Is that right?"),
        (SIZE, quantity("20", "cm"), ""),
        (SIZE, quantity("1", "cm"), ""),
        (HB, quantity("5.9", "g/dL"), "5.9 g/dL is below 6 g/dL. Is that right?"),
        (HB, quantity("191", "g/L"), "191 g/L is above 190 g/L. Is that right?"),
        (HB, {"result": "low"}, ""),
        (DURATION, quantity("241", "month"), "241 months is above 240 months. Is that right?"),
        (CALCIUM, quantity("16", "mg/dL"), "16 mg/dL is above 15.2 mg/dL. Is that right?"),
        (Measurement(MEASURES["percent"]), quantity("100", "percent"), ""),
    ],
)
def test_an_unusual_value_is_asked_about(
    kind: Measurement, value: dict[str, Any], asked: str
) -> None:
    assert kind.question(value, None) == asked


@pytest.mark.parametrize(
    ("kind", "stored", "value", "asked"),
    [
        (
            CALCIUM,
            quantity("2.4", "mg/dL"),
            quantity("2.4", "mmol/L"),
            "2.4 mg/dL becomes 2.4 mmol/L. Was the unit wrong?"
            " To convert it instead, write 0.6 mmol/L.",
        ),
        (
            SIZE,
            quantity("30", "cm"),
            quantity("30.0", "mm"),
            "30 cm becomes 30.0 mm. Was the unit wrong? To convert it instead, write 300 mm.",
        ),
        (
            MITOSES,
            quantity("12", "per 10 HPF"),
            quantity("12", "per mm2"),
            "12 /10 HPF becomes 12 /mm². Was the unit wrong?",
        ),
        (SIZE, quantity("3", "cm"), quantity("30", "mm"), ""),
        (CALCIUM, quantity("2.4", "mmol/L"), quantity("2.4", "mmol/L"), ""),
        (
            Measurement(MEASURES["platelets"]),
            quantity("250", "10^9/L"),
            quantity("250", "10^3/uL"),
            "",
        ),
        (CALCIUM, {"result": "normal"}, quantity("2.4", "mmol/L"), ""),
    ],
)
def test_a_stored_number_under_another_unit_is_asked_about(
    kind: Measurement, stored: dict[str, Any], value: dict[str, Any], asked: str
) -> None:
    assert kind.question(value, stored) == asked


@pytest.mark.parametrize("measure", [name for name in MEASURES if MEASURES[name].usual])
def test_usual_bounds_lie_within_the_hard_ones(measure: str) -> None:
    found = MEASURES[measure]
    assert found.usual is not None
    assert found.low <= found.usual[0] < found.usual[1] <= found.high


@pytest.mark.parametrize(
    ("measure", "highest"),
    [("follow_up", 720), ("duration", 1200), ("length", 60), ("weight", 150)],
)
def test_the_highest_that_is_possible(measure: str, highest: int) -> None:
    kind, unit = Measurement(MEASURES[measure]), MEASURES[measure].units[0].key
    assert kind.check_value(quantity(str(highest), unit))["value"] == highest
    assert "is not possible" in refusal(kind.check_value, quantity(str(highest + 1), unit))
