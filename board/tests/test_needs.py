"""What is missing and what is open, at the foot of the summary."""

import datetime
import re
import uuid
from collections.abc import Sequence
from typing import Any

import pytest

from accounts.models import User
from board.needs import MOST_LINES, Group, Item, Items, asked_dues, capped, missing, open_items
from board.scores import shown
from cases.document import load_document
from cases.models import Case
from cases.ports import Need, collect_needs
from scoring.services import compute
from surveillance.models import Due
from surveillance.models.due import Origin, State, What

TODAY = datetime.date(2026, 5, 4)
NOON = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)


def missing_in(document: dict[str, Any], needs: Sequence[Need] = ()) -> Items:
    return missing(needs, document, shown([result.payload for result in compute(document)]))


def ask(case: Case, text: str, day: datetime.date | None = TODAY, **more: Any) -> Due:
    values = {"what": What.RESOLVE_FINDING, "origin": Origin.FINDING, "origin_uid": uuid.uuid4()}
    return Due.objects.create(
        case=case, text=text, due_date=day, created_at=NOON, step="resolve", **values | more
    )


def open_of(case: Case, document: dict[str, Any]) -> Items:
    return open_items(case, document, asked_dues(case))


class TestMissing:
    def test_of_the_paper_s_patient_the_limits_come_first(self, paper_patient: Case) -> None:
        found = missing_in(load_document(paper_patient.pk))
        assert found.groups[:2] == (
            Group(
                "segment and accessibility", ("Upper limit in the cava", "Lower limit in the cava")
            ),
            Group(
                "accessibility",
                (
                    "Invades the hepatic veins",
                    "Invades the right atrium",
                    "Endoluminal tumour bud",
                ),
            ),
        )
        assert re.fullmatch(r"and \d+ more", found.more)

    def test_a_section_without_an_answer_is_missing_as_a_whole(self) -> None:
        document = {"presentation": {"sex": "male"}, "examination": {"varicocele": "absent"}}
        (group,) = missing([], document, []).groups
        assert group.about == "nothing entered"
        assert group.texts[:2] == ("CT abdomen", "CT thorax")

    def test_a_failed_rule_does_not_hide_what_the_others_miss(self, case: Case) -> None:
        document = load_document(case.pk)
        payloads = [None, *[result.payload for result in compute(document)][1:]]
        assert missing([], document, shown(payloads)).groups[0].about == "segment and accessibility"

    def test_what_a_meeting_needs_comes_first_and_is_told_once(self, paper_patient: Case) -> None:
        needs = collect_needs(paper_patient, TODAY)
        found = missing_in(load_document(paper_patient.pk), needs)
        assert found.groups == (
            Group(
                "for the meeting",
                (
                    "Question to the board",
                    "Contrast CT of the abdomen (no date)",
                    "Limits in the cava",
                    "Hepatic veins",
                    "Renal veins, both sides",
                    "Right atrium",
                    "Haemoglobin (no date)",
                    "Creatinine or eGFR (no date)",
                    "Performance status",
                ),
            ),
            Group("accessibility", ("Endoluminal tumour bud",)),
        )
        assert re.fullmatch(r"and \d+ more", found.more)

    def test_what_many_scores_lack_names_two_and_counts_the_others(self) -> None:
        entry = {"field": "presentation.sex", "needs": "value"}
        keys = ("imdc", "kulaylat", "margins", "fnclcc")
        cards = [{"rule": key, "applicability": "applicable", "missing": [entry]} for key in keys]
        assert missing([], {}, cards[:2]).groups[0] == Group("IMDC and segment", ("Sex",))
        assert missing([], {}, cards).groups[0] == Group("IMDC, segment and 2 more", ("Sex",))

    def test_a_section_that_a_meeting_needs_is_not_told_as_empty_too(self) -> None:
        document = {"presentation": {"sex": "male"}, "examination": {"varicocele": "absent"}}
        need = Need("Right atrium", paths=frozenset({"ct_abdomen.invades_right_atrium"}))
        found = missing([need], document, [])
        assert [group.texts[0] for group in found.groups] == ["Right atrium", "CT thorax"]


