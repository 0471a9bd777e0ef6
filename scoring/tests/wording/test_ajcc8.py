"""The words of the stage: every possible one, what each takes, and what a low one rests on."""

from scoring.tests.cases import card, paper_patient
from scoring.tests.rules.test_ajcc8_record import staged
from scoring.wording import describe


def test_the_papers_patient_in_words():
    text = describe(card("ajcc8", paper_patient()))
    assert (
        text.headline == "IB if GX or G1, IIIB if G2 or G3; IV possible (AJCC 8, retroperitoneum)"
    )
    assert text.short == "Stage: IB, IIIB or IV"
    assert text.lines == ("IB with M0 and GX or G1.", "IIIB with M0 and G2 or G3.", "IV with M1.")
    assert text.caveats == (
        "IB only because the grade is unknown; IIIB if G2 or G3.",
        "Metastasis is equivocal: neither M0 nor M1.",
        "Enlarged nodes of the chest are not regional: proven, they would be M1 and never N1.",
        "No chapter is recorded: that of the retroperitoneum is taken by default.",
    )
    assert text.missing == (
        "Assessment: Metastasis. If M0: IB or IIIB; if M1: IV.",
        "Pathology: FNCLCC grade. If G1: IB or IV; if G2: IIIB or IV; if G3: IIIB or IV.",
    )


def test_criteria_in_words():
    texts = [
        (each.label, each.answer_text, each.detail)
        for each in describe(card("ajcc8", paper_patient())).criteria
    ]
    assert texts == [
        ("T, size on imaging", "T4", "18 cm"),
        ("N, regional nodes", "N0", ""),
        ("M, metastasis", "M0 or M1", "equivocal"),
        ("Grade (FNCLCC)", "G1, G2 or G3", ""),
        ("Chapter", "retroperitoneum", ""),
    ]


def test_a_settled_stage_in_words():
    text = describe(staged(4, 12))
    assert text.headline == "IIIB (AJCC 8, retroperitoneum)"
    assert text.lines == ("By the size on imaging: II.",)
    assert text.caveats == (
        "T is read from the size of the specimen, which can be larger than the tumour.",
        "Imaging (4 cm, T1) and specimen (12 cm, T3) differ by more than a fifth.",
    )


def test_no_group_in_words():
    text = describe(staged(ct_abdomen__tumour_dim_1={"missing": "not_applicable"}))
    assert text.headline == "No stage group (AJCC 8, retroperitoneum)"
    assert text.short == "Stage: No stage group"


def test_an_open_chapter_in_words():
    told = {"pathology__nodes_positive": 1, "assessment__ajcc_chapter": {"missing": "unreadable"}}
    text = describe(staged(8, **told))
    assert text.headline == "IIIB or IV (AJCC 8, either chapter)"
    assert text.lines == ("IIIB with retroperitoneum.", "IV with trunk and extremities.")


def test_a_stage_that_anything_can_give_takes_no_line():
    told = {"pathology__fnclcc_grade": None, "ct_abdomen__abdominal_lymphadenopathy": "present"}
    text = describe(staged(**told))
    assert text.lines[0] == "IA with T1, N0 and GX or G1."
    assert len(text.lines) == 4  # IIIB can be reached with any size, node and grade


def test_a_stage_that_the_grade_alone_decides_names_its_grades():
    ungraded = staged(8, pathology__fnclcc_grade=None)
    assert describe(ungraded).headline == (
        "IB if GX or G1, IIIA if G2 or G3 (AJCC 8, retroperitoneum)"
    )
    partly = staged(
        8,
        pathology__fnclcc_grade=None,
        pathology__differentiation_score=1,
        pathology__mitoses={"value": 0, "unit": "per 10 HPF"},
    )
    assert describe(partly).headline == "IB if G1, IIIA if G2 (AJCC 8, retroperitoneum)"


def test_a_tumour_that_is_no_sarcoma_gets_no_stage_in_words():
    text = describe(staged(8, pathology__diagnosis="leiomyoma"))
    assert text.headline == "Not applicable. No stage (AJCC 8, retroperitoneum)"
    assert text.short == "Stage: not applicable"
    assert text.lines == (
        "Not applicable: the histology is leiomyoma, which is no sarcoma of soft tissue.",
    )
