"""Which survivors are let go, and which end `make mutate` with 1."""

from pathlib import Path

import pytest

from tests.mutation.survivors import COLUMNS, Survivor, explained, faults, survivor

DIFF = """--- scoring/rules/imdc.py
+++ scoring/rules/imdc.py
@@ -1,3 +1,3 @@
 def figures(answers):
-    low = answers.count(YES)
+    low = answers.count(None)
     return low"""
HARMLESS = Survivor("scoring.rules.imdc.figures", "low = answers.count(YES)", "low = None")
REASON = {HARMLESS: "only shown in a log"}


def test_a_mutant_is_told_by_its_function_and_lines() -> None:
    assert survivor("scoring.rules.imdc.x_figures__mutmut_3", DIFF) == Survivor(
        "scoring.rules.imdc.figures", "low = answers.count(YES)", "low = answers.count(None)"
    )


@pytest.mark.parametrize(
    ("was", "became", "is_of_comparison"),
    [
        ("if a < b:", "if a <= b:", True),
        ("if a == b:", "if a != b:", True),
        ("return x in y", "return x not in y", True),
        ("return x is y", "return x is not y", True),
        ("high = low + 1", "high = low + 2", True),
        ('key = "a"', 'key = "XXaXX"', False),
        ("def f() -> None: g(a)", "def f() -> None: g(None)", False),
    ],
)
def test_a_changed_comparison_or_number_is_seen(
    was: str, became: str, is_of_comparison: bool
) -> None:
    assert Survivor("f", was, became).is_of_comparison == is_of_comparison


def test_a_survivor_with_its_reason_is_let_go() -> None:
    assert list(faults([HARMLESS], REASON)) == []


def test_a_survivor_without_a_reason_is_a_fault() -> None:
    assert list(faults([HARMLESS], {})) == [
        "without a reason: scoring.rules.imdc.figures: low = answers.count(YES) -> low = None"
    ]


def test_no_reason_excuses_one_on_a_comparison() -> None:
    limit = Survivor("f", "a < b", "a <= b")
    assert list(faults([limit], {limit: "because"})) == [
        "on a comparison or a limit: f: a < b -> a <= b"
    ]


def test_a_reason_for_one_that_is_gone_is_a_fault() -> None:
    assert list(faults([], REASON)) == [
        "no longer alive, take it out: scoring.rules.imdc.figures: "
        "low = answers.count(YES) -> low = None"
    ]


def test_the_file_holds_a_reason_for_each(tmp_path: Path) -> None:
    file = tmp_path / "mutants.csv"
    file.write_text(",".join(COLUMNS) + '\nf,"a, b",c,never shown\n')
    assert explained(file) == {Survivor("f", "a, b", "c"): "never shown"}
    assert explained(tmp_path / "none.csv") == {}
