"""The inner tensions of the case report (T1 to T21): where both sides of each are seen.

Each is a test of its own: on the cards of the published patient, in the fields of the record, or
among the group figures, which stand apart from any case.
"""

import pytest

from scoring.knowledge import OTHERS, OUTLOOK, TABLES, Row
from scoring.rules import READING
from scoring.tests.cases import BY_KEY, card, paper_patient, varied
from scoring.wording import CardText, describe

PATIENT = paper_patient()


def words(rule: str) -> CardText:
    return describe(card(rule, PATIENT))


def criterion(rule: str, key: str) -> tuple[str, str]:
    """Answer and detail of one criterion, as a person reads them."""
    found = next(each for each in words(rule).criteria if each.key == key)
    return found.answer, found.detail


def table(key: str) -> dict[tuple[str, str], str]:
    """Figures of one outcome, by source and what they are of."""
    (found,) = [each for each in TABLES if each.key == key]
    return {(row.source.name, str(row.note or row.who)): row.figure for row in found.rows}


def rows_of(source: str, key: str) -> list[Row]:
    (found,) = [each for each in TABLES if each.key == key]
    return [row for row in found.rows if row.source.name == source]


def test_no_figure_of_a_part_stands_beside_the_number_of_the_whole_series():
    parts = {
        ("length", "Wachtel et al."): [0, 0, 0],
        ("length", "Ito et al."): [0],
        ("death", "Hilliard et al."): [0],
        ("reconstruction", "Etkin et al."): [0, 0],
    }
    found = {part: [row.n for row in rows_of(part[1], part[0])] for part in parts}
    assert found == parts


# -- in the record and on its cards ------------------------------------------------------------
def test_t1_called_normal_and_anaemic():
    """Both are kept; the value wins: the factor is met."""
    assert criterion("consistency", "summary_and_values") == (
        "yes",
        "Laboratory: Overall, as reported: normal; Laboratory: Haemoglobin: 12 g/dL (limit 13.5 "
        "g/dL)",
    )
    assert card("imdc", PATIENT)["criteria"][0]["answer"] == "yes"


def test_t2_the_cava_invaded_and_pushed_back():
    said = PATIENT["ct_abdomen"][0]["invades_ivc"]
    assert (said["value"], said["alternatives"][0]["value"]) == ("present", "absent")
    assert criterion("consistency", "cava_on_ct")[0] == "yes"
    assert criterion("origin", "partial_invasion") == ("unknown", "sources disagree")
    assert "ct_abdomen.invades_ivc" in [
        each["key"] for each in card("open_items", PATIENT)["criteria"]
    ]


def test_t3_a_score_of_kidney_cancer_on_a_sarcoma():
    found = card("imdc", PATIENT)
    assert found["applicability"] == "not_applicable"
    assert [note["code"] for note in found["reasons"]] == [
        "histology",
        "systemic_therapy_not_reported",
        "metastasis_equivocal",
    ]
    assert found["reported"] == {"value": 2, "group": "intermediate"}


def test_t4_two_as_reported_and_two_to_five_as_recorded():
    found = card("imdc", PATIENT)
    assert found["reported"]["value"] == 2
    assert (found["low"], found["high"], found["of"]) == (2, 5, 6)
    assert found["groups"] == ["intermediate", "poor"]
    alone = found["alone"]
    assert (alone["low"], alone["high"], alone["of"]) == (1, 4, 5)
    (strict,) = [note for note in found["caveats"] if note["code"] == "strict_range"]
    assert (strict["low"], strict["high"]) == (2, 6)


def test_t5_a_time_to_a_treatment_that_was_not_given():
    """Stated by the report, not applicable by the record."""
    time = next(
        each for each in card("imdc", PATIENT)["criteria"] if each["key"] == "time_to_systemic"
    )
    assert (time["answer"], time["stated"]) == ("not_applicable", "yes")
    assert criterion("consistency", "factors_reported") == (
        "yes",
        "Scores reported: Factors the source counted: time from diagnosis to systemic treatment; "
        "Systemic treatment: Systemic treatment given: not recorded",
    )


