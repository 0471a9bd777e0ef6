"""The two cards on the cava in words, for patients other than the paper's."""

import pytest

from scoring.tests.cases import card, cava_patient, paper_patient, varied
from scoring.wording import describe

DISPUTED = {"value": "suprarenal", "alternatives": [{"value": "infrarenal"}]}


def words(rule, document):
    return describe(card(rule, document))


@pytest.mark.parametrize(
    ("limits", "long", "short"),
    [
        (("infrarenal", "suprarenal"), "Certain: I, II", "Segment I, II"),
        (("suprarenal", None), "Certain: II; not excluded: III", "Segment II, III open"),
        ((None, None), "Certain: none; not excluded: I, II, III", "Segment open"),
        (
            ("right_atrium", "infrarenal"),
            "No result: the limits contradict each other",
            "Segment: limits contradict",
        ),
    ],
)
def test_headlines_of_segments(limits, long, short):
    text = words("kulaylat", cava_patient(ivc_lower=limits[0], ivc_upper=limits[1]))
    assert (text.headline, text.short) == (long, short)


def test_the_convention_on_ostia_is_said_where_it_decides():
    text = words("kulaylat", cava_patient(ivc_lower="renal_vein_ostia", ivc_upper="suprarenal"))
    assert text.caveats[0].startswith("The lower limit lies exactly at the renal vein ostia.")


def test_what_a_missing_limit_would_leave_is_told_by_level():
    text = words("kulaylat", cava_patient(ivc_lower="suprarenal"))
    assert text.missing == (
        "Upper limit of the tumour. Suprarenal cava: II; hepatic vein ostia to right atrium: II, "
        "III.",
    )


def test_levels_are_told_from_below_though_a_stored_card_has_lost_their_order():
    payload = card("kulaylat", cava_patient(ivc_lower="suprarenal"))
    (entry,) = payload["missing"]
    shuffled = {**entry, "settles": dict(sorted(entry["settles"].items()))}
    assert list(shuffled["settles"]) != list(entry["settles"])
    assert describe({**payload, "missing": [shuffled]}).missing == describe(payload).missing


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ({"ivc_upper": "infrarenal"}, "Accessible: segment I only"),
        ({"ivc_upper": "suprarenal"}, "Challenging: segment II"),
        (
            {"ivc_upper": "suprahepatic", "invades_hepatic_veins": "absent"},
            "Conditional: segment III, hepatic veins free",
        ),
        ({"ivc_upper": "suprahepatic"}, "Undetermined: hepatic veins not reported"),
        (
            {"ivc_upper": "suprahepatic", "invades_hepatic_veins": "not_assessed"},
            "Undetermined: hepatic veins not assessed",
        ),
        (
            {
                "ivc_upper": "suprahepatic",
                "invades_hepatic_veins": "absent",
                "invades_left_hepatic_vein": "equivocal",
            },
            "Undetermined: hepatic veins equivocal",
        ),
        ({"ivc_upper": DISPUTED}, "Undetermined: sources disagree on the upper limit"),
        (
            {"ivc_upper": {"missing": "unreadable"}, "ivc_lower": "infrarenal"},
            "Undetermined: upper limit could not be read",
        ),
        (
            {"ivc_upper": "infrarenal", "invades_right_atrium": "present"},
            "Undetermined: invasion is recorded above the upper limit",
        ),
        ({"ivc_lower": "infrarenal"}, "Undetermined: upper limit not reported"),
        (
            {"ivc_lower": "right_atrium", "ivc_upper": "infrarenal"},
            "No result: the limits contradict each other",
        ),
    ],
)
def test_headlines_of_accessibility(findings, expected):
    text = words("technical_accessibility", cava_patient(ivc_lower=None) | cava_patient(**findings))
    assert text.headline == expected


def test_a_disputed_limit_is_not_called_unrecorded():
    text = words("kulaylat", cava_patient(ivc_upper=DISPUTED))
    upper, lower = text.criteria[:2]
    assert (upper.answer_text, upper.detail) == ("sources disagree", "")
    assert (lower.answer_text, lower.detail) == ("not recorded", "")
    assert text.caveats == ("Sources disagree on where the tumour ends: upper limit.",)
    assert any(
        entry.startswith("Upper limit of the tumour, on which sources disagree. ")
        for entry in text.missing
    )


def test_an_invaded_atrium_above_the_limits_is_told_and_what_to_check():
    findings = {"ivc_upper": "infrarenal", "invades_right_atrium": "present"}
    text = words("technical_accessibility", cava_patient(**findings))
    assert text.lines == (
        "Undetermined: invasion is recorded above the upper limit.",
        "To assess: the hepatic veins and the upper limit of the tumour.",
    )
    assert text.caveats[0] == (
        "The limits exclude segment III, yet invasion suggests it (right atrium): check both."
    )


def test_often_impossible_cites_the_report_and_asks_for_the_team():
    findings = {"ivc_upper": "suprahepatic", "invades_hepatic_veins": "present"}
    text = words("technical_accessibility", cava_patient(**findings))
    assert text.headline == "Often impossible according to the report: for the board to discuss"
    assert "lines 206–208" in text.lines[0]
    assert "multidisciplinary team" in text.lines[0]


def test_segment_two_is_called_what_the_report_calls_it():
    text = words("technical_accessibility", cava_patient(ivc_upper="suprarenal"))
    assert text.lines == (
        "Segment II, which the report (lines 208–211) calls retrohepatic: renal veins may be "
        "invaded.",
    )
    (retrohepatic,) = [each for each in text.criteria if each.key == "retrohepatic"]
    assert retrohepatic.label == "Segment II, which the report calls retrohepatic"


def test_what_is_suggested_of_another_tumour_stays_out_of_the_headline():
    document = varied(paper_patient(), pathology__diagnosis="lymphoma")
    text = words("technical_accessibility", document)
    assert text.headline == "Not applicable. Undetermined: segment not reported"
    assert text.lines[2] == "If segment II, as suggested: challenging."


@pytest.mark.parametrize("rule", ["kulaylat", "technical_accessibility"])
def test_another_tumour_is_said_first(rule):
    document = varied(paper_patient(), pathology__diagnosis="lymphoma")
    text = words(rule, document)
    assert text.headline.startswith("Not applicable. ")
    assert text.lines[0].endswith("here the histology is lymphoma.")
