"""Starting a case, and changing who its patient is."""

import re
import threading
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse

from accounts.models import Centre, Role, User
from cases.conflicts import Conflict, RecordClosedError, SaveConflictError
from cases.identities import save_identity, start_case
from cases.models import Case, CaseIndex, Draft, History, Identity, Presentation
from cases.tests.pages import form_of
from cases.values import Recorded

pytestmark = pytest.mark.django_db(transaction=True)  # one transaction, one version


def start(centre: Centre, by: User, number: str = "", key: uuid.UUID | None = None) -> Case:
    """A case, with a record number that makes it more than an untouched one."""
    case = start_case(centre=centre, by=by, save_key=key or uuid.uuid4())
    if number:
        Identity.objects.create(case=case, centre=centre, record_number=number)
    return case


class TestStart:
    def test_pseudonyms_are_counted_at_each_centre(self, centre: Centre, clinician: User) -> None:
        for number in ("1", "2", "3"):
            start(centre, clinician, number)
        start(Centre.objects.create(name="Elsewhere"), clinician)
        names = Case.objects.order_by("pk").values_list("pseudonym", flat=True)
        assert list(names) == ["IVC-0001", "IVC-0002", "IVC-0003", "IVC-0001"]

    def test_a_pseudonym_is_never_given_twice(self, centre: Centre, clinician: User) -> None:
        Case.objects.create(centre=centre, pseudonym="IVC-0041")
        Case.objects.create(centre=centre, pseudonym="IVC-of-old")
        assert start(centre, clinician).pseudonym == "IVC-0042"

    def test_history_says_who_started_it(self, centre: Centre, clinician: User) -> None:
        case = start(centre, clinician)
        line = History.objects.get()
        assert (line.case_id, line.op, line.actor) == (case.pk, "INSERT", clinician.pk)
        assert CaseIndex.objects.get().answered == 0

    def test_two_presses_at_once_start_one(self, centre: Centre, clinician: User) -> None:
        key = uuid.uuid4()
        at_once(*(partial(start, centre, clinician, key=key) for _ in range(2)))
        assert Case.objects.count() == 1

    def test_two_pages_are_two_patients(self, centre: Centre, clinician: User) -> None:
        assert start(centre, clinician) != start(centre, clinician)

    def test_two_people_starting_at_once_get_two_pseudonyms(
        self, centre: Centre, person: Callable[..., User]
    ) -> None:
        at_once(*(partial(start, centre, person("clinician")) for _ in range(4)))
        names = Case.objects.order_by("pseudonym").values_list("pseudonym", flat=True)
        assert list(names) == ["IVC-0001", "IVC-0002", "IVC-0003", "IVC-0004"]

    @pytest.mark.parametrize(
        "touch",
        [
            lambda case, by: Presentation.objects.create(case=case),
            lambda case, by: Identity.objects.create(case=case, centre=case.centre),
            lambda case, by: Draft.objects.create(
                user=by, case=case, section="labs", row_uid=case.uid, fields={"ldh": {}}
            ),
        ],
        ids=["a section", "the identity", "a draft"],
    )
    def test_a_case_in_which_something_was_entered_is_not_given_again(
        self, centre: Centre, clinician: User, touch: Callable[[Case, User], Any]
    ) -> None:
        key = uuid.uuid4()
        first = start(centre, clinician, key=key)
        touch(first, clinician)
        assert start(centre, clinician, key=key) != first

    def test_nor_is_one_of_another_centre(self, centre: Centre, clinician: User) -> None:
        """A page offers a button for each."""
        key, elsewhere = uuid.uuid4(), Centre.objects.create(name="Elsewhere")
        made = [start(place, clinician, key=key) for place in (centre, elsewhere) * 2]
        assert [case.centre for case in made] == [centre, elsewhere] * 2
        assert Case.objects.count() == 2

    def test_the_key_of_somebody_else_starts_nothing(
        self, centre: Centre, clinician: User, person: Callable[..., User]
    ) -> None:
        key = uuid.uuid4()
        start(centre, clinician, key=key)
        with pytest.raises(SuspiciousOperation):
            start(centre, person("lead"), key=key)
        assert Case.objects.count() == 1


