"""Cards in words: the paper's patient sentence by sentence, and what no card ever says."""

import re
from decimal import Decimal

import pytest
from django.utils import translation

from cases.models.fields import dump_json, load_json
from scoring.facts import facts_from
from scoring.rules import RULES
from scoring.rules.corpus import documents
from scoring.tests.cases import (
    ABSENT,
    BY_KEY,
    card,
    kidney_patient,
    measured,
    paper_patient,
    varied,
)
from scoring.wording import WORDS, Bar, describe, headline
from scoring.wording.phrases import measured as measured_text

ALL_CARDS = [
    rule.evaluate(facts_from(document)) for document in documents()[:200] for rule in RULES
]


def words(rule, document):
    return describe(card(rule, document))


def kidney_words(**changes):
    return words("imdc", varied(kidney_patient(), **changes))


def details(text):
    return {criterion.key: criterion.detail for criterion in text.criteria}


# -- the paper's patient -----------------------------------------------------------------------
def test_imdc_of_the_papers_patient_in_four_sentences():
    assert words("imdc", paper_patient()).lines == (
        "Not applicable: the score was made for metastatic renal-cell carcinoma on systemic "
        "therapy; here the histology is leiomyosarcoma, no systemic therapy is reported and "
        "metastasis is equivocal.",
        "The report itself states: 2, intermediate.",
        "From the record, with the report's time factor taken over: 2 counted, 2 to 5 of 6 "
        "possible; intermediate or poor.",
        "From the record alone: 1 counted, 1 to 4 of 5 possible; intermediate or poor.",
    )


def test_criteria_of_the_papers_patient_follow():
    criteria = words("imdc", paper_patient()).criteria
    assert [(c.key, c.answer_text, c.detail) for c in criteria] == [
        ("haemoglobin", "met", "12 g/dL, limit 13.5 g/dL, the report's"),
        ("calcium", "not met", "“normal”, not corrected for albumin"),
        ("time_to_systemic", "stated by the source", "not computable"),
        ("performance_status", "unknown", "not recorded"),
        ("neutrophils", "unknown", "not recorded"),
        ("platelets", "unknown", "not recorded"),
    ]


def test_imdc_of_the_papers_patient_in_short():
    text = words("imdc", paper_patient())
    assert text.headline == "Not applicable; 2 to 5 of 6 possible, intermediate or poor"
    assert text.short == "IMDC not applicable: 2–5/6, intermediate or poor"
    assert (text.title, text.status) == ("IMDC risk group", "not_applicable")


def test_intermediate_alone_stands_only_in_the_sources_line():
    text = words("imdc", paper_patient())
    everything = [text.headline, text.short, *text.lines, *text.caveats]
    alone = [each for each in everything if "intermediate" in each and "or poor" not in each]
    assert alone == ["The report itself states: 2, intermediate."]


def test_the_strict_range_of_the_papers_patient_is_said():
    assert words("imdc", paper_patient()).caveats == (
        "Calcium is given in words and not said to be corrected for albumin.",
        "Counted strictly, with calcium as unknown: 2 counted, 2 to 6 of 6 possible; intermediate "
        "or poor.",
    )


def test_what_the_papers_patient_lacks_for_imdc():
    assert words("imdc", paper_patient()).missing == (
        "Karnofsky status: if met, poor; if not met, intermediate or poor.",
        "Neutrophils: if met, poor; if not met, intermediate or poor.",
        "Platelets: if met, poor; if not met, intermediate or poor.",
    )


def test_the_bar_of_the_papers_patient():
    bar = words("imdc", paper_patient()).bar
    assert isinstance(bar, Bar)
    assert (bar.counted, bar.low, bar.high, bar.of) == (2, 2, 5, 6)
    assert [(span.key, span.first, span.last, span.is_possible) for span in bar.groups] == [
        ("favourable", 0, 0, False),
        ("intermediate", 1, 2, True),
        ("poor", 3, 6, True),
    ]


def test_segments_of_the_papers_patient():
    text = words("kulaylat", paper_patient())
    assert text.headline == "Certain: none; suggested: II; not excluded: I, III"
    assert text.short == "Segment II suggested"
    assert text.lines == (
        "Certain: none.",
        "Suggested: II (right renal vein and wall of the cava invaded; an ostium counts to the "
        "higher segment).",
        "Not excluded: I, III.",
    )
    assert (text.certain, text.suggested, text.not_excluded) == ((), ("II",), ("I", "III"))
    assert text.caveats == ("Sources disagree on invasion: vena cava on CT.",)


