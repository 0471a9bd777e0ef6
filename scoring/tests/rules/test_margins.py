"""Residual tumour by margins: every value of the three findings against the rule typed in."""

from itertools import product

import pytest

from scoring.tests.cases import card, codes, measured, paper_patient, varied
from scoring.wording import describe

WORDS = (None, "clear", "close", "involved", "not_done", {"missing": "not_applicable"})
RESIDUALS = (None, "present", "absent", "equivocal", "not_assessed", {"missing": "not_applicable"})
DISPUTED = {"value": "clear", "alternatives": [{"value": "involved"}]}
OPERATED = {"surgery": [{"operated": "present"}]}
UNREADABLE = {"missing": "unreadable"}


def margins(specimen=None, recut=None, residual=None, **more):
    row = {
        "specimen": "resection",
        "margin_specimen": specimen,
        "margin_ivc_recut": recut,
        "macroscopic_residual": residual,
    }
    said = {name: value for name, value in (row | more).items() if value is not None}
    return card("margins", {"pathology": [said], **OPERATED})


def possible(specimen, recut, residual):
    """The classes of all completions, worst first decides; written apart from the rule."""
    known = {"clear": "clear", "close": "clear", "involved": "involved"}
    unknown = ("clear", "involved")
    first = unknown if not isinstance(specimen, str) else (known.get(specimen),)
    first = unknown if specimen == "not_done" else first
    second = (known[recut],) if recut in ("clear", "close", "involved") else ("none",)
    second = (*unknown, "none") if recut is None else second
    left = {"present": ("yes",), "absent": ("no",)}.get(str(residual), ("yes", "no"))
    if residual != "equivocal" and len(left) == 2 and not rx(specimen, recut):
        left = ("no",)
    found = set()
    for one, other, tumour in product(first, second, left):
        if tumour == "yes":
            found.add("R2")
        else:
            found.add("R1" if "involved" in (one, other) else "R0")
    return sorted(found)


def rx(specimen, recut):
    """A margin is not known and none is involved."""
    if "involved" in (specimen, recut):
        return False
    return specimen not in ("clear", "close") or recut is None


# -- every combination -------------------------------------------------------------------------
@pytest.mark.parametrize(("specimen", "recut"), list(product(WORDS, repeat=2)))
@pytest.mark.parametrize("residual", RESIDUALS, ids=str)
def test_every_combination_of_margins_and_residual_tumour(specimen, recut, residual):
    found = margins(specimen, recut, residual)
    groups = possible(specimen, recut, residual)
    assert found["groups"] == groups
    if len(groups) == 1:
        assert found["outcome"] == groups[0]
    else:
        assert found["outcome"] == ("RX" if rx(specimen, recut) else "undetermined")


@pytest.mark.parametrize(
    ("specimen", "recut", "residual", "outcome"),
    [
        ("clear", "clear", "absent", "R0"),
        ("clear", "clear", "present", "R2"),
        ("involved", "clear", "present", "R2"),
        (None, None, "present", "R2"),
        ("involved", "clear", "absent", "R1"),
        ("clear", "involved", "absent", "R1"),
        ("involved", None, "absent", "R1"),
        (None, "involved", "absent", "R1"),
        ("clear", None, "absent", "RX"),
        (None, "clear", "absent", "RX"),
        ("not_done", "clear", "absent", "RX"),
        ("clear", "not_done", "absent", "R0"),
        ("clear", "clear", None, "R0"),
        ("close", "close", "absent", "R0"),
        ("clear", "clear", "equivocal", "undetermined"),
        ("involved", "clear", "equivocal", "undetermined"),
        (None, None, None, "RX"),
    ],
)
def test_the_class_of_the_rule(specimen, recut, residual, outcome):
    assert margins(specimen, recut, residual)["outcome"] == outcome


@pytest.mark.parametrize(("specimen", "recut"), list(product(WORDS, repeat=2)))
@pytest.mark.parametrize("residual", RESIDUALS, ids=str)
def test_what_is_missing_says_what_each_answer_would_leave(specimen, recut, residual):
    left = residual if residual in ("present", "absent") else "equivocal"
    answers = {
        "macroscopic_residual": {
            "yes": (specimen, recut, "present"),
            "no": (specimen, recut, "absent"),
        },
        "margin_specimen": {word: (word, recut, left) for word in ("clear", "involved")},
        "margin_ivc_recut": {
            "clear": (specimen, "clear", left),
            "involved": (specimen, "involved", left),
            "none": (specimen, "not_done", left),
        },
    }
    is_open = {
        "macroscopic_residual": left == "equivocal",
        "margin_specimen": specimen not in ("clear", "close", "involved"),
        "margin_ivc_recut": recut is None,
    }
    groups = margins(specimen, recut, left)["groups"]
    expected = {}
    for name, told in answers.items():
        settles = {answer: margins(*each)["groups"] for answer, each in told.items()}
        if is_open[name] and any(after != groups for after in settles.values()):
            expected[f"pathology.{name}"] = settles
    missing = margins(specimen, recut, residual)["missing"]
    assert {entry["field"]: entry["settles"] for entry in missing} == expected