def test_t6_ldh_is_measured_and_belongs_to_another_score():
    assert PATIENT["labs"][0]["ldh"] == {"result": "normal"}
    read = {key: {str(field) for field in BY_KEY[key].reads} for key in ("imdc", "mskcc")}
    assert ("labs.ldh" in read["imdc"], "labs.ldh" in read["mskcc"]) == (False, True)
    assert card("mskcc", PATIENT)["applicability"] == "not_applicable"


@pytest.mark.parametrize("said", ["positive", "negative", "focal"])
def test_t7_cd34_negative_and_called_positive(said):
    """The card says that reports disagree; no value of it changes a result or opens an item."""
    document = varied(PATIENT, immunohistochemistry__cd34=said)
    caveat = describe(card("ihc_profile", document)).caveats[0]
    assert caveat == (
        f"CD34 is {said} here; the literature disagrees on CD34 in this tumour, so that it is no "
        "criterion, whatever it is."
    )
    for rule in ("consistency", "open_items"):
        assert card(rule, document) == card(rule, PATIENT)
    assert card("ihc_profile", document)["outcome"] == "smooth_muscle"


def test_t8_a_clearance_by_name_and_an_estimate_by_equation():
    said = PATIENT["labs"][0]["egfr"]
    assert (said["value"], said["unit"], said["equation"]) == (75, "ml/min", "unknown")
    assert criterion("consistency", "filtration_and_unit") == (
        "yes",
        "Laboratory: Estimated filtration rate (eGFR): unit ml/min, equation not stated",
    )


def test_t9_an_origin_and_others_that_were_not_ruled_out():
    assert words("origin").lines == (
        "Pathology states as origin: inferior vena cava.",
        "Not ruled out: renal vein and kidney.",
    )
    assert criterion("consistency", "origin_and_alternatives")[0] == "yes"


def test_t10_segments_are_taught_and_the_patients_is_not_given():
    found = card("kulaylat", PATIENT)
    assert (found["certain"], found["suggested"], found["not_excluded"]) == (
        [],
        ["II"],
        ["I", "III"],
    )


def test_t11_no_nodes_in_the_abdomen_and_five_in_the_chest():
    """Fields of their own: no one answer on nodes of the whole patient."""
    assert PATIENT["ct_abdomen"][0]["abdominal_lymphadenopathy"] == "absent"
    assert PATIENT["ct_thorax"][0]["adenopathy_count"] == 5
    assert criterion("consistency", "nodes_of_abdomen_and_chest") == (
        "yes",
        "CT abdomen: Abdominal lymphadenopathy: absent; CT thorax: Mediastino-hilar adenopathy: "
        "present",
    )


def test_t12_an_equivocal_chest_and_no_distant_lesion_at_follow_up():
    assert criterion("consistency", "open_chest_and_follow_up")[0] == "yes"
    assert card("open_items", PATIENT)["criteria"][0]["key"] == "ct_thorax.interpretation"
    assert criterion("expert_centre", "equivocal_staging")[0] == "yes"


def test_t13_radical_nephrectomy_and_nephrectomy_and_a_closure_that_nobody_mentions():
    assert criterion("consistency", "nephrectomy_named") == (
        "yes",
        "Surgery: Nephrectomy: radical; Surgery: Nephrectomy: done, extent not specified",
    )
    assert criterion("expert_centre", "reconstruction") == ("unknown", "not recorded")


def test_t14_clear_margins_and_a_recut():
    assert criterion("consistency", "clear_margin_and_recut") == (
        "yes",
        "Pathology: Margin of the specimen: clear; Pathology: Margin of the recut of the cava: "
        "clear",
    )
    assert criterion("short_term_factors", "macroscopic_residual") == ("no", "from the margins")


