"""What a page sends while it is typed in, and what the next page shows of it."""

import re
import threading
import uuid
from collections.abc import Callable
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from cases.document import load_document
from cases.exchange.exporting import export_lines
from cases.models import Case, Draft, Labs, Presentation
from cases.sections import SECTIONS, Section
from cases.tests.pages import address, form_of, opened, save
from cases.tests.test_poison import FORM, POISON, SUFFIXES

SignIn = Callable[[User], Client]


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    made = signed_in(clinician)
    made.raise_request_exception = False
    return made


def url_of(case: Case, slug: str = "presentation", name: str = "draft") -> str:
    return reverse(f"cases:{name}", args=[case.uid, slug])


def send(
    client: Client, case: Case, slug: str = "presentation", row: Any = None, **typed: Any
) -> Any:
    """What the script sends: the fields that were typed into."""
    data = {
        "base_version": case.version,
        "row": row or uuid.uuid4(),
        "fields": ",".join({name.split("__")[0] for name in typed}),
        **typed,
    }
    return client.post(url_of(case, slug), data)


def without_uids(rows: Any) -> list[dict[str, Any]]:
    """The rows of a section, for comparison across cases."""
    found = rows if isinstance(rows, list) else [rows or {}]
    return [{name: value for name, value in row.items() if name != "uid"} for row in found]


def middle(client: Client, case: Case, slug: str = "presentation", row: Any = None) -> Any:
    return client.get(address(case, slug, row)).context["middle"]


