"""Drafts: merged by field, of any characters, one person's own, gone with what is saved."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role, User
from cases.drafts import (
    DraftPlace,
    Parts,
    TypedField,
    drop_draft,
    find_draft,
    forget_saved,
    is_blank,
    keep_draft,
    lay_over,
    own_drafts,
    posted_parts,
    typed_fields,
    unsaved_rows,
)
from cases.models import Case, Draft, History, Labs, Presentation
from cases.sections import BY_SLUG

LABS, PRESENTATION = BY_SLUG["labs"], BY_SLUG["presentation"]
# What jsonb refuses, what stands for it in the store, and digits that could be mistaken for it.
ANY_TEXT = st.text(st.sampled_from("a\0\\\ud800\udfff\né04d8x"), max_size=20)


@pytest.fixture
def place(case: Case) -> DraftPlace:
    """The one row of the presentation."""
    return DraftPlace(case, PRESENTATION, uuid.uuid4())


def typed(text: str, version: int = 1, page: str = "p", turn: int = 1, name: str = "sex") -> Any:
    return {name: TypedField({name: [text]}, version, page, turn)}


def texts(draft: Draft | None) -> dict[str, str]:
    """The first input of each field of a draft."""
    fields = typed_fields(draft) if draft else {}
    return {name: field.parts[name][0] for name, field in fields.items()}


class TestTypedField:
    @given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
    def test_is_read_as_it_was_stored(self, name: str, first: str, second: str) -> None:
        field = TypedField({name: [first, second]}, 3, "page", 7)
        assert TypedField.read(field.stored()) == field

    @given(ANY_TEXT)
    def test_is_stored_without_what_jsonb_refuses(self, text: str) -> None:
        ((stored,),) = TypedField({"sex": [text]}, 1).stored()["parts"].values()
        assert "\0" not in stored
        stored.encode("utf-8")

    @pytest.mark.parametrize("text", ["12\0", "\ud800", "\\", "\\0041", "\\u0000", "'; --"])
    def test_comes_back_from_the_database(
        self, place: DraftPlace, clinician: User, text: str
    ) -> None:
        keep_draft(place, typed(text), by=clinician)
        assert texts(Draft.objects.get()) == {"sex": text}


class TestPostedParts:
    def test_are_every_input_of_a_field(self) -> None:
        data = QueryDict("date=2021&date__source=x&date__other-0=1&date_of_diagnosis=2&ldh=3")
        assert posted_parts(data, ["date", "ldh", "calcium"]) == {
            "date": {"date": ["2021"], "date__source": ["x"], "date__other-0": ["1"]},
            "ldh": {"ldh": ["3"]},
            "calcium": {},
        }

    def test_end_their_lines_alike(self) -> None:
        data = QueryDict("comorbidities=a%0D%0Ab&comorbidities=c%0Ad")
        assert posted_parts(data, ["comorbidities"]) == {
            "comorbidities": {"comorbidities": ["a\nb", "c\nd"]}
        }

    @pytest.mark.parametrize(
        ("parts", "expected"),
        [({}, True), ({"sex": ["", " "]}, True), ({"sex": [""], "sex__source": ["x"]}, False)],
    )
    def test_are_blank_when_nothing_was_typed(self, parts: Parts, expected: bool) -> None:
        assert is_blank(parts) is expected


class TestKeeping:
    def test_adds_field_to_field(self, place: DraftPlace, clinician: User) -> None:
        keep_draft(place, typed("male"), by=clinician)
        keep_draft(place, typed("1", page="another", name="ecog"), by=clinician)
        assert texts(Draft.objects.get()) == {"sex": "male", "ecog": "1"}

    def test_takes_the_later_text_and_the_oldest_version(
        self, place: DraftPlace, clinician: User
    ) -> None:
        for text, version, page in [("male", 4, "a"), ("female", 2, "b"), ("unknown", 6, "c")]:
            keep_draft(place, typed(text, version, page), by=clinician)
        (field,) = typed_fields(Draft.objects.get()).values()
        assert (field.parts["sex"], field.base_version) == (["unknown"], 2)

    @pytest.mark.parametrize(("page", "expected"), [("p", "later"), ("q", "earlier"), ("", "x")])
    def test_passes_over_a_message_that_was_overtaken(
        self, place: DraftPlace, clinician: User, page: str, expected: str
    ) -> None:
        """Of two pages, and of a page that does not count, what arrives last counts."""
        keep_draft(place, typed("later", page="p", turn=2), by=clinician)
        text = "x" if not page else "earlier"
        keep_draft(place, typed(text, page=page, turn=1), by=clinician)
        assert texts(Draft.objects.get()) == {"sex": expected}

    def test_needs_none_for_what_the_record_says(self, place: DraftPlace, clinician: User) -> None:
        keep_draft(place, typed("male") | typed("1", name="ecog"), by=clinician)
        left = keep_draft(place, typed("", turn=2), by=clinician, as_saved={"sex"})
        assert texts(left) == {"ecog": "1"}
        assert (
            keep_draft(place, typed("", turn=3, name="ecog"), by=clinician, as_saved={"ecog"})
            is None
        )
        assert Draft.objects.count() == 0

    def test_of_nothing_tells_what_there_is(self, place: DraftPlace, clinician: User) -> None:
        assert keep_draft(place, {}, by=clinician) is None
        made = keep_draft(place, typed("male"), by=clinician)
        assert keep_draft(place, {}, by=clinician) == made

    def test_touches_neither_the_case_nor_its_history(
        self, place: DraftPlace, clinician: User, case: Case
    ) -> None:
        before = (case.version, History.objects.count())
        keep_draft(place, typed("male"), by=clinician)
        case.refresh_from_db()
        assert (case.version, History.objects.count()) == before
        assert Presentation.objects.count() == 0

    def test_a_section_without_rows_has_one_place(self, case: Case, clinician: User) -> None:
        """Each page of a row that does not exist yet makes a uid of its own."""
        for name in ("sex", "ecog"):
            place = DraftPlace(case, PRESENTATION, uuid.uuid4())
            keep_draft(place, typed("1", name=name), by=clinician)
        assert texts(Draft.objects.get()) == {"sex": "1", "ecog": "1"}

    def test_each_person_and_each_row_has_its_own(
        self, case: Case, clinician: User, person: Callable[..., User]
    ) -> None:
        rows = [DraftPlace(case, LABS, uuid.uuid4()) for _row in range(2)]
        lead = person(Role.LEAD)
        for by in (clinician, lead):
            for row in rows:
                keep_draft(row, typed("2021", name="date"), by=by)
        assert Draft.objects.count() == 4
        assert {draft.user for draft in own_drafts(case, lead.pk)} == {lead}
        assert own_drafts(case, None) == []
        drop_draft(rows[0], by=lead)
        assert find_draft(own_drafts(case, lead.pk), rows[0]) is None
        assert find_draft(own_drafts(case, clinician.pk), rows[0]) is not None

    def test_a_row_has_one_draft_in_the_database_too(
        self, place: DraftPlace, clinician: User
    ) -> None:
        keep_draft(place, typed("male"), by=clinician)
        with pytest.raises(IntegrityError), transaction.atomic():
            Draft.objects.create(user=clinician, **place.key)


class TestForgetting:
    def saved(self, place: DraftPlace, by: User, posted: dict[str, str], *touched: str) -> Any:
        parts = {name: {name: [text]} for name, text in posted.items()}
        forget_saved(place, parts, by=by, touched=touched)
        return texts(Draft.objects.first())

    def test_what_is_saved_as_it_was_typed(self, place: DraftPlace, clinician: User) -> None:
        keep_draft(place, typed("male") | typed("1", name="ecog"), by=clinician)
        assert self.saved(place, clinician, {"sex": "male", "ecog": ""}) == {"ecog": "1"}

    def test_what_was_touched_on_the_page_that_is_saved(
        self, place: DraftPlace, clinician: User
    ) -> None:
        keep_draft(place, typed("male") | typed("1", name="ecog"), by=clinician)
        assert self.saved(place, clinician, {"sex": "female"}, "sex") == {"ecog": "1"}

    def test_but_not_what_another_page_typed_into_the_same_field(
        self, place: DraftPlace, clinician: User
    ) -> None:
        keep_draft(place, typed("male", page="mine"), by=clinician)
        keep_draft(place, typed("unknown", page="other"), by=clinician)
        posted: dict[str, Parts] = {"sex": {"sex": ["male"]}}
        forget_saved(place, posted, by=clinician, touched=["sex"], page="mine")
        assert texts(Draft.objects.first()) == {"sex": "unknown"}
        forget_saved(place, posted, by=clinician, touched=["sex"], page="other")
        assert Draft.objects.count() == 0

    def test_but_not_what_another_page_typed(self, place: DraftPlace, clinician: User) -> None:
        keep_draft(place, typed("male"), by=clinician)
        assert self.saved(place, clinician, {"sex": "", "ecog": "1"}, "ecog") == {"sex": "male"}

    def test_nor_a_field_that_the_page_did_not_carry(
        self, place: DraftPlace, clinician: User
    ) -> None:
        keep_draft(place, typed(""), by=clinician)
        assert self.saved(place, clinician, {"ecog": ""}) == {"sex": ""}

    def test_nor_what_somebody_else_typed(
        self, place: DraftPlace, clinician: User, person: Callable[..., User]
    ) -> None:
        keep_draft(place, typed("male"), by=person(Role.LEAD))
        assert self.saved(place, clinician, {"sex": "male"}, "sex") == {"sex": "male"}

    def test_the_last_field_takes_the_draft_along(self, place: DraftPlace, clinician: User) -> None:
        keep_draft(place, typed("male"), by=clinician)
        assert self.saved(place, clinician, {"sex": "male"}) == {}
        assert Draft.objects.count() == 0


class TestShowing:
    def test_lays_what_was_typed_over_the_record(
        self, place: DraftPlace, clinician: User, case: Case
    ) -> None:
        row = Presentation.objects.create(case=case, ecog=1, comorbidities="diabetes")
        keep_draft(place, typed("nine", name="ecog"), by=clinician)
        form = PRESENTATION.form(instance=row)
        assert list(lay_over(form, Draft.objects.get())) == ["ecog"]
        assert form["ecog"].value()["value"] == "nine"
        assert form["comorbidities"].value()["value"] == "diabetes"

    def test_passes_over_a_field_that_the_form_does_not_have(
        self, place: DraftPlace, clinician: User, case: Case
    ) -> None:
        keep_draft(place, typed("x", name="of_an_older_version"), by=clinician)
        form = PRESENTATION.form(instance=Presentation(case=case))
        assert lay_over(form, Draft.objects.get()) == {}

    def test_rows_that_are_drafts_only_in_their_order(self, case: Case, clinician: User) -> None:
        saved = Labs.objects.create(case=case)
        wrong = Labs.objects.create(case=case, entered_in_error="other patient")
        new = [uuid.uuid4() for _row in range(3)]
        for uid in [new[0], saved.uid, new[1], wrong.uid, new[2]]:
            keep_draft(DraftPlace(case, LABS, uid), typed("2021", name="date"), by=clinician)
        drafts = own_drafts(case, clinician.pk)
        assert unsaved_rows(drafts, LABS) == new
        assert unsaved_rows(drafts, PRESENTATION) == []
