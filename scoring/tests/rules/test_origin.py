"""Origin: three findings together, a convention for large, and what stays listed."""

from decimal import Decimal
from itertools import product

import pytest

from scoring.tests.cases import ABSENT, card, cava_patient, paper_patient, varied
from scoring.wording import describe

KEY = "origin"
SUPPORTS, NO_SUPPORT = "supports_venous_origin", "no_support"
DISPUTED = {"value": "present", "alternatives": [{"value": "absent"}]}
EXTENT = {"yes": "partial", "no": "complete", "unknown": None}
NODES = {"yes": "present", "no": "absent", "unknown": "equivocal"}
SIZE = {"yes": {"value": 12, "unit": "cm"}, "no": {"value": 8, "unit": "cm"}, "unknown": None}


def patient(partial="yes", nodes="no", large="yes", **more):
    said = {
        "invades_ivc": "present",
        "ivc_invasion_extent": EXTENT[partial],
        "abdominal_lymphadenopathy": NODES[nodes],
        "tumour_dim_1": SIZE[large],
    }
    return cava_patient(**(said | more))


def outcomes(partial, nodes, large):
    """By trying every completion."""
    tried = [("yes", "no") if each == "unknown" else (each,) for each in (partial, nodes, large)]
    reached = {each == ("yes", "no", "yes") for each in product(*tried)}
    return [name for name, holds in ((SUPPORTS, True), (NO_SUPPORT, False)) if holds in reached]


def criteria(document):
    return {each["key"]: each for each in card(KEY, document)["criteria"]}


@pytest.mark.parametrize("combination", list(product(("yes", "no", "unknown"), repeat=3)))
def test_every_combination_of_answers(combination):
    found = card(KEY, patient(*combination))
    assert tuple(each["answer"] for each in found["criteria"]) == combination
    groups = outcomes(*combination)
    assert found["groups"] == groups
    assert found["outcome"] == (groups[0] if len(groups) == 1 else "undetermined")
    for entry in found["missing"]:
        is_size = entry["field"] == "ct_abdomen.tumour_dim_1"
        narrows = any(set(left) < set(groups) for left in entry["settles"].values())
        assert narrows is not is_size
    assert bool(found["missing"]) is (len(groups) > 1)


# -- the paper's patient -----------------------------------------------------------------------
def test_the_papers_patient_is_open_because_sources_disagree_on_the_cava():
    found = card(KEY, paper_patient())
    assert (found["applicability"], found["outcome"]) == ("applicable", "undetermined")
    assert found["groups"] == [SUPPORTS, NO_SUPPORT]
    assert found["reported"] == {"value": "ivc"}
    assert found["not_excluded"] == ["renal_vein", "kidney"]
    assert found["criteria"] == [
        {"key": "partial_invasion", "answer": "unknown", "why": "conflict"},
        {"key": "local_adenopathy", "answer": "no"},
        {
            "key": "large_mass",
            "answer": "yes",
            "value": 18,
            "limit": 10,
            "unit": "cm",
            "limit_from": "convention",
        },
    ]
    assert found["missing"] == [
        {
            "field": "ct_abdomen.invades_ivc",
            "needs": "agreement",
            "settles": {"yes": [SUPPORTS], "no": [NO_SUPPORT]},
            "together": ["ct_abdomen.ivc_invasion_extent"],
            "why": "conflict",
        }
    ]


def test_the_papers_patient_in_words():
    text = describe(card(KEY, paper_patient()))
    assert text.headline == "Undetermined: weak support for an origin in a vein or no support"
    assert text.short == "Origin: open"
    assert text.lines == (
        "Pathology states as origin: inferior vena cava.",
        "Not ruled out: renal vein and kidney.",
    )
    assert [(each.answer_text, each.detail) for each in text.criteria] == [
        ("unknown", "sources disagree"),
        ("no", ""),
        ("yes", "18 cm, limit 10 cm, a convention of this software"),
    ]
    assert text.missing == (
        "CT abdomen: Invades the inferior vena cava, on which sources disagree (with: CT abdomen: "
        "Extent of the invasion of the cava). If yes: weak support for an origin in a vein; if no: "
        "no support.",
    )
    assert text.caveats == ("The reasoning of one author on one patient: a weak argument.",)