def at_once(*works: Callable[[], Any]) -> None:
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        barrier.wait()
        work()
        connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def change(
    case: Case, by: User, *, at: int | None = None, accepted: Sequence[str] = (), **typed: Any
) -> None:
    """As the identity's form posts it: every field, on the version at which `case` was loaded."""
    save_identity(
        case=case,
        identity={"record_number": "118-22", "initials": None, "year_of_birth": None} | typed,
        base_version=case.version,
        accepted_version=at,
        accepted=accepted,
        by=by,
    )


def stored() -> tuple[Any, ...]:
    return Identity.objects.values_list("record_number", "initials", "year_of_birth").get()


class TestSave:
    def test_keeps_what_it_was(self, case: Case, clinician: User) -> None:
        change(case, clinician, record_number="118-23")
        line = History.objects.latest("id")
        assert (line.before, line.after) == (
            {"record_number": "118-22"},
            {"record_number": "118-23"},
        )
        assert line.actor == clinician.pk

    def test_the_first_time_makes_it(self, centre: Centre, clinician: User) -> None:
        case = start(centre, clinician)
        change(case, clinician, record_number="7", year_of_birth=1965)
        assert stored() == ("7", None, 1965)

    def test_different_fields_of_two_people_are_merged(self, case: Case, clinician: User) -> None:
        change(case, clinician, record_number="118-23")
        change(case, clinician, initials="A.B.")
        assert stored() == ("118-23", "A.B.", None)

    def test_the_same_field_is_a_conflict_and_nothing_is_written(
        self, case: Case, clinician: User
    ) -> None:
        change(case, clinician, record_number="118-23")
        with pytest.raises(SaveConflictError) as raised:
            change(case, clinician, record_number="118-24", initials="A.B.")
        told = [Conflict("record_number", Recorded("118-24"), Recorded("118-23"))]
        assert raised.value.conflicts == told
        assert stored() == ("118-23", None, None)

    def test_a_conflict_that_was_shown_is_overruled_and_the_rest_merged(
        self, case: Case, clinician: User
    ) -> None:
        change(case, clinician, record_number="118-23", year_of_birth=1965)
        version = Case.objects.get().version
        change(case, clinician, at=version, accepted=["record_number"], record_number="118-24")
        assert stored() == ("118-24", None, 1965)

    def test_a_conflict_that_was_not_shown_is_one_beside_one_that_was(
        self, case: Case, clinician: User
    ) -> None:
        change(case, clinician, record_number="118-23", initials="C.D.")
        version = Case.objects.get().version
        typed = {"record_number": "118-24", "initials": "A.B."}
        with pytest.raises(SaveConflictError) as raised:
            change(case, clinician, at=version, accepted=["record_number"], **typed)
        assert [told.name for told in raised.value.conflicts] == ["record_number", "initials"]
        assert stored() == ("118-23", "C.D.", None)

    def test_the_same_change_by_two_people_is_none(self, case: Case, clinician: User) -> None:
        for _person in range(2):
            change(case, clinician, record_number="118-23")
        assert stored() == ("118-23", None, None)

    def test_a_change_elsewhere_in_the_case_does_not_matter(
        self, case: Case, clinician: User
    ) -> None:
        Presentation.objects.create(case=case, sex="male")
        change(case, clinician, record_number="118-23")
        assert stored() == ("118-23", None, None)

    def test_a_closed_record_is_refused(self, case: Case, clinician: User) -> None:
        Case.objects.update(record_status="closed", record_status_reason="done")
        with pytest.raises(RecordClosedError):
            change(case, clinician, record_number="118-23")

    def test_the_index_knows_the_year_of_birth(self, case: Case, clinician: User) -> None:
        change(case, clinician, year_of_birth=1965)
        assert CaseIndex.objects.values_list("born_from", "born_to").get() == (1965, 1965)


