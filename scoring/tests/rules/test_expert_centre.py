"""Expert centre: which criteria are met, and that what is not known counts as a reason to refer."""

from itertools import product

import pytest

from scoring.tests.cases import ABSENT, answers, card, cava_patient, paper_patient, varied
from scoring.tests.oracles import POSITIONS, legal_pairs, segments_between
from scoring.wording import describe

KEY = "expert_centre"
KEYS = (
    *("segment_ii_or_iii", "right_atrium", "veins"),
    *("neighbouring_organ", "reconstruction", "equivocal_staging"),
)
ORGANS = (
    *("right_kidney", "left_kidney", "liver", "duodenum", "adrenal"),
    *("aorta", "psoas", "ureter", "colon"),
)
DISPUTED = {"value": "present", "alternatives": [{"value": "absent"}]}
NOT_APPLICABLE = {"missing": "not_applicable"}
LIMITS = (None, *POSITIONS)
NONE_MET = "no_criterion_met"


def patient(segment, atrium, veins, organ, closure, staging):
    """A record in which the six criteria are answered yes, no or not at all."""
    said = {"yes": "present", "no": "absent"}
    scan = {
        "ivc_upper": {"yes": "suprarenal", "no": "infrarenal"}.get(segment),
        "ivc_lower": {"yes": "suprarenal"}.get(segment),
        "invades_right_atrium": said.get(atrium, "equivocal"),
        "invades_right_renal_vein": said.get(veins),
        "invades_left_renal_vein": "absent",
        "invades_hepatic_veins": "absent",
        **{f"invades_{each}": "absent" for each in ORGANS},
        "invades_liver": said.get(organ),
    }
    return {
        "ct_abdomen": [{name: value for name, value in scan.items() if value}],
        "surgery": [{"ivc_reconstruction": {"yes": "patch", "no": "none"}.get(closure)}],
        "assessment": {"metastasis": {"yes": "equivocal", "no": "no"}.get(staging)},
    }


def expected_outcome(combination):
    if "yes" in combination:
        return "criteria_met", ["criteria_met"]
    if "unknown" in combination:
        return "by_default", ["criteria_met", "no_criterion_met"]
    return "no_criterion_met", ["no_criterion_met"]


@pytest.mark.parametrize("combination", list(product(("yes", "no", "unknown"), repeat=6)))
def test_every_combination_of_answers(combination):
    found = card(KEY, patient(*combination))
    if combination[:2] == ("no", "yes"):  # an atrium reached above the limits contradicts them
        combination = ("unknown", *combination[1:])
    assert tuple(each["answer"] for each in found["criteria"]) == combination
    assert (found["outcome"], found["groups"]) == expected_outcome(combination)
    assert (found["counted"], found["of"]) == (combination.count("yes"), 6)
    is_open = "yes" not in combination
    assert len(found["missing"]) == (combination.count("unknown") if is_open else 0)


def test_an_empty_record_refers_by_default():
    found = card(KEY, {})
    assert found["applicability"] == "applicable"
    assert (found["outcome"], found["counted"], found["of"]) == ("by_default", 0, 6)
    assert set(answers(KEY, {}).values()) == {"unknown"}
    text = describe(found)
    assert text.headline == "No criterion is known to be met: specialist team by default"
    assert text.short == "Expert centre: by default, criteria open"
    assert text.lines[-1] == (
        "What is not known counts as a reason to refer, not as a reason against."
    )


# -- the paper's patient -----------------------------------------------------------------------
def test_the_papers_patient():
    found = card(KEY, paper_patient())
    assert answers(KEY, paper_patient()) == {
        "segment_ii_or_iii": "unknown",
        "right_atrium": "unknown",
        "veins": "yes",
        "neighbouring_organ": "yes",
        "reconstruction": "unknown",
        "equivocal_staging": "yes",
    }
    assert (found["outcome"], found["counted"], found["of"]) == ("criteria_met", 3, 6)
    assert found["missing"] == []