def test_residual_tumour_that_is_not_stated_is_asked_for_and_named():
    found = margins("clear", "clear")
    assert found["missing"] == [
        {
            "field": "pathology.macroscopic_residual",
            "needs": "value",
            "settles": {"yes": ["R2"], "no": ["R0"]},
            "why": "unanswered",
        }
    ]
    assert found["caveats"] == [{"code": "residual_not_stated"}]


@pytest.mark.parametrize(
    ("specimen", "recut", "residual", "expected"),
    [
        ("clear", "clear", "absent", []),
        ("clear", "clear", None, ["residual_not_stated"]),
        ("involved", "involved", None, ["residual_not_stated"]),
        ("involved", None, None, ["residual_not_stated"]),
        ("clear", None, None, []),
        ("clear", "clear", "equivocal", []),
        ("close", "clear", "absent", ["close_margin"]),
        ("clear", "close", "absent", ["close_margin"]),
        ("involved", "clear", "absent", ["recut_clear"]),
        ("clear", "involved", "absent", []),
        ("involved", "involved", "absent", []),
        ("involved", "not_done", "absent", []),
    ],
)
def test_caveats(specimen, recut, residual, expected):
    assert codes(margins(specimen, recut, residual)["caveats"]) == expected


@pytest.mark.parametrize(
    ("said", "needs", "why"),
    [
        (None, "value", "unanswered"),
        ("not_done", "value", "not_done"),
        (DISPUTED, "agreement", "conflict"),
        (UNREADABLE, "value", "unreadable"),
        ("no_such_word", "value", None),
        ("none", "value", None),
    ],
)
def test_a_margin_that_is_not_known_keeps_its_reason(said, needs, why):
    found = margins(said, "clear", "absent")
    assert found["outcome"] == "RX"
    (entry,) = found["missing"]
    assert (entry["field"], entry["needs"]) == ("pathology.margin_specimen", needs)
    assert entry["settles"] == {"clear": ["R0"], "involved": ["R1"]}
    assert entry.get("why") == why


@pytest.mark.parametrize("said", [DISPUTED, UNREADABLE, None])
def test_a_recut_that_is_not_known_may_not_have_been_made(said):
    (entry,) = margins("clear", said, "absent")["missing"]
    assert entry["settles"] == {"clear": ["R0"], "involved": ["R1"], "none": ["R0"]}


@pytest.mark.parametrize("said", [{"value": "present", "alternatives": [{"value": "absent"}]}])
def test_sources_that_disagree_on_residual_tumour_leave_r2_possible(said):
    found = margins("clear", "clear", said)
    assert (found["outcome"], found["groups"]) == ("undetermined", ["R0", "R2"])
    assert found["caveats"] == []


# -- distance ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("margin", "distance", "comparator", "contradicts"),
    [
        ("clear", 0, "", True),
        ("close", 0, "", True),
        ("clear", 1, "", False),
        ("clear", 0, "<=", True),
        ("clear", 1, "<", False),
        ("close", 1, "<", False),
        ("involved", 0, "", False),
        ("involved", 1, "", True),
        ("involved", 1, "<", False),
        ("involved", 0, ">", True),
        (None, 0, "", False),
        (None, 5, "", False),
    ],
)
def test_a_margin_that_its_distance_contradicts_stays_open(
    margin, distance, comparator, contradicts
):
    said = measured(distance, "mm", comparator=comparator)
    found = margins(margin, "clear", "absent", margin_specimen_distance=said)
    assert ("distance_contradicts" in codes(found["caveats"])) is contradicts
    if contradicts:
        assert (found["outcome"], found["groups"]) == ("RX", ["R0", "R1"])
        assert [entry["needs"] for entry in found["missing"]] == ["consistency"]
    if margin is None:
        assert found["outcome"] == "RX"


# -- as reported -------------------------------------------------------------------------------
MEANS = {"R0": {"R0"}, "R1": {"R1"}, "R0_R1": {"R0", "R1"}, "R2": {"R2"}}