def test_t15_eight_months_and_a_median_of_twenty_five():
    """Censored, with no word of cure; the median stands among the group figures alone."""
    assert words("consistency").caveats == (
        "No recurrence at 8 months: followed until then and no further, which says nothing of "
        "what comes later.",
    )
    said = [text for rule in BY_KEY for text in texts_of(words(rule))]
    assert [text for text in said if "cure" in text.lower() or "25" in text.split()] == []
    assert table("disease-free")["Bilgo et al.", "median time to recurrence"] == "25 months"


def test_t19_bleeding_during_the_operation_and_no_grade_of_a_complication():
    operation = PATIENT["surgery"][0]
    assert operation["intraoperative_haemorrhage"] == "present"
    assert operation["red_cells"] == {"value": 2, "unit": "unit"}
    assert "clavien_dindo" not in operation
    read = {str(field) for rule in READING for field in rule.reads}
    assert "surgery.clavien_dindo" not in read


def test_t20_called_slow_and_little_infiltrating_and_large_and_invading():
    """The record holds what was found; no card repeats the general statement."""
    scan, specimen = PATIENT["ct_abdomen"][0], PATIENT["pathology"][0]
    assert scan["tumour_dim_1"] == {"value": 18, "unit": "cm"}
    assert (scan["invades_right_kidney"], specimen["invades_ivc_wall"]) == ("present", "present")
    said = " ".join(text.lower() for rule in BY_KEY for text in texts_of(words(rule)))
    assert [word for word in ("infiltrat", "slow", "growth rate") if word in said] == []


def texts_of(text: CardText) -> list[str]:
    of_criteria = [f"{each.label} {each.detail}" for each in text.criteria]
    return [text.headline, text.short, *text.lines, *text.missing, *text.caveats, *of_criteria]


# -- among the group figures -------------------------------------------------------------------
def test_t16_below_half_and_the_figures_that_it_rounds():
    five = table("five-years")
    assert five["Bilgo et al.", "the next row's figure, rounded"] == "< 50 %"
    assert five["Mingoli et al.", "134 of 218 in the registry"] == "49.4 %"
    assert five["Wachtel et al.", "not broken down by treatment"] == "55 %"
    ten = {key[0]: figure for key, figure in table("other-years").items()}
    assert (ten["Bilgo et al."], ten["Mingoli et al."]) == ("< 30 %", "29.5 %")
    assert table("recurrence")["Bilgo et al.", "have a recurrence"] == "1/3–1/2"
    assert [row.n for row in rows_of("Wachtel et al.", "five-years")] == [377]


def test_t17_the_segment_that_is_easier_to_reach_has_the_worse_survival():
    """Access and outlook are apart: one is a card, the other a group figure."""
    at_five = [row for row in rows_of("Mingoli et al.", "by-segment") if "five" in str(row.note)]
    assert [(str(row.who).split()[0], row.figure) for row in at_five] == [
        ("middle", "56.7 %"),
        ("lower", "37.8 %"),
    ]
    accessible = varied(
        PATIENT, ct_abdomen__ivc_lower="infrarenal", ct_abdomen__ivc_upper="infrarenal",
        ct_abdomen__invades_ivc="absent", pathology__invades_ivc_wall="absent",
        pathology__invades_right_renal_vein="absent",
    )  # fmt: skip
    text = describe(card("technical_accessibility", accessible))
    assert text.headline == "Accessible: segment I only"
    assert [said for said in texts_of(text) if "surviv" in said] == []


def test_t18_a_number_of_a_level_is_never_shown_without_its_scheme():
    assert words("kulaylat").title == "Segment of the vena cava (Kulaylat)"
    (found,) = [each for each in OUTLOOK if each.key == "by-segment"]
    assert "Hilliard et al. count levels: survival is best at level 2, worse at level 1" in str(
        found.remark
    )


def test_t21_one_man_to_five_women_and_three_women_to_one_man():
    """Each with its source."""
    (who,) = [each for each in OTHERS if each.key == "who"]
    ratios = {row.source.name: (str(row.who), row.figure) for row in who.rows if ":" in row.value}
    assert ratios == {
        "Bilgo et al.": ("men to women", "1:5"),
        "Eurorad": ("women to men", "3:1"),
    }
