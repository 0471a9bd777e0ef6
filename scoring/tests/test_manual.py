"""How we score: every rule is shown as it runs, with an example that is a valid case."""

import ast
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cases.exchange.checking import check_case
from cases.exchange.reading import ReadCase
from cases.sections import BY_SLUG, SECTIONS
from scoring.facts import facts_from
from scoring.manual import Entry, LimitLine, chapters, example_of, limit_line
from scoring.rules import RULES, Rule, mskcc
from scoring.wording import WORDS, describe
from scoring.wording.rule_words import WHOSE

EVERY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
RULE_FILES = sorted((Path(__file__).resolve().parents[1] / "rules").rglob("*.py"))


def entries() -> dict[str, Entry]:
    return {entry.key: entry for chapter in chapters() for entry in chapter.entries}


def whole_case(sections: Mapping[str, Any]) -> dict[str, Any]:
    """A case of the case format around the sections; rows of lists get an identifier."""
    case = {"format": "ivcboard-case/1", "case": {"uid": str(uuid.uuid4()), "pseudonym": "X-1"}}
    for slug, content in sections.items():
        rows = [{"uid": str(uuid.uuid4()), **row} for row in content if BY_SLUG[slug].is_many]
        case[slug] = rows or content
    return case


def answered(sections: Mapping[str, Any]) -> Iterator[str]:
    """Paths of what the sections answer."""
    for slug, content in sections.items():
        for row in content if isinstance(content, list) else [content]:
            yield from (f"{slug}.{name}" for name in row)


class TestExamples:
    @EVERY_RULE
    def test_each_is_a_valid_case(self, rule: Rule) -> None:
        checked = check_case(ReadCase(1, whole_case(example_of(rule))))
        assert [(problem.path, problem.message) for problem in checked.problems] == []

    @EVERY_RULE
    def test_each_holds_only_what_its_rule_reads(self, rule: Rule) -> None:
        read = {str(field) for field in rule.reads}
        dates = {f"{field.section}.date" for field in rule.reads}
        certainty = {"pathology.certainty"} if "pathology.diagnosis" in read else set()
        assert set(answered(example_of(rule))) - read - dates - certainty == set()

    @EVERY_RULE
    def test_each_shows_the_rule_at_work(self, rule: Rule) -> None:
        """Something is answered; what is left open is said, with what would settle it."""
        payload = rule.evaluate(facts_from(example_of(rule), [rule])).as_dict()
        known = [c for c in payload["criteria"] if c["answer"] in ("yes", "no")]
        assert (payload["criteria"] == [] or known != []) is True
        nothing = rule.evaluate(facts_from({}, [rule])).as_dict()
        assert describe(payload).headline != describe(nothing).headline
        assert payload["applicability"] == "applicable"
        assert payload.get("outcome") != "undetermined" or payload["missing"] != []


class TestLimits:
    @EVERY_RULE
    def test_each_has_a_label_and_an_owner_in_words(self, rule: Rule) -> None:
        assert {limit.key for limit in rule.limits} <= set(WORDS[rule.key].limits)
        assert {limit.whose for limit in rule.limits} <= set(WHOSE)

    @EVERY_RULE
    def test_no_label_is_left_without_its_limit(self, rule: Rule) -> None:
        keys = [limit.key for limit in rule.limits]
        shared = {key for other in RULES for key in (each.key for each in other.limits)}
        assert set(WORDS[rule.key].limits) <= shared
        assert sorted(set(keys)) == sorted(keys)

    def test_each_number_is_the_one_that_the_rules_compute_with(self) -> None:
        """A limit is, or holds, a named constant that some function or table uses as well."""
        trees = [ast.parse(path.read_text(encoding="utf-8")) for path in RULE_FILES]
        declared = {name: call for tree in trees for name, call in limits_in(tree)}
        assert len(declared) >= 5
        inside = {
            id(node)
            for tree in trees
            for call in calls_of(tree, "Limit", "Rule")
            for node in ast.walk(call)
        }
        nodes = (node for tree in trees for node in ast.walk(tree) if id(node) not in inside)
        used = {node.id for node in nodes if isinstance(node, ast.Name) and is_read(node)}
        idle = [ast.unparse(c) for name, c in declared.items() if not constants(name, c) & used]
        assert idle == []