class TestKeeping:
    def test_answers_with_the_time_of_the_centre(self, client: Client, case: Case) -> None:
        answer = send(client, case, sex="male")
        assert answer.status_code == 200
        assert re.fullmatch(r"Draft kept \d\d:\d\d", answer.content.decode())
        assert Draft.objects.get().section == "presentation"

    def test_answers_nothing_when_everything_is_as_saved(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", sex="male")
        case.refresh_from_db()
        assert send(client, case, sex="male").content == b""
        assert Draft.objects.count() == 0

    def test_a_message_that_arrives_after_its_save_makes_no_draft(
        self, client: Client, case: Case
    ) -> None:
        save(client, case, "presentation", sex="male", pack_years="12")
        assert send(client, case, sex="male", pack_years="12").content == b""
        assert Draft.objects.count() == 0

    def test_a_unit_without_its_number_is_kept(self, client: Client, case: Case) -> None:
        """It reads as nothing, like the record, and was chosen by somebody all the same."""
        send(client, case, "labs", haemoglobin="", haemoglobin__unit="g/dL")
        assert list(Draft.objects.get().fields) == ["haemoglobin"]

    def test_emptying_a_field_is_kept(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", comorbidities="diabetes")
        send(client, case, comorbidities="")
        assert middle(client, case).form["comorbidities"].value()["value"] == ""

    def test_unknown_fields_are_passed_over(self, client: Client, case: Case) -> None:
        assert send(client, case, meta="{}", case_id="7", uid="x").status_code == 200
        assert Draft.objects.count() == 0

    @pytest.mark.parametrize("slug", ["horoscope", "draft"])
    def test_an_unknown_section_is_not_found(self, client: Client, case: Case, slug: str) -> None:
        assert send(client, case, slug, sex="male").status_code == 404

    def test_a_row_of_another_case_is_not_found(
        self, client: Client, case: Case, paper_patient: Case
    ) -> None:
        row = Labs.objects.get(case=paper_patient)
        assert send(client, case, "labs", row.uid, date="2021").status_code == 404
        assert Draft.objects.count() == 0


class TestWho:
    def test_a_stranger_finds_no_case(self, signed_in: SignIn, stranger: User, case: Case) -> None:
        outside = signed_in(stranger)
        discarded = outside.post(url_of(case, name="discard_draft"), {"row": uuid.uuid4()})
        assert (send(outside, case, sex="male").status_code, discarded.status_code) == (404, 404)

    @pytest.mark.parametrize("role", [Role.GUEST, Role.PRESENTER, Role.AUDITOR])
    def test_a_reader_keeps_none(
        self, signed_in: SignIn, person: Callable[..., User], case: Case, role: Role
    ) -> None:
        assert send(signed_in(person(role)), case, sex="male").status_code == 403
        assert Draft.objects.count() == 0

    def test_nobody_else_sees_it(
        self, client: Client, signed_in: SignIn, person: Callable[..., User], case: Case
    ) -> None:
        send(client, case, comorbidities="diabetes")
        html = signed_in(person(Role.LEAD)).get(address(case, "presentation")).content.decode()
        assert ("diabetes" in html, "draft-notice" in html, "draft-mark" in html) == (False,) * 3

    def test_who_may_no_longer_edit_sees_none(
        self, client: Client, clinician: User, case: Case
    ) -> None:
        send(client, case, comorbidities="diabetes")
        clinician.memberships.update(role=Role.PRESENTER)
        assert "diabetes" not in client.get(address(case, "presentation")).content.decode()

    def test_neither_document_nor_export_holds_it(self, client: Client, case: Case) -> None:
        before = (load_document(case.pk), list(export_lines()))
        send(client, case, comorbidities="diabetes")
        assert (load_document(case.pk), list(export_lines())) == before


class TestShown:
    def test_the_page_says_what_is_not_saved_and_since_when(
        self, client: Client, case: Case
    ) -> None:
        send(client, case, pack_years="twelve", sex="male")
        shown = middle(client, case)
        assert [(link.label, link.anchor) for link in shown.draft.fields] == [
            ("Sex", "id_sex"),
            ("Pack-years", "id_pack_years"),
        ]
        assert re.fullmatch(r"\d\d:\d\d on \d{1,2} \w{3}", shown.draft.moment)
        assert shown.form["pack_years"].value()["value"] == "twelve"

    def test_the_rail_marks_the_section(self, client: Client, case: Case) -> None:
        send(client, case, "labs", date="2021")
        rail = client.get(address(case, "presentation")).context["page"].rail
        assert [item.title for item in rail if item.has_draft] == ["Laboratory"]

    def test_new_rows_are_tabs(self, client: Client, case: Case) -> None:
        saved = Labs.objects.create(case=case, date="2020")
        uids = [uuid.uuid4(), uuid.uuid4()]
        for uid in [*uids, saved.uid]:
            send(client, case, "labs", uid, date="2021-1")
        shown = middle(client, case, "labs", uids[1])
        assert [(tab.title, tab.is_current, tab.has_draft) for tab in shown.tabs] == [
            ("Panel 1 · 2020", False, True),
            ("Panel 2, not saved", False, False),
            ("Panel 3, not saved", True, False),
        ]
        assert shown.form["date"].value()["value"] == "2021-1"

    def test_a_section_without_rows_opens_the_row_that_was_typed(
        self, client: Client, case: Case
    ) -> None:
        uid = uuid.uuid4()
        send(client, case, "labs", uid, date="2021")
        shown = middle(client, case, "labs")
        assert (shown.row_uid, [tab.title for tab in shown.tabs]) == (uid, ["Panel 1, not saved"])

    def test_a_row_entered_in_error_is_not_offered_again(self, client: Client, case: Case) -> None:
        row = Labs.objects.create(case=case)
        send(client, case, "labs", row.uid, date="2021")
        Labs.objects.update(entered_in_error="other patient")
        assert [tab.title for tab in middle(client, case, "labs").tabs] == ["Panel 1, new"]

    def test_markup_is_text(self, client: Client, case: Case) -> None:
        send(client, case, comorbidities="<script>alert(1)</script>", pack_years='"><b onclick=x>')
        html = client.get(address(case, "presentation")).content.decode()
        assert ("<script>alert" in html, "<b onclick" in html) == (False, False)

    def test_queries_do_not_grow_with_rows_and_drafts(self, client: Client, case: Case) -> None:
        counts = []
        for number in (1, 3):
            while Labs.objects.count() < number:
                row = Labs.objects.create(case=case, position=number)
                send(client, case, "labs", row.uid, date="2021")
                send(client, case, "labs", date="2022")
            with CaptureQueriesContext(connection) as queries:
                assert len(middle(client, case, "labs").tabs) == 2 * number
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestSaved:
    def test_a_save_takes_the_draft_along(self, client: Client, case: Case) -> None:
        send(client, case, sex="male", pack_years="12")
        save(client, case, "presentation")
        row = Presentation.objects.get()
        assert (row.sex, str(row.pack_years), Draft.objects.count()) == ("male", "12", 0)

    @pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
    def test_a_draft_of_every_field_comes_back_as_typed_and_is_saved(
        self, client: Client, case: Case, paper_patient: Case, section: Section
    ) -> None:
        typed = opened(client, paper_patient, section.slug)
        mine = {"base_version": case.version, "row": uuid.uuid4(), "older": ""}
        client.post(url_of(case, section.slug), typed | mine)
        assert save(client, case, section.slug).status_code == 303
        assert Draft.objects.count() == 0
        theirs, ours = (load_document(each.pk).get(section.slug) for each in (paper_patient, case))
        assert without_uids(ours)[:1] == without_uids(theirs)[:1]

    def test_a_refused_save_leaves_it(self, client: Client, case: Case) -> None:
        send(client, case, sex="male", pack_years="twelve")
        assert save(client, case, "presentation").status_code == 422
        assert sorted(Draft.objects.get().fields) == ["pack_years", "sex"]

    def test_what_another_tab_typed_stays(self, client: Client, case: Case) -> None:
        mine = opened(client, case, "presentation", sex="male", touched="sex")
        send(client, case, pack_years="12")
        client.post(address(case, "presentation"), mine)
        assert list(Draft.objects.get().fields) == ["pack_years"]
        assert Presentation.objects.get().pack_years is None

    def test_discarding_leaves_the_record(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", sex="male")
        send(client, case, sex="female")
        answer = client.post(url_of(case, name="discard_draft"), {"row": uuid.uuid4()})
        assert (answer.status_code, answer.url) == (303, address(case, "presentation"))
        assert (Draft.objects.count(), Presentation.objects.get().sex) == (0, "male")

    def test_discarding_a_new_row_goes_back_to_the_section(
        self, client: Client, case: Case
    ) -> None:
        saved, new = Labs.objects.create(case=case), uuid.uuid4()
        for uid, expected in [(saved.uid, saved.uid), (new, None)]:
            send(client, case, "labs", uid, date="2021")
            answer = client.post(url_of(case, "labs", "discard_draft"), {"row": uid})
            assert answer.url == address(case, "labs", expected)
        assert Draft.objects.count() == 0


@pytest.mark.django_db(transaction=True)
class TestMeanwhile:
    @pytest.fixture
    def other(self, signed_in: SignIn, person: Callable[..., User]) -> Client:
        return signed_in(person(Role.LEAD))

    def test_a_save_while_a_message_is_read_leaves_no_draft_of_itself(
        self, client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = opened(client, case, "presentation", sex="male")
        saving = threading.Thread(target=press_elsewhere, args=[client, case, mine])
        views = import_module("cases.views.drafts")
        keep = views.keep_draft

        def keep_late(*args: Any, **words: Any) -> Draft | None:
            saving.start()
            saving.join(timeout=1)  # as far as it gets
            return keep(*args, **words)

        monkeypatch.setattr(views, "keep_draft", keep_late)
        assert send(client, case, sex="male").status_code == 200
        saving.join()
        assert (Presentation.objects.get().sex, Draft.objects.count()) == ("male", 0)

    def test_a_draft_older_than_another_s_save_is_a_conflict(
        self, client: Client, other: Client, case: Case
    ) -> None:
        send(client, case, sex="female")
        save(other, case, "presentation", sex="male")
        answer = save(client, case, "presentation")
        assert answer.status_code == 409
        (line,) = answer.context["middle"].conflicts
        assert (line.mine, line.theirs, line.who) == ("female", "male", "lead")
        assert list(Draft.objects.get().fields) == ["sex"]

    def test_beside_a_conflict_the_other_fields_say_what_the_record_says(
        self, client: Client, other: Client, case: Case
    ) -> None:
        mine = opened(client, case, "presentation", sex="female", comorbidities="diabetes")
        save(other, case, "presentation", sex="male", pack_years="12")
        form = client.post(address(case, "presentation"), mine).context["middle"].form
        shown = {
            name: form[name].value()["value"] for name in ("sex", "comorbidities", "pack_years")
        }
        assert shown == {"sex": "female", "comorbidities": "diabetes", "pack_years": "12"}

    def test_what_the_record_said_beside_a_conflict_is_no_change_of_mine(
        self, client: Client, other: Client, case: Case
    ) -> None:
        mine = opened(client, case, "presentation", sex="female")
        save(other, case, "presentation", sex="male", pack_years="12")
        answer = client.post(address(case, "presentation"), mine)
        again = form_of(answer.content.decode()) | {"resolve__sex": "mine"}
        assert client.post(address(case, "presentation"), again).status_code == 303
        row = Presentation.objects.get()
        assert (row.sex, str(row.pack_years)) == ("female", "12")

    @pytest.mark.parametrize(("is_mine", "said"), [(True, "you changed"), (False, "somebody else")])
    def test_a_conflict_with_oneself_is_named_so(
        self, client: Client, other: Client, case: Case, is_mine: bool, said: str
    ) -> None:
        mine = opened(client, case, "presentation", sex="female")
        save(client if is_mine else other, case, "presentation", sex="male")
        answer = client.post(address(case, "presentation"), mine)
        (line,) = answer.context["middle"].conflicts
        html = answer.content.decode()
        assert (line.is_own, f"Not saved: {said}" in html) == (is_mine, True)
        assert bool(re.search(r"changed by you, \d\d:\d\d, in another tab", html)) == is_mine

    def test_other_fields_are_as_new_as_the_page(
        self, client: Client, other: Client, case: Case
    ) -> None:
        """Set back on purpose to what it was when the draft began: the page showed their value."""
        save(client, case, "presentation", ecog="1")
        case.refresh_from_db()
        send(client, case, sex="female")
        save(other, case, "presentation", ecog="2")
        assert save(client, case, "presentation", ecog="1").status_code == 303
        assert Presentation.objects.values_list("sex", "ecog").get() == ("female", 1)

    @pytest.mark.parametrize(("choice", "outcome"), [("mine", "female"), ("theirs", "male")])
    def test_of_two_values_one_is_chosen(
        self, client: Client, other: Client, case: Case, choice: str, outcome: str
    ) -> None:
        mine = opened(client, case, "presentation", sex="female", ecog="1")
        save(other, case, "presentation", sex="male")
        client.post(address(case, "presentation"), mine)
        again = mine | {"accepted_version": str(version_of(case)), "save_key": str(uuid.uuid4())}
        answer = client.post(address(case, "presentation"), again | {"resolve__sex": choice})
        assert answer.status_code == 303
        assert Presentation.objects.values_list("sex", "ecog").get() == (outcome, 1)

    def test_what_was_merged_is_told_once(self, client: Client, other: Client, case: Case) -> None:
        mine = opened(client, case, "presentation", sex="female")
        save(
            other, case, "presentation", ecog="2", comorbidities__source="letter", comorbidities="x"
        )
        answer = client.post(address(case, "presentation"), mine, follow=True)
        said = [str(message) for message in answer.context["messages"]]
        assert said[1:] == [
            "Also changed meanwhile by lead: ECOG performance status, Comorbidities."
        ]
        again = save(client, case, "presentation", pack_years="1")
        shown = client.get(again.url)
        assert len(list(shown.context["messages"])) == 1


def press_elsewhere(client: Client, case: Case, data: dict[str, Any]) -> None:
    """Save in a thread, with the session of a client."""
    tab = Client()
    tab.cookies = client.cookies
    tab.post(address(case, "presentation"), data)
    connection.close()


def version_of(case: Case) -> int:
    case.refresh_from_db()
    return case.version


class TestPoison:
    @pytest.mark.parametrize("poison", POISON)
    @pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
    def test_every_field_is_kept_and_shown(
        self, client: Client, case: Case, section: Section, poison: str
    ) -> None:
        head = {
            "base_version": case.version,
            "row": uuid.uuid4(),
            "fields": ",".join(section.kinds),
        }
        body = urlencode(head) + "".join(
            f"&{name}{suffix}={POISON[poison]}" for name in section.kinds for suffix in SUFFIXES
        )
        answer = client.post(url_of(case, section.slug), body, content_type=FORM)
        assert (answer.status_code, set(Draft.objects.get().fields)) == (200, set(section.kinds))
        assert client.get(address(case, section.slug)).status_code == 200

    @pytest.mark.parametrize("poison", [*POISON.values(), "", "-1", "x"])
    @pytest.mark.parametrize("name", ["base_version", "row", "turn", "page", "older", "fields"])
    def test_what_goes_with_it_is_never_a_500(
        self, client: Client, case: Case, name: str, poison: str
    ) -> None:
        data = {"base_version": case.version, "row": uuid.uuid4(), "fields": "sex", "sex": "male"}
        data.pop(name, None)
        older = f"sex:{poison}" if name == "older" else poison
        body = f"{urlencode(data)}&{name}={older}"
        answer = client.post(
            url_of(case, "labs" if name == "row" else "presentation"), body, content_type=FORM
        )
        assert answer.status_code in (200, 400)

    def test_names_of_inputs_may_hold_anything(self, client: Client, case: Case) -> None:
        head = urlencode({"base_version": case.version, "row": uuid.uuid4(), "fields": "sex"})
        body = f"{head}&sex__%00=1&sex__%5C=2&sex__%ED%A0%80=3"
        answer = client.post(url_of(case), body, content_type=FORM)
        assert (answer.status_code, Draft.objects.count()) == (200, 1)
        assert client.get(address(case, "presentation")).status_code == 200

    def test_ten_megabytes_are_kept(self, client: Client, case: Case) -> None:
        text = "x" * 10_000_000
        assert send(client, case, comorbidities=text).status_code == 200
        assert text in client.get(address(case, "presentation")).content.decode()


class TestTypedElsewhere:
    """What the pages "a" and "b" of one person say to each other through the server."""

    def message(self, client: Client, case: Case, page: str, seen: int = 0, **typed: Any) -> Any:
        return send(client, case, page=page, turn=1, seen=seen, **typed)

    def texts(self) -> dict[str, str]:
        fields = Draft.objects.get().fields
        return {name: stored["parts"][name][0] for name, stored in fields.items()}

    def test_is_not_overwritten_unseen(self, client: Client, case: Case) -> None:
        self.message(client, case, "a", comorbidities="diabetes")
        answer = self.message(client, case, "b", comorbidities="asthma", sex="male")
        (told,) = answer.json()["fields"]
        written = Draft.objects.get().fields["comorbidities"]["written"]
        assert (answer.status_code, told) == (
            409,
            {
                "name": "comorbidities",
                "label": "Comorbidities",
                "text": "diabetes",
                "written": written,
            },
        )
        assert self.texts() == {"comorbidities": "diabetes", "sex": "male"}

    def test_is_replaced_once_it_was_seen(self, client: Client, case: Case) -> None:
        self.message(client, case, "a", comorbidities="diabetes")
        (told,) = self.message(client, case, "b", comorbidities="asthma").json()["fields"]
        seen_of = f"{told['name']}:{told['written']}"
        answer = self.message(client, case, "b", comorbidities="asthma", seen_of=seen_of)
        assert (answer.status_code, self.texts()) == (200, {"comorbidities": "asthma"})

    def test_is_seen_by_a_page_that_shows_it(self, client: Client, case: Case) -> None:
        self.message(client, case, "a", comorbidities="diabetes")
        (seen,) = opened(client, case, "presentation")["seen"]
        assert self.message(client, case, "b", seen, comorbidities="asthma").status_code == 200
        assert self.message(client, case, "a", comorbidities="gout").status_code == 409
        assert self.texts() == {"comorbidities": "asthma"}

    def test_is_no_matter_to_the_page_itself(self, client: Client, case: Case) -> None:
        for turn in (1, 2):
            answer = send(client, case, page="a", turn=turn, seen=0, comorbidities=f"text {turn}")
            assert (answer.status_code, answer.headers["Draft-Unseen"]) == (200, "no")

    def test_is_no_matter_to_its_refused_form(self, client: Client, case: Case) -> None:
        self.message(client, case, "a", pack_years="twelve")
        answer = self.message(client, case, "b", before="a", pack_years="12")
        assert (answer.status_code, self.texts()) == (200, {"pack_years": "12"})

    def test_stays_when_the_message_says_what_the_record_says(
        self, client: Client, case: Case
    ) -> None:
        """Typed and taken back here; not there."""
        self.message(client, case, "a", comorbidities="diabetes")
        assert self.message(client, case, "b", comorbidities="", ecog="1").status_code == 409
        assert self.texts() == {"comorbidities": "diabetes", "ecog": "1"}

    def test_of_other_fields_is_merged_and_hinted_at(self, client: Client, case: Case) -> None:
        self.message(client, case, "a", comorbidities="diabetes")
        answer = self.message(client, case, "b", pack_years="12")
        assert (answer.status_code, answer.headers["Draft-Unseen"]) == (200, "yes")
        assert self.texts() == {"comorbidities": "diabetes", "pack_years": "12"}

    @pytest.mark.parametrize(
        ("there", "here", "expected"),
        [
            ({"sex": "male"}, {"sex": "female"}, "male"),
            ({"pack_years": "twelve"}, {"pack_years": "12"}, "twelve"),
            ({"comorbidities": "x" * 500}, {"comorbidities": "y"}, "x" * 400 + "…"),
            (
                {"comorbidities": "x", "comorbidities__source": "letter"},
                {"comorbidities": "y"},
                "x (letter)",
            ),
        ],
    )
    def test_is_told_in_words(
        self, client: Client, case: Case, there: Any, here: Any, expected: str
    ) -> None:
        self.message(client, case, "a", **there)
        (told,) = self.message(client, case, "b", **here).json()["fields"]
        assert told["text"] == expected

    def test_and_emptied_is_told(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", comorbidities="diabetes")
        case.refresh_from_db()
        self.message(client, case, "a", comorbidities="")
        (told,) = self.message(client, case, "b", comorbidities="asthma").json()["fields"]
        assert told["text"] == "empty"
