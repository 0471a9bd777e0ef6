"""Pictures as files: each under a random name of our own in the folder MEDIA_ROOT.

A file is complete before its row is written, and stays if the row never comes: what belongs to no
row after a day is removed by `remove_strays`.
"""

import logging
import os
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from cases.images.picture import JPEG, SUFFIXES, Picture

PICTURE, THUMBNAIL = "picture", "thumbnail"
STRAY_SECONDS = 24 * 60 * 60  # far longer than a save takes
# More strays than both of these come from no broken uploads, but from a database that was restored
# without its pictures, or names another installation's.
SANE_STRAYS, SANE_SHARE = 20, 0.1

logger = logging.getLogger(__name__)


def folder() -> Path:
    """Of all pictures of the installation."""
    return Path(settings.MEDIA_ROOT) / "key_images"


def path_of(name: uuid.UUID, size: str, media_type: str) -> Path:
    """Where a picture or its thumbnail is."""
    if size == THUMBNAIL:
        return folder() / f"{name}.{THUMBNAIL}.{SUFFIXES[JPEG]}"
    return folder() / f"{name}.{SUFFIXES[media_type]}"


def keep(picture: Picture) -> uuid.UUID:
    """Write picture and thumbnail to the disk; returns their name. OSError: there is no room."""
    name = uuid.uuid4()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(path_of(name, THUMBNAIL, JPEG), picture.thumbnail)
    _write(path_of(name, PICTURE, picture.media_type), picture.data)
    _settle(folder())
    return name


def _settle(where: Path) -> None:
    """The names in a folder outlast a loss of power; those of its files alone need not."""
    opened = os.open(where, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, and on the disk when this returns."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def remove_strays(kept: Iterable[uuid.UUID]) -> int:
    """Remove files that are a day old and belong to none of these pictures; returns how many.

    None when it would be more than a sane share of the folder: a person has to look first.
    """
    names = {str(name) for name in kept}
    strays = [path for path in _old_files() if path.name.partition(".")[0] not in names]
    total = sum(1 for _path in folder().glob("*"))
    if len(strays) > max(SANE_STRAYS, total * SANE_SHARE):
        logger.error(
            "%s of %s files in %s belong to no picture; nothing was removed. Is the database the "
            "one these pictures belong to? If so, remove them by hand.",
            len(strays),
            total,
            folder(),
        )
        return 0
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _old_files() -> Iterator[Path]:
    before = time.time() - STRAY_SECONDS
    for path in folder().glob("*"):
        if path.stat().st_mtime < before:
            yield path
