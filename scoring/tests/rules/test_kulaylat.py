"""Kulaylat segments: every pair of limits against the oracle, and what the veins suggest."""

from itertools import product

import pytest

from scoring.tests.cases import ABSENT, FINDING_WORDS, card, cava_patient, paper_patient, varied
from scoring.tests.oracles import POSITIONS, segments

LIMITS = (None, *POSITIONS)
TRUTHS = ("yes", "no", "unknown")
DISPUTED_VEIN = {"value": "absent", "alternatives": [{"value": "present"}]}


def sets(found):
    return {key: found[key] for key in ("certain", "suggested", "not_excluded")}


def kulaylat(**findings):
    return card("kulaylat", cava_patient(**findings))


# -- the paper's patient -----------------------------------------------------------------------
def test_segments_of_the_papers_patient():
    found = card("kulaylat", paper_patient())
    assert sets(found) == {"certain": [], "suggested": ["II"], "not_excluded": ["I", "III"]}
    assert found["applicability"] == "applicable"


def test_the_papers_patient_is_suggested_ii_by_specimen_findings():
    reasons = card("kulaylat", paper_patient())["reasons"]
    invaded = ["right_renal_vein", "ivc_wall"]
    assert reasons == [{"code": "suggests", "segment": "II", "invaded": invaded}]


def test_the_papers_captions_contradict_its_text():
    caveats = card("kulaylat", paper_patient())["caveats"]
    assert caveats == [{"code": "sources_disagree", "structures": ["ivc"]}]


# -- all pairs of limits -----------------------------------------------------------------------
@pytest.mark.parametrize(("lower", "upper"), list(product(LIMITS, repeat=2)))
def test_every_pair_of_limits_equals_the_oracle(lower, upper):
    found = kulaylat(ivc_lower=lower, ivc_upper=upper)
    certain, possible = segments(lower, upper)
    assert set(found["certain"]) == certain
    assert set(found["not_excluded"]) == possible - certain
    assert found["suggested"] == []


@pytest.mark.parametrize(("lower", "upper"), list(product(LIMITS, repeat=2)))
def test_contradictory_limits_give_no_result(lower, upper):
    found = kulaylat(ivc_lower=lower, ivc_upper=upper)
    contradicts = upper == "iliac_veins" or (
        lower is not None and upper is not None and POSITIONS[lower] > POSITIONS[upper]
    )
    assert (found["applicability"] == "unknown") is contradicts
    if contradicts:
        assert found["reasons"] == [{"code": "limits_contradict", "lower": lower, "upper": upper}]
        assert sets(found) == {"certain": [], "suggested": [], "not_excluded": []}
        assert found["missing"] == []


@pytest.mark.parametrize(("lower", "upper"), list(product(LIMITS, repeat=2)))
def test_an_ostium_as_a_limit_is_flagged(lower, upper):
    caveats = kulaylat(ivc_lower=lower, ivc_upper=upper)["caveats"]
    expected = [
        {"code": "at_border", "limit": limit, "level": level}
        for limit, level in (("ivc_lower", lower), ("ivc_upper", upper))
        if level is not None and POSITIONS[level] in (1, 2)
    ]
    assert caveats == expected


@pytest.mark.parametrize(("lower", "upper"), list(product(LIMITS, repeat=2)))
def test_a_missing_limit_says_what_each_level_would_leave(lower, upper):
    for entry in kulaylat(ivc_lower=lower, ivc_upper=upper)["missing"]:
        for level, left in entry["settles"].items():
            is_upper = entry["field"] == "ct_abdomen.ivc_upper"
            pair = (lower, level) if is_upper else (level, upper)
            assert set(left) == segments(*pair)[1]
        assert entry["field"] == "ct_abdomen.ivc_upper" or lower is None


def test_a_limit_that_would_change_nothing_is_not_asked():
    assert kulaylat(ivc_upper="infrarenal")["missing"] == []
    fields = [entry["field"] for entry in kulaylat(ivc_lower="suprahepatic")["missing"]]
    assert fields == []


DISPUTED = {"value": "suprarenal", "alternatives": [{"value": "infrarenal"}]}


