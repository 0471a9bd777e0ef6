"""Where a record says two things: each check with yes, no and unknown, and both sides shown."""

from itertools import product

import pytest

from scoring.rules import RULES
from scoring.rules.consistency import CHECKS
from scoring.tests.cases import ABSENT, answers, card, paper_patient
from scoring.tests.cases import varied as changed
from scoring.tests.oracles import POSITIONS
from scoring.wording import describe

KEY = "consistency"
DISPUTED = {"value": "present", "alternatives": [{"value": "absent"}]}
NOT_APPLICABLE = {"missing": "not_applicable"}


def answer(key, document):
    return answers(KEY, document)[key]


def sides(key, document):
    return next(c["sides"] for c in card(KEY, document)["criteria"] if c["key"] == key)


def rows(section, **values):
    return {section: [{name: value for name, value in values.items() if value is not None}]}


# -- the paper's patient -----------------------------------------------------------------------
CONTRADICTIONS = [
    *("summary_and_values", "filtration_and_unit", "cava_on_ct"),
    *("nodes_of_abdomen_and_chest", "open_chest_and_follow_up", "origin_and_alternatives"),
    *("clear_margin_and_recut", "nephrectomy_named", "factors_reported"),
]


def test_the_papers_patient():
    found = card(KEY, paper_patient())
    assert found["applicability"] == "applicable"
    yes = [each["key"] for each in found["criteria"] if each["answer"] == "yes"]
    assert yes == CONTRADICTIONS
    assert (found["counted"], found["of"], found["missing"]) == (9, 16, [])
    assert found["caveats"] == [{"code": "censored_at", "months": 8}]


def test_the_papers_patient_in_words():
    text = describe(card(KEY, paper_patient()))
    assert text.headline == "9 points where the record says two things"
    assert text.short == "Consistency: 9 contradictions"
    assert text.lines == (
        "16 of 30 checks can be decided by what is recorded.",
        "Both sides stay in the record; no other card changes because of this one.",
    )
    assert text.caveats == (
        "No recurrence at 8 months: followed until then and no further, which says nothing of "
        "what comes later.",
    )
    told = {each.label: each.detail for each in text.criteria if each.answer == "yes"}
    assert told == {
        "Called normal, with a value that is not": (
            "Laboratory: Overall, as reported: normal; Laboratory: Haemoglobin: 12 g/dL (limit "
            "13.5 g/dL)"
        ),
        "Filtration rate in the unit of a clearance": (
            "Laboratory: Estimated filtration rate (eGFR): unit ml/min, equation not stated"
        ),
        "Cava invaded by one source, not by another": (
            "CT abdomen: Invades the inferior vena cava: present; CT abdomen: Invades the "
            "inferior vena cava: absent"
        ),
        "No nodes in the abdomen, nodes in the chest": (
            "CT abdomen: Abdominal lymphadenopathy: absent; CT thorax: Mediastino-hilar "
            "adenopathy: present"
        ),
        "Chest unresolved, yet no distant lesion later": (
            "CT thorax: Interpretation: equivocal; Follow-up: Distant recurrence: absent"
        ),
        "Origin stated, others not ruled out": (
            "Pathology: Organ of origin: inferior vena cava; Pathology: Origin not ruled out: "
            "renal vein and kidney"
        ),
        "Clear margin, and a recut of the cava": (
            "Pathology: Margin of the specimen: clear; Pathology: Margin of the recut of the "
            "cava: clear"
        ),
        "Nephrectomy named in two ways": (
            "Surgery: Nephrectomy: radical; Surgery: Nephrectomy: done, extent not specified"
        ),
        "IMDC factor reported that the record does not hold": (
            "Scores reported: Factors the source counted: time from diagnosis to systemic "
            "treatment; Systemic treatment: Systemic treatment given: not recorded"
        ),
    }


def test_an_empty_record_decides_nothing():
    found = card(KEY, {})
    assert set(answers(KEY, {}).values()) == {"unknown"}
    assert (found["counted"], found["of"], found["caveats"]) == (0, 0, [])
    text = describe(found)
    assert text.headline == "Nothing recorded contradicts the rest"
    assert text.short == "Consistency: no contradictions"
    assert {each.detail for each in text.criteria} == {""}


def test_one_contradiction_is_one():
    document = {"presentation": {"smoking_status": "never", "pack_years": 10}}
    text = describe(card(KEY, document))
    assert text.headline == "1 point where the record says two things"
    assert text.short == "Consistency: 1 contradiction"


