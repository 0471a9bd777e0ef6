"""Technical accessibility: every pair of limits and hepatic veins against the oracle; the sheet."""

from itertools import product

import pytest

from scoring.tests.cases import ABSENT, FINDING_WORDS, card, cava_patient, paper_patient, varied
from scoring.tests.oracles import POSITIONS, access_outcomes, contradicts

LIMITS = (None, *POSITIONS)
OUTCOMES = ("accessible", "challenging", "conditional", "often_impossible")
UPPER, HEPATIC = "ct_abdomen.ivc_upper", "ct_abdomen.invades_hepatic_veins"


def access(**findings):
    return card("technical_accessibility", cava_patient(**findings))


def sheet(document):
    criteria = card("technical_accessibility", document)["criteria"]
    return {criterion["key"]: criterion["answer"] for criterion in criteria}


# -- the paper's patient -----------------------------------------------------------------------
def test_the_papers_patient_is_undetermined_and_challenging_if_as_suggested():
    found = card("technical_accessibility", paper_patient())
    assert found["outcome"] == "undetermined"
    assert found["groups"] == list(OUTCOMES)
    assert (found["suggested"], found["if_suggested"]) == (["II"], "challenging")


def test_in_the_papers_patient_upper_limit_and_hepatic_veins_settle_most():
    missing = card("technical_accessibility", paper_patient())["missing"]
    assert [entry["field"] for entry in missing] == [
        UPPER,
        HEPATIC,
        "ct_abdomen.ivc_lower",
        "ct_abdomen.invades_right_atrium",
        "assessment.endoluminal_bud",
    ]
    assert [bool(entry["settles"]) for entry in missing] == [True, True, False, False, False]


def test_the_sheet_of_the_papers_patient():
    found = card("technical_accessibility", paper_patient())["criteria"]
    assert [(each["side"], each["key"], each["answer"], each["lines"]) for each in found] == [
        ("for", "segment_i_only", "unknown", "202-206"),
        ("for", "border_abdominal_wall", "yes", "53-54"),
        ("for", "border_thoracic_wall", "yes", "53-54"),
        ("for", "hepatic_veins_free", "unknown", "206-208"),
        ("against", "segment_iii_with_hepatic_veins", "unknown", "206-208"),
        ("against", "renal_veins", "yes", "208-211"),
        ("against", "retrohepatic", "unknown", "208-211"),
        ("against", "right_atrium", "unknown", "239-244"),
        ("against", "endoluminal_bud", "unknown", "239-244"),
        ("against", "metastasis", "yes", "116-119"),
    ]


# -- all limits and hepatic veins --------------------------------------------------------------
@pytest.mark.parametrize(("lower", "upper"), list(product(LIMITS, repeat=2)))
@pytest.mark.parametrize("veins", ["yes", "no", "unknown"])
def test_every_pair_of_limits_equals_the_oracle(lower, upper, veins):
    found = access(ivc_lower=lower, ivc_upper=upper, invades_hepatic_veins=FINDING_WORDS[veins])
    possible = access_outcomes(lower, upper, veins)
    assert found["groups"] == [outcome for outcome in OUTCOMES if outcome in possible]
    assert found["outcome"] == (possible.pop() if len(possible) == 1 else "undetermined")


@pytest.mark.parametrize(("lower", "upper"), list(product(LIMITS, repeat=2)))
@pytest.mark.parametrize("veins", ["yes", "no", "unknown"])
def test_what_is_missing_settles_what_the_oracle_says(lower, upper, veins):
    found = access(ivc_lower=lower, ivc_upper=upper, invades_hepatic_veins=FINDING_WORDS[veins])
    for entry in found["missing"]:
        for answer, left in entry["settles"].items():
            if entry["field"] == UPPER:
                assert set(left) == access_outcomes(lower, answer, veins)
            else:
                assert entry["field"] == HEPATIC
                assert set(left) == access_outcomes(lower, upper, answer)


@pytest.mark.parametrize(("lower", "upper"), list(product(LIMITS, repeat=2)))
@pytest.mark.parametrize("veins", ["yes", "no", "unknown"])
def test_an_undetermined_outcome_always_says_what_to_assess(lower, upper, veins):
    found = access(ivc_lower=lower, ivc_upper=upper, invades_hepatic_veins=FINDING_WORDS[veins])
    if len(found["groups"]) > 1:
        asked = {entry["field"] for entry in found["missing"] if entry["settles"]}
        expected = {UPPER} if upper is None or contradicts(lower, upper, veins) else set()
        assert asked == expected | ({HEPATIC} if veins == "unknown" else set())


