"""Stains: what shows a smooth-muscle phenotype, and what is no criterion."""

from itertools import product

import pytest

from scoring.tests.cases import card, paper_patient, varied
from scoring.wording import describe

KEY = "ihc_profile"
RESULTS = ("positive", "focal", "negative")
WORDS = (*RESULTS, "equivocal", "not_done", None)
MUSCLE = ("sma", "desmin", "h_caldesmon")
OUTCOMES = ("smooth_muscle", "in_part", "not_shown")


def panel(**stains):
    return {"immunohistochemistry": [{k: v for k, v in stains.items() if v is not None}]}


def outcome(sma, desmin, caldesmon):
    if (sma, desmin) == ("positive", "positive"):
        return "smooth_muscle"
    return "not_shown" if {sma, desmin, caldesmon} == {"negative"} else "in_part"


def possible(*stains):
    """By trying every result of a stain that has none."""
    tried = [(each,) if each in RESULTS else RESULTS for each in stains]
    reached = {outcome(*each) for each in product(*tried)}
    return [each for each in OUTCOMES if each in reached]


@pytest.mark.parametrize("stains", list(product(WORDS, repeat=3)))
def test_every_combination_of_three_stains(stains):
    found = card(KEY, panel(**dict(zip(MUSCLE, stains, strict=True))))
    groups = possible(*stains)
    assert found["groups"] == groups
    assert found["outcome"] == (groups[0] if len(groups) == 1 else "undetermined")
    answer = {"positive": "yes", "negative": "no"}
    assert [each["answer"] for each in found["criteria"][:3]] == [
        answer.get(each, "unknown") for each in stains
    ]
    for entry in found["missing"]:
        place = MUSCLE.index(entry["field"].partition(".")[2])
        for result, left in entry["settles"].items():
            assert left == possible(*stains[:place], result, *stains[place + 1 :])


@pytest.mark.parametrize("stains", list(product((*RESULTS, None), repeat=3)))
@pytest.mark.parametrize("place", range(3))
def test_knowing_a_stain_never_opens_an_outcome(stains, place):
    before = panel(**dict(zip(MUSCLE, [*stains[:place], None, *stains[place + 1 :]], strict=True)))
    after = panel(**dict(zip(MUSCLE, stains, strict=True)))
    assert set(card(KEY, after)["groups"]) <= set(card(KEY, before)["groups"])


# -- the paper's patient -----------------------------------------------------------------------
def test_the_papers_patient():
    found = card(KEY, paper_patient())
    assert (found["applicability"], found["outcome"]) == ("applicable", "smooth_muscle")
    assert found["criteria"] == [
        {"key": "sma", "answer": "yes", "value": "positive"},
        {"key": "desmin", "answer": "yes", "value": "positive"},
        {"key": "h_caldesmon", "answer": "yes", "value": "positive"},
        {"key": "cd117_negative", "answer": "unknown", "why": "unanswered"},
        {"key": "ki67_low", "answer": "unknown", "why": "unanswered"},
    ]
    assert found["missing"] == []
    assert found["caveats"] == [
        {"code": "cd34_is_no_criterion", "value": "negative"},
        {"code": "ki67_has_no_limit"},
    ]


def test_the_papers_patient_in_words():
    text = describe(card(KEY, paper_patient()))
    assert (text.headline, text.short) == ("Shown", "Stains: smooth-muscle phenotype")
    assert text.caveats == (
        "CD34 is negative here; the literature disagrees on CD34 in this tumour, so that it is no "
        "criterion, whatever it is.",
        "The report calls a low Ki-67 usual and gives no number: it is shown, not judged.",
    )


@pytest.mark.parametrize("cd34", ["positive", "negative", "focal", "not_done", None])
def test_cd34_changes_nothing_but_what_is_said_of_it(cd34):
    """Reports disagree on it (T7): no value of it is flagged."""
    with_it = card(KEY, varied(paper_patient(), immunohistochemistry__cd34=cd34))
    without = card(KEY, varied(paper_patient(), immunohistochemistry__cd34=None))
    assert with_it | {"caveats": []} == without | {"caveats": []}
    said = [{"code": "cd34_is_no_criterion", "value": cd34}] * (cd34 in RESULTS)
    assert with_it["caveats"] == [*said, {"code": "ki67_has_no_limit"}]


# -- single stains -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "answer", "value", "why"),
    [
        ("negative", "yes", "negative", None),
        ("positive", "no", "positive", None),
        ("focal", "unknown", "focal", None),
        ("equivocal", "unknown", None, "equivocal"),
        ("not_done", "unknown", None, "not_done"),
        ({"missing": "not_applicable"}, "not_applicable", None, "not_applicable"),
        ("present", "unknown", None, "unreadable"),
        (None, "unknown", None, "unanswered"),
        (
            {"value": "negative", "alternatives": [{"value": "positive"}]},
            "unknown",
            None,
            "conflict",
        ),
    ],
)
def test_cd117_is_expected_to_be_negative(said, answer, value, why):
    criterion = card(KEY, panel(cd117=said))["criteria"][3]
    assert (criterion["answer"], criterion.get("value"), criterion.get("why")) == (
        answer,
        value,
        why,
    )


@pytest.mark.parametrize("percent", [0, 5, 60, 100])
def test_ki67_is_shown_and_not_judged(percent):
    found = card(KEY, panel(ki67=percent))
    assert found["criteria"][4] == {
        "key": "ki67_low",
        "answer": "unknown",
        "value": percent,
        "unit": "%",
    }
    assert describe(found).criteria[4].detail == f"{percent} %"


def test_ki67_without_a_number_says_why():
    criterion = card(KEY, panel(ki67={"missing": "not_done"}))["criteria"][4]
    assert criterion == {"key": "ki67_low", "answer": "unknown", "why": "not_done"}


def test_a_disputed_stain_asks_for_agreement():
    disputed = {"value": "positive", "alternatives": [{"value": "negative"}]}
    (entry,) = card(KEY, panel(sma=disputed, desmin="positive", h_caldesmon="positive"))["missing"]
    assert (entry["field"], entry["needs"]) == ("immunohistochemistry.sma", "agreement")


@pytest.mark.parametrize(
    ("stains", "headline", "short"),
    [
        (("positive", "focal", "positive"), "Shown in part", "smooth-muscle phenotype in part"),
        (("negative",) * 3, "Not shown", "no smooth-muscle phenotype shown"),
        ((None,) * 3, "Undetermined: shown, shown in part or not shown", "phenotype open"),
    ],
)
def test_outcomes_in_words(stains, headline, short):
    text = describe(card(KEY, panel(**dict(zip(MUSCLE, stains, strict=True)))))
    assert (text.headline, text.short) == (headline, f"Stains: {short}")