def test_the_papers_patient_in_words():
    text = describe(card(KEY, paper_patient()))
    assert text.headline == "3 of 6 criteria met: veins, organ and staging"
    assert text.short == "Expert centre: 3 of 6 criteria met"
    assert text.lines == (
        "The six criteria are a convention of this software. The report says only that this "
        "surgery sometimes calls for a multidisciplinary team and an expert centre (lines "
        "211–213).",
        "The UK guideline of 2024 sends a retroperitoneal mass that looks like a soft-tissue "
        "sarcoma to a specialist team, whatever is met here.",
    )
    assert [each.detail for each in text.criteria] == [
        "only suggested: II, not recorded",
        "not recorded",
        "right renal vein",
        "right kidney",
        "not recorded",
        "",
    ]


def test_all_six_criteria_have_room_in_one_line():
    text = describe(card(KEY, patient(*["yes"] * 6)))
    assert text.headline == (
        "6 of 6 criteria met: segment II/III, atrium, veins, organ, closure and staging"
    )


def test_without_any_criterion_the_guidelines_are_named():
    text = describe(card(KEY, patient(*["no"] * 6)))
    assert text.headline == (
        "No criterion met; a mass that looks like a sarcoma is referred all the same"
    )
    assert text.short == "Expert centre: 0 of 6 criteria met"


# -- segment -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("lower", "upper"), list(product(LIMITS, repeat=2)))
def test_segment_ii_or_iii_in_every_completion_of_the_limits(lower, upper):
    reached = {bool(segments_between(*pair) & {"II", "III"}) for pair in legal_pairs(lower, upper)}
    answer = {frozenset({True}): "yes", frozenset({False}): "no"}.get(frozenset(reached), "unknown")
    assert answers(KEY, cava_patient(ivc_lower=lower, ivc_upper=upper))[KEYS[0]] == answer


def test_certain_segments_are_named():
    found = card(KEY, cava_patient(ivc_lower="infrarenal", ivc_upper="suprahepatic"))
    assert found["criteria"][0] == {
        "key": "segment_ii_or_iii",
        "answer": "yes",
        "certain": ["II", "III"],
    }
    assert describe(found).criteria[0].detail == "certain: II, III"
    assert describe(found).headline == "1 of 6 criteria met: segment II/III"


def test_invasion_above_the_limits_leaves_the_segment_open():
    """The limits say I alone; veins and cava invaded say II: one of the two is wrong."""
    found = card(
        KEY,
        cava_patient(
            ivc_upper="infrarenal", invades_ivc="present", invades_left_renal_vein="present"
        ),
    )
    criterion = found["criteria"][0]
    assert criterion == {"key": KEYS[0], "answer": "unknown", "suggested": ["II"]}


def test_an_upper_limit_that_invasion_contradicts_is_asked_for_consistency():
    scan = cava_patient(
        ivc_lower="suprarenal", ivc_upper="infrarenal", invades_right_atrium="absent"
    )
    entry = next(e for e in card(KEY, scan)["missing"] if e["field"] == "ct_abdomen.ivc_upper")
    assert entry["needs"] == "consistency"


# -- atrium, veins, organs ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("upper", "atrium", "answer"),
    [
        ("right_atrium", None, "yes"),
        ("right_atrium", "absent", "unknown"),
        ("right_atrium", "equivocal", "yes"),
        ("suprahepatic", None, "no"),
        ("suprahepatic", "present", "yes"),
        ("suprahepatic", "equivocal", "unknown"),
        (None, "absent", "no"),
        (None, None, "unknown"),
    ],
)
def test_the_atrium_by_the_limit_or_by_the_finding(upper, atrium, answer):
    found = answers(KEY, cava_patient(ivc_upper=upper, invades_right_atrium=atrium))
    assert found["right_atrium"] == answer


@pytest.mark.parametrize(
    ("changes", "invaded"),
    [
        ({"invades_right_renal_vein": "present"}, ["right_renal_vein"]),
        ({"invades_left_renal_vein": "present"}, ["left_renal_vein"]),
        ({"invades_middle_hepatic_vein": "present"}, ["hepatic_veins"]),
        (
            {"invades_hepatic_veins": "present", "invades_left_renal_vein": "present"},
            ["left_renal_vein", "hepatic_veins"],
        ),
    ],
)
def test_one_invaded_vein_is_enough(changes, invaded):
    criterion = card(KEY, cava_patient(**changes))["criteria"][2]
    assert criterion == {"key": "veins", "answer": "yes", "invaded": invaded}


