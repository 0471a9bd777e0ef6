"""AJCC 8 stages: the table typed in, over every T, N, M, grade and chapter, with unknowns."""

from decimal import Decimal
from itertools import product

import pytest

from scoring.rules.ajcc8 import stage_of
from scoring.tests.cases import BY_KEY, card, measured, paper_patient, varied

# T, N, M, grade: the stage, as the table prints it for the retroperitoneum.
PRINTED = """
IA    T1          N0  M0  GX,G1
IB    T2,T3,T4    N0  M0  GX,G1
II    T1          N0  M0  G2,G3
IIIA  T2          N0  M0  G2,G3
IIIB  T3,T4       N0  M0  G2,G3
IIIB  TX,T0,T1,T2,T3,T4  N1  M0  GX,G1,G2,G3
IV    TX,T0,T1,T2,T3,T4  N0,N1  M1  GX,G1,G2,G3
"""
ORDER = ("IA", "IB", "II", "IIIA", "IIIB", "IV", "no_group")
TUMOURS, GRADES = ("TX", "T0", "T1", "T2", "T3", "T4"), ("GX", "G1", "G2", "G3")
CHAPTERS = ("retroperitoneum", "trunk_extremities")


def printed():
    table = {}
    for line in PRINTED.split("\n"):
        if line:
            stage, *columns = line.split()
            table |= dict.fromkeys(product(*(column.split(",") for column in columns)), stage)
    return table


TABLE = printed()


def expected(tumour, nodes, metastasis, grade, chapter):
    """Nodes are IV in trunk and extremities; T0 and TX have no group of their own."""
    stage = TABLE.get((tumour, nodes, metastasis, grade), "no_group")
    is_nodal = nodes == "N1" and metastasis == "M0"
    return "IV" if is_nodal and chapter == "trunk_extremities" else stage


EVERY = list(product(TUMOURS, ("N0", "N1"), ("M0", "M1"), GRADES, CHAPTERS))


@pytest.mark.parametrize("categories", EVERY, ids=" ".join)
def test_every_combination_is_staged_as_the_table_prints_it(categories):
    assert stage_of(*categories) == expected(*categories)


def test_only_no_size_and_no_tumour_have_no_group():
    without = {each[:3] for each in EVERY if expected(*each) == "no_group"}
    assert without == {("TX", "N0", "M0"), ("T0", "N0", "M0")}


# -- from a record -----------------------------------------------------------------------------
SIZES = {"T1": 4, "T2": 8, "T3": 12, "T4": 18, None: None, "TX": {"missing": "not_applicable"}}
POSITIVE = {"N0": 0, "N1": 2, None: {"missing": "unknown"}}
METASTASES = {"M0": "no", "M1": "yes", None: "equivocal"}
ALL_T, ALL_G = ("T1", "T2", "T3", "T4"), ("G1", "G2", "G3")


def document(tumour=None, nodes=None, metastasis=None, grade=None, chapter=None):
    """A patient with these categories; None where one is not known."""
    size = SIZES[tumour]
    scan = {"tumour_dim_1": measured(size, "cm") if isinstance(size, int) else size}
    row = {"specimen": "resection", "nodes_positive": POSITIVE[nodes]}
    row["fnclcc_grade"] = None if grade is None else int(grade[1])
    judged = {"metastasis": METASTASES[metastasis], "ajcc_chapter": chapter}
    return {"ct_abdomen": [scan], "pathology": [row], "assessment": judged}


def ajcc8(*categories):
    return card("ajcc8", document(*categories))


def completions(tumour, nodes, metastasis, grade, chapter):
    """Nodes that are not known are N0 by the classification; the chapter has a default."""
    return product(
        ALL_T if tumour is None else (tumour,),
        ("N0" if nodes is None else nodes,),
        ("M0", "M1") if metastasis is None else (metastasis,),
        ALL_G if grade is None else (grade,),
        (chapter or "retroperitoneum",),
    )


RECORDS = list(
    product(SIZES, POSITIVE, METASTASES, (*ALL_G, None), (*CHAPTERS, None)),
)


@pytest.mark.parametrize(("tumour", "nodes"), list(product(SIZES, POSITIVE)))
def test_every_record_leaves_the_stages_of_its_completions(tumour, nodes):
    for others in product(METASTASES, (*ALL_G, None), (*CHAPTERS, None)):
        found = ajcc8(tumour, nodes, *others)
        stages = {expected(*each) for each in completions(tumour, nodes, *others)}
        assert found["groups"] == [stage for stage in ORDER if stage in stages]
        alone = found["groups"][0] if len(stages) == 1 else "undetermined"
        assert (found["outcome"], found["edition"]) == (alone, 8)


