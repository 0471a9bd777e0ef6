"""The one list of what is equivocal, disputed or in doubt."""

import pytest

from cases.sections import BY_SLUG, SECTIONS
from scoring.facts import facts_from
from scoring.rules import RULES
from scoring.rules.corpus import documents
from scoring.rules.findings import FINDINGS, PATHS
from scoring.rules.open_items import TOLD_APART
from scoring.tests.cases import ABSENT, BY_KEY, card, paper_patient, varied
from scoring.values.cells import Why
from scoring.wording import describe

KEY = "open_items"
DISPUTED = {"value": "present", "alternatives": [{"value": "absent"}]}


def items(document):
    return [each["key"] for each in card(KEY, document)["criteria"]]


def item(document, key):
    return next(each for each in card(KEY, document)["criteria"] if each["key"] == key)


# -- the paper's patient -----------------------------------------------------------------------
def test_the_papers_patient():
    found = card(KEY, paper_patient())
    assert found["counted"] == 5
    assert found["criteria"] == [
        {
            "key": "ct_thorax.interpretation",
            "answer": "yes",
            "why": "equivocal",
            "signs": ["micronodules", "mediastino_hilar_adenopathy"],
            "differentials": ["metastasis", "tuberculosis_sequelae"],
        },
        {"key": "assessment.metastasis", "answer": "yes", "why": "equivocal"},
        {
            "key": "assessment.other_diagnostic_doubt",
            "answer": "yes",
            "doubt": "without_text",
        },
        {"key": "ct_abdomen.invades_ivc", "answer": "yes", "why": "conflict"},
        {"key": "surgery.nephrectomy", "answer": "yes", "why": "conflict"},
    ]


def test_the_papers_patient_in_words():
    text = describe(card(KEY, paper_patient()))
    assert text.headline == "5 items for a person to resolve"
    assert text.short == "Open items: 5"
    assert [(each.label, each.answer_text, each.detail) for each in text.criteria] == [
        (
            "CT thorax: Interpretation",
            "open",
            "centrilobular micronodules and mediastino-hilar adenopathy, secondary lesion or "
            "sequelae of tuberculosis, equivocal",
        ),
        ("Assessment: Metastasis", "open", "equivocal"),
        (
            "Assessment: Other doubt about the diagnosis",
            "open",
            "a doubt of the team, without saying which",
        ),
        ("CT abdomen: Invades the inferior vena cava", "open", "sources disagree"),
        ("Surgery: Nephrectomy", "open", "sources disagree"),
    ]


def test_an_empty_record_has_nothing_open():
    found = card(KEY, {})
    assert (found["counted"], found["criteria"], found["missing"]) == (0, [], [])
    text = describe(found)
    assert text.headline == "Nothing recorded as equivocal, disputed or in doubt"
    assert text.short == "Open items: none"


def test_one_item_is_one():
    text = describe(card(KEY, {"assessment": {"metastasis": "equivocal"}}))
    assert text.headline == "1 item for a person to resolve"


# -- chest and metastasis ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "resolution", "is_open"),
    [
        ("equivocal", ABSENT, True),
        ("equivocal", {"missing": "unknown"}, True),
        ("equivocal", "pet", False),
        ("benign", ABSENT, False),
        ("metastatic", ABSENT, False),
        (ABSENT, ABSENT, False),
        ({"value": "benign", "alternatives": [{"value": "metastatic"}]}, ABSENT, True),
        ({"value": "benign", "alternatives": [{"value": "metastatic"}]}, "ebus", False),
    ],
)
def test_the_chest_is_open_until_it_is_resolved(said, resolution, is_open):
    document = varied(
        paper_patient(), ct_thorax__interpretation=said, ct_thorax__resolution=resolution
    )
    assert ("ct_thorax.interpretation" in items(document)) is is_open


@pytest.mark.parametrize(
    ("said", "is_open"),
    [
        ("equivocal", True),
        ({"value": "no", "alternatives": [{"value": "yes"}]}, True),
        ("yes", False),
        ("no", False),
        ("not_assessed", False),
        (ABSENT, False),
    ],
)
def test_metastasis(said, is_open):
    document = varied(paper_patient(), assessment__metastasis=said)
    assert ("assessment.metastasis" in items(document)) is is_open


# -- doubts ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "doubt",
    ["thrombus_doubt", "suspected_lymphoma", "suspected_adrenal_tumour", "other_diagnostic_doubt"],
)
@pytest.mark.parametrize(
    ("said", "is_open"),
    [
        ("present", True),
        ("equivocal", True),
        (DISPUTED, True),
        ("absent", False),
        ("not_assessed", False),
        (None, False),
    ],
)
def test_a_doubt_of_the_team_is_open_as_long_as_it_is_recorded(doubt, said, is_open):
    assert items({"assessment": {doubt: said}}) == [f"assessment.{doubt}"] * is_open