def test_veins_are_free_only_if_all_are():
    free = dict.fromkeys(
        ("invades_right_renal_vein", "invades_left_renal_vein", "invades_hepatic_veins"), "absent"
    )
    assert answers(KEY, cava_patient(**free))["veins"] == "no"
    for name in free:
        assert answers(KEY, cava_patient(**(free | {name: None})))["veins"] == "unknown"
        assert answers(KEY, cava_patient(**(free | {name: DISPUTED})))["veins"] == "unknown"


@pytest.mark.parametrize("organ", ORGANS)
def test_each_organ_on_ct_is_enough(organ):
    criterion = card(KEY, cava_patient(**{f"invades_{organ}": "present"}))["criteria"][3]
    assert criterion == {"key": "neighbouring_organ", "answer": "yes", "invaded": [organ]}


@pytest.mark.parametrize("kidney", ["right_kidney", "left_kidney"])
def test_a_kidney_invaded_in_the_specimen_is_enough(kidney):
    document = cava_patient(**{f"invades_{organ}": "absent" for organ in ORGANS})
    document["pathology"][0][f"invades_{kidney}"] = "present"
    criterion = card(KEY, document)["criteria"][3]
    assert criterion == {"key": "neighbouring_organ", "answer": "yes", "invaded": [kidney]}


@pytest.mark.parametrize("organ", ORGANS)
def test_no_organ_is_invaded_only_if_every_one_is_free(organ):
    free = {f"invades_{each}": "absent" for each in ORGANS}
    assert answers(KEY, cava_patient(**free))["neighbouring_organ"] == "no"
    silent = cava_patient(**(free | {f"invades_{organ}": None}))
    assert answers(KEY, silent)["neighbouring_organ"] == "unknown"


@pytest.mark.parametrize(
    ("scan", "specimen", "answer"),
    [
        ("absent", None, "no"),
        (None, "absent", "no"),
        ("not_assessed", "absent", "no"),
        ("absent", "equivocal", "unknown"),
        (DISPUTED, "absent", "unknown"),
        ("absent", "present", "yes"),
        (None, None, "unknown"),
    ],
)
def test_a_source_that_says_nothing_adds_nothing(scan, specimen, answer):
    document = cava_patient(**{f"invades_{organ}": "absent" for organ in ORGANS})
    document["ct_abdomen"][0] |= {"invades_right_kidney": scan, "invades_left_renal_vein": scan}
    document["ct_abdomen"][0] |= {
        "invades_right_renal_vein": "absent",
        "invades_hepatic_veins": "absent",
    }
    names = ("invades_right_kidney", "invades_left_renal_vein")
    document["pathology"][0] |= dict.fromkeys(names, specimen)
    found = answers(KEY, document)
    assert (found["neighbouring_organ"], found["veins"]) == (answer, answer)


def test_a_criterion_that_does_not_apply_is_not_among_those_counted():
    found = card(KEY, varied(patient(*["no"] * 6), assessment__metastasis=NOT_APPLICABLE))
    assert found["criteria"][-1]["answer"] == "not_applicable"
    assert (found["outcome"], found["of"]) == ("no_criterion_met", 5)


# -- reconstruction and staging ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "answer", "why"),
    [
        ("none", "no", None),
        ("primary_suture", "yes", None),
        ("interposition_graft", "yes", None),
        ({"value": "patch", "alternatives": [{"value": "none"}]}, "unknown", "conflict"),
        (NOT_APPLICABLE, "not_applicable", "not_applicable"),
        (None, "unknown", "unanswered"),
    ],
)
def test_reconstruction(said, answer, why):
    criterion = card(KEY, {"surgery": [{"ivc_reconstruction": said}]})["criteria"][4]
    assert (criterion["answer"], criterion.get("why")) == (answer, why)


DISPUTED_CHEST = {"value": "benign", "alternatives": [{"value": "metastatic"}]}
DISPUTED_METASTASIS = {"value": "no", "alternatives": [{"value": "yes"}]}