@pytest.mark.parametrize(
    "findings",
    [
        {"ivc_upper": "suprarenal"},
        {"ivc_lower": "suprahepatic", "invades_hepatic_veins": "absent"},
    ],
)
def test_where_the_outcome_is_settled_nothing_settles_it(findings):
    found = access(**findings)
    assert found["outcome"] in ("challenging", "conditional")
    assert not any(entry["settles"] for entry in found["missing"])


def test_only_what_is_still_unknown_is_asked():
    found = access(
        ivc_lower="infrarenal",
        ivc_upper="suprarenal",
        invades_hepatic_veins="absent",
        invades_right_renal_vein="absent",
        border_thoracic_wall="present",
    )
    assert [entry["field"] for entry in found["missing"]] == [
        "ct_abdomen.border_abdominal_wall",
        "ct_abdomen.invades_left_renal_vein",
        "assessment.endoluminal_bud",
        "assessment.metastasis",
    ]


def test_contradictory_limits_give_no_outcome():
    found = access(ivc_lower="right_atrium", ivc_upper="infrarenal")
    assert (found["outcome"], found["groups"]) == ("undetermined", [])
    assert found["applicability"] == "unknown"


@pytest.mark.parametrize(
    ("findings", "if_suggested"),
    [
        ({"invades_right_atrium": "present"}, "undetermined"),
        (
            {"invades_right_atrium": "present", "invades_hepatic_veins": "absent"},
            "conditional",
        ),
        ({"invades_hepatic_veins": "present"}, "often_impossible"),
        (
            {"ivc_lower": "suprarenal", "invades_hepatic_veins": "present"},
            "often_impossible",
        ),
        ({"invades_right_renal_vein": "present", "invades_ivc": "present"}, "challenging"),
        ({}, None),
        ({"ivc_upper": "suprahepatic", "invades_right_atrium": "present"}, None),
    ],
)
def test_what_it_would_be_as_suggested(findings, if_suggested):
    assert access(**findings).get("if_suggested") == if_suggested


# -- invasion above the limits ------------------------------------------------------------------
FIRST = {"ivc_lower": "infrarenal", "ivc_upper": "infrarenal"}
SECOND_INVADED = {"invades_right_renal_vein": "present", "invades_ivc": "present"}


@pytest.mark.parametrize(
    ("findings", "groups", "segment"),
    [
        (
            FIRST | {"invades_right_atrium": "present"},
            ["accessible", "conditional", "often_impossible"],
            "III",
        ),
        (
            FIRST | {"invades_right_atrium": "present", "invades_hepatic_veins": "absent"},
            ["accessible", "conditional"],
            "III",
        ),
        (FIRST | {"invades_hepatic_veins": "present"}, ["accessible", "often_impossible"], "III"),
        (FIRST | SECOND_INVADED, ["accessible", "challenging"], "II"),
        (
            {"ivc_upper": "suprarenal", "invades_hepatic_veins": "present"},
            ["challenging", "often_impossible"],
            "III",
        ),
    ],
)
def test_invasion_above_the_limits_leaves_the_outcome_undetermined(findings, groups, segment):
    found = access(**findings)
    assert (found["outcome"], found["groups"]) == ("undetermined", groups)
    notes = [note for note in found["caveats"] if note["code"] == "outside_limits"]
    assert [note["segment"] for note in notes] == [segment]
    upper = next(entry for entry in found["missing"] if entry["field"] == UPPER)
    assert upper["needs"] == "consistency"
    assert "why" not in upper


def test_correcting_the_upper_limit_settles_what_is_invaded_above_it():
    found = access(**FIRST, invades_right_atrium="present", invades_hepatic_veins="absent")
    upper = next(entry for entry in found["missing"] if entry["field"] == UPPER)
    assert upper["settles"] == {
        "infrarenal": ["accessible", "conditional"],
        "renal_vein_ostia": ["challenging", "conditional"],
        "suprarenal": ["challenging", "conditional"],
        "hepatic_vein_ostia": ["conditional"],
        "suprahepatic": ["conditional"],
        "right_atrium": ["conditional"],
    }


def test_the_hepatic_veins_are_not_asked_where_segment_iii_is_out_of_reach():
    found = access(**FIRST, **SECOND_INVADED)
    assert [entry["field"] for entry in found["missing"] if entry["settles"]] == [UPPER]


def test_the_sheet_does_not_say_segment_i_only_beside_an_invaded_atrium():
    found = sheet(cava_patient(**FIRST, invades_right_atrium="present"))
    assert (found["segment_i_only"], found["right_atrium"]) == ("unknown", "yes")
    assert found["segment_iii_with_hepatic_veins"] == "unknown"


def test_invasion_below_the_limits_is_flagged_and_changes_no_outcome():
    third = {"ivc_lower": "suprahepatic", "invades_hepatic_veins": "absent"}
    found = access(**third, **SECOND_INVADED)
    assert found["outcome"] == "conditional"
    assert found["caveats"][0]["code"] == "outside_limits"