def test_no_check_is_there_twice_and_none_concerns_cd34():
    """Reports disagree on CD34 (T7); no value of it contradicts anything."""
    keys = [each["key"] for each in card(KEY, {})["criteria"]]
    assert len(keys) == len(set(keys)) == len(CHECKS) == 30
    results = [
        card(KEY, changed(paper_patient(), immunohistochemistry__cd34=said))
        for said in ("positive", "negative", "focal", "not_done", ABSENT)
    ]
    assert all(result == results[0] for result in results)


def test_no_other_rule_reads_the_checks():
    """A contradiction changes no other result: what each gives without this rule is the same."""
    others = [rule for rule in RULES if rule.key != KEY]
    assert [card(rule.key, paper_patient()) for rule in others] == [
        card(rule.key, changed(paper_patient(), labs__summary_as_reported=ABSENT))
        for rule in others
    ]


# -- two findings or words ---------------------------------------------------------------------
PAIRS = [
    # key, section and field with the word that makes the statement and one that denies it, twice
    (
        "invaded_and_compressed",
        ("ct_abdomen", "invades_ivc", "present", "absent"),
        ("ct_signs", "negative_embedded_ivc", "present", "absent"),
    ),
    (
        "embedded_both_ways",
        ("ct_signs", "positive_embedded_ivc", "present", "absent"),
        ("ct_signs", "negative_embedded_ivc", "present", "absent"),
    ),
    (
        "nodes_of_abdomen_and_chest",
        ("ct_abdomen", "abdominal_lymphadenopathy", "absent", "present"),
        ("ct_thorax", "mediastino_hilar_adenopathy", "present", "absent"),
    ),
    (
        "open_chest_and_follow_up",
        ("ct_thorax", "interpretation", "equivocal", "benign"),
        ("follow_up", "distant_recurrence", "absent", "present"),
    ),
    (
        "nodes_and_adenopathy",
        ("pathology", "nodes_positive", 1, 0),
        ("ct_abdomen", "abdominal_lymphadenopathy", "absent", "present"),
    ),
    (
        "clear_margin_and_recut",
        ("pathology", "margin_specimen", "clear", "involved"),
        ("pathology", "margin_ivc_recut", "involved", "not_assessed_here"),
    ),
    (
        "closed_without_procedure",
        ("surgery", "ivc_procedure", "none", "ligation"),
        ("surgery", "ivc_reconstruction", "patch", "none"),
    ),
    (
        "resection_without_operation",
        ("surgery", "operated", "absent", "present"),
        ("pathology", "specimen", "resection", "biopsy"),
    ),
    (
        "biopsy_without_biopsy",
        ("biopsy", "biopsy_done", "absent", "present"),
        ("pathology", "specimen", "biopsy", "resection"),
    ),
    (
        "never_smoked",
        ("presentation", "smoking_status", "never", "ever"),
        ("presentation", "pack_years", 1, 0),
    ),
]


def statement(side, word):
    section, name, said, denied = side
    value = {"yes": said, "no": denied, "unknown": None}[word]
    return section, name, value


@pytest.mark.parametrize(("key", "one", "other"), PAIRS, ids=[pair[0] for pair in PAIRS])
@pytest.mark.parametrize("words", list(product(("yes", "no", "unknown"), repeat=2)))
def test_a_contradiction_needs_both_statements(key, one, other, words):
    document = {}
    for side, word in zip((one, other), words, strict=True):
        section, name, value = statement(side, word)
        if value is not None:
            row = {} if section == "presentation" else [{}]
            held = document.setdefault(section, row)
            (held if section == "presentation" else held[0])[name] = value
    expected = "unknown"
    if "no" in words:
        expected = "no"
    elif words == ("yes", "yes"):
        expected = "yes"
    assert answer(key, document) == expected


def test_a_chest_that_was_resolved_contradicts_no_follow_up():
    document = changed(paper_patient(), ct_thorax__resolution="pet")
    assert answer("open_chest_and_follow_up", document) == "unknown"
    resolved = changed(document, ct_thorax__interpretation="benign")
    assert answer("open_chest_and_follow_up", resolved) == "no"


@pytest.mark.parametrize(
    ("recut", "expected"),
    [("clear", "yes"), ("close", "yes"), ("involved", "yes"), ("not_done", "unknown")],
)
def test_a_recut_that_was_made_beside_a_clear_margin(recut, expected):
    document = rows("pathology", margin_specimen="clear", margin_ivc_recut=recut)
    assert answer("clear_margin_and_recut", document) == expected