class TestOpen:
    def test_the_equivocal_chest_of_the_paper_s_patient_is_open(self, paper_patient: Case) -> None:
        found = open_of(paper_patient, load_document(paper_patient.pk))
        assert [text for group in found.groups for text in group.texts] == [
            "Equivocal CT of the thorax: micronodules and mediastino-hilar adenopathy;"
            " secondary lesion or sequelae of tuberculosis",
            "Metastasis (Assessment)",
        ]

    def test_nothing_is_open_in_an_empty_case(self, case: Case) -> None:
        assert open_of(case, load_document(case.pk)) == Items(())

    def test_any_equivocal_finding_is_open(self, case: Case) -> None:
        document = {"ct_abdomen": [{"uid": "x", "invades_liver": "equivocal"}]}
        (group,) = open_of(case, document).groups
        assert group == Group("equivocal", ("Invades the liver (CT abdomen)",))

    def test_a_resolved_chest_is_not_open(self, case: Case) -> None:
        row = {"uid": "x", "interpretation": "equivocal", "resolution": "pet"}
        assert open_of(case, {"ct_thorax": [row]}) == Items(())

    def test_what_somebody_has_been_asked_comes_first_with_its_day(self, case: Case) -> None:
        ask(case, "PET of the chest")
        document = {"assessment": {"metastasis": "equivocal"}}
        assert open_of(case, document).groups[0] == Group("by 4 May 2026", ("PET of the chest",))

    def test_a_chest_that_somebody_has_been_asked_about_stands_once_with_its_day(
        self, case: Case
    ) -> None:
        row = uuid.uuid4()
        document = {"ct_thorax": [{"uid": str(row), "interpretation": "equivocal"}]}
        ask(case, "PET of the chest", origin_uid=row)
        assert open_of(case, document).groups == (Group("by 4 May 2026", ("PET of the chest",)),)

    def test_a_task_about_another_row_does_not_hide_the_chest(self, case: Case) -> None:
        document = {"ct_thorax": [{"uid": str(uuid.uuid4()), "interpretation": "equivocal"}]}
        ask(case, "PET of the chest")
        assert open_of(case, document).groups == (
            Group("by 4 May 2026", ("PET of the chest",)),
            Group("", ("Equivocal CT of the thorax",)),
        )

    def test_an_equivocal_metastasis_stands_once(self, case: Case) -> None:
        document = {"assessment": {"metastasis": "equivocal"}}
        words = "Equivocal whether there is metastasis"
        assert open_of(case, document).groups == (Group("", (words,)),)
        ask(case, "PET", origin_uid=case.uid)
        assert open_of(case, document).groups == (Group("by 4 May 2026", ("PET",)),)

    def test_what_is_done_is_no_longer_open(self, case: Case, clinician: User) -> None:
        ask(case, "PET", state=State.DONE, state_by=clinician, state_at=NOON)
        assert open_of(case, {}) == Items(())

    def test_an_item_without_a_day_is_open_all_the_same(self, case: Case) -> None:
        ask(case, "Ask for the slides", None)
        assert open_of(case, {}).groups == (Group("", ("Ask for the slides",)),)


def test_items_of_one_kind_run_on_in_one_group() -> None:
    items = [Item("a", "labs"), Item("b"), Item("c", "labs")]
    assert capped(items) == Items((Group("labs", ("a", "c")), Group("", ("b",))))


@pytest.mark.parametrize(("count", "more"), [(MOST_LINES, ""), (MOST_LINES + 3, "and 3 more")])
def test_a_list_is_cut_and_says_so(count: int, more: str) -> None:
    found = capped([Item(str(number)) for number in range(count)])
    assert sum(len(group.texts) for group in found.groups) == MOST_LINES
    assert found.more == more


def test_a_long_item_takes_the_lines_of_several() -> None:
    found = capped([Item("word " * 100, f"by {day} May 2026") for day in range(1, 9)])
    (text,) = {text for group in found.groups for text in group.texts}
    assert text.endswith("…")
    assert len(found.groups) == MOST_LINES // 5
    assert found.more == "and 7 more"
