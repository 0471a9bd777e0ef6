"""What holds for every document: units, order of rows, junk, and that knowing more never widens."""

import json
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.facts import facts_from
from scoring.rules import RULES, inputs_hash
from scoring.rules.calcium import UNIT_TYPED
from scoring.rules.corpus import OPTIONS
from scoring.tests.cases import (
    ABSENT,
    FINDING_WORDS,
    card,
    cava_patient,
    kidney_patient,
    measured,
    varied,
)
from scoring.tests.oracles import POSITIONS
from scoring.tests.rules.test_imdc import with_answers
from scoring.wording import describe

# analyte, unit typed, other unit, exact factor between them
CONVERSIONS = [
    ("haemoglobin", "g/dL", "g/L", "10"),
    ("haemoglobin", "g/L", "g/dL", "0.1"),
    ("haemoglobin", "mmol/L", "g/dL", "1.6114"),
    ("haemoglobin", "mmol/L", "g/L", "16.114"),
    ("calcium", "mg/dL", "mmol/L", "0.2495"),
    ("albumin", "g/L", "g/dL", "0.1"),
    ("albumin", "g/dL", "g/L", "10"),
    *((analyte, "10^9/L", "10^3/uL", "1") for analyte in ("neutrophils", "platelets")),
    *((analyte, "10^9/L", "/uL", "1000") for analyte in ("neutrophils", "platelets")),
    *((analyte, "/uL", "10^9/L", "0.001") for analyte in ("neutrophils", "platelets")),
]
TYPED = st.decimals(min_value="0.01", max_value="999", places=2)
COMPARATORS = st.sampled_from(["", "<", ">", "<=", ">=", "~"])
ANSWERS = st.sampled_from(["yes", "no", "unknown"])
LEVELS = st.sampled_from([None, *POSITIONS])


# -- units -------------------------------------------------------------------------------------
@given(st.sampled_from(CONVERSIONS), TYPED, TYPED, COMPARATORS)
def test_a_change_of_unit_changes_nothing(conversion, number, limit, comparator):
    analyte, unit, other, factor = conversion
    scale = Decimal(factor)
    typed = measured(number, unit, lower=limit, upper=limit, comparator=comparator)
    converted = measured(
        number * scale, other, lower=limit * scale, upper=limit * scale, comparator=comparator
    )
    field = f"labs__{analyte}"
    before, after = (
        facts_from(varied(kidney_patient(), **{field: value})) for value in (typed, converted)
    )
    for rule in RULES:
        old, new = (rule.evaluate(facts).as_dict() for facts in (before, after))
        assert as_computed(old) == as_computed(new)
        if UNIT_TYPED not in rule.reads:
            assert inputs_hash(before, rule) == inputs_hash(after, rule)


def as_computed(found):
    """A card without what it repeats in the unit that was typed."""
    return {key: value for key, value in found.items() if key != "as_typed"}


# -- order of rows -----------------------------------------------------------------------------
def documents_of_dated_rows():
    """Two to four rows of labs and CT on different days."""
    labs = {
        name.split(".")[2]: st.sampled_from(OPTIONS[name]) for name in OPTIONS if "labs.0" in name
    }
    scans = {
        name.split(".")[2]: st.sampled_from(OPTIONS[name])
        for name in OPTIONS
        if "ct_abdomen.0" in name
    }
    days = st.dates().map(
        lambda day: f"{2000 + day.year % 20}-{day.month:02}-{min(day.day, 28):02}"
    )
    labs["date"] = scans["date"] = days
    rows = {
        "labs": st.lists(st.fixed_dictionaries(labs), min_size=2, max_size=4, unique_by=_day),
        "ct_abdomen": st.lists(
            st.fixed_dictionaries(scans), min_size=2, max_size=4, unique_by=_day
        ),
    }
    return st.fixed_dictionaries(rows)


def _day(row):
    return row["date"]


@given(documents_of_dated_rows(), st.randoms(use_true_random=False))
def test_dated_rows_may_stand_in_any_order(document, random):
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in document.items()}
    for rule in RULES:
        assert card(rule.key, shuffled) == card(rule.key, document)


# -- junk --------------------------------------------------------------------------------------
NAMES = sorted({part for path in OPTIONS for part in path.split(".")} - {"0", "1"})
KEYS = st.sampled_from(
    [*NAMES, "value", "unit", "comparator", "result", "lower", "upper", "missing", "alternatives"]
)
WORDS = st.sampled_from(
    [
        "present",
        "absent",
        "normal",
        "g/dL",
        "g/L",
        "/uL",
        ">",
        "~",
        "2021-02",
        "imdc",
        "right_atrium",
    ]
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text() | WORDS
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=10,
)