@pytest.mark.parametrize(
    ("doubt", "text", "told"),
    [
        ("other_diagnostic_doubt", None, "without_text"),
        ("other_diagnostic_doubt", {"missing": "unknown"}, "without_text"),
        ("other_diagnostic_doubt", "cava or kidney", "recorded"),
        ("thrombus_doubt", None, "recorded"),
    ],
)
def test_a_doubt_without_its_text_says_so(doubt, text, told):
    document = {"assessment": {doubt: "present", "other_diagnostic_doubt_text": text}}
    assert item(document, f"assessment.{doubt}")["doubt"] == told


def test_a_doubt_in_words():
    text = describe(card(KEY, {"assessment": {"thrombus_doubt": "present"}}))
    assert text.criteria[0].detail == "a doubt of the team"


# -- every finding of the case format ----------------------------------------------------------
def of_section(section, **values):
    """A case with one row of a section."""
    return {section: [values] if BY_SLUG[section].is_many else values}


def test_the_findings_are_those_that_the_forms_declare():
    declared = {
        section.slug: {name for name, kind in section.kinds.items() if kind.name == "finding"}
        for section in SECTIONS
    }
    listed = {section: set(names) for section, names in FINDINGS.items()}
    assert listed == {slug: names for slug, names in declared.items() if names}
    assert len(set(PATHS)) == len(PATHS)


@pytest.mark.parametrize("path", sorted({*PATHS} - TOLD_APART))
@pytest.mark.parametrize(("said", "why"), [("equivocal", "equivocal"), (DISPUTED, "conflict")])
def test_a_finding_is_open_while_it_is_equivocal_or_disputed(path, said, why):
    section, _dot, name = path.partition(".")
    found = card(KEY, of_section(section, **{name: said}))["criteria"]
    assert found == [{"key": path, "answer": "yes", "why": why}]
    for settled in ("present", "absent", "not_assessed", None):
        assert items(of_section(section, **{name: settled})) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("uncertain", "equivocal"),
        ({"value": "uncertain", "source": "CT report"}, "equivocal"),
        ({"value": "bland", "alternatives": [{"value": "tumour"}]}, "conflict"),
        ("bland", None),
        ("none", None),
    ],
)
def test_a_thrombus_of_uncertain_kind_is_open(said, why):
    found = card(KEY, {"ct_abdomen": [{"thrombus": said}]})["criteria"]
    assert [each["why"] for each in found] == ([why] if why else [])


def test_another_field_is_not_open_by_the_word_of_a_thrombus():
    assert items({"ct_abdomen": [{"invades_liver": "uncertain"}]}) == []


@pytest.mark.parametrize(
    ("older", "newer", "is_open"),
    [
        ("equivocal", "present", False),
        ("present", "equivocal", True),
        ("equivocal", None, True),
        ("equivocal", "not_assessed", True),
    ],
)
def test_the_newest_answer_decides(older, newer, is_open):
    rows = [
        {"date": "2020", "invades_right_kidney": older},
        {"date": "2021", "invades_right_kidney": newer},
    ]
    assert items({"ct_abdomen": rows}) == ["ct_abdomen.invades_right_kidney"] * is_open


def test_a_measurement_on_which_sources_disagree_is_open():
    disputed = {"value": 12, "unit": "g/dL", "alternatives": [{"value": 14}]}
    assert items({"labs": [{"haemoglobin": disputed}]}) == ["labs.haemoglobin"]
    agreed = {
        "value": 12,
        "unit": "g/dL",
        "alternatives": [{"value": {"value": 120, "unit": "g/L"}}],
    }
    assert items({"labs": [{"haemoglobin": agreed}]}) == []


def test_origins_that_are_not_ruled_out_are_open_apart_from_the_origin():
    disputed = {"value": ["kidney"], "alternatives": [{"value": ["renal_vein"]}]}
    document = {"pathology": [{"origin": "ivc", "origin_alternatives": disputed}]}
    assert items(document) == ["pathology.origin_alternatives"]


def test_each_item_is_listed_once():
    for document in documents():
        listed = items(document)
        assert sorted(set(listed)) == sorted(listed)


def test_every_path_that_another_rule_reads_is_looked_at():
    others = {str(field) for rule in RULES if rule.key != KEY for field in rule.reads}
    assert {str(field) for field in BY_KEY[KEY].reads} >= others


def test_only_why_something_is_open_is_read_of_what_others_read():
    facts = facts_from(paper_patient(), [BY_KEY[KEY]])
    read = {str(field): facts[field] for field in BY_KEY[KEY].reads}
    assert read["labs.haemoglobin"] is None
    assert read["ct_abdomen.invades_ivc"] is Why.CONFLICT
