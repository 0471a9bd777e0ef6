"""From rows of a document to facts: which row counts, what is unknown and why."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.facts import facts_from
from scoring.rules import RULES, RULESET, inputs_hash
from scoring.rules.corpus import documents
from scoring.tests.cases import BY_KEY, kidney_patient, measured, paper_patient, varied
from scoring.values.cells import Code, Finding, Why, amount, code, dated, either, finding
from scoring.values.fields import every, latest, rows_of
from scoring.values.fields import measured as measured_field
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES
from scoring.values.units import HAEMOGLOBIN

DOCUMENTS = documents()
VEINS = latest("ct_abdomen.invades_hepatic_veins", finding)


def newest(field, rows):
    return field.read(rows_of({field.section: rows}, field.section))


def veins(*rows):
    """rows: (date or None, finding)."""
    named = [{"date": day, VEINS.name: found} for day, found in rows]
    return newest(VEINS, named).truth


# -- single values -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("present", Finding(YES)),
        ("absent", Finding(NO)),
        ("yes", Finding(YES)),
        ("no", Finding(NO)),
        ("equivocal", Finding(UNKNOWN, Why.EQUIVOCAL)),
        ("not_assessed", Finding(UNKNOWN, Why.NOT_ASSESSED)),
        ("unknown", Finding(UNKNOWN, Why.UNKNOWN)),
        ("not_done", Finding(UNKNOWN, Why.NOT_DONE)),
        ("not_applicable", Finding(NOT_APPLICABLE, Why.NOT_APPLICABLE)),
        (None, Finding(UNKNOWN, Why.UNANSWERED)),
        ({}, Finding(UNKNOWN, Why.UNANSWERED)),
        ({"missing": "unknown"}, Finding(UNKNOWN, Why.UNKNOWN)),
        ({"missing": "not_done"}, Finding(UNKNOWN, Why.NOT_DONE)),
        ({"missing": "not_applicable"}, Finding(NOT_APPLICABLE, Why.NOT_APPLICABLE)),
        ({"missing": "perhaps"}, Finding(UNKNOWN, Why.UNREADABLE)),
        ({"missing": "unreadable"}, Finding(UNKNOWN, Why.UNREADABLE)),
        ({"value": "present", "source": "line 3"}, Finding(YES)),
        (
            {"value": "present", "alternatives": [{"value": "absent", "source": "figure"}]},
            Finding(UNKNOWN, Why.CONFLICT),
        ),
        ({"value": "present", "alternatives": [{"value": "present"}]}, Finding(YES)),
        ({"value": "present", "alternatives": [{"source": "figure"}]}, Finding(YES)),
        (True, Finding(UNKNOWN, Why.UNREADABLE)),
        ("PRESENT", Finding(UNKNOWN, Why.UNREADABLE)),
        ({"value": {"value": "present"}}, Finding(UNKNOWN, Why.UNREADABLE)),
    ],
)
def test_findings(raw, expected):
    assert finding(raw) == expected


def test_a_word_that_says_unknown_is_no_word():
    assert code("unknown") == Code(None, Why.UNKNOWN)
    assert code("male") == Code("male")
    assert code("") == Code(None, Why.UNREADABLE)


@pytest.mark.parametrize(
    "raw",
    [
        12,
        {"value": 12},
        {"value": 12, "unit": "kg/L"},
        {"value": "12", "unit": "g/dL"},
        {"value": -1, "unit": "g/dL"},
        {"value": Decimal("NaN"), "unit": "g/dL"},
        {"value": 12, "unit": "g/dL", "comparator": "about"},
        {"value": 12, "unit": ["g/dL"]},
        "normal",
        {"value": "twelve", "unit": "g/dL", "result": "fine"},
    ],
)
def test_a_measurement_that_cannot_be_read_is_unknown(raw):
    found = amount(HAEMOGLOBIN)(raw)
    assert (found.interval, found.result, found.why) == (None, None, Why.UNREADABLE)


@pytest.mark.parametrize(
    ("alternative", "disagrees"),
    [
        (12, False),
        (Decimal("12.0"), False),
        ({"value": 120, "unit": "g/L"}, False),
        ({"value": 12, "unit": "g/dL", "lower": {"value": 13, "unit": "g/dL"}}, False),
        (13, True),
        ({"value": 12, "unit": "g/L"}, True),
        ({"result": "normal"}, True),
    ],
)
def test_another_source_disagrees_when_it_means_another_value(alternative, disagrees):
    found = amount(HAEMOGLOBIN)(measured(12, "g/dL", alternatives=[{"value": alternative}]))
    assert (found.why is Why.CONFLICT) is disagrees


def test_either_keeps_the_reason_that_somebody_gave():
    unanswered, equivocal = Finding(UNKNOWN, Why.UNANSWERED), Finding(UNKNOWN, Why.EQUIVOCAL)
    assert either(unanswered, equivocal, Finding(NO)) == equivocal
    assert either(unanswered, unanswered) == unanswered
    assert either(equivocal, Finding(YES)) == Finding(YES)
    assert either(Finding(NO), Finding(NO)) == Finding(NO)


# -- which row counts --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("2021-01-01", "present"), ("2021-03-01", "absent")], NO),
        ([("2021-03-01", "absent"), ("2021-01-01", "present")], NO),
        ([(None, "present"), (None, "absent")], NO),
        ([("2019", "absent"), (None, "present")], NO),
        ([("2021-01-01", "present"), ("2021-03-01", None)], YES),
        ([("2021-01-01", "present"), ("2021-03-01", "not_assessed")], YES),
        ([("2021-01-01", "present"), ("2021-03-01", {"missing": "not_done"})], YES),
        ([("2021-01-01", "present"), ("2021-03-01", "equivocal")], UNKNOWN),
        (
            [("2021-01-01", "present"), ("2021-03-01", {"missing": "not_applicable"})],
            NOT_APPLICABLE,
        ),
        ([("2021", "present"), ("2021-03-01", "absent")], NO),
        ([("2021-03-01", "present"), ("2021-03", "absent")], NO),
        ([({"missing": "unknown"}, "present"), ("2021", "absent")], NO),
        ([], UNKNOWN),
    ],
)
def test_the_latest_row_that_says_something_counts(rows, expected):
    assert veins(*rows) is expected


UNREAD = {"missing": "unreadable"}


def test_a_newer_value_that_could_not_be_read_hides_the_older_one():
    for older, read, known in (
        ("present", finding, Finding(YES)),
        ("lymphoma", code, Code("lymphoma")),
        ("2020", dated, dated("2020")),
        (measured(15, "g/dL"), amount(HAEMOGLOBIN), amount(HAEMOGLOBIN)(measured(15, "g/dL"))),
    ):
        field = latest("labs.value", read)
        rows = [{"date": "2021-01", "value": older}, {"date": "2021-03", "value": UNREAD}]
        assert newest(field, rows).why is Why.UNREADABLE
        assert newest(field, rows[:1]) == known
        assert newest(field, [rows[0] | {"date": "2021-04"}, rows[1]]) == known


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("2021-01", "present"), (UNREAD, "absent")], Finding(UNKNOWN, Why.UNREADABLE)),
        ([("2021-01", "present"), ("2021-13", "absent")], Finding(UNKNOWN, Why.UNREADABLE)),
        ([(UNREAD, "absent"), (UNREAD, "present")], Finding(UNKNOWN, Why.UNREADABLE)),
        ([("2021-01", "present"), (UNREAD, "present")], Finding(YES)),
        ([("2021-01", "present"), (UNREAD, None)], Finding(YES)),
        ([("2021-01", None), (UNREAD, "absent")], Finding(NO)),
        ([("2021-01", "present"), (None, "absent")], Finding(YES)),
    ],
)
def test_a_row_whose_date_could_not_be_read_may_be_the_latest(rows, expected):
    assert newest(VEINS, [{"date": day, VEINS.name: found} for day, found in rows]) == expected


def test_the_reason_of_the_latest_row_that_gives_one_is_kept():
    rows = [{VEINS.name: {"missing": "not_done"}}, {VEINS.name: "not_assessed"}, {}]
    assert newest(VEINS, rows).why is Why.NOT_ASSESSED


def test_a_measurement_has_the_date_of_its_row():
    field = measured_field("labs.haemoglobin", HAEMOGLOBIN)
    rows = [{"date": "2021-03", field.name: measured(12, "g/dL")}, {"date": "2022"}]
    assert newest(field, rows).sampled.text() == "2021-03"


def test_every_row_is_read_latest_first():
    field = every("systemic.given", finding)
    found = newest(field, [{"given": "absent"}, {"given": "present"}, "no row"])
    assert [each.truth for each in found] == [YES, NO]


@pytest.mark.parametrize("document", [None, [], "x", 3, {"labs": "x"}, {"labs": [None, 3]}])
def test_a_document_of_another_shape_says_nothing(document):
    assert facts_from(document) == facts_from({})


# -- what the rules read -----------------------------------------------------------------------
class Watched:
    """Facts that note what is read of them."""

    def __init__(self, facts):
        self.facts, self.seen = facts, set()

    def __getitem__(self, field):
        self.seen.add(str(field))
        return self.facts[field]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_reads_what_it_declares_and_nothing_else(rule):
    seen = set()
    for document in DOCUMENTS[:60]:
        watched = Watched(facts_from(document))
        rule.evaluate(watched)
        seen |= watched.seen
        rule.evaluate(facts_from(document, [rule]))  # a field not declared is not there at all
    assert seen == {str(field) for field in rule.reads}


def test_facts_cannot_be_changed():
    facts = facts_from(paper_patient())
    with pytest.raises(TypeError):
        facts.values["presentation.sex"] = Code("female")
    with pytest.raises(AttributeError):
        facts.values = {}


def test_a_path_that_two_rules_read_differently_gives_each_its_own_fact():
    latest_row, all_rows = latest("labs.calcium", code), every("labs.calcium", code)
    rules = [replace(BY_KEY["imdc"], reads=(field,)) for field in (latest_row, all_rows)]
    facts = facts_from({"labs": [{"calcium": "one"}, {"calcium": "two"}]}, rules)
    assert facts[latest_row] == Code("two")
    assert facts[all_rows] == (Code("two"), Code("one"))


# -- fingerprint -------------------------------------------------------------------------------
def digest(document, rule="imdc"):
    return inputs_hash(facts_from(document), BY_KEY[rule])


@pytest.mark.parametrize(
    "changes",
    [
        {"labs__haemoglobin": measured(140, "g/L", lower=135)},
        {"labs__haemoglobin": measured(Decimal("14.0"), "g/dL", lower=Decimal("13.50"))},
        {"labs__ldh": measured(900, "U/L")},
        {"presentation__age_at_diagnosis": 40},
        {"labs__haemoglobin": measured(14, "g/dL", lower=Decimal("13.5"), source="letter")},
    ],
)
def test_the_fingerprint_ignores_units_and_what_is_not_read(changes):
    assert digest(varied(kidney_patient(), **changes)) == digest(kidney_patient())


@pytest.mark.parametrize(
    "changes",
    [
        {"labs__haemoglobin": measured(Decimal("14.1"), "g/dL", lower=Decimal("13.5"))},
        {"labs__haemoglobin": measured(14, "g/dL", lower=13)},
        {"presentation__sex": "unknown"},
        {"assessment__metastasis": "not_assessed"},
        {"labs__date": "2021-05-21"},
    ],
)
def test_the_fingerprint_changes_with_what_is_read(changes):
    assert digest(varied(kidney_patient(), **changes)) != digest(kidney_patient())


def test_a_fingerprint_covers_its_own_rule_only():
    changed = varied(kidney_patient(), labs__haemoglobin=measured(10, "g/dL"))
    assert digest(changed, "kulaylat") == digest(kidney_patient(), "kulaylat")


def test_the_rule_set_has_a_short_name_and_distinct_rules():
    assert len(RULESET) == 16
    assert len(BY_KEY) == len(RULES)
