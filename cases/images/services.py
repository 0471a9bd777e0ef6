"""Writing key images: each function is one transaction under the case's lock, and says who."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cases.changing import Press, change_once, changing
from cases.images import store
from cases.images.picture import Picture
from cases.models import Case, KeyImages, SaveKey
from cases.models.images import PICTURE_COLUMNS
from cases.sections import BY_SLUG, section_address
from cases.services import write_entries
from cases.values import Recorded

SECTION = BY_SLUG["key_images"]


@dataclass(frozen=True)
class Upload:
    """One press of Add. entries: what is said about each of the pictures.

    row_uid: the row that has no picture yet and gets the first one; None for new rows.
    """

    case: Case
    pictures: Sequence[Picture]
    entries: Mapping[str, Recorded]
    save_key: uuid.UUID
    row_uid: uuid.UUID | None = None


def add_images(upload: Upload, *, by: User) -> str:
    """One row a picture, after those that are there; returns the address of the first.

    A repeated save_key answers as the first did. OSError when the disk takes no more: nothing is
    saved then. RecordClosedError for a record that is not open; 404 for a row that is not there,
    was entered in error or has its picture.
    """
    # A slow disk must not hold the case's lock; files that get no row are strays, removed later.
    names = [store.keep(picture) for picture in upload.pictures]

    def change(case: Case, _made: SaveKey | None) -> str:
        rows = [_row_without(case, upload.row_uid)] if upload.row_uid else _new_rows(case, upload)
        for row, name, picture in zip(rows, names, upload.pictures, strict=True):
            _put(row, name, picture)
            write_entries(row, upload.entries)
        return section_address(case, SECTION, rows[0].uid)

    return change_once(upload.case.pk, Press(upload.save_key), by=by, change=change)


def move_image(*, case: Case, row_uid: uuid.UUID, place: int, by: User) -> None:
    """Show a picture at a place, 1 being the first; pressed twice it stays. 404 for no row.

    RecordClosedError for a record that is not open.
    """
    with changing(case.pk, by=by):
        rows = list(counting(case))
        moved = next((row for row in rows if row.uid == row_uid), None)
        if moved is None:
            raise Http404
        rows.remove(moved)
        rows.insert(max(0, place - 1), moved)
        for position, row in enumerate(rows):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])


def counting(case: Case) -> QuerySet[KeyImages]:
    """The rows that count, in the order in which a board sees them."""
    return KeyImages.objects.filter(case=case, entered_in_error__isnull=True)


def remove_stray_files() -> int:
    """Files of uploads that never became a row; returns how many. May run at any time."""
    kept = KeyImages.objects.filter(picture__isnull=False).values_list("picture", flat=True)
    return store.remove_strays(name for name in kept if name)


def _new_rows(case: Case, upload: Upload) -> list[KeyImages]:
    first = KeyImages.objects.filter(case=case).count()
    return [KeyImages(case=case, position=first + n) for n in range(len(upload.pictures))]


def _row_without(case: Case, uid: uuid.UUID) -> KeyImages:
    row = counting(case).filter(uid=uid, picture__isnull=True).first()
    if row is None:
        raise Http404
    return row


def _put(row: KeyImages, name: uuid.UUID, picture: Picture) -> None:
    row.picture = name
    row.media_type, row.sha256 = picture.media_type, picture.sha256
    row.width, row.height, row.size_bytes = picture.width, picture.height, len(picture.data)
    if not row._state.adding:
        row.save(update_fields=list(PICTURE_COLUMNS))