@pytest.mark.parametrize(
    ("limit", "why", "needs"),
    [
        (DISPUTED, "conflict", "agreement"),
        ("not_assessed", "not_assessed", "value"),
        ("equivocal", "equivocal", "value"),
        ({"missing": "unreadable"}, "unreadable", "value"),
        ("no_such_level", "unreadable", "value"),
        (None, "unanswered", "value"),
    ],
)
@pytest.mark.parametrize("end", ["ivc_lower", "ivc_upper"])
def test_a_limit_that_is_not_known_keeps_its_reason(end, limit, why, needs):
    found = kulaylat(**{end: limit})
    criteria = {criterion["key"]: criterion for criterion in found["criteria"]}
    assert criteria[end] == {"key": end, "answer": "unknown", "why": why}
    entry = next(e for e in found["missing"] if e["field"] == f"ct_abdomen.{end}")
    assert (entry["needs"], entry["why"]) == (needs, why)
    disagree = [{"code": "limits_disagree", "limits": [end]}] if why == "conflict" else []
    assert found["caveats"] == disagree


# -- suggestions -------------------------------------------------------------------------------
@pytest.mark.parametrize(("lower", "upper"), list(product(LIMITS, repeat=2)))
def test_suggestions_for_every_pair_of_limits(lower, upper):
    certain, possible = segments(lower, upper)
    for renal, cava, hepatic, atrium in product(TRUTHS, repeat=4):
        found = kulaylat(
            ivc_lower=lower,
            ivc_upper=upper,
            invades_left_renal_vein=FINDING_WORDS[renal],
            invades_ivc=FINDING_WORDS[cava],
            invades_hepatic_veins=FINDING_WORDS[hepatic],
            invades_right_atrium=FINDING_WORDS[atrium],
        )
        evidence = {"II"} if renal == cava == "yes" else set()
        evidence |= {"III"} if "yes" in (hepatic, atrium) else set()
        assert set(found["suggested"]) == (evidence & possible) - certain
        assert set(found["certain"]) == certain
        assert set(found["not_excluded"]) == possible - certain - evidence


@pytest.mark.parametrize(
    ("changes", "suggested"),
    [
        ({}, ["II"]),
        ({"pathology__invades_ivc_wall": ABSENT}, []),  # the CT alone is in conflict
        ({"pathology__invades_ivc_wall": ABSENT, "ct_abdomen__invades_ivc": "present"}, ["II"]),
        ({"pathology__invades_right_renal_vein": "equivocal"}, []),
        (
            {
                "pathology__invades_right_renal_vein": ABSENT,
                "ct_abdomen__invades_left_renal_vein": "present",
            },
            ["II"],
        ),
        ({"ct_abdomen__invades_right_atrium": "present"}, ["II", "III"]),
        ({"ct_abdomen__invades_middle_hepatic_vein": "present"}, ["II", "III"]),
        ({"ct_abdomen__ivc_upper": "infrarenal"}, []),
        ({"ct_abdomen__ivc_lower": "suprarenal"}, []),  # II is then certain
    ],
)
def test_what_suggests_a_segment_in_the_papers_patient(changes, suggested):
    assert card("kulaylat", varied(paper_patient(), **changes))["suggested"] == suggested


def test_invasion_outside_the_limits_is_flagged():
    found = kulaylat(
        ivc_lower="infrarenal", ivc_upper="infrarenal", invades_hepatic_veins="present"
    )
    assert found["certain"] == ["I"]
    assert found["caveats"] == [
        {"code": "outside_limits", "segment": "III", "invaded": ["hepatic_veins"]}
    ]


@pytest.mark.parametrize(
    ("scan", "specimen", "is_disputed"),
    [
        ("present", "absent", True),
        ("absent", "present", True),
        ({"value": "present", "alternatives": [{"value": "absent"}]}, "present", True),
        ("present", "present", False),
        ("present", "equivocal", False),
        ("present", None, False),
    ],
)
@pytest.mark.parametrize("side", ["right", "left"])
def test_a_renal_vein_invaded_by_one_source_suggests_ii_and_says_that_they_disagree(
    side, scan, specimen, is_disputed
):
    name = f"invades_{side}_renal_vein"
    document = cava_patient(**{name: scan}, invades_ivc="present")
    document["pathology"][0][name] = specimen
    found = card("kulaylat", document)
    assert found["suggested"] == ["II"]
    note = {"code": "sources_disagree", "structures": [f"{side}_renal_vein"]}
    assert found["caveats"] == [note] * is_disputed


