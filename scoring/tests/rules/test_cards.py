"""Each rule gives the cards that are specified for it, to the last value."""

import pytest

from scoring.rules import RULES, Rule
from scoring.tests.rules.specified import FOLDER, Specified, card_of, read, specified


@pytest.mark.parametrize("case", specified(), ids=lambda case: f"{case.rule}: {case.about}")
def test_a_card_is_the_one_specified(case: Specified) -> None:
    assert card_of(case.rule, case.case) == case.card


def test_each_rule_has_its_cards_and_no_other() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted(r.key for r in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_the_paper_s_patient_and_an_empty_case_are_among_them(rule: Rule) -> None:
    cases = [entry["case"] for entry in read(rule.key)]
    assert ["paper" in cases, {} in cases, "example" in cases] == [True, True, True]