@pytest.mark.parametrize("known", [each for each in RECORDS if None in each[:4]][::7])
def test_knowing_more_never_opens_a_stage(known):
    before = set(ajcc8(*known)["groups"])
    options = (ALL_T, ("N0",), ("M0", "M1"), ALL_G)
    for place, values in enumerate(options):
        if known[place] is None:
            for value in values:
                after = ajcc8(*known[:place], value, *known[place + 1 :])["groups"]
                assert set(after) <= before


@pytest.mark.parametrize("known", RECORDS[::5])
def test_what_is_missing_says_what_each_category_would_leave(known):
    fields = ("ct_abdomen.tumour_dim_1", None, "assessment.metastasis", "pathology.fnclcc_grade")
    options = (ALL_T, (), ("M0", "M1"), ALL_G)
    found = ajcc8(*known)
    wanted = {}
    for place, values in enumerate(options):
        if known[place] is None and values:
            settles = {
                value: ajcc8(*known[:place], value, *known[place + 1 :])["groups"]
                for value in values
            }
            if any(left != found["groups"] for left in settles.values()):
                wanted[fields[place]] = settles
    assert {entry["field"]: entry["settles"] for entry in found["missing"]} == wanted


def test_what_each_stage_takes_is_named():
    assert ajcc8("T4", "N0")["with"] == {
        "IB": {"m": ["M0"], "g": ["G1"]},
        "IIIB": {"m": ["M0"], "g": ["G2", "G3"]},
        "IV": {"m": ["M1"]},
    }
    assert ajcc8(None, "N0", "M0", "G2")["with"] == {
        "II": {"t": ["T1"]},
        "IIIA": {"t": ["T2"]},
        "IIIB": {"t": ["T3", "T4"]},
    }
    assert "with" not in ajcc8("T4", "N0", "M0", "G2")


# -- the paper's patient -----------------------------------------------------------------------
def test_the_papers_patient_has_three_possible_stages():
    found = card("ajcc8", paper_patient())
    assert (found["applicability"], found["outcome"]) == ("applicable", "undetermined")
    assert found["groups"] == ["IB", "IIIB", "IV"]
    assert found["caveats"] == [
        {"code": "grade_open", "if_low": ["IB"], "if_high": ["IIIB"], "grades": "G2_G3"},
        {"code": "metastasis_equivocal"},
        {"code": "chest_nodes"},
        {"code": "default_chapter"},
    ]
    assert {each["key"]: each["categories"] for each in found["criteria"]} == {
        "clinical_t": ["T4"],
        "n": ["N0"],
        "m": ["M0", "M1"],
        "g": ["G1", "G2", "G3"],
        "chapter": ["retroperitoneum"],
    }


@pytest.mark.parametrize(
    ("changes", "groups"),
    [
        ({"assessment__metastasis": "no"}, ["IB", "IIIB"]),
        ({"assessment__metastasis": "yes"}, ["IV"]),
        ({"pathology__fnclcc_grade": 1}, ["IB", "IV"]),
        ({"pathology__fnclcc_grade": 2}, ["IIIB", "IV"]),
        ({"pathology__nodes_positive": 1}, ["IIIB", "IV"]),
        ({"pathology__nodes_positive": 1, "assessment__metastasis": "no"}, ["IIIB"]),
        ({"pathology__fnclcc_grade": 3, "assessment__metastasis": "no"}, ["IIIB"]),
    ],
)
def test_what_would_settle_the_stage_of_the_papers_patient(changes, groups):
    assert card("ajcc8", varied(paper_patient(), **changes))["groups"] == groups


def test_the_same_nodes_are_iv_in_the_trunk():
    told = {"pathology__nodes_positive": 1, "assessment__metastasis": "no"}
    trunk = told | {"assessment__ajcc_chapter": "trunk_extremities"}
    assert card("ajcc8", varied(paper_patient(), **told))["groups"] == ["IIIB"]
    assert card("ajcc8", varied(paper_patient(), **trunk))["groups"] == ["IV"]


# -- size --------------------------------------------------------------------------------------
def tumour(*sizes, specimen=None):
    scan = {f"tumour_dim_{place}": size for place, size in enumerate(sizes, start=1)}
    rows = [] if specimen is None else [{"specimen": "resection", "specimen_dim_1": specimen}]
    found = card("ajcc8", {"ct_abdomen": [scan], "pathology": rows})
    return {each["key"]: each["categories"] for each in found["criteria"]}