# -- hepatic veins -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("together", "each", "answer"),
    [
        ("present", (None, None, None), "yes"),
        ("absent", (None, None, None), "no"),
        (None, ("absent", "absent", "absent"), "no"),
        (None, ("absent", "absent", None), "unknown"),
        (None, ("absent", "present", None), "yes"),
        ("absent", ("present", None, None), "yes"),
        ("equivocal", ("absent", "absent", "absent"), "no"),
        ("equivocal", ("absent", "absent", "equivocal"), "unknown"),
        (None, (None, None, None), "unknown"),
        ("absent", ("equivocal", None, None), "unknown"),
        ("absent", ("absent", "absent", "not_assessed"), "unknown"),
        ("absent", (None, DISPUTED_VEIN, None), "unknown"),
        ("absent", ("absent", None, None), "no"),
        ("absent", ({"missing": "not_applicable"}, None, None), "no"),
        ({"missing": "not_applicable"}, ({"missing": "not_applicable"},) * 3, "not_applicable"),
    ],
)
def test_hepatic_veins_together_and_one_by_one(together, each, answer):
    found = kulaylat(
        invades_hepatic_veins=together,
        invades_right_hepatic_vein=each[0],
        invades_middle_hepatic_vein=each[1],
        invades_left_hepatic_vein=each[2],
    )
    criteria = {criterion["key"]: criterion["answer"] for criterion in found["criteria"]}
    assert criteria["hepatic_veins_invaded"] == answer


def test_the_scheme_is_not_for_another_tumour():
    document = varied(paper_patient(), pathology__diagnosis="renal_cell_carcinoma")
    found = card("kulaylat", document)
    assert found["applicability"] == "not_applicable"
    assert found["reasons"][0] == {"code": "histology", "value": "renal_cell_carcinoma"}


def test_without_a_histology_the_segment_is_told():
    document = cava_patient(ivc_lower="infrarenal", ivc_upper="suprarenal")
    del document["pathology"]
    found = card("kulaylat", document)
    assert (found["applicability"], found["certain"]) == ("applicable", ["I", "II"])


# -- several scans -----------------------------------------------------------------------------
OLD_SCAN = {"date": "2020-01-01", "ivc_lower": "infrarenal", "ivc_upper": "suprahepatic"}


@pytest.mark.parametrize(
    ("later", "certain", "not_excluded"),
    [
        ({"ivc_upper": "infrarenal"}, ["I"], []),
        ({"ivc_lower": "suprarenal"}, ["II"], ["III"]),
        ({"ivc_upper": "suprahepatic"}, ["III"], ["I", "II"]),
        ({"ivc_lower": "not_assessed"}, ["I", "II", "III"], []),
        ({"invades_ivc": "present"}, ["I", "II", "III"], []),
    ],
)
def test_the_limits_of_two_scans_are_not_mixed(later, certain, not_excluded):
    rows = [OLD_SCAN, {"date": "2022-01-01", **later}]
    found = card("kulaylat", {"ct_abdomen": rows})
    assert found["applicability"] == "applicable"
    assert sets(found) == {"certain": certain, "suggested": [], "not_excluded": not_excluded}


def test_a_later_scan_that_gives_one_limit_asks_for_the_other():
    rows = [{**OLD_SCAN, "ivc_lower": "suprarenal"}, {"date": "2022", "ivc_lower": "infrarenal"}]
    (gap,) = card("kulaylat", {"ct_abdomen": rows})["missing"]
    assert (gap["field"], gap["needs"]) == ("ct_abdomen.ivc_upper", "value")


def test_a_scan_whose_date_could_not_be_read_may_be_the_later_one():
    rows = [OLD_SCAN, {"date": "2021-13", "ivc_upper": "infrarenal"}]
    (upper, lower, *_rest) = card("kulaylat", {"ct_abdomen": rows})["criteria"]
    assert (upper["why"], lower["why"]) == ("unreadable", "unreadable")
    (upper, lower, *_rest) = card("kulaylat", {"ct_abdomen": [OLD_SCAN, OLD_SCAN]})["criteria"]
    assert (upper["value"], lower["value"]) == ("suprahepatic", "infrarenal")


def test_limits_that_no_scan_gives_keep_their_reason():
    rows = [{"date": "2020", "ivc_upper": {"missing": "not_done"}}, {"date": "2022"}]
    upper = card("kulaylat", {"ct_abdomen": rows})["criteria"][0]
    assert upper["why"] == "not_done"