@pytest.mark.parametrize(
    ("metastasis", "chest", "resolution", "answer"),
    [
        ("equivocal", ABSENT, ABSENT, "yes"),
        ("equivocal", "benign", ABSENT, "yes"),
        (ABSENT, "equivocal", ABSENT, "yes"),
        ("no", "equivocal", ABSENT, "yes"),
        ("no", "equivocal", "pet", "no"),
        ("yes", "equivocal", ABSENT, "no"),
        ("no", "benign", ABSENT, "no"),
        ("no", ABSENT, ABSENT, "no"),
        ("no", DISPUTED_CHEST, ABSENT, "unknown"),
        ("no", DISPUTED_CHEST, "repeat_ct", "no"),
        (DISPUTED_METASTASIS, "benign", ABSENT, "unknown"),
        (DISPUTED_METASTASIS, "equivocal", ABSENT, "yes"),
        ("not_assessed", "benign", ABSENT, "unknown"),
        (ABSENT, "benign", ABSENT, "unknown"),
    ],
)
def test_equivocal_staging(metastasis, chest, resolution, answer):
    document = varied(
        paper_patient(),
        assessment__metastasis=metastasis,
        ct_thorax__interpretation=chest,
        ct_thorax__resolution=resolution,
    )
    assert answers(KEY, document)["equivocal_staging"] == answer


# -- what is missing ---------------------------------------------------------------------------
def test_an_open_criterion_asks_for_its_fields_together():
    document = patient("no", "no", "unknown", "no", "no", "no")
    assert card(KEY, document)["missing"] == [
        {
            "field": "ct_abdomen.invades_right_renal_vein",
            "needs": "value",
            "settles": {"yes": ["criteria_met"], "no": ["no_criterion_met"]},
            "why": "unanswered",
        }
    ]
    scan = {**document["ct_abdomen"][0], "invades_left_renal_vein": DISPUTED}
    (entry,) = card(KEY, {**document, "ct_abdomen": [scan]})["missing"]
    assert entry["together"] == ["ct_abdomen.invades_left_renal_vein"]


# A limit and a reconstruction are no yes or no: nothing is said of what they settle.
@pytest.mark.parametrize(
    ("open_one", "field", "settles"),
    [
        (0, "ct_abdomen.ivc_upper", {}),
        (1, "ct_abdomen.invades_right_atrium", {"yes": ["criteria_met"], "no": [NONE_MET]}),
        (3, "ct_abdomen.invades_liver", {"yes": ["criteria_met"], "no": [NONE_MET]}),
        (4, "surgery.ivc_reconstruction", {}),
        (
            5,
            "assessment.metastasis",
            {"equivocal": ["criteria_met"], "yes": [NONE_MET], "no": [NONE_MET]},
        ),
    ],
)
def test_what_an_answer_settles_is_told_in_words_of_its_field(open_one, field, settles):
    combination = ["no"] * 6
    combination[open_one] = "unknown"
    (entry,) = card(KEY, patient(*combination))["missing"]
    assert (entry["field"], entry["settles"]) == (field, settles)


def test_what_settles_the_staging_in_words():
    text = describe(card(KEY, patient(*["no"] * 5, "unknown")))
    assert text.missing == (
        "Assessment: Metastasis. If yes: no criterion met; if no: no criterion met; if equivocal: "
        "a criterion met.",
    )


def test_the_chest_is_asked_where_only_its_sources_disagree():
    document = patient(*["no"] * 6) | {"ct_thorax": [{"interpretation": DISPUTED_CHEST}]}
    (entry,) = card(KEY, document)["missing"]
    assert (entry["field"], entry["needs"]) == ("ct_thorax.interpretation", "agreement")
    assert (entry["settles"], entry["why"]) == ({}, "conflict")


def test_an_atrium_that_the_limit_reaches_and_ct_calls_free_contradicts_itself():
    found = card(KEY, cava_patient(ivc_upper="right_atrium", invades_right_atrium="absent"))
    assert found["criteria"][1] == {"key": "right_atrium", "answer": "unknown", "why": "conflict"}
    free = varied(patient(*["no"] * 6), ct_abdomen__ivc_upper="right_atrium")
    assert card(KEY, free)["criteria"][0]["answer"] == "yes"


def test_the_same_for_another_histology():
    document = varied(paper_patient(), pathology__diagnosis="renal_cell_carcinoma")
    assert card(KEY, document) == card(KEY, paper_patient())
