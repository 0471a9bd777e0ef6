"""Import: all or nothing, unchanged is unchanged, every problem with its line and path."""

import json
import threading
import time
import uuid
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import Centre
from cases.document import load_document
from cases.exchange.importing import ImportRefusedError, ImportResult, Refusal, import_file
from cases.models import Case, CaseIndex, History, Labs, Presentation
from cases.tests.exchange import PAPER, exported, other
from scoring.models import CardRow, Scored
from scoring.rules import RULES

Act = Callable[..., ImportResult]
Edit = Callable[[dict[str, Any]], Any]


@pytest.fixture
def load(centre: Centre) -> Act:
    """Imports into the centre."""
    return lambda raw=PAPER, **options: import_file(raw, centre=centre, **options)


def edited(edit: Edit) -> bytes:
    """The paper's patient, changed."""
    document = json.loads(PAPER)
    edit(document)
    return json.dumps(document).encode()


def refusals(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(ImportRefusedError) as caught:
        act()
    return [str(refusal) for refusal in caught.value.refusals]


def test_an_unknown_uid_creates(load: Act, centre: Centre) -> None:
    assert load() == ImportResult(created=1, updated=0, unchanged=0)
    case = Case.objects.get()
    assert (case.pseudonym, case.centre, case.is_demo) == ("DEMO-0001", centre, True)
    assert Presentation.objects.get().age_at_diagnosis == 56


def test_an_import_scores_and_lists(load: Act) -> None:
    load(PAPER.replace(b"\n", b" ") + b"\n" + other(1))
    assert CaseIndex.objects.count() == Scored.objects.count() == 2
    assert CardRow.objects.count() == 2 * len(RULES)


def test_the_same_content_again_is_unchanged(load: Act) -> None:
    load()
    lines = History.objects.count()
    assert load() == ImportResult(0, 0, unchanged=1)
    assert History.objects.count() == lines


def test_other_content_needs_the_word(load: Act) -> None:
    load()
    older = edited(lambda d: d["presentation"].update(age_at_diagnosis=57))
    assert refusals(lambda: load(older)) == [
        "line 1, case.uid: The case exists with other content; --update replaces it."
    ]
    assert Presentation.objects.get().age_at_diagnosis == 56
    assert load(older, may_update=True) == ImportResult(0, updated=1, unchanged=0)
    assert Presentation.objects.get().age_at_diagnosis == 57


def test_a_number_written_otherwise_is_other_content(load: Act) -> None:
    load()

    def edit(document: dict[str, Any]) -> None:
        document["labs"][0]["haemoglobin"]["value"] = 12.0

    raw = edited(edit)
    assert b'"value": 12.0' in raw
    assert len(refusals(lambda: load(raw))) == 1
    assert load(raw, may_update=True) == ImportResult(0, updated=1, unchanged=0)
    assert '"haemoglobin": {"value": 12.0, "unit": "g/dL"' in exported()[0]
    assert load(raw) == ImportResult(0, 0, unchanged=1)


def test_a_demonstration_centre_holds_demonstration_cases(load: Act, centre: Centre) -> None:
    centre.is_demo = True
    centre.save()
    assert load(other(1)) == ImportResult(created=1, updated=0, unchanged=0)
    assert Case.objects.get().is_demo
    assert load(other(1)) == ImportResult(0, 0, unchanged=1)


def test_an_update_changes_whether_a_case_is_invented(load: Act) -> None:
    load(other(1))
    raw = other(1).replace(b'"X-1"', b'"X-1", "is_demo": true')
    assert len(refusals(lambda: load(raw))) == 1
    assert load(raw, may_update=True) == ImportResult(0, updated=1, unchanged=0)
    assert Case.objects.get().is_demo
    assert load(other(1), may_update=True) == ImportResult(0, updated=1, unchanged=0)
    assert not Case.objects.get().is_demo


def waits_for_a_lock() -> bool:
    """Whether some other connection waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_an_import_waits_for_a_save_that_is_under_way(load: Act) -> None:
    load()
    results = []

    def work() -> None:
        results.append(load(may_update=True))
        connection.close()

    thread = threading.Thread(target=work)
    with transaction.atomic():
        Case.objects.select_for_update().get()
        Presentation.objects.update(age_at_diagnosis=57)
        thread.start()
        until = time.monotonic() + 10
        while not waits_for_a_lock() and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.01)
    thread.join()
    assert results == [ImportResult(0, updated=1, unchanged=0)]
    assert Presentation.objects.get().age_at_diagnosis == 56


@pytest.mark.parametrize(("zone", "problems"), [("Pacific/Auckland", 0), ("UTC", 1)])
def test_the_future_begins_by_the_centre_s_clock(
    load: Act, centre: Centre, zone: str, problems: int
) -> None:
    centre.time_zone = zone
    centre.save()
    raw = other(1).replace(b'"sex": "male"', b'"date_of_diagnosis": "2021-03-05"')
    with time_machine.travel("2021-03-04T20:00:00Z", tick=False):
        if problems:
            (refusal,) = refusals(lambda: load(raw))
            assert refusal.startswith("line 1, presentation.date_of_diagnosis: 2021-03-05 lies in")
        else:
            assert load(raw).created == 1


def test_an_update_makes_the_case_what_the_file_says(load: Act) -> None:
    load()

    def edit(document: dict[str, Any]) -> None:
        document["case"]["pseudonym"] = "DEMO-2"
        document["labs"][0]["uid"] = str(uuid.uuid4())
        del document["follow_up"]
        del document["presentation"]["sex"]

    raw = edited(edit)
    load(raw, may_update=True)
    assert load(raw) == ImportResult(0, 0, unchanged=1)
    assert Case.objects.get().pseudonym == "DEMO-2"
    gone = Labs.objects.order_by("pk").values_list("entered_in_error", flat=True)
    assert list(gone) == ["absent in the imported file", None]


def test_a_row_that_comes_back_counts_again(load: Act) -> None:
    load()
    load(edited(lambda d: d.pop("labs")), may_update=True)
    assert "labs" not in load_document(Case.objects.get().pk)
    load(may_update=True)
    assert load() == ImportResult(0, 0, unchanged=1)


def test_a_row_that_a_person_marked_is_not_brought_back(load: Act) -> None:
    load()
    Labs.objects.update(entered_in_error="other patient")
    newer = edited(lambda d: d["labs"].insert(0, {"uid": str(uuid.uuid4()), "date": "2019"}))
    assert refusals(lambda: load(newer, may_update=True)) == [
        "line 1, labs[1]: This entry was marked as entered in error: take it back there first."
    ]
    assert [row.entered_in_error for row in Labs.objects.all()] == ["other patient"]
    assert load(edited(lambda d: d.pop("labs")), may_update=True).unchanged == 1


@pytest.mark.parametrize(
    ("status", "shown"), [("closed", "closed"), ("entered_in_error", "entered in error")]
)
def test_a_record_that_is_not_open_is_left_as_it_is(load: Act, status: str, shown: str) -> None:
    load()
    Case.objects.update(record_status=status, record_status_reason="done")
    older = edited(lambda d: d["presentation"].update(age_at_diagnosis=57))
    assert refusals(lambda: load(older, may_update=True)) == [
        f"line 1, case.uid: The record is not open ({shown})."
    ]
    assert Presentation.objects.get().age_at_diagnosis == 56
    assert load(may_update=True).unchanged == 1


def test_rows_keep_the_order_of_the_file(load: Act) -> None:
    rows = [{"uid": str(uuid.uuid4()), "date": str(year)} for year in (2020, 2018, 2019)]
    load(edited(lambda d: d.update(labs=rows)))
    load(edited(lambda d: d.update(labs=rows[::-1])), may_update=True)
    dates = [row["date"] for row in load_document(Case.objects.get().pk)["labs"]]
    assert dates == ["2019", "2018", "2020"]


def test_one_faulty_case_stops_the_whole_file(load: Act) -> None:
    raw = other(1) + b"\n" + other(2).replace(b'"male"', b'"mal"') + b"\n{broken\n" + other(4)
    found = refusals(lambda: load(raw))
    assert found[0] == ("line 2, presentation.sex: “mal” is not known here. Did you mean male?")
    assert found[1].startswith("line 3: This is not JSON")
    assert (len(found), Case.objects.count()) == (2, 0)


def test_a_fault_found_while_writing_undoes_what_was_written(load: Act, case: Case) -> None:
    raw = other(1) + b"\n" + other(2).replace(b"X-2", case.pseudonym.encode())
    assert refusals(lambda: load(raw)) == [
        "line 2, case.pseudonym: Another case of the centre has this pseudonym."
    ]
    assert list(Case.objects.all()) == [case]


def test_a_dry_run_counts_and_writes_nothing(load: Act) -> None:
    assert load(is_dry_run=True) == ImportResult(created=1, updated=0, unchanged=0)
    assert (Case.objects.count(), History.objects.count()) == (0, 0)


@pytest.mark.parametrize("raw", [b"", b"\n \n", b"[]"])
def test_a_file_without_a_case_is_refused(load: Act, raw: bytes) -> None:
    assert len(refusals(lambda: load(raw))) == 1


def test_two_cases_of_a_file_must_differ(load: Act) -> None:
    assert refusals(lambda: load(other(1) + b"\n" + other(1))) == [
        f"line {line}, {path}: Two cases of the file have the same."
        for path in ("case.uid", "case.pseudonym")
        for line in (1, 2)
    ]


def test_cases_that_cannot_be_told_apart_are_not_called_the_same(load: Act) -> None:
    faulty = b'{"format": "ivcboard-case/1", "case": {"uid": 1, "pseudonym": ""}}'
    assert refusals(lambda: load(faulty + b"\n" + faulty)) == [
        f"line {line}, {path}: {message}"
        for line in (1, 2)
        for path, message in (
            ("case.uid", "Needs a UUID such as 0199d0de-…."),
            ("case.pseudonym", "A pseudonym is needed."),
        )
    ]


def test_every_reason_against_a_case_is_named(load: Act, case: Case) -> None:
    load()
    changed = edited(lambda d: d["case"].update(pseudonym=case.pseudonym))
    assert refusals(lambda: load(changed)) == [
        "line 1, case.uid: The case exists with other content; --update replaces it.",
        "line 1, case.pseudonym: Another case of the centre has this pseudonym.",
    ]


def test_where_a_problem_stands_is_told_in_the_reader_s_language() -> None:
    with_path, without = Refusal(2, "labs", "why"), Refusal(3, "", "why")
    words = {
        "line %(line)s, %(path)s: %(message)s": "Zeile %(line)s, %(path)s: %(message)s",
        "line %(line)s: %(message)s": "Zeile %(line)s: %(message)s",
    }
    with mock.patch("cases.exchange.importing._", words.__getitem__):
        assert (str(with_path), str(without)) == ("Zeile 2, labs: why", "Zeile 3: why")


def test_a_case_of_another_centre_is_not_touched(load: Act) -> None:
    import_file(PAPER, centre=Centre.objects.create(name="Elsewhere"))
    assert refusals(lambda: load(may_update=True)) == [
        "line 1, case.uid: This uid belongs to a case that is not of this centre."
    ]


def test_a_row_of_another_case_is_not_taken(load: Act) -> None:
    load()
    taken = str(Labs.objects.get().uid)
    raw = json.loads(other(1)) | {"labs": [{"uid": taken}]}
    assert refusals(lambda: load(json.dumps(raw).encode())) == [
        "line 1, labs: The uid of a row belongs to another case."
    ]


class TestCommands:
    def run(self, *args: str, **options: Any) -> tuple[str, str]:
        out, err = StringIO(), StringIO()
        try:
            call_command(*args, stdout=out, stderr=err, **options)
        except CommandError as error:
            return f"CommandError: {error}", err.getvalue()
        return out.getvalue(), err.getvalue()

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "cases.json"
        path.write_bytes(PAPER)
        return path

    def test_import_prints_the_counts(self, centre: Centre, file: Path) -> None:
        said = [self.run("import_cases", str(file), *more)[0] for more in (["--dry-run"], [], [])]
        assert said == [
            "1 would be created, 0 would be updated, 0 unchanged\n",
            "1 created, 0 updated, 0 unchanged\n",
            "0 created, 0 updated, 1 unchanged\n",
        ]

    def test_import_names_every_problem(self, centre: Centre, file: Path) -> None:
        file.write_bytes(other(1) + b"\n" + other(2).replace(b'"male"', b"1e309"))
        assert self.run("import_cases", str(file)) == (
            "CommandError: Nothing was imported.",
            "line 2, presentation.sex: “1E+309” is not known here."
            " Possible: male, female, intersex_other, unknown.\n",
        )

    def test_import_asks_for_the_centre(self, centre: Centre, file: Path) -> None:
        Centre.objects.create(name="Elsewhere")
        said = [
            self.run("import_cases", str(file), *more)[0]
            for more in ([], ["--centre", "Nowhere"], ["--centre", "Elsewhere"])
        ]
        assert said == [
            "CommandError: There are several centres: name one with --centre.",
            "CommandError: There is no such centre.",
            "1 created, 0 updated, 0 unchanged\n",
        ]
        assert Case.objects.get().centre.name == "Elsewhere"

    def test_import_without_a_centre(self, db: None, file: Path) -> None:
        assert self.run("import_cases", str(file))[0] == "CommandError: There is no centre yet."

    def test_a_file_that_is_not_there(self, db: None) -> None:
        said, _errors = self.run("import_cases", "/nowhere.json")
        assert said == "CommandError: /nowhere.json cannot be read: No such file or directory."


def test_history_says_that_an_import_did_it(load: Act) -> None:
    load()
    assert set(History.objects.values_list("reason", "actor")) == {("import_cases", None)}