def test_what_does_not_apply_contradicts_nothing():
    document = rows("surgery", ivc_procedure=NOT_APPLICABLE, ivc_reconstruction="patch")
    assert answer("closed_without_procedure", document) == "not_applicable"


# -- several sources ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "expected", "shown"),
    [
        (
            {"value": "radical", "alternatives": [{"value": "not_specified"}]},
            "yes",
            ["radical", "not_specified"],
        ),
        (
            {"value": "radical", "alternatives": [{"value": "total"}, {"value": "total"}, 3]},
            "yes",
            ["radical", "total"],
        ),
        ({"value": "radical", "alternatives": [{"value": "radical"}]}, "no", ["radical"]),
        ({"value": "radical", "alternatives": [{"source": "letter"}]}, "no", ["radical"]),
        ("radical", "no", ["radical"]),
    ],
)
def test_a_nephrectomy_named_in_two_ways(said, expected, shown):
    document = rows("surgery", nephrectomy=said)
    assert answer("nephrectomy_named", document) == expected
    assert sides("nephrectomy_named", document) == [
        {"field": "surgery.nephrectomy", "value": word} for word in shown
    ]


def test_without_a_nephrectomy_it_says_why():
    assert sides("nephrectomy_named", {}) == [{"field": "surgery.nephrectomy", "why": "unanswered"}]
    document = rows("surgery", nephrectomy="equivocal")
    assert answer("nephrectomy_named", document) == "unknown"
    assert sides("nephrectomy_named", document)[0]["why"] == "equivocal"


@pytest.mark.parametrize(
    ("said", "expected"),
    [(DISPUTED, "yes"), ("present", "no"), ("absent", "no"), ("equivocal", "unknown")],
)
def test_sources_that_disagree_on_the_cava(said, expected):
    assert answer("cava_on_ct", rows("ct_abdomen", invades_ivc=said)) == expected


# -- CT and specimen ---------------------------------------------------------------------------
STRUCTURES = [
    ("invades_ivc", "invades_ivc_wall"),
    *((name, name) for name in ("invades_right_renal_vein", "invades_left_renal_vein")),
    *((name, name) for name in ("invades_right_kidney", "invades_left_kidney")),
]


@pytest.mark.parametrize(("scan", "specimen"), STRUCTURES)
def test_ct_and_specimen_that_differ_are_both_shown(scan, specimen):
    for one, other in (("present", "absent"), ("absent", "present")):
        document = rows("ct_abdomen", **{scan: one}) | rows("pathology", **{specimen: other})
        assert answer("scan_and_specimen", document) == "yes"
        said = {"present": "yes", "absent": "no"}
        assert sides("scan_and_specimen", document) == [
            {"field": f"ct_abdomen.{scan}", "value": said[one]},
            {"field": f"pathology.{specimen}", "value": said[other]},
        ]


def test_ct_and_specimen_that_agree_on_all():
    scan = {name: "absent" for name, _other in STRUCTURES}
    specimen = {name: "absent" for _scan, name in STRUCTURES}
    document = rows("ct_abdomen", **scan) | rows("pathology", **specimen)
    assert answer("scan_and_specimen", document) == "no"
    assert sides("scan_and_specimen", document) == []
    del document["pathology"][0]["invades_ivc_wall"]
    assert answer("scan_and_specimen", document) == "unknown"


# -- limits and invasion -----------------------------------------------------------------------
@pytest.mark.parametrize("upper", [None, *POSITIONS])
@pytest.mark.parametrize("lower", [None, "infrarenal", "suprarenal"])
def test_invaded_hepatic_veins_above_every_possible_limit(lower, upper):
    document = rows("ct_abdomen", ivc_lower=lower, ivc_upper=upper, invades_hepatic_veins="present")
    order = list(POSITIONS)
    ends_below = upper is not None and order.index(upper) < order.index("hepatic_vein_ostia")
    is_legal = upper != "iliac_veins" and not (
        lower and upper and order.index(lower) > order.index(upper)
    )
    expected = "unknown"
    if ends_below and is_legal:
        expected = "yes"
    elif upper and lower and is_legal:
        expected = "no"
    assert answer("limits_and_invasion", document) == expected


def test_an_atrium_that_is_reached_and_free():
    document = rows(
        "ct_abdomen",
        ivc_lower="suprarenal",
        ivc_upper="right_atrium",
        invades_right_atrium="absent",
    )
    assert answer("limits_and_invasion", document) == "yes"
    assert sides("limits_and_invasion", document)[-1] == {
        "field": "ct_abdomen.invades_right_atrium",
        "value": "no",
    }


