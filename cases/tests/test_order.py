"""Dates of a case that cannot be true together: refused after death, else said."""

import datetime
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Centre, User
from cases.document import load_document
from cases.exchange.importing import ImportRefusedError, import_file
from cases.models import Case, FollowUp, Labs
from cases.models.fields import dump_json
from cases.order import DONE_IN_LIFE, describe_contradictions, find_contradictions
from cases.sections import BY_SLUG
from cases.tests.exchange import PAPER
from cases.tests.pages import address, opened, save
from cases.values import PartialDate
from cases.values.dates import date_range

DEAD = {"vital_status": "dead_of_disease"}
DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2020, 12, 31))
NO_HURRY = settings(deadline=None)  # a busy machine is no fault
DATES = st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([4, 7, 10]))


def document(**sections: Any) -> dict[str, Any]:
    """Sections by slug; rows of repeating ones get a uid."""
    return {
        slug: [{"uid": str(uuid.uuid4()), **row} for row in rows]
        if isinstance(rows, list)
        else rows
        for slug, rows in sections.items()
    }


def refused(**sections: Any) -> list[tuple[str, str]]:
    """(path, sentence) of what is refused."""
    found = find_contradictions(document(**sections))
    return [(each.places[0].path, each.told[0]) for each in found if each.is_refusal]


def warned(**sections: Any) -> list[tuple[str, str]]:
    """(path, sentence) of what is only said."""
    found = find_contradictions(document(**sections))
    return [(each.places[0].path, each.told[0]) for each in found if not each.is_refusal]


class TestDeath:
    @pytest.mark.parametrize(("slug", "name"), DONE_IN_LIFE)
    def test_nothing_is_done_to_the_dead(self, slug: str, name: str) -> None:
        visit = {**DEAD, "death_date": "2021-03"}
        rows = {slug: [{name: "2021-04-01"}], "follow_up": [visit]}
        if slug == "follow_up":
            rows = {slug: [visit, {name: "2021-04-01"}]}
        index = len(rows[slug]) - 1
        assert refused(**rows) == [
            (
                f"{slug}[{index}].{name}",
                "1 Apr 2021 lies after the death of the patient (Mar 2021).",
            )
        ]

    @pytest.mark.parametrize(
        ("death", "visit"),
        [
            ("2021", "2021-12-31"),
            ("2021-03", "2021-03-31"),
            ("2021-03-05", "2021-03-05"),
            ("2021-03-05", "2021-03"),
            ("2021-03-05", "2021"),
        ],
    )
    def test_what_may_have_been_before_is_kept(self, death: str, visit: str) -> None:
        visits = [{**DEAD, "death_date": death}, {"date": visit}]
        assert refused(follow_up=visits) == []

    def test_a_visit_that_tells_of_the_death_may_follow_it(self) -> None:
        told = {**DEAD, "death_date": "2021-03-05", "date": "2021-06-01"}
        assert refused(follow_up=[told]) == []

    def test_a_report_may_follow_the_death(self) -> None:
        visit = {**DEAD, "death_date": "2021-03-05"}
        assert refused(follow_up=[visit], pathology=[{"date": "2021-06"}]) == []

    def test_without_its_date_the_first_visit_that_knew_of_it_counts(self) -> None:
        visits = [{**DEAD, "date": "2021-06"}, {**DEAD, "date": "2021-03"}]
        assert refused(follow_up=visits, labs=[{"date": "2021-04-01"}]) == [
            (
                "labs[0].date",
                "1 Apr 2021 lies after Mar 2021, when the patient was known to be dead.",
            )
        ]

    @pytest.mark.parametrize(
        "visit",
        [
            {"vital_status": "lost", "date": "2021"},
            {"vital_status": "alive_ned", "date": "2021"},
            {"date": "2021"},
            DEAD,
            {
                "date": "2021",
                "vital_status": {
                    "value": "dead_other",
                    "alternatives": [{"value": "alive_ned", "source": "letter"}],
                },
            },
        ],
    )
    def test_who_is_not_certainly_dead_may_be_seen(self, visit: dict[str, Any]) -> None:
        assert refused(follow_up=[visit], labs=[{"date": "2022"}]) == []

    def test_of_two_statements_the_later_death_counts(self) -> None:
        stated = {"value": "2021", "alternatives": [{"value": "2022", "source": "letter"}]}
        visit = {**DEAD, "death_date": stated}
        assert refused(follow_up=[visit], labs=[{"date": "2022-12"}]) == []
        assert len(refused(follow_up=[visit], labs=[{"date": "2023"}])) == 1

    def test_of_two_visits_that_can_both_be_right_the_more_precise_counts(self) -> None:
        visits = [{**DEAD, "death_date": "2021"}, {**DEAD, "death_date": "2021-03-05"}]
        assert len(refused(follow_up=visits, labs=[{"date": "2021-04"}])) == 1
        assert warned(follow_up=visits) == []

    def test_of_two_visits_that_cannot_both_be_right_the_later_counts_and_both_are_told(
        self,
    ) -> None:
        visits = [{**DEAD, "death_date": "2021-06"}, {**DEAD, "death_date": "2021-03-05"}]
        assert refused(follow_up=visits, labs=[{"date": "2021-06-30"}]) == []
        assert len(refused(follow_up=visits, labs=[{"date": "2021-07"}])) == 1
        said = "Please check: two visits date the death, 5 Mar 2021 and Jun 2021."
        assert warned(follow_up=visits) == [("follow_up[1].death_date", said)]

    def test_what_was_not_done_has_no_date(self) -> None:
        visit = {**DEAD, "death_date": "2021"}
        operation = {"operated": "absent", "date": "2022"}
        assert refused(follow_up=[visit], surgery=[operation]) == []


