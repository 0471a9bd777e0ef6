"""Key images of a case: added, shown, ordered, kept apart from the format, never lost."""

import io
import os
import re
import time
import uuid
from base64 import b64decode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts.models import Role, User
from cases.document import load_document
from cases.images import store
from cases.images.picture import Picture, read_picture
from cases.images.services import Upload, add_images
from cases.models import Case, History, KeyImages
from cases.status import BY_NAME, change_status
from cases.tasks import remove_stray_pictures
from cases.tests.pages import address, save
from cases.tests.pictures import SECRET, animation, jpeg, png, told_jpeg

ADDED = {"is_checked": "on"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "key_images"


@pytest.fixture
def client(signed_in: Callable[[User], Client], clinician: User) -> Client:
    return signed_in(clinician)


def add_page(case: Case, row: KeyImages | None = None) -> str:
    page = reverse("cases:add_images", args=[case.uid])
    return f"{page}?row={row.uid}" if row else page


def files(*contents: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{SECRET}.png", data) for data in contents]


def add(client: Client, case: Case, *contents: bytes, **typed: Any) -> Any:
    key = typed.pop("save_key", uuid.uuid4())
    page = add_page(case, typed.pop("row", None))
    fields = "caption,date,modality,plane"
    data = {"chosen": files(*contents), "save_key": str(key), "fields": fields, **ADDED, **typed}
    return client.post(page, data)


def rows_of(case: Case) -> list[KeyImages]:
    return list(KeyImages.objects.filter(case=case))


def captions(case: Case) -> list[str | None]:
    return [row.caption for row in rows_of(case)]


def three(client: Client, case: Case) -> list[KeyImages]:
    for caption in "ABC":
        add(client, case, jpeg((60, 40)), caption=caption)
    return rows_of(case)


def gallery(client: Client, case: Case, row: KeyImages | None = None) -> Any:
    answer = client.get(address(case, "key_images", row.uid if row else None))
    return answer.context["middle"].above.context["gallery"]


def move(client: Client, case: Case, row: KeyImages, place: Any) -> Any:
    url = reverse("cases:move_image", args=[case.uid, row.uid])
    return client.post(url, {"place": str(place)})


def locks(queries: Iterable[dict[str, str]]) -> int:
    """How often a case was locked."""
    of_case = re.compile('FROM "cases_case".* FOR UPDATE')
    return sum(bool(of_case.search(query["sql"])) for query in queries)


class TestInThePage:
    """The list of pictures is drawn without a request for each of them."""

    def addresses(self, client: Client, case: Case) -> list[str]:
        html = client.get(address(case, "key_images")).content.decode()
        return re.findall(r'<img src="([^"]*)"\s+alt=""', html)

    def test_each_is_a_small_jpeg_of_its_own_picture(self, client: Client, case: Case) -> None:
        add(client, case, jpeg((600, 400)))
        add(client, case, png((300, 600)))
        sizes = []
        for found in self.addresses(client, case):
            kind, _comma, data = found.partition(",")
            assert kind == "data:image/jpeg;base64"
            sizes.append(Image.open(io.BytesIO(b64decode(data))).size)
        assert sizes == [(160, 106), (80, 160)]

    def test_beyond_a_dozen_they_are_asked_for(self, client: Client, case: Case) -> None:
        for _number in range(13):
            add(client, case, jpeg((60, 40)))
        last = reverse("cases:thumbnail", args=[case.uid, rows_of(case)[12].uid])
        found = self.addresses(client, case)
        assert [each.startswith("data:") for each in found] == [True] * 12 + [False]
        assert found[12] == last

    def test_one_whose_file_is_gone_is_asked_for_until_it_is_back(
        self, client: Client, case: Case, folder: Path
    ) -> None:
        rows = three(client, case)
        file = folder / f"{rows[0].picture}.thumbnail.jpg"
        data = file.read_bytes()
        file.unlink()
        assert self.addresses(client, case)[0].startswith("/cases/")
        file.write_bytes(data)
        assert self.addresses(client, case)[0].startswith("data:")


class TestAdding:
    def test_a_picture_becomes_a_row_with_what_was_typed(self, client: Client, case: Case) -> None:
        typed = {"caption": "Level of the renal veins", "date": "2026-03", "modality": "ct"}
        answer = add(client, case, jpeg(), **typed, plane="axial")
        (row,) = rows_of(case)
        assert (answer.status_code, answer.url) == (303, address(case, "key_images", row.uid))
        assert (row.caption, row.date) == ("Level of the renal veins", "2026-03")
        assert (row.modality, row.plane, row.position) == ("ct", "axial", 0)
        assert (row.media_type, row.width, row.height) == ("image/jpeg", 600, 400)

    def test_the_file_is_kept_under_a_name_of_our_own(
        self, client: Client, case: Case, folder: Path
    ) -> None:
        add(client, case, told_jpeg(6))
        (row,) = rows_of(case)
        names = sorted(path.name for path in folder.iterdir())
        assert names == [f"{row.picture}.jpg", f"{row.picture}.thumbnail.jpg"]
        stored = (folder / f"{row.picture}.jpg").read_bytes()
        assert (len(stored), SECRET.encode() in stored, b"GPS" in stored) == (
            row.size_bytes,
            False,
            False,
        )
        assert (Image.open(folder / names[0]).size, row.height) == ((400, 600), 600)

    def test_several_at_once_stand_in_the_order_of_the_choice(
        self, client: Client, case: Case
    ) -> None:
        add(client, case, jpeg((60, 40)), png((50, 40)), caption="CT of March")
        found = [(row.position, row.width, row.caption) for row in rows_of(case)]
        assert found == [(0, 60, "CT of March"), (1, 50, "CT of March")]

    def test_pressed_twice_is_added_once(self, client: Client, case: Case, folder: Path) -> None:
        key = uuid.uuid4()
        first, second = (add(client, case, jpeg(), save_key=key) for _press in range(2))
        assert (first.status_code, second.status_code, first.url) == (303, 303, second.url)
        assert (len(rows_of(case)), len(list(folder.iterdir()))) == (1, 2)

    def test_a_refused_picture_keeps_what_was_typed(self, client: Client, case: Case) -> None:
        answer = add(client, case, jpeg(), animation(), caption="Seen on 3 March", plane="axial")
        html = answer.content.decode()
        assert (answer.status_code, rows_of(case)) == (422, [])
        assert answer.context["upload"].errors["chosen"] == [
            "File 2 of 2: It is an animation. Choose one picture of it."
        ]
        assert ("Seen on 3 March" in html, 'value="axial" selected' in html) == (True, True)
        assert SECRET not in html

    def test_a_refused_caption_adds_no_picture(
        self, client: Client, case: Case, folder: Path
    ) -> None:
        answer = add(client, case, jpeg(), date="2999")
        assert (answer.status_code, rows_of(case), folder.exists()) == (422, [], False)
        assert list(answer.context["described"].errors) == ["date"]

    @pytest.mark.parametrize(
        ("typed", "field"), [({"is_checked": ""}, "is_checked"), ({"chosen": []}, "chosen")]
    )
    def test_without_the_tick_or_a_file_nothing_is_added(
        self, client: Client, case: Case, typed: dict[str, Any], field: str
    ) -> None:
        answer = add(client, case, jpeg(), **typed)
        assert (answer.status_code, rows_of(case)) == (422, [])
        assert list(answer.context["upload"].errors) == [field]

    def test_at_most_ten_at_once(self, client: Client, case: Case) -> None:
        answer = add(client, case, *[jpeg((20, 20))] * 11)
        assert answer.context["upload"].errors["chosen"] == ["Choose at most 10."]

    def test_thirty_megabytes_together_are_added(self, client: Client, case: Case) -> None:
        # Together with what is written between them they are one request.
        padded = [jpeg((60, 40)).ljust(size, b"\0") for size in [9_990_000] * 3]
        assert add(client, case, *padded).status_code == 303
        assert [row.width for row in rows_of(case)] == [60, 60, 60]

    def test_more_together_is_refused_and_keeps_what_was_typed(
        self, client: Client, case: Case
    ) -> None:
        padded = [jpeg((60, 40)).ljust(3_010_000, b"\0")] * 10
        answer = add(client, case, *padded, caption="Seen on 3 March")
        assert (answer.status_code, rows_of(case)) == (422, [])
        assert answer.context["upload"].errors["chosen"] == [
            "Together they are larger than 30 MB. Add some of them, then the others."
        ]
        assert "Seen on 3 March" in answer.content.decode()

    def test_more_than_fits_a_request_is_said_of_files(self, client: Client, case: Case) -> None:
        answer = add(client, case, *[jpeg((60, 40)).ljust(4_000_000, b"\0")] * 10)
        html = answer.content.decode()
        assert (answer.status_code, rows_of(case)) == (413, [])
        assert ("These files are too large together" in html, add_page(case) in html) == (
            True,
            True,
        )

    def test_the_limits_are_said_beside_the_files(self, client: Client, case: Case) -> None:
        html = client.get(add_page(case)).content.decode()
        (hint,) = re.findall(r'id="id_chosen_helptext">\s*(.*?)\s*</p>', html)
        assert hint == (
            "JPEG or PNG, at most 10 MB and 40 million pixels each; ten files, 30 MB together"
        )

    def test_a_full_disk_saves_nothing_and_says_so(
        self, client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_args: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        answer = add(client, case, jpeg(), caption="Kept")
        assert (answer.status_code, rows_of(case)) == (422, [])
        assert "Not saved: the server has no room for it" in answer.content.decode()
        assert "Kept" in answer.content.decode()

    def test_the_files_are_written_before_the_case_is_locked(
        self, client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = []
        keep = store.keep

        def watched(made: Picture) -> uuid.UUID:
            order.append(locks(queries))
            return keep(made)

        monkeypatch.setattr(store, "keep", watched)
        with CaptureQueriesContext(connection) as queries:
            add(client, case, jpeg(), png())
        assert [*order, locks(queries)] == [0, 0, 1]

    def test_names_in_the_folder_outlast_a_loss_of_power(
        self, client: Client, case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        synced = []
        fsync = os.fsync

        def watched(opened: int) -> None:
            synced.append(os.path.isdir(opened))
            fsync(opened)

        monkeypatch.setattr(os, "fsync", watched)
        add(client, case, jpeg())
        assert synced == [False, False, True]

    def test_a_text_in_place_of_a_file_is_no_file(self, client: Client, case: Case) -> None:
        data = {"chosen": "x.jpg", "save_key": str(uuid.uuid4()), **ADDED}
        assert client.post(add_page(case), data).status_code == 422

    def test_history_says_who_added_it(self, client: Client, case: Case, clinician: User) -> None:
        add(client, case, jpeg(), caption="First")
        (row,) = rows_of(case)
        save(client, case, "key_images", row.uid, caption="Second")
        made, changed = History.objects.filter(table_name="cases_keyimages").order_by("id")
        assert (made.op, made.actor, made.after["sha256"]) == ("INSERT", clinician.pk, row.sha256)
        assert (changed.before, changed.after) == ({"caption": "First"}, {"caption": "Second"})


class TestRecordThatIsNotOpen:
    @pytest.fixture(params=["close", "mark_in_error"])
    def shut(self, request: Any, client: Client, case: Case, clinician: User) -> list[KeyImages]:
        rows = three(client, case)
        case.refresh_from_db()
        step, base = BY_NAME[request.param], case.version
        change_status(case=case, step=step, reason="moved", base_version=base, by=clinician)
        return rows

    def test_takes_no_picture_and_keeps_what_was_typed(
        self, client: Client, case: Case, shut: list[KeyImages]
    ) -> None:
        answer = add(client, case, jpeg(), caption="Seen on 3 March")
        html = answer.content.decode()
        assert (answer.status_code, rows_of(case)) == (409, shut)
        assert answer.context["refusal"] == "Not saved: the record is closed."
        assert ("Seen on 3 March" in html, 'name="chosen"' in html) == (True, False)

    def test_takes_no_picture_for_a_row_that_has_none(
        self, client: Client, case: Case, shut: list[KeyImages]
    ) -> None:
        bare = KeyImages.objects.create(case=case, caption="From a file")
        assert add(client, case, jpeg(), row=bare).status_code == 409
        assert KeyImages.objects.get(pk=bare.pk).picture is None

    def test_asks_for_no_files(self, client: Client, case: Case, shut: list[KeyImages]) -> None:
        answer = client.get(add_page(case))
        html = answer.content.decode()
        assert (answer.status_code, 'name="chosen"' in html, "caption" in html) == (
            200,
            False,
            False,
        )
        assert answer.context["page"].closed_notice.endswith(": moved.")

    def test_keeps_its_order(self, client: Client, case: Case, shut: list[KeyImages]) -> None:
        answer = move(client, case, shut[2], 1)
        assert (answer.status_code, captions(case)) == (409, ["A", "B", "C"])
        assert "Not saved: the record is closed." in answer.content.decode()


class TestRowWithoutPicture:
    @pytest.fixture
    def bare(self, case: Case) -> KeyImages:
        return KeyImages.objects.create(case=case, caption="From a file")

    def test_says_so_and_takes_one(self, client: Client, case: Case, bare: KeyImages) -> None:
        shown = gallery(client, case, bare).shown
        assert shown.problem == "No picture has been added to this entry yet."
        assert add(client, case, jpeg(), row=bare).status_code == 303
        (row,) = rows_of(case)
        assert (row.uid, row.caption, row.width) == (bare.uid, "From a file", 600)
        assert gallery(client, case, bare).shown.problem == ""

    def test_takes_no_second_one(self, client: Client, case: Case, bare: KeyImages) -> None:
        add(client, case, jpeg(), row=bare)
        assert add(client, case, png(), row=bare).status_code == 404
        assert [row.media_type for row in rows_of(case)] == ["image/jpeg"]

    def test_entered_in_error_meanwhile_it_takes_none_and_stays_so(
        self, case: Case, bare: KeyImages, clinician: User
    ) -> None:
        KeyImages.objects.update(entered_in_error="another patient's")
        made = read_picture(io.BytesIO(jpeg()), 1)
        with pytest.raises(Http404):
            add_images(Upload(case, [made], {}, uuid.uuid4(), bare.uid), by=clinician)
        bare.refresh_from_db()
        assert (bare.entered_in_error, bare.picture) == ("another patient's", None)

    def test_takes_one_file_only(self, client: Client, case: Case, bare: KeyImages) -> None:
        answer = add(client, case, jpeg(), png(), row=bare)
        assert answer.context["upload"].errors["chosen"] == ["Choose at most 1."]

    def test_of_another_case_is_not_found(
        self, client: Client, paper_patient: Case, bare: KeyImages
    ) -> None:
        assert add(client, paper_patient, jpeg(), row=bare).status_code == 404

    @pytest.mark.parametrize("half", [{"width": None}, {"sha256": "x"}, {"height": 2401}])
    def test_the_database_keeps_no_half_picture(
        self, client: Client, case: Case, half: dict[str, Any]
    ) -> None:
        add(client, case, jpeg())
        with pytest.raises(IntegrityError), transaction.atomic():
            KeyImages.objects.update(**half)


class TestServing:
    @pytest.fixture
    def row(self, client: Client, case: Case) -> KeyImages:
        add(client, case, png())
        return rows_of(case)[0]

    @pytest.mark.parametrize(
        ("name", "kind", "suffix", "size"),
        [
            ("picture", "image/png", "png", (600, 400)),
            ("thumbnail", "image/jpeg", "jpg", (320, 213)),
        ],
    )
    def test_as_what_it_is_and_nothing_else(
        self,
        client: Client,
        case: Case,
        row: KeyImages,
        name: str,
        kind: str,
        suffix: str,
        size: Any,
    ) -> None:
        answer = client.get(reverse(f"cases:{name}", args=[case.uid, row.uid]))
        body = b"".join(answer.streaming_content)
        with Image.open(io.BytesIO(body)) as image:
            assert image.size == size
        headers = {
            "Content-Type": kind,
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": f'attachment; filename="key-image.{suffix}"',
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "Cache-Control": "private, no-store",
        }
        assert {header: answer.headers[header] for header in headers} == headers

    @pytest.mark.parametrize("name", ["picture", "thumbnail"])
    def test_as_it_lies_on_the_disk_not_compressed_again(
        self, client: Client, case: Case, row: KeyImages, name: str, folder: Path
    ) -> None:
        page = reverse(f"cases:{name}", args=[case.uid, row.uid])
        answer = client.get(page, headers={"Accept-Encoding": "gzip, br"})
        body = b"".join(answer.streaming_content)
        assert body == store.path_of(row.picture, name, row.media_type).read_bytes()
        assert (answer.headers.get("Content-Encoding"), answer.headers["Content-Length"]) == (
            None,
            str(len(body)),
        )

    @pytest.mark.parametrize("role", Role)
    def test_to_those_who_may_see_the_case(
        self,
        signed_in: Callable[[User], Client],
        person: Callable[..., User],
        case: Case,
        row: KeyImages,
        role: Role,
    ) -> None:
        url = reverse("cases:picture", args=[case.uid, row.uid])
        expected = 403 if role == Role.SITE_ADMIN else 200
        assert signed_in(person(role)).get(url).status_code == expected

    def test_not_to_a_stranger_nor_by_the_address_of_another_case(
        self,
        client: Client,
        signed_in: Callable[[User], Client],
        stranger: User,
        case: Case,
        paper_patient: Case,
        row: KeyImages,
    ) -> None:
        own, mixed = (
            reverse("cases:picture", args=[each.uid, row.uid]) for each in (case, paper_patient)
        )
        assert signed_in(stranger).get(own).status_code == 404
        assert client.get(mixed).status_code == 404
        assert Client().get(own).status_code == 302

    def test_not_once_it_was_entered_in_error(
        self, client: Client, case: Case, row: KeyImages
    ) -> None:
        KeyImages.objects.update(entered_in_error="another patient's")
        assert client.get(reverse("cases:picture", args=[case.uid, row.uid])).status_code == 404
        assert gallery(client, case).lines == []

    def test_a_file_that_is_gone_is_said_in_a_sentence(
        self, client: Client, case: Case, row: KeyImages, folder: Path
    ) -> None:
        (folder / f"{row.picture}.png").unlink()
        problem = gallery(client, case, row).shown.problem
        assert problem.startswith("The file of this picture is not on the server any more.")
        assert client.get(reverse("cases:picture", args=[case.uid, row.uid])).status_code == 404


class TestOrder:
    @pytest.mark.parametrize(
        ("moved", "place", "order"),
        [(2, 1, "CAB"), (0, 3, "BCA"), (1, 1, "BAC"), (1, 2, "ABC"), (0, 0, "ABC"), (0, 99, "BCA")],
    )
    def test_a_picture_goes_where_it_is_sent(
        self, client: Client, case: Case, moved: int, place: int, order: str
    ) -> None:
        rows = three(client, case)
        answer = move(client, case, rows[moved], place)
        assert answer.status_code == 303
        assert "".join(caption or "" for caption in captions(case)) == order
        assert [row.position for row in rows_of(case)] == [0, 1, 2]

    def test_pressed_twice_it_stays(self, client: Client, case: Case) -> None:
        row = three(client, case)[2]
        for _press in range(2):
            move(client, case, row, 2)
        assert captions(case) == ["A", "C", "B"]

    def test_the_buttons_send_one_place_up_or_down(self, client: Client, case: Case) -> None:
        rows = three(client, case)
        html = client.get(address(case, "key_images", rows[0].uid)).content.decode()
        found = re.findall(r'name="place"\s+value="(\d+)"\s+aria-label="([^"]+)"', html)
        assert found == [
            ("2", "Picture 1 down"),
            ("1", "Picture 2 up"),
            ("3", "Picture 2 down"),
            ("2", "Picture 3 up"),
        ]

    @pytest.mark.parametrize("place", ["", "x", "-1", "1" * 9, "²"])
    def test_a_place_that_is_none_is_refused(self, client: Client, case: Case, place: str) -> None:
        row = three(client, case)[0]
        assert (move(client, case, row, place).status_code, captions(case)) == (
            400,
            ["A", "B", "C"],
        )

    def test_whoever_only_reads_moves_nothing(
        self, client: Client, signed_in: Callable[[User], Client], presenter: User, case: Case
    ) -> None:
        row = three(client, case)[2]
        reader = signed_in(presenter)
        assert move(reader, case, row, 1).status_code == 403
        html = reader.get(address(case, "key_images", row.uid)).content.decode()
        assert ('name="place"' in html, add_page(case) in html) == (False, False)


class TestFormat:
    def test_a_document_holds_what_is_said_and_no_file(self, client: Client, case: Case) -> None:
        add(client, case, jpeg(), caption="Renal veins", modality="ct", plane="axial", date="2026")
        (row,) = rows_of(case)
        assert load_document(case.pk)["key_images"] == [
            {
                "uid": str(row.uid),
                "caption": "Renal veins",
                "date": "2026",
                "modality": "ct",
                "plane": "axial",
            }
        ]


class TestStrays:
    def age(self, path: Path, hours: float) -> None:
        at = time.time() - hours * 3600
        os.utime(path, (at, at))

    def test_old_files_without_a_row_go_and_all_others_stay(
        self, client: Client, case: Case, folder: Path
    ) -> None:
        add(client, case, jpeg())
        stray, fresh = folder / f"{uuid.uuid4()}.jpg", folder / "tmpabc"
        for path in (stray, fresh):
            path.write_bytes(b"x")
        for path in [*folder.glob("*-*"), stray]:
            self.age(path, 25)
        kept = {path.name for path in folder.iterdir()} - {stray.name}
        remove_stray_pictures()
        assert {path.name for path in folder.iterdir()} == kept
        assert len(kept) == 3

    def test_a_row_entered_in_error_keeps_its_file(
        self, client: Client, case: Case, folder: Path
    ) -> None:
        add(client, case, jpeg())
        KeyImages.objects.update(entered_in_error="twice")
        for path in folder.iterdir():
            self.age(path, 25)
        remove_stray_pictures()
        assert len(list(folder.iterdir())) == 2

    @pytest.mark.parametrize(
        ("kept", "strays", "removed"), [(0, 20, 20), (100, 21, 0), (189, 21, 21), (10, 0, 0)]
    )
    def test_more_than_a_sane_share_is_left_for_a_person_to_look_at(
        self,
        folder: Path,
        caplog: pytest.LogCaptureFixture,
        kept: int,
        strays: int,
        removed: int,
    ) -> None:
        folder.mkdir()
        names = [uuid.uuid4() for _number in range(kept + strays)]
        for name in names:
            (folder / f"{name}.jpg").write_bytes(b"x")
            self.age(folder / f"{name}.jpg", 25)
        assert store.remove_strays(names[:kept]) == removed
        assert len(list(folder.iterdir())) == kept + strays - removed
        assert [record.levelname for record in caplog.records] == (
            [] if removed == strays else ["ERROR"]
        )

    def test_without_any_picture_there_is_nothing_to_do(self, db: None) -> None:
        remove_stray_pictures()
        assert store.remove_strays([]) == 0


def test_queries_do_not_grow_with_the_pictures(client: Client, case: Case) -> None:
    counts = []
    for _number in range(3):
        add(client, case, jpeg((60, 40)))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(case, "key_images", rows_of(case)[0].uid))
        counts.append(len(queries))
    assert counts[1:] == counts[:1] * 2