class TestPage:
    @pytest.fixture
    def client(self, signed_in: Callable[[User], Client], clinician: User) -> Client:
        return signed_in(clinician)

    def collide(self, client: Client, other: Client, case: Case, **theirs: str) -> Any:
        """What is answered to A.B. after somebody else has saved C.D."""
        url = reverse("cases:identity", args=[case.uid])
        mine = form_of(client.get(url).content.decode()) | {"initials": "A.B."}
        typed = form_of(other.get(url).content.decode()) | {"initials": "C.D."} | theirs
        other.post(url, typed)
        return client.post(url, mine)

    @pytest.mark.parametrize(("choice", "initials"), [("mine", "A.B."), ("theirs", "C.D.")])
    def test_a_conflict_shows_both_values_and_saving_once_more_keeps_the_chosen_one(
        self, client: Client, case: Case, choice: str, initials: str
    ) -> None:
        answer = self.collide(client, client, case)
        (line,) = answer.context["middle"].conflicts
        assert (answer.status_code, stored()) == (409, ("118-22", "C.D.", None))
        assert (line.label, line.mine, line.theirs) == ("Initials", "A.B.", "C.D.")
        chosen = form_of(answer.content.decode()) | {"resolve__initials": choice}
        again = client.post(reverse("cases:identity", args=[case.uid]), chosen)
        assert (again.status_code, stored()) == (303, ("118-22", initials, None))

    def test_without_a_choice_nothing_is_saved(self, client: Client, case: Case) -> None:
        page = form_of(self.collide(client, client, case).content.decode())
        answer = client.post(reverse("cases:identity", args=[case.uid]), page)
        assert (answer.status_code, stored()) == (409, ("118-22", "C.D.", None))
        assert answer.content.decode().count("Choose one of the two.") == 1

    @pytest.mark.parametrize(
        ("is_mine", "title", "who"),
        [
            (
                True,
                "Not saved: you changed these fields in another tab meanwhile",
                r"changed by you, \d\d:\d\d, in another tab",
            ),
            (
                False,
                "Not saved: somebody else changed these fields meanwhile",
                r"changed by lead, \d\d:\d\d\s",
            ),
        ],
    )
    def test_says_who_is_behind_it(
        self,
        client: Client,
        signed_in: Callable[[User], Client],
        person: Callable[..., User],
        case: Case,
        is_mine: bool,
        title: str,
        who: str,
    ) -> None:
        other = client if is_mine else signed_in(person(Role.LEAD))
        html = self.collide(client, other, case).content.decode()
        assert (html.count(title), len(re.findall(who, html))) == (1, 1)

    def test_saving_once_more_does_not_keep_mine_of_what_was_not_shown(
        self, client: Client, case: Case
    ) -> None:
        url = reverse("cases:identity", args=[case.uid])
        html = self.collide(client, client, case, year_of_birth="1965").content.decode()
        chosen = {"resolve__initials": "mine", "year_of_birth": "1956"}
        answer = client.post(url, form_of(html) | chosen)
        assert (answer.status_code, stored()) == (409, ("118-22", "C.D.", 1965))

    def test_a_number_taken_while_the_form_was_checked(
        self, client: Client, case: Case, centre: Centre, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = Case.objects.create(centre=centre, pseudonym="IVC-0002")
        url, seen = reverse("cases:identity", args=[other.uid]), []

        def taken_meanwhile(**kwargs: Any) -> None:
            Identity.objects.filter(case=case).update(record_number="9")
            seen.append(kwargs["case"])
            raise IntegrityError

        views = import_module("cases.views.identity")
        monkeypatch.setattr(views, "save_identity", taken_meanwhile)
        answer = client.post(url, {"record_number": "9", "base_version": other.version})
        assert (answer.status_code, seen) == (422, [other])
        assert list(answer.context["middle"].form.errors) == ["record_number"]
