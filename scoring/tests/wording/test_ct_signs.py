"""CT signs in words: Webb's figures stand beside them, and no diagnosis is made."""

import pytest

from scoring.tests.cases import card, paper_patient, varied
from scoring.tests.rules.test_ct_signs import signs
from scoring.wording import describe


def test_the_papers_patient_in_words():
    text = describe(card("ct_signs", paper_patient()))
    assert text.headline == "Indeterminate: all three signs are open"
    assert text.status == "applicable"
    assert text.lines == ("Open: dilated lumen, imperceptible lumen and positive embedded cava.",)
    assert text.missing == (
        "CT signs: Lumen invaded and dilated. If yes: strong support; if no: support, weak support "
        "or not supported.",
        "CT signs: Imperceptible cava lumen. If yes: strong support or support; if no: strong "
        "support, weak support or not supported.",
        "CT signs: Positive embedded cava sign. If yes: strong support, support or weak support; "
        "if no: strong support, support or not supported.",
        "CT signs: Negative embedded cava sign. If yes: strong support, support or not supported; "
        "if no: strong support, support, weak support or not supported.",
    )
    assert text.caveats == (
        "Webb's series is small: 4 leiomyosarcomas of the cava and 14 other masses.",
        "The signs make no diagnosis.",
    )


def test_why_a_sign_is_not_known_comes_before_the_figures():
    text = describe(signs("no", "no", "no", "unknown"))
    assert text.criteria[3].detail == (
        "not assessed, Webb: 0 of 4 leiomyosarcomas of the cava, 11 of 14 other masses (p = 0.01)"
    )


def test_webbs_figures_stand_beside_the_signs():
    criteria = describe(signs("yes", "yes", "no", "no")).criteria
    assert [criterion.detail for criterion in criteria] == [
        "Webb, any tumour in the lumen: 1 of 4 leiomyosarcomas of the cava, 2 of 14 other masses "
        "(p = 1.0)",
        "Webb: 3 of 4 leiomyosarcomas of the cava, 0 of 14 other masses (p < 0.02), 95 per cent "
        "interval of 3 in 4: 19 to 99 per cent",
        "Webb: 0 of 4 leiomyosarcomas of the cava, 1 of 14 other masses (p = 1.0)",
        "Webb: 0 of 4 leiomyosarcomas of the cava, 11 of 14 other masses (p = 0.01)",
    ]


@pytest.mark.parametrize(
    ("answers", "headline"),
    [
        (("yes", "no", "no", "no"), "Strong support: the lumen is invaded and dilated"),
        (("no", "yes", "no", "no"), "Support: the lumen is imperceptible"),
        (("no", "no", "yes", "no"), "Weak support: the positive embedded sign"),
        (("no", "no", "no", "no"), "Not supported: none of the three signs is present"),
        (("no", "no", "yes", "yes"), "No result: the cava cannot be embedded both ways"),
        (("no", "unknown", "no", "no"), "Indeterminate: imperceptible lumen open"),
        (
            ("no", "yes", "no", "yes"),
            "Support: the lumen is imperceptible; one argues against",
        ),
        (
            ("no", "unknown", "unknown", "yes"),
            "Indeterminate: imperceptible lumen and positive embedded cava open; one argues "
            "against",
        ),
    ],
)
def test_headlines(answers, headline):
    assert describe(signs(*answers)).headline == headline


def test_a_settled_card_lists_no_open_sign():
    assert describe(signs("yes", "unknown", "no", "no")).lines == ()


def test_the_contradiction_in_words():
    text = describe(signs("no", "no", "yes", "yes"))
    assert text.lines == (
        "Positive and negative embedded cava are both recorded as present, which exclude each "
        "other.",
    )
    assert text.missing == (
        "CT signs: Positive embedded cava sign, which the rest of the record contradicts. If no: "
        "not supported.",
        "CT signs: Negative embedded cava sign, which the rest of the record contradicts. If no: "
        "weak support.",
    )


def test_caveats_of_present_signs_in_words():
    against, lumen, *_rest = describe(signs("yes", "no", "no", "yes")).caveats
    assert against == "The negative embedded sign argues against an origin in the cava."
    assert lumen == (
        "The phrase “almost pathognomonic” is the report's; Webb saw tumour in the lumen in 1 of 4 "
        "leiomyosarcomas of the cava and in 2 of 14 other masses."
    )
    positive = describe(signs("no", "no", "yes", "no")).caveats[0]
    assert positive == (
        "The report cites Webb for the positive embedded sign, who saw it in 0 of 4 "
        "leiomyosarcomas of the cava and in 1 of 14 other masses."
    )


def test_another_histology_in_words():
    document = varied(
        paper_patient(),
        pathology__diagnosis="renal_cell_carcinoma",
        ct_signs__lumen_invaded_and_dilated="present",
    )
    text = describe(card("ct_signs", document))
    headline = "Not applicable. Strong support: the lumen is invaded and dilated"
    assert text.headline == headline
    assert text.lines == ("Not applicable: the histology is renal-cell carcinoma.",)


def test_open_signs_of_another_histology_stay_out_of_the_headline():
    told = {"diagnosis": "renal_cell_carcinoma", "certainty": "definite"}
    against = {"ct_signs": [{"negative_embedded_ivc": "present"}], "pathology": [told]}
    headline = describe(card("ct_signs", against)).headline
    assert headline == "Not applicable. Indeterminate; one argues against"