class TestWarnings:
    @pytest.mark.parametrize(
        ("sections", "path", "said"),
        [
            (
                {"surgery": [{"date": "2021-02"}]},
                "surgery[0].date",
                "Please check: the operation (Feb 2021) lies before the diagnosis (Mar 2021).",
            ),
            (
                {"follow_up": [{**DEAD, "death_date": "2020"}]},
                "follow_up[0].death_date",
                "Please check: the death (2020) lies before the diagnosis (Mar 2021).",
            ),
        ],
    )
    def test_before_the_diagnosis(self, sections: dict[str, Any], path: str, said: str) -> None:
        person = {"date_of_diagnosis": "2021-03"}
        assert warned(presentation=person, **sections) == [(path, said)]

    @pytest.mark.parametrize(
        ("slug", "what"), [("recurrences", "recurrence"), ("follow_up", "visit")]
    )
    def test_before_the_first_operation(self, slug: str, what: str) -> None:
        operations = [{"date": "2022"}, {"date": "2021-05-01"}]
        assert warned(surgery=operations, **{slug: [{"date": "2021-04-30"}]}) == [
            (
                f"{slug}[0].date",
                f"Please check: the {what} (30 Apr 2021) lies before the first operation"
                " (1 May 2021).",
            )
        ]

    @pytest.mark.parametrize("other", [{}, {"operated": "present"}])
    def test_an_undated_operation_may_be_the_first(self, other: dict[str, str]) -> None:
        operations = [{"date": "2021-05-01"}, other]
        assert warned(surgery=operations, recurrences=[{"date": "2020"}]) == []

    def test_an_operation_that_did_not_take_place_is_none(self) -> None:
        operations = [{"date": "2021-05-01"}, {"operated": "absent"}]
        assert len(warned(surgery=operations, recurrences=[{"date": "2020"}])) == 1

    @pytest.mark.parametrize(
        ("slug", "row"),
        [
            ("systemic", {"start_date": "2021-03", "end_date": "2021-02"}),
            ("radiotherapy", {"start_date": "2021", "end_date": "2020"}),
            (
                "ct_thorax",
                {"date": "2021", "interpretation": "equivocal", "resolution_date": "2020"},
            ),
        ],
    )
    def test_an_end_before_its_beginning(self, slug: str, row: dict[str, str]) -> None:
        assert len(warned(**{slug: [row]})) == 1

    def test_rows_are_not_mixed(self) -> None:
        courses = [{"start_date": "2021"}, {"end_date": "2020"}]
        assert warned(radiotherapy=courses) == []

    def test_a_visit_before_the_death_it_tells_of(self) -> None:
        visit = {**DEAD, "date": "2021-03-04", "death_date": "2021-03-05"}
        assert warned(follow_up=[visit]) == [
            (
                "follow_up[0].date",
                "Please check: the visit that tells of the death (4 Mar 2021) lies before the"
                " death (5 Mar 2021).",
            )
        ]

    @pytest.mark.parametrize(
        "visits",
        [
            [{**DEAD, "date": "2021-03-05", "death_date": "2021-03-05"}],
            [{**DEAD, "date": "2021-03", "death_date": "2021-03-05"}],
            [{**DEAD, "date": "2021-03-04", "death_date": "2021-03"}],
            [{"date": "2021-03-04"}, {**DEAD, "date": "2021-04", "death_date": "2021-03-05"}],
            [{"date": "2021-03-04", "vital_status": "alive_ned", "death_date": "2021-03-05"}],
        ],
    )
    def test_a_visit_that_can_know_of_the_death_is_not_asked(
        self, visits: list[dict[str, str]]
    ) -> None:
        assert warned(follow_up=visits) == []

    def test_a_contact_after_the_death(self) -> None:
        visit = {**DEAD, "death_date": "2021-03", "last_contact_date": "2021-04"}
        assert warned(follow_up=[visit]) == [
            (
                "follow_up[0].death_date",
                "Please check: the death (Mar 2021) lies before the last contact (Apr 2021).",
            )
        ]