def calls_of(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def limits_in(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Each limit by the constant that it is, or by its own text where it is none."""
    assigned = {
        id(node.value): node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for call in calls_of(tree, "Limit"):
        yield assigned.get(id(call), ast.unparse(call)), call


def constants(name: str, call: ast.Call) -> set[str]:
    nodes = ast.walk(call.args[1])
    return {name, *(node.id for node in nodes if isinstance(node, ast.Name))} - {"Decimal"}


def is_read(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)


class TestChapters:
    def test_every_rule_has_its_entry_in_the_order_of_the_topics(self) -> None:
        assert sorted(entries()) == sorted(rule.key for rule in RULES)
        for chapter in chapters():
            keys = [rule.key for rule in RULES if WORDS[rule.key].topic == chapter.key]
            assert [entry.key for entry in chapter.entries] == keys

    @EVERY_RULE
    def test_an_entry_says_what_the_rule_is(self, rule: Rule) -> None:
        entry, words = entries()[rule.key], WORDS[rule.key]
        payload = rule.evaluate(facts_from(example_of(rule), [rule])).as_dict()
        assert (entry.title, entry.asks) == (str(words.title), str(words.asks))
        assert (entry.version, entry.citation) == (rule.version, payload["citation"])
        assert entry.card.text == describe(payload)
        assert len(entry.example) == len(list(answered(example_of(rule))))
        assert all(line.field and line.value for line in entry.example)

    @EVERY_RULE
    def test_it_names_every_field_that_the_rule_reads_by_its_label(self, rule: Rule) -> None:
        named = {(part.section, name) for part in entries()[rule.key].reads for name in part.fields}
        read = {
            (str(BY_SLUG[f.section].title), BY_SLUG[f.section].label(f.name)) for f in rule.reads
        }
        assert named == read
        order = [str(section.title) for section in SECTIONS]
        shown = [part.section for part in entries()[rule.key].reads]
        assert shown == sorted(shown, key=order.index)

    def test_the_limits_of_mskcc_are_told_with_unit_and_owner(self) -> None:
        assert [limit_line(limit, "mskcc") for limit in mskcc.RULE.limits] == [
            LimitLine(
                "Lower limit of haemoglobin, men", "135 g/L", "default, not the laboratory's"
            ),
            LimitLine(
                "Lower limit of haemoglobin, women", "120 g/L", "default, not the laboratory's"
            ),
            LimitLine("Karnofsky status, below", "80", "the score's"),
            LimitLine("Corrected calcium, above", "2.5 mmol/L", "the score's"),
            LimitLine(
                "LDH, above so many times the laboratory's upper limit", "1.5", "the score's"
            ),
        ]

    def test_the_example_of_imdc_leaves_open_what_it_does_not_know(self) -> None:
        entry = entries()["imdc"]
        assert entry.card.headline == "2 to 3 of 6 possible, intermediate or poor"
        assert [(line.field, line.value) for line in entry.example][:2] == [
            ("Presentation: Sex", "male"),
            ("Presentation: Karnofsky performance status", "80"),
        ]


class TestPage:
    def test_it_shows_every_rule_to_whoever_is_signed_in(
        self, signed_in: Callable[[User], Client], stranger: User
    ) -> None:
        answer = signed_in(stranger).get(reverse("scoring:rules"))
        html = answer.content.decode()
        assert answer.status_code == 200
        assert [rule.key for rule in RULES if f'id="rule-{rule.key}"' not in html] == []

    def test_a_visitor_is_sent_to_sign_in(self, db: None) -> None:
        answer = Client().get(reverse("scoring:rules"))
        assert answer.url.startswith(reverse("account_login"))
