"""Biopsy: the report's rule against its table and every completion; the guideline beside it."""

from itertools import product

import pytest

from scoring.tests.cases import FINDING_WORDS, card, codes, paper_patient, varied

INDICATED, NOT_REQUIRED, NOT_INDICATED = OUTCOMES = ("indicated", "not_required", "not_indicated")
DOUBTS = (
    "assessment.suspected_lymphoma",
    "assessment.suspected_adrenal_tumour",
    "presentation.history_of_neoplasia",
    "assessment.other_diagnostic_doubt",
)
RESECTABLE, OPERABLE = "assessment.resectable", "assessment.operable"
SYSTEMIC = "assessment.systemic_therapy_possible"
FIELDS = (*DOUBTS, RESECTABLE, OPERABLE, SYSTEMIC)
ANSWERS = ("yes", "no", "unknown")
NOT_APPLICABLE = {"missing": "not_applicable"}
DISPUTED = {"value": "absent", "alternatives": [{"value": "present"}]}
NO_DOUBT = dict.fromkeys(DOUBTS, "absent")

# Typed from the clinical reference: resectable, doubtful, systemic therapy; "any" is all three.
TABLE = (
    ("yes", "no", "any", "not_required"),
    ("any", "yes", "any", "indicated"),
    ("no", "no", "yes", "indicated"),
    ("no", "no", "no", "not_indicated"),
    ("no", "no", "unknown", "undetermined"),
    ("yes", "unknown", "any", "undetermined"),
    ("unknown", "no", "any", "undetermined"),
    ("unknown", "unknown", "any", "undetermined"),
    # Of these rows the reference says nothing: both answers to the doubt lead there, or do not.
    ("no", "unknown", "yes", "indicated"),
    ("no", "unknown", "no", "undetermined"),
    ("no", "unknown", "unknown", "undetermined"),
)


def rows_of_table():
    for resectable, doubtful, systemic, outcome in TABLE:
        cells = (ANSWERS if each == "any" else (each,) for each in (resectable, doubtful, systemic))
        for row in product(*cells):
            yield row, outcome


def document(values):
    found = {"assessment": {}, "presentation": {}}
    for path, value in values.items():
        section, _dot, name = path.partition(".")
        found[section][name] = value
    return found


def biopsy(values, **sections):
    return card("biopsy_indication", {**document(values), **sections})


def answered(answers):
    return biopsy(dict(zip(FIELDS, (FINDING_WORDS[each] for each in answers), strict=True)))


def by_the_report(*answers):
    """Two sentences of the report, for answers that are all known."""
    *doubts, resectable, operable, systemic = answers
    will_be_operated = resectable == "yes" and operable == "yes"
    if "yes" in doubts:
        return INDICATED
    if not will_be_operated and systemic == "yes":
        return INDICATED
    return NOT_REQUIRED if resectable == "yes" else NOT_INDICATED


def completions(answers):
    ways = product(*(("yes", "no") if each == "unknown" else (each,) for each in answers))
    reached = {by_the_report(*way) for way in ways}
    return [outcome for outcome in OUTCOMES if outcome in reached]


# -- the table ---------------------------------------------------------------------------------
def test_the_table_has_all_of_its_rows():
    assert sorted(row for row, _outcome in rows_of_table()) == sorted(product(ANSWERS, repeat=3))


@pytest.mark.parametrize("operable", [None, "not_assessed", "present"])
@pytest.mark.parametrize("carrier", DOUBTS)
def test_each_row_of_the_table_whoever_carries_the_doubt(carrier, operable):
    for (resectable, doubtful, systemic), outcome in rows_of_table():
        values = NO_DOUBT | {
            carrier: FINDING_WORDS[doubtful],
            RESECTABLE: FINDING_WORDS[resectable],
            SYSTEMIC: FINDING_WORDS[systemic],
            OPERABLE: operable,
        }
        found = biopsy(values)
        assert (resectable, doubtful, systemic, found["outcome"]) == (
            resectable,
            doubtful,
            systemic,
            outcome,
        )


# -- all answers -------------------------------------------------------------------------------
EVERY = list(product(ANSWERS, repeat=len(FIELDS)))


def test_what_is_still_possible_equals_trying_everything():
    found = {answers: answered(answers)["groups"] for answers in EVERY}
    assert found == {answers: completions(answers) for answers in EVERY}
    assert len(found) == 3**7


def test_the_outcome_is_the_one_possible_unless_nobody_has_judged_operability():
    for answers in EVERY:
        place = FIELDS.index(OPERABLE)
        told = (*answers[:place], "yes", *answers[place + 1 :])
        possible = completions(told if answers[place] == "unknown" else answers)
        expected = possible[0] if len(possible) == 1 else "undetermined"
        assert (answers, answered(answers)["outcome"]) == (answers, expected)


@pytest.mark.parametrize("field", FIELDS)
def test_knowing_more_never_opens_an_outcome(field):
    place = FIELDS.index(field)
    for answers in EVERY:
        if answers[place] == "unknown":
            before = set(answered(answers)["groups"])
            for answer in ("yes", "no"):
                after = answered((*answers[:place], answer, *answers[place + 1 :]))["groups"]
                assert set(after) <= before


def test_what_is_missing_is_what_would_narrow_the_outcomes():
    for answers in EVERY:
        possible = completions(answers)
        expected = {}
        for place, field in enumerate(FIELDS):
            if answers[place] == "unknown":
                left = {
                    answer: completions((*answers[:place], answer, *answers[place + 1 :]))
                    for answer in ("yes", "no")
                }
                if any(each != possible for each in left.values()):
                    expected[field] = left
        missing = answered(answers)["missing"]
        assert {entry["field"]: entry["settles"] for entry in missing} == expected


