"""The save service: one transaction, once per save key, merging what does not collide."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.test import override_settings

from accounts.models import User
from cases.conflicts import Conflict, SaveConflictError
from cases.models import Case, CaseIndex, History, Labs, Presentation, SaveKey
from cases.sections import BY_SLUG, section_address
from cases.services import SectionSave, save_section
from cases.values import Recorded

pytestmark = pytest.mark.django_db(transaction=True)
Saver = Callable[..., str]


@pytest.fixture
def save(case: Case, clinician: User) -> Saver:
    """Saves fields of the presentation; key and base version can be named."""
    row_uid = uuid.uuid4()

    def act(
        key: uuid.UUID | None = None, base: int | None = None, by: User = clinician, **values: Any
    ) -> str:
        case.refresh_from_db()
        entries = {
            name: value if isinstance(value, Recorded) else Recorded(value)
            for name, value in values.items()
        }
        version = case.version if base is None else base
        section = BY_SLUG["presentation"]
        made = SectionSave(case, section, row_uid, version, key or uuid.uuid4(), entries)
        return save_section(made, by=by)

    return act


def stored() -> Presentation:
    return Presentation.objects.get()


def version_of(case: Case) -> int:
    case.refresh_from_db()
    return case.version


def test_a_save_is_one_version_with_its_author(save: Saver, case: Case, clinician: User) -> None:
    before = version_of(case)
    save(sex="male", ecog=1)
    lines = History.objects.filter(case_version=before + 1)
    assert [(line.table_name, line.actor) for line in lines] == [
        ("cases_presentation", clinician.pk)
    ]
    assert (stored().sex, stored().ecog) == ("male", 1)


def test_only_the_entries_change(save: Saver) -> None:
    save(sex="male", comorbidities="diabetes")
    save(ecog=2)
    assert (stored().sex, stored().comorbidities, stored().ecog) == ("male", "diabetes", 2)


def test_an_entry_without_value_empties_the_field(save: Saver) -> None:
    save(sex=Recorded("male", source="the letter"))
    save(sex=Recorded())
    assert (stored().sex, stored().meta) == (None, {})


def test_reason_source_and_alternatives_are_kept(save: Saver) -> None:
    entry = Recorded(None, "not_done", "the letter", (("female", "the form"),))
    save(sex=entry)
    assert stored().recorded("sex") == entry


def test_a_repeated_key_answers_as_the_first_save(save: Saver, case: Case) -> None:
    key, base = uuid.uuid4(), version_of(case)
    first = save(key=key, base=base, sex="male")
    lines = History.objects.count()
    assert save(key=key, base=base, sex="female") == first
    assert (History.objects.count(), stored().sex) == (lines, "male")


def test_somebody_else_s_key_is_refused(save: Saver, person: Callable[..., User]) -> None:
    key = uuid.uuid4()
    save(key=key, sex="male")
    with pytest.raises(SuspiciousOperation):
        save(key=key, by=person("lead"), sex="female")
    assert stored().sex == "male"


def test_a_refused_save_does_not_use_up_its_key(save: Saver, case: Case) -> None:
    base, key = version_of(case), uuid.uuid4()
    save(sex="male")
    with pytest.raises(SaveConflictError):
        save(key=key, base=base, sex="female")
    assert not SaveKey.objects.filter(pk=key).exists()


def test_different_fields_are_merged(save: Saver, case: Case) -> None:
    save(sex="male", ecog=0)
    base = version_of(case)
    save(base=base, sex="female", ecog=0)
    save(base=base, sex="male", ecog=2)
    assert (stored().sex, stored().ecog) == ("female", 2)


def test_the_same_field_is_a_conflict_that_names_both(save: Saver, case: Case) -> None:
    save(sex="male")
    base = version_of(case)
    save(base=base, sex="female")
    with pytest.raises(SaveConflictError) as caught:
        save(base=base, sex="unknown", ecog=3)
    assert caught.value.conflicts == [Conflict("sex", Recorded("unknown"), Recorded("female"))]
    assert caught.value.version == base + 1
    assert (stored().sex, stored().ecog) == ("female", None)


def test_the_same_change_twice_is_no_conflict(save: Saver, case: Case) -> None:
    base = version_of(case)
    save(base=base, sex="male")
    save(base=base, sex="male")
    assert stored().sex == "male"


def test_a_changed_source_alone_is_a_change(save: Saver, case: Case) -> None:
    save(sex="male")
    base = version_of(case)
    save(base=base, sex=Recorded("male", source="the letter"))
    with pytest.raises(SaveConflictError):
        save(base=base, sex=Recorded("male", source="the form"))


def test_saving_again_on_the_newer_version_keeps_mine(save: Saver, case: Case) -> None:
    base = version_of(case)
    save(base=base, sex="female")
    with pytest.raises(SaveConflictError) as caught:
        save(base=base, sex="male")
    save(base=caught.value.version, sex="male")
    assert stored().sex == "male"


def test_a_version_from_the_future_is_no_way_around(save: Saver, case: Case) -> None:
    save(sex="male")
    save(base=10_000, sex="female")
    assert [line.after for line in History.objects.order_by("id")][-1] == {"sex": "female"}


def test_two_presses_at_once_save_once(case: Case, clinician: User) -> None:
    key, row_uid, addresses = uuid.uuid4(), uuid.uuid4(), []
    save = SectionSave(
        case, BY_SLUG["labs"], row_uid, case.version, key, {"ldh": Recorded({"result": "high"})}
    )
    barrier = threading.Barrier(2)

    def press() -> None:
        barrier.wait()
        addresses.append(save_section(save, by=clinician))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert addresses == [section_address(case, BY_SLUG["labs"], row_uid)] * 2
    assert Labs.objects.count() == 1
    assert History.objects.filter(table_name="cases_labs").count() == 1


def test_two_people_at_once_both_save(case: Case, person: Callable[..., User]) -> None:
    people, barrier = [person("clinician"), person("lead")], threading.Barrier(2)
    fields = {"ldh": Recorded({"result": "high"})}, {"calcium": Recorded({"result": "low"})}
    row_uid = Labs.objects.create(case=case).uid
    case.refresh_from_db()

    def press(by: User, entries: dict[str, Recorded]) -> None:
        barrier.wait()
        section, key = BY_SLUG["labs"], uuid.uuid4()
        save_section(SectionSave(case, section, row_uid, case.version, key, entries), by=by)
        connection.close()

    threads = [
        threading.Thread(target=press, args=pair) for pair in zip(people, fields, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = Labs.objects.get()
    assert (row.ldh, row.calcium) == ({"result": "high"}, {"result": "low"})


def test_a_save_fills_the_list(save: Saver, case: Case) -> None:
    save(sex="male", age_at_diagnosis=56)
    line = CaseIndex.objects.get(case=case)
    assert (line.sex, line.age_at_diagnosis, line.answered) == ("male", 56, 2)


def test_rows_stand_in_the_order_they_were_added(case: Case, clinician: User) -> None:
    uids = [uuid.uuid4() for _ in range(3)]
    for uid in uids:
        save = SectionSave(case, BY_SLUG["labs"], uid, case.version, uuid.uuid4(), {})
        save_section(save, by=clinician)
    assert list(Labs.objects.values_list("uid", "position")) == list(
        zip(uids, range(3), strict=True)
    )


@override_settings(CASE_SAVED=["cases.nowhere.at_all"])
def test_nothing_is_written_when_the_wiring_is_wrong(save: Saver, case: Case) -> None:
    before = version_of(case)
    with pytest.raises(ImportError):
        save(sex="male")
    assert (version_of(case), Presentation.objects.count()) == (before, 0)