class TestProperties:
    @NO_HURRY
    @given(death=DATES, event=DATES)
    def test_only_what_no_day_allows_is_refused(self, death: str, event: str) -> None:
        found = refused(follow_up=[{**DEAD, "death_date": death}], labs=[{"date": event}])
        possible = date_range(event)[0] <= date_range(death)[1]
        assert (found == []) == possible

    @NO_HURRY
    @given(death=DATES, event=DATES)
    def test_more_precision_never_takes_a_refusal_back(self, death: str, event: str) -> None:
        def count(day: str) -> int:
            visit = {**DEAD, "death_date": death}
            return len(refused(follow_up=[visit], labs=[{"date": day}]))

        assert [count(event[:length]) for length in (4, 7)] <= [count(event)] * 2

    @NO_HURRY
    @given(
        rows=st.lists(
            st.tuples(st.sampled_from(DONE_IN_LIFE), DATES, st.sampled_from([{}, DEAD])), max_size=6
        )
    )
    def test_every_contradiction_is_told_in_both_its_rows(self, rows: Any) -> None:
        sections: dict[str, Any] = {"presentation": {"date_of_diagnosis": "2010-06"}}
        for (slug, name), date, more in rows:
            row = {name: date} | (more if slug == "follow_up" else {})
            sections.setdefault(slug, []).append(row)
        whole = document(**sections)
        for found in find_contradictions(whole):
            event = found.places[0]
            date = whole[event.section.slug][event.index][event.field]
            for place, said in zip(found.places, found.told, strict=True):
                assert PartialDate().display(date) in said
                assert said in describe_contradictions(whole, place.section, place.uid)


@pytest.fixture
def client(signed_in: Callable[[User], Client], clinician: User) -> Client:
    return signed_in(clinician)


def errors_of(answer: Any) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in answer.context["middle"].form.errors.items()}