@settings(max_examples=200)
@given(JUNK | st.dictionaries(KEYS, JUNK, max_size=10))
def test_no_rule_raises_whatever_the_document(document):
    facts = facts_from(document)
    for rule in RULES:
        found = rule.evaluate(facts).as_dict()
        assert describe(found).headline
        assert len(inputs_hash(facts, rule)) == 64
        json.dumps(found, default=str)


@given(st.dictionaries(st.sampled_from(sorted(OPTIONS)), JUNK, max_size=12))
def test_no_rule_raises_whatever_stands_in_the_fields_that_are_read(values):
    document = {}
    for path, value in values.items():
        section, *_row, name = path.split(".")
        document.setdefault(section, [{}])[0][name] = value
    facts = facts_from(document)
    for rule in RULES:
        assert describe(rule.evaluate(facts)).headline


# -- knowing more ------------------------------------------------------------------------------
@pytest.mark.parametrize("place", range(6))
def test_knowing_a_factor_never_widens_the_range(place):
    for combination in product(("yes", "no", "unknown"), repeat=5):
        before = card("imdc", with_answers((*combination[:place], "unknown", *combination[place:])))
        for answer in ("yes", "no"):
            known = (*combination[:place], answer, *combination[place:])
            after = card("imdc", with_answers(known))
            assert before["low"] <= after["low"] <= after["high"] <= before["high"]
            assert set(after["groups"]) <= set(before["groups"])
            assert len(after["missing"]) < len(before["missing"])


@pytest.mark.parametrize("diagnosis", [ABSENT, "undetermined", "renal_cell_carcinoma"])
def test_a_record_silent_on_therapy_is_never_narrower_than_one_that_speaks(diagnosis):
    for combination in product(("yes", "no", "unknown"), repeat=6):
        told = varied(with_answers(combination), pathology__diagnosis=diagnosis)
        silent = {name: section for name, section in told.items() if name != "systemic"}
        before, after = card("imdc", silent), card("imdc", told)
        assert before["low"] <= after["low"] <= after["high"] <= before["high"]
        assert set(after["groups"]) <= set(before["groups"])


@given(st.decimals(min_value=10, max_value=15, places=1), st.sampled_from(["male", "female"]))
def test_knowing_the_sex_never_widens_the_range(number, sex):
    haemoglobin = measured(number, "g/dL")
    unknown = varied(kidney_patient(), presentation__sex=ABSENT, labs__haemoglobin=haemoglobin)
    before = card("imdc", unknown)
    after = card("imdc", varied(unknown, presentation__sex=sex))
    assert before["low"] <= after["low"] <= after["high"] <= before["high"]


@given(LEVELS, LEVELS, LEVELS, ANSWERS, st.booleans())
def test_knowing_a_limit_never_opens_a_segment_or_an_outcome(lower, upper, level, veins, is_upper):
    known = {"ivc_lower": lower, "ivc_upper": upper}
    end = "ivc_upper" if is_upper else "ivc_lower"
    findings = {"invades_hepatic_veins": FINDING_WORDS[veins]}
    before = cava_patient(**(known | {end: None}), **findings)
    after = cava_patient(**(known | {end: level}), **findings)
    more = card("kulaylat", after)
    if more["applicability"] != "applicable":
        return
    less = card("kulaylat", before)
    assert set(less["certain"]) <= set(more["certain"])
    assert possible(more) <= possible(less)
    outcomes = [card("technical_accessibility", each)["groups"] for each in (after, before)]
    assert set(outcomes[0]) <= set(outcomes[1])


def possible(found):
    return {*found["certain"], *found["suggested"], *found["not_excluded"]}


@given(LEVELS, LEVELS)
def test_knowing_the_hepatic_veins_never_opens_an_outcome(lower, upper):
    limits = {"ivc_lower": lower, "ivc_upper": upper}
    before = card("technical_accessibility", cava_patient(**limits))["groups"]
    for veins in ("present", "absent"):
        after = card("technical_accessibility", cava_patient(**limits, invades_hepatic_veins=veins))
        if "outside_limits" not in [note["code"] for note in after["caveats"]]:
            assert set(after["groups"]) <= set(before)