def test_its_own_reasoning_holds_once_sources_agree():
    document = varied(
        paper_patient(),
        ct_abdomen__invades_ivc="present",
        ct_abdomen__ivc_invasion_extent="partial",
    )
    text = describe(card(KEY, document))
    assert text.headline == "Weak support for an origin in a vein"
    assert text.short == "Origin: weak support for a vein"


# -- partial invasion --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scan", "extent", "specimen", "answer", "why"),
    [
        ("present", "partial", None, "yes", None),
        ("present", "complete", None, "no", None),
        ("present", None, None, "unknown", "unanswered"),
        ("present", {"missing": "unknown"}, None, "unknown", "unknown"),
        ("present", "equivocal", "present", "unknown", "equivocal"),
        ("absent", "partial", None, "no", None),
        ("absent", None, "absent", "no", None),
        ("absent", None, "present", "unknown", "conflict"),
        (DISPUTED, "partial", "present", "unknown", "conflict"),
        ("equivocal", "partial", None, "unknown", "equivocal"),
        (None, "partial", None, "unknown", "unanswered"),
        ({"missing": "not_applicable"}, None, None, "not_applicable", "not_applicable"),
    ],
)
def test_partial_invasion(scan, extent, specimen, answer, why):
    document = patient(invades_ivc=scan, ivc_invasion_extent=extent)
    document["pathology"][0]["invades_ivc_wall"] = specimen
    found = criteria(document)["partial_invasion"]
    assert (found["answer"], found.get("why")) == (answer, why)


def test_of_an_invaded_cava_the_extent_is_asked():
    (entry,) = card(KEY, patient(partial="unknown"))["missing"]
    assert (entry["field"], entry.get("together")) == ("ct_abdomen.ivc_invasion_extent", None)
    assert entry["settles"] == {"partial": [SUPPORTS], "complete": [NO_SUPPORT]}
    assert describe(card(KEY, patient(partial="unknown"))).missing == (
        "CT abdomen: Extent of the invasion of the cava. If part of the wall: weak support for an "
        "origin in a vein; if all around: no support.",
    )


def test_of_a_cava_whose_extent_is_known_only_its_invasion_is_asked():
    (entry,) = card(KEY, patient(invades_ivc="equivocal"))["missing"]
    assert (entry["field"], entry.get("together")) == ("ct_abdomen.invades_ivc", None)


@pytest.mark.parametrize(
    "field", ["abdominal_lymphadenopathy", "invades_ivc", "ivc_invasion_extent"]
)
def test_what_is_said_not_to_apply_is_open(field):
    found = card(KEY, patient(**{field: {"missing": "not_applicable"}}))
    assert found["groups"] == [SUPPORTS, NO_SUPPORT]
    assert [entry["field"] for entry in found["missing"]] == [f"ct_abdomen.{field}"]


# -- large mass --------------------------------------------------------------------------------
def cm(value, **more):
    return {"value": value, "unit": "cm", **more}


@pytest.mark.parametrize(
    ("sizes", "answer", "value"),
    [
        ((cm(10),), "no", 10),
        ((cm(Decimal("10.1")),), "yes", Decimal("10.1")),
        (({"value": 100, "unit": "mm"},), "no", 10),
        (({"value": 101, "unit": "mm"},), "yes", Decimal("10.1")),
        ((cm(4), cm(11), cm(5)), "yes", 11),
        ((cm(4), cm(5), cm(9)), "no", 9),
        ((cm(4), None, cm(11)), "yes", 11),
        ((cm(9), None, None), "no", 9),
        ((None, None, None), "unknown", None),
        ((cm(10, comparator=">"),), "yes", None),
        ((cm(9, comparator=">"),), "unknown", None),
        ((cm(10, comparator="<"),), "no", None),
        ((cm(9, alternatives=[{"value": 12}]), cm(8)), "unknown", None),
        ((cm(9, alternatives=[{"value": 12}]), cm(11)), "yes", 11),
        (({"missing": "unreadable"}, cm(8)), "unknown", None),
        (({"missing": "not_done"}, cm(8)), "no", 8),
    ],
)
def test_the_largest_of_three_sizes_against_ten_centimetres(sizes, answer, value):
    names = [f"tumour_dim_{place}" for place in (1, 2, 3)]
    document = patient(**(dict.fromkeys(names) | dict(zip(names, sizes, strict=False))))
    found = criteria(document)["large_mass"]
    assert (found["answer"], found.get("value")) == (answer, value)
    assert (found["limit"], found["limit_from"]) == (10, "convention")