# -- who cannot be operated on -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("resectable", "systemic", "outcome"),
    [
        ("present", "present", "indicated"),
        ("present", "absent", "not_required"),
        ("present", None, "undetermined"),
        ("absent", "present", "indicated"),
        ("absent", "absent", "not_indicated"),
        (None, "present", "indicated"),
        (None, "absent", "undetermined"),
    ],
)
def test_a_patient_judged_not_operable_goes_before_not_required(resectable, systemic, outcome):
    values = {RESECTABLE: resectable, SYSTEMIC: systemic, OPERABLE: "absent"}
    assert biopsy(NO_DOUBT | values)["outcome"] == outcome


def test_while_nobody_has_judged_operability_the_groups_hold_what_it_would_make_of_it():
    found = biopsy(NO_DOUBT | {RESECTABLE: "present", SYSTEMIC: "present"})
    assert (found["outcome"], found["groups"]) == (NOT_REQUIRED, [INDICATED, NOT_REQUIRED])
    assert found["missing"] == [
        {
            "field": OPERABLE,
            "needs": "value",
            "settles": {"yes": [NOT_REQUIRED], "no": [INDICATED]},
            "why": "unanswered",
        }
    ]


# -- what is not known -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "why", "needs"),
    [
        (None, "unanswered", "value"),
        ("not_assessed", "not_assessed", "value"),
        ("equivocal", "equivocal", "value"),
        (NOT_APPLICABLE, "not_applicable", "value"),
        (DISPUTED, "conflict", "agreement"),
        ("perhaps", "unreadable", "value"),
    ],
)
@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_doubt_that_is_not_known_is_asked_and_never_counts_as_none(doubt, value, why, needs):
    known = NO_DOUBT | {RESECTABLE: "present", OPERABLE: "present", SYSTEMIC: "absent"}
    found = biopsy(known | {doubt: value})
    assert found["outcome"] == "undetermined"
    assert found["missing"] == [
        {
            "field": doubt,
            "needs": needs,
            "settles": {"yes": [INDICATED], "no": [NOT_REQUIRED]},
            "why": why,
        }
    ]


def test_the_doubts_are_asked_first_as_one_yes_settles_it():
    missing = biopsy({})["missing"]
    assert [entry["field"] for entry in missing] == [*DOUBTS, RESECTABLE, SYSTEMIC]
    assert missing[0]["settles"] == {"yes": [INDICATED], "no": list(OUTCOMES)}


# -- what stands beside ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "differs"),
    [
        ({DOUBTS[0]: "present"}, False),
        (NO_DOUBT | {RESECTABLE: "present"}, True),
        (NO_DOUBT | {RESECTABLE: "absent", SYSTEMIC: "absent"}, True),
        ({}, True),
    ],
)
def test_the_guideline_stands_beside_whatever_the_report_says(values, differs):
    found = biopsy(values)
    assert found["guideline"] == {
        "key": "uk_2024",
        "asks": ["core_biopsy_if_possible", "specialist_team_first"],
    }
    assert codes(found["caveats"]) == [*(["guideline_differs"] * differs), "board_decides"]


def test_the_criteria_are_the_doubt_its_four_kinds_and_the_judgements():
    values = NO_DOUBT | {DOUBTS[2]: "equivocal", RESECTABLE: "present", OPERABLE: "absent"}
    found = biopsy(values, biopsy=[{"biopsy_done": "present"}])["criteria"]
    assert [(each["key"], each["answer"], each.get("why")) for each in found] == [
        ("doubtful", "unknown", "equivocal"),
        ("suspected_lymphoma", "no", None),
        ("suspected_adrenal_tumour", "no", None),
        ("history_of_neoplasia", "unknown", "equivocal"),
        ("other_diagnostic_doubt", "no", None),
        ("resectable", "yes", None),
        ("operable", "no", None),
        ("systemic_therapy_possible", "unknown", "unanswered"),
        ("biopsy_done", "yes", None),
    ]


@pytest.mark.parametrize("done", [None, "present", "absent"])
def test_a_biopsy_on_record_decides_nothing(done):
    found = biopsy(NO_DOUBT | {RESECTABLE: "present"}, biopsy=[{"biopsy_done": done}])
    assert found["outcome"] == NOT_REQUIRED


# -- the paper's patient -----------------------------------------------------------------------
@pytest.mark.parametrize("judged", [None, "present", "absent"])
def test_the_papers_patient_is_never_not_required(judged):
    document = varied(
        paper_patient(),
        assessment__resectable=judged,
        assessment__operable=judged,
        assessment__suspected_lymphoma="absent",
        presentation__history_of_neoplasia="absent",
    )
    found = card("biopsy_indication", document)
    assert (found["outcome"], found["groups"]) == (INDICATED, [INDICATED])


# -- the card ----------------------------------------------------------------------------------
def test_the_card_names_its_rule_and_its_source():
    found = card("biopsy_indication", {})
    assert (found["rule"], found["version"]) == ("biopsy_indication", "1")
    assert (found["applicability"], found["reasons"]) == ("applicable", [])
    assert found["citation"] == (
        "Bilgo et al., case report: leiomyosarcoma of the inferior vena cava with right renal "
        "invasion, lines 184-188; "
        "UK guidelines for the management of soft tissue sarcomas, Br J Cancer 2024, table 2 "
        "(doi 10.1038/s41416-024-02674-y)"
    )