def test_invasion_outside_the_limits_in_words():
    document = rows("ct_abdomen", ivc_upper="suprarenal", invades_hepatic_veins="present")
    text = describe(card(KEY, document))
    (told,) = [each.detail for each in text.criteria if each.answer == "yes"]
    assert told == (
        "CT abdomen: Lower limit in the cava: not recorded; CT abdomen: Upper limit in the cava: "
        "suprarenal cava; invaded: hepatic veins"
    )


# -- metastasis --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("judged", "liver", "chest", "expected"),
    [
        ("no", "present", None, "yes"),
        ("no", None, "metastatic", "yes"),
        ("no", "absent", "metastatic", "yes"),
        ("no", "absent", "benign", "no"),
        ("no", "absent", "equivocal", "yes"),
        ("no", "absent", {"value": "benign", "alternatives": [{"value": "metastatic"}]}, "yes"),
        ("equivocal", "absent", "equivocal", "unknown"),
        ("yes", "absent", "equivocal", "no"),
        ("no", "absent", None, "unknown"),
        ("yes", "present", "metastatic", "no"),
        ("equivocal", "present", None, "unknown"),
        (None, "present", None, "unknown"),
        ("equivocal", "absent", "benign", "no"),
    ],
)
def test_metastasis_denied_and_seen(judged, liver, chest, expected):
    document = rows("ct_abdomen", liver_metastasis=liver)
    document |= rows("ct_thorax", interpretation=chest)
    document["assessment"] = {"metastasis": judged}
    assert answer("metastasis_denied_and_seen", document) == expected


def test_a_chest_that_was_resolved_speaks_no_more_against_the_judgement():
    document = rows("ct_abdomen", liver_metastasis="absent")
    document |= rows("ct_thorax", interpretation="equivocal", resolution="pet")
    document["assessment"] = {"metastasis": "no"}
    assert answer("metastasis_denied_and_seen", document) == "unknown"


@pytest.mark.parametrize(
    ("judged", "visits", "recurrences", "expected"),
    [
        ("no", ["present"], [], "yes"),
        ("no", ["present", "absent"], [], "yes"),
        ("no", [], [["liver"]], "yes"),
        ("no", ["absent"], [["local", "lung"]], "yes"),
        ("no", ["absent"], [["local"], ["bone"]], "yes"),
        ("no", ["absent"], [["local"]], "no"),
        ("no", ["equivocal"], [["local"]], "unknown"),
        ("no", ["absent"], [], "unknown"),
        ("no", [], [None], "unknown"),
        ("no", [], [], "unknown"),
        ("yes", ["present"], [["liver"]], "no"),
        ("equivocal", ["present"], [["liver"]], "unknown"),
        (None, ["present"], [["liver"]], "unknown"),
    ],
)
def test_metastasis_denied_and_recurred(judged, visits, recurrences, expected):
    dates = ("2020", "2021")
    document = {
        "assessment": {"metastasis": judged},
        "follow_up": [
            {"date": date, "distant_recurrence": said}
            for date, said in zip(dates, visits, strict=False)
        ],
        "recurrences": [
            {"date": "2020", "sites": sites} if sites else {"date": "2020"} for sites in recurrences
        ],
    }
    assert answer("metastasis_denied_and_recurred", document) == expected


def test_a_judgement_without_metastasis_and_its_recurrences_in_words():
    document = {
        "assessment": {"metastasis": "no"},
        "follow_up": [{"distant_recurrence": "absent"}],
        "recurrences": [{"sites": ["local", "liver"]}, {"sites": ["liver", "bone"]}],
    }
    text = describe(card(KEY, document))
    (told,) = [(each.label, each.detail) for each in text.criteria if each.answer == "yes"]
    assert told == (
        "Metastasis judged absent, distant recurrence",
        "Assessment: Metastasis: no; Follow-up: Distant recurrence: absent; Recurrences: Sites: "
        "liver and bone",
    )


def test_a_judgement_is_quoted_in_its_own_word():
    document = rows("ct_abdomen", liver_metastasis="present")
    document["assessment"] = {"metastasis": "no"}
    text = describe(card(KEY, document))
    (told,) = [each.detail for each in text.criteria if each.answer == "yes"]
    assert told == (
        "Assessment: Metastasis: no; CT abdomen: Liver metastasis: present; CT thorax: "
        "Interpretation: not recorded"
    )