@pytest.mark.parametrize("reported", [*MEANS, "RX"])
@pytest.mark.parametrize(
    "told",
    [
        ("clear", "clear", "absent"),
        ("involved", "clear", "absent"),
        ("clear", "clear", "present"),
        ("clear", None, "absent"),
        (None, None, None),
    ],
)
def test_the_class_as_reported_stands_beside_the_computed_one(told, reported):
    alone = margins(*told)
    found = margins(*told, residual_reported=reported)
    left = [each for each in alone["groups"] if each in MEANS.get(reported, alone["groups"])]
    assert found["groups"] == (left or alone["groups"])
    is_narrowed = found["groups"] != alone["groups"]
    assert found.get("alone") == ({"groups": alone["groups"]} if is_narrowed else None)
    assert found["reported"] == {"group": reported}
    contradicts = not MEANS.get(reported, set(alone["groups"])) & set(alone["groups"])
    note = {"code": "reported_contradicts", "reported": reported, "groups": alone["groups"]}
    assert found["caveats"] == [*alone["caveats"], *[note] * contradicts]


def test_nothing_is_reported_by_a_word_that_is_no_class():
    assert "reported" not in margins("clear", "clear", "absent", residual_reported="R3")
    assert "reported" not in margins("clear", "clear", "absent")


# -- what is read, and when it applies ---------------------------------------------------------
def document(*rows, operated=None):
    surgery = [] if operated is None else [{"operated": each} for each in operated]
    return {"pathology": list(rows), "surgery": surgery}


CLEAR = {"margin_specimen": "clear", "margin_ivc_recut": "clear", "macroscopic_residual": "absent"}
INVOLVED = CLEAR | {"margin_specimen": "involved"}
RESECTION, BIOPSY = {"specimen": "resection"}, {"specimen": "biopsy"}


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([INVOLVED | RESECTION, CLEAR | RESECTION], "R0"),
        ([INVOLVED | RESECTION | {"date": "2021"}, CLEAR | RESECTION], "R1"),
        ([INVOLVED | RESECTION, RESECTION], "R1"),
        ([INVOLVED | RESECTION, CLEAR], "R1"),
        ([INVOLVED], "R1"),
        ([INVOLVED | BIOPSY], "RX"),
        ([INVOLVED, CLEAR | BIOPSY], "R1"),
    ],
)
def test_the_latest_resection_is_read_and_never_a_biopsy(rows, outcome):
    assert card("margins", document(*rows))["outcome"] == outcome


@pytest.mark.parametrize(
    ("found", "applicability", "reasons"),
    [
        (document(RESECTION), "applicable", []),
        (document(CLEAR), "applicable", []),
        (document(operated=["present"]), "applicable", []),
        (document(operated=["absent", "present"]), "applicable", []),
        (document(CLEAR, operated=["absent"]), "applicable", []),
        (document(operated=["absent"]), "not_applicable", [{"code": "not_operated"}]),
        (document(BIOPSY, operated=["absent"]), "not_applicable", [{"code": "not_operated"}]),
        (
            document(CLEAR | BIOPSY),
            "unknown",
            [{"code": "resection_unknown", "why": "unanswered"}],
        ),
        (
            document(operated=["equivocal"]),
            "unknown",
            [{"code": "resection_unknown", "why": "equivocal"}],
        ),
        ({}, "unknown", [{"code": "resection_unknown", "why": "unanswered"}]),
    ],
)
def test_it_applies_to_a_resection(found, applicability, reasons):
    told = card("margins", found)
    assert (told["applicability"], told["reasons"]) == (applicability, reasons)


# -- knowing more ------------------------------------------------------------------------------
@pytest.mark.parametrize(("specimen", "recut"), list(product(WORDS, repeat=2)))
def test_knowing_a_margin_never_opens_a_class(specimen, recut):
    for residual in ("present", "absent", "equivocal"):
        groups = set(margins(specimen, recut, residual)["groups"])
        assert groups <= set(margins(None, recut, residual)["groups"])
        assert groups <= set(margins(specimen, None, residual)["groups"])


# -- words -------------------------------------------------------------------------------------
def test_the_papers_patient_is_r0_with_its_caveat():
    found = card("margins", paper_patient())
    assert (found["outcome"], found["groups"]) == ("R0", ["R0"])
    text = describe(found)
    assert text.headline == "R0; macroscopic residual not stated"
    assert text.short == "Residual tumour: R0"
    assert text.caveats == ("Macroscopic residual tumour is not stated and counted as none.",)
    assert text.missing == ("Pathology: Macroscopic residual tumour. If yes: R2; if no: R0.",)