class TestSaving:
    def test_a_sample_after_the_death_is_refused_at_its_date(
        self, client: Client, case: Case
    ) -> None:
        save(client, case, "follow_up", death_date="2021-03", **DEAD)
        answer = save(client, case, "labs", date="2021-04-01", ldh__result="high")
        assert answer.status_code == 422
        assert errors_of(answer) == {
            "date": ["1 Apr 2021 lies after the death of the patient (Mar 2021)."]
        }
        assert (Labs.objects.count(), 'value="2021-04-01"' in answer.content.decode()) == (0, True)

    def test_a_death_before_a_visit_is_refused_at_the_death(
        self, client: Client, case: Case
    ) -> None:
        FollowUp.objects.create(case=case, date="2022", vital_status="alive_ned")
        answer = save(client, case, "follow_up", uuid.uuid4(), death_date="2021-03", **DEAD)
        assert errors_of(answer) == {
            "death_date": [
                "The record says otherwise: Follow-up, “Date of the visit” (2022)"
                " lies after this death."
            ]
        }
        assert FollowUp.objects.count() == 1

    def test_a_state_alone_can_contradict(self, client: Client, case: Case) -> None:
        FollowUp.objects.create(case=case, date="2022", vital_status="alive_ned")
        FollowUp.objects.create(case=case, date="2021", position=1)
        row = FollowUp.objects.get(date="2021").uid
        answer = save(client, case, "follow_up", row, **DEAD)
        assert (answer.status_code, list(errors_of(answer))) == (422, ["date"])

    def test_what_stood_there_before_blocks_nothing_else(self, client: Client, case: Case) -> None:
        FollowUp.objects.create(case=case, death_date="2021", **DEAD)
        row = Labs.objects.create(case=case, date="2022")
        assert save(client, case, "labs", row.uid, ldh__result="high").status_code == 303
        assert save(client, case, "presentation", date_of_diagnosis="2020").status_code == 303
        assert save(client, case, "labs", row.uid, date="2023").status_code == 422

    def test_what_only_asks_for_a_second_look_is_saved_and_said(
        self, client: Client, case: Case
    ) -> None:
        save(client, case, "presentation", date_of_diagnosis="2021-03")
        assert save(client, case, "surgery", date="2021-02").status_code == 303
        said = "Please check: the operation (Feb 2021) lies before the diagnosis (Mar 2021)."
        for slug in ("surgery", "presentation"):
            page = client.get(address(case, slug))
            assert page.context["middle"].warnings == [said]
            assert page.content.decode().count(said) == 1
        assert client.get(address(case, "examination")).context["middle"].warnings == []

    def test_without_a_date_the_rest_of_the_case_is_not_read(
        self, client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[int] = []
        monkeypatch.setattr("cases.services.load_document", read.append)
        data = opened(client, case, "labs", ldh__result="high")
        assert client.post(address(case, "labs", data["row"][0]), data).status_code == 303
        assert read == []


class TestImport:
    def paper(self, **sections: Any) -> bytes:
        return json.dumps(json.loads(PAPER) | document(**sections)).encode()

    def test_a_file_is_refused_with_line_and_path(self, centre: Centre) -> None:
        visit = {**DEAD, "death_date": "2021"}
        raw = self.paper(follow_up=[visit, {"date": "2022"}])
        with pytest.raises(ImportRefusedError) as caught:
            import_file(raw, centre=centre)
        assert [str(refusal) for refusal in caught.value.refusals] == [
            "line 1, follow_up[1].date: 2022 lies after the death of the patient (2021)."
        ]
        assert Case.objects.count() == 0

    def test_what_is_stored_so_already_is_no_reason_to_refuse(
        self, centre: Centre, paper_patient: Case
    ) -> None:
        row = Labs.objects.create(case=paper_patient, date="2022", position=9)
        FollowUp.objects.create(case=paper_patient, death_date="2021", position=9, **DEAD)
        stored = load_document(paper_patient.pk)
        stored["labs"].insert(0, {"uid": str(uuid.uuid4()), "date": "2019"})
        raw = dump_json(stored).encode()
        assert import_file(raw, centre=centre, may_update=True).updated == 1
        newer = raw.replace(b'"2019"', b'"2023"')
        with pytest.raises(ImportRefusedError) as caught:
            import_file(newer, centre=centre, may_update=True)
        assert [refusal.path for refusal in caught.value.refusals] == ["labs[0].date"]
        row.refresh_from_db()
        assert (row.entered_in_error, Labs.objects.count()) == (None, 3)

    def test_a_warning_refuses_no_file(self, centre: Centre) -> None:
        raw = self.paper(follow_up=[{"date": "2020"}], surgery=[{"date": "2021"}])
        assert import_file(raw, centre=centre).created == 1


def test_every_field_that_is_checked_is_a_date() -> None:
    kinds = {type(BY_SLUG[slug].kinds[name]) for slug, name in DONE_IN_LIFE}
    assert kinds == {PartialDate}