@pytest.mark.parametrize(
    ("number", "unit", "category"),
    [
        ("0.5", "cm", "T1"),
        ("5.0", "cm", "T1"),
        ("5.1", "cm", "T2"),
        ("10.0", "cm", "T2"),
        ("10.1", "cm", "T3"),
        ("15.0", "cm", "T3"),
        ("15.000000001", "cm", "T4"),
        ("50", "mm", "T1"),
        ("51", "mm", "T2"),
        ("100", "mm", "T2"),
        ("101", "mm", "T3"),
        ("150", "mm", "T3"),
        ("151", "mm", "T4"),
        ("18", "mm", "T1"),
        ("18", "cm", "T4"),
    ],
)
def test_a_size_equal_to_a_limit_belongs_to_the_lower_t(number, unit, category):
    size = measured(Decimal(number), unit)
    assert tumour(size)["clinical_t"] == [category]
    assert tumour(specimen=size)["pathological_t"] == [category]


@pytest.mark.parametrize(
    ("comparator", "number", "categories"),
    [
        (">", 15, ["T4"]),
        (">=", 15, ["T3", "T4"]),
        (">", 10, ["T3", "T4"]),
        ("<", 5, ["T1"]),
        ("<=", 5, ["T1"]),
        ("<", 6, ["T1", "T2"]),
        ("~", 5, ["T1"]),
    ],
)
def test_a_size_known_from_one_side_leaves_a_set(comparator, number, categories):
    assert tumour(measured(number, "cm", comparator=comparator))["clinical_t"] == categories


DISPUTED = {"value": 6, "unit": "cm", "alternatives": [{"value": 9}]}
NOT_APPLICABLE = {"missing": "not_applicable"}


@pytest.mark.parametrize(
    ("sizes", "categories"),
    [
        ((measured(4, "cm"), measured(12, "cm"), measured(8, "cm")), ["T3"]),
        ((measured(12, "cm"), measured(4, "cm")), ["T3"]),
        ((None, measured(12, "cm")), ["T3"]),
        ((measured(12, "cm"), {"missing": "unknown"}), ["T3"]),
        ((measured(12, "cm"), DISPUTED), ["T3", "T4"]),
        ((measured(12, "cm"), {"missing": "unreadable"}), ["T3", "T4"]),
        ((DISPUTED,), ["T1", "T2", "T3", "T4"]),
        ((measured(10, "cm", comparator=">"), measured(10, "cm")), ["T3", "T4"]),
        ((measured(4, "cm"), measured(12, "cm", comparator="<")), ["T1", "T2", "T3"]),
        ((measured(5, "cm"), measured(5, "cm", comparator="<")), ["T1"]),
        ((NOT_APPLICABLE,), ["TX"]),
        ((NOT_APPLICABLE, measured(4, "cm")), ["T1"]),
        ((NOT_APPLICABLE, DISPUTED), ["T1", "T2", "T3", "T4"]),
        (({"missing": "unknown"},), ["T1", "T2", "T3", "T4"]),
        ((), ["T1", "T2", "T3", "T4"]),
    ],
)
def test_the_greatest_dimension_decides_in_any_order(sizes, categories):
    assert tumour(*sizes)["clinical_t"] == categories


@pytest.mark.parametrize(
    ("size", "needs", "why"),
    [
        (None, "value", "unanswered"),
        ({"missing": "unknown"}, "value", "unanswered"),
        (DISPUTED, "agreement", "conflict"),
        ({"missing": "unreadable"}, "value", "unreadable"),
        (measured(4, "cm", comparator=">"), "exact_value", None),
    ],
)
def test_what_a_size_lacks(size, needs, why):
    found = card("ajcc8", {"ct_abdomen": [{"tumour_dim_1": size}]} | {"assessment": {}})
    entry = next(e for e in found["missing"] if e["field"] == "ct_abdomen.tumour_dim_1")
    assert (entry["needs"], entry.get("why")) == (needs, why)


def test_a_size_beside_a_disputed_one_lacks_agreement():
    found = card(
        "ajcc8", {"ct_abdomen": [{"tumour_dim_1": measured(6, "cm"), "tumour_dim_2": DISPUTED}]}
    )
    criterion = found["criteria"][0]
    assert criterion["why"] == "conflict"
    assert (criterion["value"], criterion["comparator"]) == (6, ">=")


def test_the_limits_that_are_shown_are_those_of_the_table():
    shown = [(limit.key, limit.value, limit.unit, limit.whose) for limit in BY_KEY["ajcc8"].limits]
    whose = ("cm", "classification")
    assert shown == [("t1", 5, *whose), ("t2", 10, *whose), ("t3", 15, *whose)]