def test_without_a_size_the_first_is_asked():
    (entry,) = card(KEY, patient(large="unknown"))["missing"]
    assert (entry["field"], entry["needs"]) == ("ct_abdomen.tumour_dim_1", "value")
    assert entry["settles"] == {}


def test_sizes_are_those_of_one_study():
    older = {"date": "2020", "tumour_dim_1": cm(14)}
    newer = {"date": "2021", "tumour_dim_2": cm(8)}
    found = criteria({"ct_abdomen": [older, newer]})["large_mass"]
    assert (found["answer"], found["value"]) == ("no", 8)


def test_a_large_mass_on_which_sources_disagree_says_so():
    found = criteria(patient(tumour_dim_1=cm(9, alternatives=[{"value": 12}])))["large_mass"]
    assert found["why"] == "conflict"


# -- what pathology says -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("origin", "alternatives", "listed"),
    [
        ("ivc", ABSENT, []),
        ("kidney", ABSENT, []),
        ("other", [], []),
        ("ivc", ["renal_vein"], ["renal_vein"]),
        ("ivc", ["renal_vein", "kidney"], ["renal_vein", "kidney"]),
        ("ivc", ["kidney"], ["kidney"]),
        ("ivc", ["ivc", "kidney"], ["kidney"]),
        ("ivc", {"missing": "unknown"}, []),
        ("renal_vein", ABSENT, []),
        ("renal_vein", ["ivc"], ["ivc"]),
        ("kidney", ["renal_vein"], ["renal_vein"]),
        (ABSENT, ABSENT, ["renal_vein"]),
        ("undetermined", ABSENT, ["renal_vein"]),
        ("undetermined", ["kidney"], ["kidney"]),
    ],
)
def test_the_renal_vein_stays_listed_until_pathology_states_another_origin(
    origin, alternatives, listed
):
    document = varied(
        paper_patient(), pathology__origin=origin, pathology__origin_alternatives=alternatives
    )
    assert card(KEY, document)["not_excluded"] == listed


def test_without_a_stated_origin_none_is_shown():
    found = card(KEY, varied(paper_patient(), pathology__origin=ABSENT))
    assert "reported" not in found
    assert describe(found).lines == ("Not ruled out: renal vein.",)


def test_origin_and_alternatives_are_of_one_report():
    older = {"date": "2020", "origin": "kidney", "origin_alternatives": ["kidney"]}
    newer = {"date": "2021", "origin": "ivc"}
    found = card(KEY, {"pathology": [older, newer]})
    assert (found["reported"], found["not_excluded"]) == ({"value": "ivc"}, [])


def test_the_reasoning_is_not_for_another_tumour():
    found = card(KEY, varied(paper_patient(), pathology__diagnosis="renal_cell_carcinoma"))
    assert found["applicability"] == "not_applicable"
    assert found["reasons"] == [{"code": "histology", "value": "renal_cell_carcinoma"}]
    text = describe(found)
    assert text.short == "Origin: not applicable"
    assert text.lines[0] == (
        "Not applicable: reasoned for leiomyosarcoma of the cava; here the histology is "
        "renal-cell carcinoma."
    )


def test_no_support_in_words():
    text = describe(card(KEY, patient(large="no")))
    assert (text.headline, text.short) == ("No support", "Origin: no support")