def test_accessibility_of_the_papers_patient():
    text = words("technical_accessibility", paper_patient())
    assert text.title == "Technical accessibility by segment"
    assert text.headline == "Undetermined: segment not reported; if II as suggested, challenging"
    assert text.lines == (
        "Undetermined: segment not reported.",
        "If segment II, as suggested: challenging.",
        "Segment II, which the report (lines 208–211) calls retrohepatic: renal veins may be "
        "invaded.",
        "To assess: the upper limit of the tumour and the hepatic veins.",
    )


def test_the_sheet_of_the_papers_patient_has_two_sides():
    criteria = words("technical_accessibility", paper_patient()).criteria
    assert [(each.side, each.label, each.answer_text) for each in criteria][1:6] == [
        ("for", "Border with the abdominal wall kept", "yes"),
        ("for", "Border with the thoracic wall kept", "yes"),
        ("for", "Hepatic veins free", "unknown"),
        ("against", "Segment III with invaded hepatic veins", "unknown"),
        ("against", "One or both renal veins invaded", "yes"),
    ]
    assert criteria[1].detail == "report, lines 53–54"
    assert criteria[-1].detail == "equivocal; report, lines 116–119"


# -- IMDC of others ----------------------------------------------------------------------------
def test_an_applicable_score_with_one_group():
    text = kidney_words(presentation__kps=70)
    assert text.headline == "1 of 6, intermediate"
    assert text.short == "IMDC 1/6, intermediate"
    assert text.lines[:2] == (
        "Applicable: metastatic renal-cell carcinoma on systemic therapy.",
        "From the record: 1 of 6; intermediate.",
    )


def test_an_unknown_applicability():
    text = kidney_words(assessment__metastasis="equivocal", presentation__kps=ABSENT)
    assert (
        text.headline == "Applicability unknown; 0 to 1 of 6 possible, favourable or intermediate"
    )
    assert text.missing == (
        "Karnofsky status: if met, intermediate; if not met, favourable.",
        "Metastasis: decides whether the score applies.",
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"pathology__certainty": "possible"}, "renal-cell carcinoma is only possible"),
        (
            {"pathology__certainty": {"missing": "unreadable"}},
            "the certainty of renal-cell carcinoma is not readable as recorded",
        ),
        (
            {"assessment__metastasis": {"value": "yes", "alternatives": [{"value": "no"}]}},
            "metastasis is not the same in all sources",
        ),
        ({"pathology__diagnosis": ABSENT}, "the histology is not recorded"),
    ],
)
def test_why_the_applicability_is_unknown(changes, reason):
    assert kidney_words(**changes).lines[0].endswith(f"on systemic therapy; here {reason}.")


@pytest.mark.parametrize(
    ("changes", "key", "detail"),
    [
        (
            {"labs__haemoglobin": measured(13, "g/dL")},
            "haemoglobin",
            "13 g/dL, limit 13.5 g/dL, default, not the laboratory's, of 2021-05-20",
        ),
        (
            {"labs__haemoglobin": measured(Decimal("8.37"), "mmol/L", lower=Decimal("8.4"))},
            "haemoglobin",
            "13.49 g/dL, limit 13.54 g/dL, the report's, of 2021-05-20",
        ),
        (
            {"labs__haemoglobin": measured(14, "g/dL", lower=12, comparator=">")},
            "haemoglobin",
            "> 14 g/dL, limit 12 g/dL, the report's, of 2021-05-20",
        ),
        (
            {"labs__neutrophils": measured(7500, "/uL")},
            "neutrophils",
            "7.5 × 10⁹/L, no limit given, of 2021-05-20",
        ),
        ({"labs__platelets": {"missing": "not_done"}}, "platelets", "not done"),
        (
            {"labs__platelets": {"value": 1, "unit": "g"}},
            "platelets",
            "could not be read, of 2021-05-20",
        ),
        (
            {},
            "calcium",
            "2.3 mmol/L, limit 2.6 mmol/L, the report's, corrected for albumin, of 2021-05-20",
        ),
        ({}, "time_to_systemic", "diagnosis 2020-01-15, first line 2021-06-01"),
        (
            {"presentation__date_of_diagnosis": ABSENT},
            "time_to_systemic",
            "diagnosis no date, first line 2021-06-01",
        ),
        ({}, "performance_status", "Karnofsky 90, limit 80"),
        (
            {"presentation__kps": ABSENT, "presentation__ecog": 1},
            "performance_status",
            "ECOG 1, Karnofsky 70 or 80",
        ),
        (
            {"presentation__kps": ABSENT, "presentation__ecog": {"value": 1, "comparator": ">"}},
            "performance_status",
            "ECOG > 1",
        ),
        ({"presentation__kps": ABSENT}, "performance_status", "not recorded"),
    ],
)
def test_what_an_answer_rests_on(changes, key, detail):
    assert details(kidney_words(**changes))[key] == detail


