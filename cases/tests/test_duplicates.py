"""Two cases of a centre that may be one patient: a hint, which a person can silence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Centre, Membership, Role, User
from cases.changing import finish_change
from cases.duplicates import tell_apart
from cases.models import Case, CaseIndex, Identity, NotDuplicate, Presentation, Surgery
from cases.pages.duplicates import DuplicateLine
from cases.tests.pages import address, save

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


def make(centre: Centre, name: str, **facts: Any) -> Case:
    """A man born in 1966 and operated in March 2021, unless said otherwise."""
    told = {"sex": "male", "born": 1966, "age": None, "diagnosed": None, "operated": "2021-03-05"}
    told |= facts
    case = Case.objects.create(centre=centre, pseudonym=name)
    Identity.objects.create(case=case, centre=centre, year_of_birth=told["born"])
    Presentation.objects.create(
        case=case,
        sex=told["sex"],
        age_at_diagnosis=told["age"],
        date_of_diagnosis=told["diagnosed"],
    )
    dates = told["operated"] if isinstance(told["operated"], list) else [told["operated"]]
    for position, date in enumerate(dates):
        Surgery.objects.create(case=case, position=position, date=date)
    finish_change(frozenset({case.pk}), None)
    return case


def hints(client: Client, case: Case, slug: str = "presentation") -> list[DuplicateLine]:
    lines: list[DuplicateLine] = client.get(address(case, slug)).context["page"].duplicates
    return lines


def names(client: Client, case: Case) -> list[str]:
    return [line.pseudonym for line in hints(client, case)]


class TestHint:
    @pytest.mark.parametrize(
        ("facts", "is_alike"),
        [
            ({}, True),
            ({"born": 1967}, True),
            ({"born": 1965}, True),
            ({"born": 1968}, False),
            ({"born": 1964}, False),
            ({"sex": "female"}, False),
            ({"sex": None}, False),
            ({"sex": "unknown"}, False),
            ({"operated": "2021-03"}, True),
            ({"operated": "2021-03-28"}, True),
            ({"operated": "2021-04-05"}, False),
            ({"operated": "2021"}, False),
            ({"operated": None}, False),
            ({"operated": ["2019-01-01", "2021-03-09"]}, True),
            ({"born": None}, False),
            ({"born": None, "age": 54, "diagnosed": "2021"}, True),  # born 1966 or 1967
            ({"born": None, "age": 53, "diagnosed": "2021-02"}, True),  # born 1967 or 1968
            ({"born": None, "age": 52, "diagnosed": "2021"}, False),  # born 1968 or 1969
            ({"born": None, "age": 56, "diagnosed": "2021"}, True),  # born 1964 or 1965
            ({"born": None, "age": 57, "diagnosed": "2021"}, False),  # born 1963 or 1964
            ({"born": None, "age": 54}, False),
        ],
    )
    def test_same_sex_birth_year_within_one_same_month_of_surgery(
        self, client: Client, centre: Centre, facts: dict[str, Any], is_alike: bool
    ) -> None:
        case = make(centre, "IVC-0001")
        other = make(centre, "IVC-0002", **facts)
        found = names(client, case), names(client, other)
        assert found == ((["IVC-0002"], ["IVC-0001"]) if is_alike else ([], []))

    def test_says_what_is_alike(self, client: Client, centre: Centre) -> None:
        case = make(centre, "IVC-0001")
        make(centre, "IVC-0002")
        make(centre, "IVC-0003", born=None, age=54, diagnosed="2021", operated="2021-03")
        assert [line.alike for line in hints(client, case)] == [
            "M, born 1966, operated Mar 2021",
            "M, born about 1967, operated Mar 2021",
        ]

    @pytest.mark.parametrize(
        ("slug", "count"), [("identity", 1), ("presentation", 1), ("surgery", 1), ("labs", 0)]
    )
    def test_stands_where_those_facts_are_entered(
        self, client: Client, centre: Centre, slug: str, count: int
    ) -> None:
        case = make(centre, "IVC-0001")
        make(centre, "IVC-0002")
        html = client.get(case.get_absolute_url() + f"{slug}/").content.decode()
        assert html.count("Possible duplicate:") == count

    def test_follows_what_is_saved(self, client: Client, centre: Centre) -> None:
        case = make(centre, "IVC-0001")
        other = make(centre, "IVC-0002", sex="female")
        save(client, other, "presentation", sex="male")
        assert names(client, case) == ["IVC-0002"]
        save(client, other, "surgery", date="2021-04")
        assert names(client, case) == []

    def test_another_centre_s_case_is_none_of_ours(
        self, client: Client, centre: Centre, clinician: User
    ) -> None:
        elsewhere = Centre.objects.create(name="Elsewhere")
        Membership.objects.create(user=clinician, centre=elsewhere, role=Role.CLINICIAN)
        make(elsewhere, "IVC-0002")
        assert names(client, make(centre, "IVC-0001")) == []

    def test_one_entered_in_error_is_left_out(self, client: Client, centre: Centre) -> None:
        case, other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        Case.objects.filter(pk=other.pk).update(
            record_status="entered_in_error", record_status_reason="twice"
        )
        assert names(client, case) == []

    @pytest.mark.parametrize("role", [Role.PRESENTER, Role.GUEST])
    def test_is_for_those_who_enter_cases(
        self, signed_in: SignIn, person: Callable[..., User], centre: Centre, role: Role
    ) -> None:
        case, _other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        assert names(signed_in(person(role)), case) == []

    def test_is_one_query_and_three_cases_at_most(self, client: Client, centre: Centre) -> None:
        case, counts, lines = make(centre, "IVC-0001"), [], 0
        for wanted in (1, 3, 5):
            while lines < wanted:
                lines += 1
                make(centre, f"X-{lines}")
            with CaptureQueriesContext(connection) as queries:
                found = names(client, case)
            counts.append((len(queries), len(found)))
        assert [count - counts[0][0] for count, _found in counts] == [0, 0, 0]
        assert [found for _count, found in counts] == [1, 3, 3]


class TestToldApart:
    def post(self, client: Client, case: Case, other: Case, **typed: Any) -> Any:
        url = reverse("cases:tell_apart", args=[case.uid])
        return client.post(url, {"other": other.uid, "page": "surgery"} | typed)

    def test_silences_the_hint_on_both(
        self, client: Client, centre: Centre, clinician: User
    ) -> None:
        case, other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        answer = self.post(client, other, case)
        assert (answer.status_code, answer.url) == (303, address(other, "surgery"))
        assert (names(client, case), names(client, other)) == ([], [])
        kept = NotDuplicate.objects.values_list("case_low", "case_high", "by").get()
        assert kept == (case.pk, other.pk, clinician.pk)

    def test_names_the_other_on_the_page_and_in_no_cookie(
        self, client: Client, centre: Centre
    ) -> None:
        case, other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        answer = self.post(client, case, other)
        assert set(client.cookies) - {"csrftoken"} == {"sessionid"}
        told = "Kept: IVC-0002 is another patient."
        shown = [client.get(answer.url).content.decode().count(told) for _time in range(2)]
        assert shown == [1, 0]

    def test_leaves_other_hints(self, client: Client, centre: Centre) -> None:
        case, other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        make(centre, "IVC-0003")
        self.post(client, case, other)
        assert names(client, case) == ["IVC-0003"]

    def test_twice_is_once(self, client: Client, centre: Centre) -> None:
        case, other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        for pair in ((case, other), (other, case)):
            assert self.post(client, *pair).status_code == 303
        assert NotDuplicate.objects.count() == 1

    def test_is_listed_with_the_identity_and_can_be_taken_back(
        self, client: Client, centre: Centre, clinician: User
    ) -> None:
        case, other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        self.post(client, case, other)
        for one, its_other in ((case, other), (other, case)):
            lines = client.get(address(one, "identity")).context["page"].told_apart
            assert [(line.pseudonym, line.who) for line in lines] == [
                (its_other.pseudonym, str(clinician))
            ]
        html = client.get(address(case, "identity")).content.decode()
        assert html.count("Not the same patient (1)") == 1
        answer = self.post(client, other, case, take_back="1", page="identity")
        assert (answer.status_code, answer.url) == (303, address(other, "identity"))
        assert (names(client, case), names(client, other)) == (["IVC-0002"], ["IVC-0001"])
        assert client.get(address(case, "identity")).context["page"].told_apart == []

    def test_every_word_on_it_is_kept_and_the_last_one_counts(
        self, client: Client, centre: Centre
    ) -> None:
        case, other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        for typed in ({"take_back": "1"}, {}, {"take_back": "1"}, {"take_back": "1"}, {}):
            self.post(client, case, other, **typed)
        said = NotDuplicate.objects.order_by("pk").values_list("is_taken_back", flat=True)
        assert (list(said), names(client, case)) == ([False, True, False], [])

    def test_is_listed_for_those_who_enter_cases(
        self, client: Client, signed_in: SignIn, presenter: User, centre: Centre
    ) -> None:
        case, other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        self.post(client, case, other)
        page = signed_in(presenter).get(address(case, "presentation")).context["page"]
        assert page.told_apart == []

    def test_goes_back_to_a_page_of_the_case_only(self, client: Client, centre: Centre) -> None:
        case, other = make(centre, "IVC-0001"), make(centre, "IVC-0002")
        answer = self.post(client, case, other, page="//evil.example/")
        assert answer.url == case.get_absolute_url() + "identity/"

    def test_a_foreign_case_or_itself_is_not_found(self, client: Client, centre: Centre) -> None:
        case = make(centre, "IVC-0001")
        foreign = make(Centre.objects.create(name="Elsewhere"), "IVC-0002")
        answers = [self.post(client, case, other) for other in (foreign, case)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert NotDuplicate.objects.count() == 0

    def test_the_database_keeps_the_order_of_a_pair(self, centre: Centre, clinician: User) -> None:
        case = make(centre, "IVC-0001")
        with pytest.raises(IntegrityError):
            tell_apart(case=case, other=case, by=clinician)


def test_an_operation_that_was_not_done_is_in_no_month(centre: Centre) -> None:
    case = make(centre, "IVC-0001")
    Surgery.objects.update(operated="absent")
    finish_change(frozenset({case.pk}), None)
    assert CaseIndex.objects.get().operated_in == []