def test_the_recut_of_the_papers_patient_is_a_margin_of_its_own():
    without = card("margins", varied(paper_patient(), pathology__margin_ivc_recut=None))
    assert (without["outcome"], without["groups"]) == ("RX", ["R0", "R1", "R2"])
    involved = card("margins", varied(paper_patient(), pathology__margin_ivc_recut="involved"))
    assert involved["outcome"] == "R1"


@pytest.mark.parametrize(
    ("told", "headline", "short"),
    [
        (("clear", None, "absent"), "RX: R0 or R1 possible", "Residual tumour: RX"),
        (("clear", "clear", "equivocal"), "Undetermined: R0 or R2", "Residual tumour: R0 or R2"),
        (("clear", "clear", "present"), "R2", "Residual tumour: R2"),
    ],
)
def test_headlines(told, headline, short):
    text = describe(margins(*told))
    assert (text.headline, text.short) == (headline, short)


def test_a_reported_class_in_words():
    text = describe(margins("involved", "clear", "absent", residual_reported="R0_R1"))
    assert text.headline == "R1; reported as R0 or R1"
    text = describe(margins("clear", "clear", "absent", residual_reported="R2"))
    assert text.headline == "R0; reported as R2"
    assert text.caveats == ("Reported as R2, while the margins leave R0: check both.",)


def test_criteria_in_words():
    found = margins("close", "not_done", "absent", margin_specimen_distance=measured(2, "mm"))
    texts = [(each.label, each.answer_text, each.detail) for each in describe(found).criteria]
    assert texts == [
        ("Macroscopic residual tumour", "no", ""),
        ("Margin of the specimen involved", "no", "2 mm, close"),
        ("Margin of the recut of the cava involved", "not applicable", "there is none"),
    ]


def test_without_an_operation_in_words():
    text = describe(card("margins", document(operated=["absent"])))
    assert text.headline == "Not applicable. No class of residual tumour"
    assert text.lines == ("Not applicable: no operation was done.",)
    assert text.short == "Residual tumour: not applicable"


# -- a class as reported, a cava that was not cut, a benign tumour ------------------------------
def test_a_reported_class_narrows_what_the_margins_leave():
    found = margins("clear", None, "absent", residual_reported="R0")
    assert (found["outcome"], found["groups"], found["missing"]) == ("R0", ["R0"], [])
    text = describe(found)
    assert (text.headline, text.lines) == ("R0, as reported", ("By the margins alone: R0 or R1.",))
    wide = margins(residual_reported="R0_R1")
    assert (wide["outcome"], wide["groups"]) == ("RX", ["R0", "R1"])
    assert {each["field"]: each["settles"] for each in wide["missing"]} == {
        "pathology.macroscopic_residual": {"no": ["R0", "R1"], "yes": ["R2"]},
        "pathology.margin_specimen": {"clear": ["R0", "R1"], "involved": ["R1"]},
        "pathology.margin_ivc_recut": {
            "clear": ["R0", "R1"],
            "involved": ["R1"],
            "none": ["R0", "R1"],
        },
    }


def test_a_reported_r2_speaks_where_nothing_else_does_of_residual_tumour():
    found = margins("clear", "clear", None, residual_reported="R2")
    assert (found["outcome"], found["alone"], found["caveats"]) == (
        "R2",
        {"groups": ["R0", "R2"]},
        [],
    )


@pytest.mark.parametrize(
    ("procedure", "recut", "outcome"),
    [
        ("none", None, "R0"),
        ("none", "involved", "R1"),
        ("segmental_resection", None, "RX"),
        (None, None, "RX"),
    ],
)
def test_a_cava_that_was_not_cut_has_no_recut(procedure, recut, outcome):
    row = {"specimen": "resection", "margin_specimen": "clear", "macroscopic_residual": "absent"}
    row |= {} if recut is None else {"margin_ivc_recut": recut}
    told = {"pathology": [row], "surgery": [{"operated": "present", "ivc_procedure": procedure}]}
    assert card("margins", told)["outcome"] == outcome


@pytest.mark.parametrize(
    ("diagnosis", "certainty", "status"),
    [
        ("leiomyoma", "definite", "not_applicable"),
        ("leiomyoma", "possible", "applicable"),
        ("leiomyosarcoma", "definite", "applicable"),
        ("renal_cell_carcinoma", "definite", "applicable"),
    ],
)
def test_a_benign_tumour_has_no_such_class(diagnosis, certainty, status):
    told = {**CLEAR, **RESECTION, "diagnosis": diagnosis, "certainty": certainty}
    found = card("margins", document(told))
    assert found["applicability"] == status
    reason = [{"code": "histology", "value": "leiomyoma"}]
    assert found["reasons"] == (reason if status == "not_applicable" else [])
