"""Key images as pages show them: in order, each with what is said about it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.images import store
from cases.images.inline import small_picture
from cases.images.picture import THUMBNAIL_SIDE
from cases.images.services import SECTION, counting
from cases.models import Case, KeyImages
from cases.models.rows import SectionRow
from cases.ports import Panel
from cases.sections import section_address

MOST_INLINE = 12  # pictures that a page carries in itself; each further one is a request


@dataclass(frozen=True)
class ImageLine:
    """One row. title: 'Picture 2', by its place among the rows; place: 1 for the first.

    stored_as: the name of its files; None for a row without a picture.
    problem: why there is no picture to be seen; empty if there is one. width, height: of the
    thumbnail in pixels. move_address: takes the place to move to.
    """

    title: str
    place: int
    caption: str
    date: str
    address: str
    picture: str
    thumbnail: str
    stored_as: uuid.UUID | None
    width: int
    height: int
    problem: str
    is_current: bool
    move_address: str

    @property
    def small(self) -> str:
        """Where a list of pictures finds it: in the page itself, for the first of them."""
        if self.stored_as is None or self.place > MOST_INLINE:
            return self.thumbnail
        try:
            return small_picture(self.stored_as)
        except OSError:
            return self.thumbnail

    @property
    def alternative(self) -> str:
        """What a person who does not see it is told."""
        return self.caption or self.title


@dataclass(frozen=True)
class Gallery:
    """All pictures of a case. shown: that of the current row; None for one that is not saved."""

    lines: Sequence[ImageLine]
    shown: ImageLine | None
    add_address: str
    attach_address: str
    can_edit: bool


class Shown(Protocol):
    """What a page of a case knows of it."""

    case: Case
    can_edit: bool


def above(page: Shown, row: SectionRow) -> Panel:
    """The picture of the row and those around it, before the form of the section."""
    lines = image_lines(page.case, row)
    shown = next((line for line in lines if line.is_current), None)
    add_address = reverse("cases:add_images", args=[page.case.uid])
    gallery = Gallery(lines, shown, add_address, f"{add_address}?row={row.uid}", page.can_edit)
    return Panel("cases/images.html", {"gallery": gallery})


def image_lines(case: Case, current: SectionRow | None = None) -> list[ImageLine]:
    """Every row that counts, in order: one query."""
    return [_line(case, place, row, current) for place, row in enumerate(counting(case), start=1)]


def first_pictures(case: Case, most: int) -> list[ImageLine]:
    """The first that can be seen: for whoever shows a case in short."""
    return [line for line in image_lines(case) if not line.problem][:most]


def _line(case: Case, place: int, row: KeyImages, current: SectionRow | None) -> ImageLine:
    width, height = _thumbnail_size(row)
    date = SECTION.kinds["date"].display(row.date) if row.date else ""
    return ImageLine(
        title=f"{SECTION.row_title} {place}",
        place=place,
        caption=row.caption or "",
        date=date,
        address=section_address(case, SECTION, row.uid),
        picture=reverse("cases:picture", args=[case.uid, row.uid]),
        thumbnail=reverse("cases:thumbnail", args=[case.uid, row.uid]),
        stored_as=row.picture,
        width=width,
        height=height,
        problem=_problem(row),
        is_current=current is not None and row.uid == current.uid,
        move_address=reverse("cases:move_image", args=[case.uid, row.uid]),
    )


def _problem(row: KeyImages) -> str:
    if row.picture is None or row.media_type is None:
        return _("No picture has been added to this entry yet.")
    if not store.path_of(row.picture, store.PICTURE, row.media_type).exists():
        return _("The file of this picture is not on the server any more. Tell who looks after it.")
    return ""


def _thumbnail_size(row: KeyImages) -> tuple[int, int]:
    width, height = row.width or 1, row.height or 1
    scale = min(1.0, THUMBNAIL_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