# -- doubtful limits ---------------------------------------------------------------------------
@pytest.mark.parametrize("lower", LIMITS)
@pytest.mark.parametrize("upper", LIMITS)
def test_an_ostium_that_decides_the_worst_segment_is_flagged(lower, upper):
    notes = access(ivc_lower=lower, ivc_upper=upper)["caveats"]
    levels = [note["level"] for note in notes if note["code"] == "at_border"]
    assert levels == ([upper] if upper in ("renal_vein_ostia", "hepatic_vein_ostia") else [])


def test_a_disputed_limit_is_asked_for_agreement_and_is_the_reason_of_the_sheet():
    disputed = {"value": "suprarenal", "alternatives": [{"value": "infrarenal"}]}
    found = access(ivc_lower="infrarenal", ivc_upper=disputed)
    assert {"code": "limits_disagree", "limits": ["ivc_upper"]} in found["caveats"]
    entry = next(entry for entry in found["missing"] if entry["field"] == UPPER)
    assert (entry["needs"], entry["why"]) == ("agreement", "conflict")
    reasons = {each["key"]: each.get("why") for each in found["criteria"]}
    assert (reasons["segment_i_only"], reasons["retrohepatic"]) == ("conflict", "conflict")


def test_limits_that_contradict_each_other_say_nothing_on_the_sheet():
    found = sheet(cava_patient(ivc_lower="right_atrium", ivc_upper="infrarenal"))
    assert (found["segment_i_only"], found["retrohepatic"]) == ("unknown", "unknown")


def test_a_renal_vein_on_which_ct_and_specimen_disagree_is_flagged():
    document = cava_patient(invades_right_renal_vein="present")
    document["pathology"][0]["invades_right_renal_vein"] = "absent"
    assert sheet(document)["renal_veins"] == "yes"
    assert card("technical_accessibility", document)["caveats"][0] == {
        "code": "sources_disagree",
        "structures": ["right_renal_vein"],
    }


# -- the sheet ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({"ivc_upper": "infrarenal"}, {"segment_i_only": "yes", "retrohepatic": "no"}),
        ({"ivc_lower": "suprarenal"}, {"segment_i_only": "no", "retrohepatic": "yes"}),
        ({"ivc_upper": "suprahepatic"}, {"segment_i_only": "no", "retrohepatic": "unknown"}),
        ({"invades_hepatic_veins": "absent"}, {"hepatic_veins_free": "yes"}),
        ({"invades_hepatic_veins": "present"}, {"hepatic_veins_free": "no"}),
        (
            {"invades_hepatic_veins": "present", "ivc_upper": "suprahepatic"},
            {"segment_iii_with_hepatic_veins": "yes"},
        ),
        ({"ivc_upper": "infrarenal"}, {"segment_iii_with_hepatic_veins": "no"}),
        ({"ivc_upper": "right_atrium"}, {"right_atrium": "yes"}),
        (
            {"ivc_upper": "right_atrium", "invades_right_atrium": "absent"},
            {"right_atrium": "unknown"},
        ),
        ({"ivc_upper": "suprahepatic"}, {"right_atrium": "no"}),
        (
            {"ivc_upper": "suprahepatic", "invades_right_atrium": "equivocal"},
            {"right_atrium": "unknown"},
        ),
        ({"invades_right_atrium": "present"}, {"right_atrium": "yes"}),
        ({"border_abdominal_wall": "absent"}, {"border_abdominal_wall": "no"}),
    ],
)
def test_statements_of_the_sheet(findings, expected):
    found = sheet(cava_patient(**findings))
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("metastasis", "answer"),
    [
        ("yes", "yes"),
        ("equivocal", "yes"),
        ("no", "no"),
        ("not_assessed", "unknown"),
        (ABSENT, "unknown"),
    ],
)
def test_equivocal_metastasis_speaks_against(metastasis, answer):
    document = varied(paper_patient(), assessment__metastasis=metastasis)
    assert sheet(document)["metastasis"] == answer


def test_the_boards_own_judgement_is_neither_read_nor_given():
    document = paper_patient()
    for word in ("present", "absent"):
        judged = varied(document, assessment__resectable=word, assessment__operable=word)
        assert card("technical_accessibility", judged) == card("technical_accessibility", document)


def test_an_atrium_reached_by_the_limit_and_free_on_ct_is_asked_again():
    found = access(ivc_upper="right_atrium", invades_right_atrium="absent")
    (entry,) = [each for each in found["missing"] if each["field"].endswith("right_atrium")]
    assert entry["needs"] == "consistency"
    (said,) = [each for each in found["criteria"] if each["key"] == "right_atrium"]
    assert (said["answer"], said["why"]) == ("unknown", "conflict")
