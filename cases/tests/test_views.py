"""The pages of the record: what they show, what Save does, what is kept when it is refused."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from cases.models import (
    Case,
    Examination,
    History,
    Identity,
    Labs,
    Presentation,
    Recurrences,
)
from cases.sections import SECTIONS, Section
from cases.tests.pages import address, bare_post, form_of, opened, save

SignIn = Callable[[User], Client]
EVERY_SECTION = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


def messages_of(answer: Any) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in answer.context["middle"].form.errors.items()}


class TestSection:
    def test_a_case_opens_at_its_first_section(self, client: Client, case: Case) -> None:
        answer = client.get(case.get_absolute_url())
        assert (answer.status_code, answer.url) == (302, address(case, "presentation"))

    @EVERY_SECTION
    def test_an_empty_page_offers_every_field(
        self, client: Client, case: Case, section: Section
    ) -> None:
        answer = client.get(address(case, section.slug))
        assert answer.status_code == 200
        assert answer.context["middle"].field_names == ",".join(section.kinds)
        html = answer.content.decode()
        assert [name for name in section.kinds if f'id="div_id_{name}"' not in html] == []

    @EVERY_SECTION
    @pytest.mark.django_db(transaction=True)
    def test_saving_a_page_as_it_is_changes_nothing(
        self, client: Client, paper_patient: Case, section: Section
    ) -> None:
        before = History.objects.count()
        has_row = section.model._default_manager.filter(case=paper_patient).exists()
        is_made = section.is_expected and not has_row  # nobody misses the others
        answer = save(client, paper_patient, section.slug)
        assert answer.status_code == 303
        assert History.objects.count() == before + is_made

    def test_saves_and_says_so(self, client: Client, case: Case) -> None:
        answer = save(client, case, "presentation", sex="male", comorbidities="diabetes")
        assert (answer.status_code, answer.url) == (303, address(case, "presentation"))
        page = client.get(answer.url).content.decode()
        assert "notice-success" in page
        assert "diabetes" in page

    def test_save_and_next_goes_on(self, client: Client, case: Case) -> None:
        answer = save(client, case, "presentation", sex="male", then="examination")
        assert answer.url == address(case, "examination")

    def test_next_is_a_section_and_nothing_else(self, client: Client, case: Case) -> None:
        answer = save(client, case, "presentation", then="//evil.example/")
        assert answer.url == address(case, "presentation")

    def test_save_and_next_makes_nothing_of_an_untouched_new_row(
        self, client: Client, case: Case
    ) -> None:
        answer = save(client, case, "recurrences", then="question")
        assert (answer.status_code, Recurrences.objects.count()) == (303, 0)

    def test_a_section_entered_in_error_counts_again_when_written(
        self, client: Client, case: Case
    ) -> None:
        save(client, case, "examination", varicocele="present", palpable_mass="present")
        Examination.objects.update(entered_in_error="absent in the imported file")
        save(client, case, "examination", varicocele="absent")
        row = Examination.objects.get()
        assert (row.entered_in_error, row.varicocele, row.palpable_mass) == (None, "absent", None)

    def test_a_number_written_otherwise_is_a_change(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", pack_years="12")
        save(client, case, "presentation", pack_years="12.0")
        assert str(Presentation.objects.get().pack_years) == "12.0"

    def test_a_row_is_added_under_the_uid_of_the_page(self, client: Client, case: Case) -> None:
        uid = uuid.uuid4()
        answer = save(client, case, "labs", uid, ldh__result="high")
        assert answer.url == address(case, "labs", uid)
        assert Labs.objects.get().uid == uid

    def test_rows_are_opened_by_their_uid(self, client: Client, case: Case) -> None:
        rows = [Labs.objects.create(case=case, position=n, date=f"202{n}") for n in range(2)]
        middle = client.get(address(case, "labs", rows[1].uid)).context["middle"]
        assert [tab.title for tab in middle.tabs] == ["Panel 1 · 2020", "Panel 2 · 2021"]
        assert [tab.is_current for tab in middle.tabs] == [False, True]

    def test_a_row_entered_in_error_is_not_shown(self, client: Client, case: Case) -> None:
        row = Labs.objects.create(case=case, date="2020", entered_in_error="other patient")
        assert [tab.title for tab in client.get(address(case, "labs")).context["middle"].tabs] == [
            "Panel 1, new"
        ]
        assert client.get(address(case, "labs", row.uid)).status_code == 404

    def test_a_row_of_another_case_is_not_found(
        self, client: Client, case: Case, paper_patient: Case
    ) -> None:
        row = Labs.objects.get(case=paper_patient)
        data = bare_post(case, "ldh", ldh__result="low")
        assert client.get(address(case, "labs", row.uid)).status_code == 404
        assert client.post(address(case, "labs", row.uid), data).status_code == 404
        row.refresh_from_db()
        assert row.ldh == {"result": "normal"}

    def test_an_unknown_section_is_not_found(self, client: Client, case: Case) -> None:
        assert client.get(address(case, "horoscope")).status_code == 404

    def test_only_the_fields_that_the_page_carried_change(self, client: Client, case: Case) -> None:
        Presentation.objects.create(case=case, sex="male", comorbidities="diabetes", ecog=1)
        data = bare_post(case, "sex", sex="female", ecog="4")
        assert client.post(address(case, "presentation"), data).status_code == 303
        stored = Presentation.objects.values_list("sex", "comorbidities", "ecog").get()
        assert stored == ("female", "diabetes", 1)

    def test_a_field_of_the_page_that_is_not_posted_is_empty(
        self, client: Client, case: Case
    ) -> None:
        Presentation.objects.create(case=case, sex="male", ecog=1)
        client.post(address(case, "presentation"), bare_post(case, "sex"))
        assert Presentation.objects.values_list("sex", "ecog").get() == (None, 1)

    @pytest.mark.parametrize(
        "fields", ["case_id", "meta,uid,position", "entered_in_error", "", ","]
    )
    def test_columns_that_are_no_fields_cannot_be_posted(
        self, client: Client, case: Case, fields: str
    ) -> None:
        typed = {"case_id": "7", "meta": "{}", "entered_in_error": "x", "position": "9"}
        data = bare_post(case, fields, **typed)
        assert client.post(address(case, "presentation"), data).status_code == 303
        row = Presentation.objects.get()
        assert (row.case_id, row.entered_in_error, row.position) == (case.pk, None, 0)

    def test_a_repeated_post_is_answered_as_the_first(self, client: Client, case: Case) -> None:
        data = opened(client, case, "presentation", sex="male")
        first, second = (client.post(address(case, "presentation"), data) for _ in range(2))
        assert (second.status_code, second.url) == (303, first.url)
        assert History.objects.filter(table_name="cases_presentation").count() == 1

    def test_a_page_posted_again_with_other_content_is_another_save(
        self, client: Client, case: Case
    ) -> None:
        data = opened(client, case, "presentation", sex="male")
        client.post(address(case, "presentation"), data)
        client.post(address(case, "presentation"), data | {"sex": "female"})
        assert Presentation.objects.get().sex == "female"

    @pytest.mark.django_db(transaction=True)
    def test_a_page_posted_again_undoes_nothing_of_what_others_saved_before(
        self, client: Client, case: Case
    ) -> None:
        mine = opened(client, case, "presentation")
        save(client, case, "presentation", ecog="2")
        for text in ("diabetes", "diabetes type 2"):
            answer = client.post(address(case, "presentation"), mine | {"comorbidities": text})
            assert answer.status_code == 303
        found = Presentation.objects.values_list("ecog", "comorbidities").get()
        assert found == (2, "diabetes type 2")

    @pytest.mark.django_db(transaction=True)
    def test_a_page_posted_again_over_what_others_changed_of_it_is_a_conflict(
        self, client: Client, case: Case
    ) -> None:
        mine = opened(client, case, "presentation", sex="male")
        client.post(address(case, "presentation"), mine)
        save(client, case, "presentation", sex="unknown")
        answer = client.post(address(case, "presentation"), mine | {"sex": "female"})
        assert (answer.status_code, Presentation.objects.get().sex) == (409, "unknown")

    def test_somebody_else_s_save_key_is_refused(
        self, client: Client, signed_in: SignIn, person: Callable[..., User], case: Case
    ) -> None:
        data = opened(client, case, "presentation", sex="male")
        client.post(address(case, "presentation"), data)
        lead = person(Role.LEAD)
        forged = data | {"sex": "female", "as_user": str(lead.uid)}
        answer = signed_in(lead).post(address(case, "presentation"), forged)
        assert (answer.status_code, Presentation.objects.get().sex) == (400, "male")

    def test_a_presenter_reads_only(self, signed_in: SignIn, presenter: User, case: Case) -> None:
        client = signed_in(presenter)
        html = client.get(address(case, "presentation")).content.decode()
        assert 'type="submit">Save' not in html
        assert "read only" in html
        data = bare_post(case, "sex", sex="male")
        assert client.post(address(case, "presentation"), data).status_code == 403
        assert not Presentation.objects.exists()

    def test_the_time_of_a_centre_ends_with_the_request(self, client: Client, case: Case) -> None:
        client.get(address(case, "labs"))
        assert timezone.get_current_timezone_name() == "UTC"

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_other_methods_are_not_allowed(self, client: Client, case: Case, method: str) -> None:
        assert getattr(client, method)(address(case, "labs")).status_code == 405

    def test_queries_do_not_grow_with_the_case(
        self, client: Client, case: Case, paper_patient: Case, django_assert_max_num_queries: Any
    ) -> None:
        for found in (case, paper_patient):
            with django_assert_max_num_queries(20):
                client.get(address(found, "labs"))

    def test_the_sources_of_a_value_are_shown(self, client: Client, paper_patient: Case) -> None:
        html = client.get(address(paper_patient, "ct_abdomen")).content.decode()
        assert "Another source says absent: Fig. 1, 2: pushing back the IVC" in html


class TestRefusals:
    @pytest.mark.parametrize(
        ("slug", "typed", "field", "message"),
        [
            (
                "labs",
                {"haemoglobin": "120", "haemoglobin__unit": "g/dL"},
                "haemoglobin",
                "120 g/dL is not possible. Did you mean 120 g/L (12.0 g/dL)?",
            ),
            (
                "labs",
                {"haemoglobin": "12a", "haemoglobin__unit": "g/dL"},
                "haemoglobin",
                "“12a” is not a number. Write digits, such as 12 or 12.5.",
            ),
            (
                "labs",
                {"date": "2999-01-01"},
                "date",
                "2999-01-01 lies in the future. Only what has happened is recorded here.",
            ),
            (
                "ct_abdomen",
                {"ivc_upper": "iliac_veins"},
                "ivc_upper",
                "A tumour of the cava cannot end below the iliac confluence.",
            ),
            (
                "presentation",
                {"back_pain": "absent", "back_pain_side": "right"},
                "back_pain_side",
                "This applies only when “Back or low-back pain” is “present”.",
            ),
            (
                "presentation",
                {"sex": "male", "sex__missing": "unknown"},
                "sex",
                "Either a value or a reason why it is missing, not both.",
            ),
            (
                "presentation",
                {"sex": "male", "sex__other-0__source": "the letter"},
                "sex",
                "Another source is named, but not what it says.",
            ),
        ],
    )
    def test_a_sentence_at_the_field_nothing_written_everything_kept(
        self,
        client: Client,
        case: Case,
        slug: str,
        typed: dict[str, str],
        field: str,
        message: str,
    ) -> None:
        answer = save(client, case, slug, **typed)
        assert answer.status_code == 422
        assert messages_of(answer) == {field: [message]}
        assert {"base_version": str(case.version), **typed}.items() <= {
            name: values[-1] for name, values in kept(answer).items()
        }.items()
        assert not History.objects.exclude(table_name__in=["cases_case", "cases_identity"])

    def test_crossed_limits_of_the_cava_are_refused_at_both(
        self, client: Client, case: Case
    ) -> None:
        """At one of them only, a score would go on with the other alone."""
        answer = save(client, case, "ct_abdomen", ivc_lower="suprarenal", ivc_upper="infrarenal")
        message = ["The lower limit lies above the upper limit."]
        assert messages_of(answer) == {"ivc_lower": message, "ivc_upper": message}

    def test_a_visit_before_birth(self, client: Client, case: Case) -> None:
        Identity.objects.update(year_of_birth=1965)
        answer = save(client, case, "follow_up", date="1964-12-31")
        assert messages_of(answer) == {
            "date": ["1964-12-31 lies before the patient was born (1965 at the earliest)."]
        }

    def test_a_valid_field_beside_a_refused_one_is_not_saved(
        self, client: Client, case: Case
    ) -> None:
        answer = save(client, case, "presentation", sex="male", ecog="9")
        assert (answer.status_code, Presentation.objects.count()) == (422, 0)
        assert kept(answer)["sex"][-1] == "male"

    def test_a_corrected_form_can_be_sent_with_the_same_key(
        self, client: Client, case: Case
    ) -> None:
        refused = save(client, case, "presentation", sex="male", ecog="9")
        answer = client.post(address(case, "presentation"), kept(refused) | {"ecog": "1"})
        assert (answer.status_code, Presentation.objects.get().ecog) == (303, 1)


def kept(answer: Any) -> dict[str, Any]:
    return form_of(answer.content.decode())


def choices(answer: Any) -> list[tuple[str, str, bool]]:
    """Of each field in conflict: what is chosen, and whether a choice is asked for once more."""
    lines = answer.context["middle"].conflicts
    return [(line.name, line.choice, line.is_open) for line in lines]


@pytest.mark.django_db(transaction=True)
class TestConflict:
    def collide(self, client: Client, case: Case) -> Any:
        mine = opened(client, case, "presentation", sex="female", ecog="1")
        save(client, case, "presentation", sex="male")
        return client.post(address(case, "presentation"), mine)

    def test_shows_both_values_and_keeps_mine_in_the_form(self, client: Client, case: Case) -> None:
        answer = self.collide(client, case)
        assert answer.status_code == 409
        (line,) = answer.context["middle"].conflicts
        assert (line.label, line.mine, line.theirs, line.who) == (
            "Sex",
            "female",
            "male",
            "clinician",
        )
        assert (kept(answer)["sex"][-1], kept(answer)["ecog"][-1]) == ("female", "1")
        assert Presentation.objects.values_list("sex", "ecog").get() == ("male", None)

    @pytest.mark.parametrize(("choice", "sex"), [("mine", "female"), ("theirs", "male")])
    def test_saving_once_more_keeps_what_was_chosen(
        self, client: Client, case: Case, choice: str, sex: str
    ) -> None:
        again = kept(self.collide(client, case)) | {"resolve__sex": choice}
        answer = client.post(address(case, "presentation"), again)
        assert answer.status_code == 303
        assert Presentation.objects.values_list("sex", "ecog").get() == (sex, 1)

    def test_nothing_is_chosen_until_a_person_chooses(self, client: Client, case: Case) -> None:
        first = self.collide(client, case)
        again = client.post(address(case, "presentation"), kept(first))
        assert [choices(answer) for answer in (first, again)] == [
            [("sex", "", False)],
            [("sex", "", True)],
        ]
        said = [
            answer.content.decode().count("Choose one of the two.") for answer in (first, again)
        ]
        assert (again.status_code, said) == (409, [0, 1])
        assert (kept(again)["sex"][-1], Presentation.objects.get().sex) == ("female", "male")

    @pytest.mark.parametrize(("choice", "sex"), [("mine", "female"), ("theirs", "male")])
    def test_what_was_chosen_stays_chosen_beside_what_was_not(
        self, client: Client, case: Case, choice: str, sex: str
    ) -> None:
        mine = opened(client, case, "presentation", sex="female", ecog="1")
        save(client, case, "presentation", sex="male", ecog="2")
        page = kept(client.post(address(case, "presentation"), mine)) | {"resolve__sex": choice}
        answer = client.post(address(case, "presentation"), page)
        assert choices(answer) == [("sex", choice, False), ("ecog", "", True)]
        assert Presentation.objects.values_list("sex", "ecog").get() == ("male", 2)
        again = kept(answer) | {"resolve__ecog": "mine"}
        assert client.post(address(case, "presentation"), again).status_code == 303
        assert Presentation.objects.values_list("sex", "ecog").get() == (sex, 1)

    def test_what_was_chosen_of_older_values_is_chosen_anew(
        self, client: Client, case: Case
    ) -> None:
        again = kept(self.collide(client, case)) | {"resolve__sex": "mine"}
        save(client, case, "presentation", sex="unknown")
        answer = client.post(address(case, "presentation"), again)
        assert choices(answer) == [("sex", "", False)]

    @pytest.mark.parametrize("forged", ["ours", ""])
    def test_another_word_chooses_nothing(self, client: Client, case: Case, forged: str) -> None:
        again = kept(self.collide(client, case)) | {"resolve__sex": forged}
        assert client.post(address(case, "presentation"), again).status_code == 409
        assert Presentation.objects.get().sex == "male"

    def test_a_third_change_meanwhile_is_a_conflict_again(self, client: Client, case: Case) -> None:
        again = kept(self.collide(client, case)) | {"resolve__sex": "mine"}
        save(client, case, "presentation", sex="unknown")
        assert client.post(address(case, "presentation"), again).status_code == 409

    def test_saving_once_more_keeps_what_others_changed_elsewhere(
        self, client: Client, case: Case
    ) -> None:
        """The page is as old as before: only the conflict that was shown is overruled."""
        mine = opened(client, case, "presentation", sex="female")
        save(client, case, "presentation", sex="male", ecog="2")
        again = kept(client.post(address(case, "presentation"), mine)) | {"resolve__sex": "mine"}
        assert client.post(address(case, "presentation"), again).status_code == 303
        assert Presentation.objects.values_list("sex", "ecog").get() == ("female", 2)

    def test_saving_once_more_overrules_only_what_was_shown(
        self, client: Client, case: Case
    ) -> None:
        """Typed after the conflict was shown into a field that others changed, too."""
        save(client, case, "presentation", comorbidities="none")
        mine = opened(client, case, "presentation", sex="female")
        save(client, case, "presentation", sex="male", comorbidities="diabetes")
        page = kept(client.post(address(case, "presentation"), mine)) | {"resolve__sex": "mine"}
        assert page["comorbidities"] == ["diabetes"]
        save(client, case, "presentation", comorbidities="asthma")
        answer = client.post(address(case, "presentation"), page | {"comorbidities": "gout"})
        assert (answer.status_code, Presentation.objects.get().comorbidities) == (409, "asthma")
        shown = {line.name: line.theirs for line in answer.context["middle"].conflicts}
        assert shown["comorbidities"] == "asthma"
        chosen = {"resolve__sex": "mine", "resolve__comorbidities": "mine"}
        again = client.post(address(case, "presentation"), kept(answer) | chosen)
        assert again.status_code == 303
        found = Presentation.objects.values_list("sex", "comorbidities").get()
        assert found == ("female", "gout")

    def test_changes_that_do_not_go_together_are_a_conflict(
        self, client: Client, case: Case
    ) -> None:
        save(client, case, "presentation", back_pain="present")
        mine = opened(client, case, "presentation", back_pain_side="right")
        save(client, case, "presentation", back_pain="absent")
        answer = client.post(address(case, "presentation"), mine)
        assert (answer.status_code, Presentation.objects.get().back_pain_side) == (409, None)

    def test_other_fields_are_merged_without_a_word(self, client: Client, case: Case) -> None:
        mine = opened(client, case, "presentation", ecog="1")
        save(client, case, "presentation", sex="male")
        assert client.post(address(case, "presentation"), mine).status_code == 303
        assert Presentation.objects.values_list("sex", "ecog").get() == ("male", 1)
