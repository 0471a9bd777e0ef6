"""Cards over time: what changed since the last one and why, and every card kept readable."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from cases.models import Case, Labs, Presentation
from cases.tests.pages import address, save
from scoring import services
from scoring.changes import CardChange, latest_changes
from scoring.earlier import all_rules, one_rule
from scoring.models import CardRow
from scoring.rules import RULES
from scoring.services import rescore_cases
from scoring.tests.cases import card
from scoring.tests.cases import paper_patient as paper_document
from scoring.wording import describe
from scoring.wording.stored import describe_stored

KEYS = [rule.key for rule in RULES]
TWO_POINTS = describe(card("imdc", paper_document())).headline
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=True) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
PARTS = ("applicability", "reasons", "criteria", "missing", "caveats", "citation", "groups")


@pytest.fixture
def client(signed_in: Callable[[User], Client], clinician: User) -> Client:
    return signed_in(clinician)


def give(haemoglobin: str, unit: str = "g/dL") -> None:
    """Another value of the paper's patient, as a save would leave it."""
    value = {"value": Decimal(haemoglobin), "unit": unit}
    Labs.objects.update(haemoglobin=value)
    rescore_cases(Case.objects.values_list("pk", flat=True))


def raise_version(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """The first rule in a new version that says the same."""
    monkeypatch.setattr(services, "RULES", [replace(RULES[0], version=version), *RULES[1:]])
    rescore_cases(Case.objects.values_list("pk", flat=True))


def change(case: Case, rule: str = "imdc") -> CardChange:
    return latest_changes(case)[rule]


# Each save is a transaction: the version of a case rises once in each.
saved = pytest.mark.django_db(transaction=True)


@saved
class TestWhatChanged:
    def test_a_first_card_has_changed_nothing(self, paper_patient: Case) -> None:
        assert latest_changes(paper_patient) == {}

    def test_the_old_headline_and_the_new_one(self, paper_patient: Case) -> None:
        give("14")
        found, now = change(paper_patient), CardRow.objects.order_by("-pk").filter(rule="imdc")[0]
        assert (found.before, found.after) == (TWO_POINTS, describe(now.payload).headline)
        assert found.before != found.after

    def test_the_field_that_is_another_now(self, paper_patient: Case) -> None:
        give("14")
        assert change(paper_patient).reasons == ("new value: Laboratory: Haemoglobin",)

    def test_several_fields_and_none_that_the_rule_does_not_read(self, paper_patient: Case) -> None:
        Presentation.objects.update(kps=90, comorbidities="diabetes")
        give("14")
        assert change(paper_patient).reasons == (
            "new value: Laboratory: Haemoglobin, Presentation: Karnofsky performance status",
        )

    def test_what_is_missing_is_a_value_too(self, paper_patient: Case) -> None:
        Labs.objects.update(haemoglobin=None, meta={"haemoglobin": {"missing": "not_done"}})
        rescore_cases([paper_patient.pk])
        assert change(paper_patient).reasons == ("new value: Laboratory: Haemoglobin",)

    def test_a_row_entered_in_error_is_named_by_its_section(self, paper_patient: Case) -> None:
        Labs.objects.update(entered_in_error="another patient's")
        rescore_cases([paper_patient.pk])
        assert change(paper_patient).reasons == ("new value: Laboratory, a whole row",)

    def test_a_value_that_went_and_came_back_is_not_named(self, paper_patient: Case) -> None:
        value = Labs.objects.get().haemoglobin
        for other in ({"value": 14, "unit": "g/dL"}, value):
            Labs.objects.update(haemoglobin=other)
        Presentation.objects.update(kps=90)
        rescore_cases([paper_patient.pk])
        assert change(paper_patient).reasons == (
            "new value: Presentation: Karnofsky performance status",
        )

    def test_a_new_rule(self, paper_patient: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        raise_version(monkeypatch, "99")
        assert change(paper_patient).reasons == (f"new rule version {RULES[0].version} → 99",)

    def test_a_new_rule_and_a_new_value(
        self, paper_patient: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Labs.objects.update(haemoglobin={"value": 14, "unit": "g/dL"})
        raise_version(monkeypatch, "99")
        assert change(paper_patient).reasons == (
            "new value: Laboratory: Haemoglobin",
            f"new rule version {RULES[0].version} → 99",
        )

    def test_of_three_cards_the_last_two_count(self, paper_patient: Case) -> None:
        give("14")
        middle = change(paper_patient).after
        give("9")
        assert change(paper_patient).before == middle

    def test_only_the_rules_that_read_it(self, paper_patient: Case) -> None:
        give("14")
        reading = {r.key for r in RULES if "labs.haemoglobin" in map(str, r.reads)}
        reading -= {"open_items"}  # reads of a value only whether it is in doubt
        assert sorted(latest_changes(paper_patient)) == sorted(reading)

    def test_it_is_said_in_one_line(self) -> None:
        one = CardChange("A", "B", ("new value: X", "new rule version 1 → 2"), "5 Mar 2021", "")
        assert str(one) == "5 Mar 2021: A → B (new value: X; new rule version 1 → 2)"
        assert str(replace(one, reasons=())) == "5 Mar 2021: A → B"

    def test_an_answer_that_stayed_is_said_to_have_stayed(self) -> None:
        one = CardChange("A", "A", ("new value: X",), "5 Mar 2021", "")
        assert str(one) == "5 Mar 2021: looked at anew, the answer stayed (new value: X)"


@saved
class TestOnThePanel:
    def test_the_card_says_what_changed_and_links_to_the_earlier_ones(
        self, client: Client, paper_patient: Case
    ) -> None:
        save(client, paper_patient, "presentation", kps="90")
        page = client.get(address(paper_patient, "labs"))
        drawn = next(c for c in page.context["page"].panels[0].context["cards"] if c.rule == "imdc")
        assert drawn.changed == change(paper_patient)
        assert str(drawn.changed) in page.content.decode()
        assert client.get(drawn.changed.address).status_code == 200

    def test_a_card_that_is_not_the_stored_one_is_compared_with_none(
        self, client: Client, paper_patient: Case
    ) -> None:
        give("14")
        Labs.objects.update(haemoglobin={"value": 9, "unit": "g/dL"})
        page = client.get(address(paper_patient, "labs"))
        assert {c.changed for c in page.context["page"].panels[0].context["cards"]} == {None}


@saved
class TestThePage:
    def url(self, case: Case, query: str = "") -> str:
        return reverse("scoring:history", args=[case.uid]) + query

    def test_every_rule_with_its_cards_the_newest_first(
        self, client: Client, paper_patient: Case
    ) -> None:
        give("14")
        rules = client.get(self.url(paper_patient)).context["rules"]
        assert [rule.key for rule in rules] == KEYS
        assert [card.number for card in rules[0].cards] == [2, 1]
        assert [card.change is None for card in rules[0].cards] == [False, True]
        assert rules[0].cards[1].headline == TWO_POINTS

    def test_of_many_cards_the_last_three_and_a_link_to_all(
        self, client: Client, paper_patient: Case
    ) -> None:
        for value in ("14", "9", "14.5"):
            give(value)
        first = client.get(self.url(paper_patient)).context["rules"][0]
        assert ([card.number for card in first.cards], first.has_more) == ([4, 3, 2], True)
        assert first.cards[-1].change is not None
        alone = client.get(first.address).context["rules"]
        assert [[card.number for card in rule.cards] for rule in alone] == [[4, 3, 2, 1]]

    def test_a_card_is_read_in_full_with_its_version(
        self, client: Client, paper_patient: Case
    ) -> None:
        before = describe(CardRow.objects.get(rule="imdc").payload)
        give("14")
        answer = client.get(self.url(paper_patient, "?rule=imdc&card=1"))
        opened = answer.context["opened"]
        assert (opened.card.criteria, opened.card.headline) == (before.criteria, before.headline)
        assert (opened.line.version, opened.line.number) == (RULES[0].version, 1)

    def test_the_newest_card_is_open_where_none_is_named(
        self, client: Client, paper_patient: Case
    ) -> None:
        give("14")
        assert client.get(self.url(paper_patient, "?rule=imdc")).context["opened"].line.number == 2

    @pytest.mark.parametrize(
        "query",
        [
            *("?rule=horoscope", "?rule=%00", "?rule=imdc&card=3", "?rule=imdc&card=-1"),
            *("?rule=imdc&card=x", "?rule=imdc&card=9999999999", "?rule=imdc&card=%C2%B2"),
        ],
    )
    def test_a_card_that_is_not_there_is_not_found(
        self, client: Client, paper_patient: Case, query: str
    ) -> None:
        assert client.get(self.url(paper_patient, query)).status_code == 404

    def test_a_case_that_was_never_scored(self, client: Client, case: Case) -> None:
        assert "has not been scored yet" in client.get(self.url(case)).content.decode()

    def test_a_stranger_finds_nothing(
        self, signed_in: Callable[[User], Client], stranger: User, paper_patient: Case
    ) -> None:
        assert signed_in(stranger).get(self.url(paper_patient)).status_code == 404

    def test_many_cards_take_as_many_queries_as_few(
        self, paper_patient: Case, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(2):
            all_rules(paper_patient)
        give("14")
        give("9")
        with django_assert_num_queries(2):
            all_rules(paper_patient)
        with django_assert_num_queries(2):
            one_rule(paper_patient, "imdc", 0)


class TestCardsOfOtherVersions:
    def test_a_card_that_the_words_know_is_in_their_words(self) -> None:
        payload = card("imdc", paper_document())
        assert describe_stored(payload) == describe(payload)

    @pytest.mark.parametrize("key", KEYS)
    @pytest.mark.parametrize("lost", ["criteria", "missing", "reasons", "citation", "caveats"])
    def test_one_that_lacks_a_part_is_told_all_the_same(self, key: str, lost: str) -> None:
        payload = card(key, paper_document())
        del payload[lost]
        assert describe_stored(payload).rule == key

    def test_what_has_no_words_is_told_by_its_codes(self) -> None:
        text = describe_stored(
            {
                "rule": "blood_letting",
                "version": "0",
                "applicability": "applicable",
                "outcome": "two_leeches",
                "groups": ["one", "two_leeches"],
                "criteria": [{"key": "full_moon", "answer": "yes", "value": 3, "unit": "mm"}],
                "missing": [{"field": "labs.humours"}],
                "caveats": [{"code": "not_after_meals"}],
                "reasons": [],
                "citation": "Galen",
            }
        )
        assert (text.title, text.headline) == (
            "blood letting",
            "outcome: two leeches; groups: one, two leeches",
        )
        criterion = text.criteria[0]
        assert (criterion.label, criterion.answer_text, criterion.detail) == (
            "full moon",
            "yes",
            "3 mm",
        )
        assert (text.missing, text.caveats) == (("labs.humours",), ("not after meals",))

    @given(
        st.fixed_dictionaries(
            {"rule": st.sampled_from(KEYS) | st.text(max_size=5), "version": JSON},
            optional=dict.fromkeys(PARTS, JSON),
        )
    )
    def test_no_stored_card_whatever_fails_the_page(self, payload: dict[str, Any]) -> None:
        text = describe_stored(payload)
        assert text.rule == str(payload["rule"])

    @pytest.mark.django_db
    def test_a_rule_that_is_gone_comes_last(self, client: Client, paper_patient: Case) -> None:
        CardRow.objects.create(
            case=paper_patient,
            rule="blood_letting",
            rule_version="0",
            case_version=1,
            inputs_hash="",
            payload={"rule": "blood_letting", "version": "0"},
            at=timezone.now(),
        )
        url = reverse("scoring:history", args=[paper_patient.uid])
        rules = client.get(url).context["rules"]
        assert [rule.key for rule in rules] == [*KEYS, "blood_letting"]
        assert client.get(f"{url}?rule=blood_letting").status_code == 200