def test_the_default_limits_are_told_with_their_numbers():
    text = kidney_words(labs__haemoglobin=measured(14, "g/dL"))
    assert text.caveats == (
        "The laboratory gives no limit for haemoglobin: a default is used, 13.5 g/dL for men and "
        "12 g/dL for women.",
    )


def test_rounding_never_makes_a_value_look_like_its_limit():
    near = {"value": Decimal("13.499"), "limit": Decimal("13.50"), "unit": "g/dL"}
    assert measured_text(near) == "13.499 g/dL"
    assert measured_text({**near, "limit": Decimal("13.6")}) == "13.5 g/dL"


def test_an_unknown_sex_is_asked_for_by_name():
    text = kidney_words(presentation__sex=ABSENT, labs__haemoglobin=measured(13, "g/dL"))
    assert text.missing == (
        "Sex, for the default limit of haemoglobin: if met, intermediate; if not met, favourable.",
        "Haemoglobin, the laboratory's limit: if met, intermediate; if not met, favourable.",
    )


def test_dates_that_are_needed_together_are_named_together():
    text = kidney_words(
        presentation__date_of_diagnosis=ABSENT, systemic__first_line_systemic_start=ABSENT
    )
    assert text.missing[0].startswith(
        "Date of diagnosis (with: Start of first-line systemic therapy): if met, intermediate"
    )


# -- every card --------------------------------------------------------------------------------
def test_every_rule_has_words():
    assert sorted(WORDS) == sorted(BY_KEY)


def texts_of(text):
    criteria = [part for c in text.criteria for part in (c.label, c.answer_text, c.detail)]
    return [text.headline, text.short, *text.lines, *criteria, *text.missing, *text.caveats]


def test_a_stored_card_reads_as_a_fresh_one():
    for fresh in ALL_CARDS:
        stored = load_json(dump_json(fresh.as_dict()))
        assert describe(stored) == describe(fresh)
        assert headline(stored) == describe(fresh).headline


def test_no_card_leaves_a_placeholder_or_a_code_in_its_words():
    for fresh in ALL_CARDS:
        for text in texts_of(describe(fresh)):
            assert "%(" not in text
            assert "_" not in text
            assert "None" not in text
            assert "unanswered" not in text


def test_no_card_judges_resectability_or_names_survival():
    for fresh in ALL_CARDS:
        for text in texts_of(describe(fresh)):
            assert "unresectable" not in text.lower()
            assert "surviv" not in text.lower()
            is_of_the_record = "under 12 months" in text or "followed until then" in text
            assert "month" not in text.lower() or is_of_the_record


def test_every_short_text_fits_a_bar_on_a_telephone():
    assert max(len(describe(fresh).short) for fresh in ALL_CARDS) <= 60


def test_headlines_on_signs_access_and_stage_fit_two_lines_of_print():
    rules = ("technical_accessibility", "ct_signs", "ajcc8")
    headlines = [describe(fresh).headline for fresh in ALL_CARDS if fresh.rule in rules]
    assert max(map(len, headlines)) <= 90


def test_every_text_can_be_translated(monkeypatch):
    """With each message in brackets, no letter but those of the segments stands outside of them."""
    monkeypatch.setattr(translation._trans, "gettext", lambda message: f"[{message}]")
    monkeypatch.setattr(translation._trans, "ngettext", lambda one, more, count: f"[{more}]")
    for fresh in ALL_CARDS:
        text = describe(fresh)
        for shown in (text.title, *texts_of(text)):
            assert not set(outside_brackets(shown)) - set(" ,;.:0123456789-–IVX"), shown


def outside_brackets(text):
    """Without units and classes such as T4, which are the same in every language."""
    text = re.sub(r"\b[TNMGR][0-4X]\b|%|\b[cm]?m\b", "", text)
    text = re.sub(r"m?g/dL|g/L|mmol/L|µmol/L|U/L|ml/min|mL/min/1\.73 m²|× 10⁹/L|[<>]=?", "", text)
    while "[" in text:
        text = re.sub(r"\[[^\[\]]*\]", "", text)
    return text
