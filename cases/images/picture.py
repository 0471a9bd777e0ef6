"""An uploaded picture, made anew: nothing of the file that came is kept but what it shows.

Pillow decodes; what it trips over is refused with a sentence. Metadata, colour profiles, file names
and whatever was appended to the file do not survive.
"""

import hashlib
import io
import threading
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 10_000_000
MAX_PIXELS = 40_000_000  # five times what is kept; a camera's largest picture has 50 million
LONGEST_READ = 20_000  # pixels of a side; a panorama has fewer
MOST_SCANS = 100  # of a JPEG; each goes over all of its pixels, and cameras write ten
START_OF_SCAN = b"\xff\xda"
LONGEST_SIDE = 2_400  # pixels; more than a projector shows
THUMBNAIL_SIDE = 320
SMALL_SIDE = 160  # as a page shows a dozen of them
QUALITY = 88  # of JPEG; no block is seen in grey levels at this setting
THUMBNAIL_QUALITY = 80
SMALL_QUALITY = 60  # some 3 kB
JPEG, PNG = "image/jpeg", "image/png"
SIGNATURES = {JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
PLUGINS = {JPEG: "JPEG", PNG: "PNG"}
SUFFIXES = {JPEG: "jpg", PNG: "png"}
GREY_MODES = ("1", "L", "I", "I;16", "I;16B")
BAND_PIXELS = 2_000_000  # of the picture that came, converted at once
WHITE = (255, 255, 255)

# Pillow's own guard against small files that unpack to huge pictures; refuses above twice this.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# A decoded picture takes 4 bytes a pixel, up to 160 MB, and what is made of it 100 MB more. A JPEG
# in several scans keeps 2 bytes a pixel and colour while it is decoded: for print, up to 320 MB,
# beside 80 MB. So one at a time in a process, whatever its threads do.
_decoding = threading.Lock()


class RefusedPictureError(Exception):
    """Its text is one sentence for the person who chose the file."""


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept. width, height: in pixels, as it is shown. thumbnail: always JPEG."""

    data: bytes
    thumbnail: bytes
    media_type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Of the data, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def read_picture(file: IO[bytes], size: int) -> Picture:
    """The picture in a file of so many bytes; its name is not looked at.

    RefusedPictureError for all but one readable JPEG or PNG picture within the limits.
    """
    if size > MAX_BYTES:
        raise RefusedPictureError(_("It is larger than 10 MB. Save it smaller, as JPEG."))
    media_type = _media_type(file)
    if media_type == JPEG and _scans(file) > MOST_SCANS:
        raise RefusedPictureError(_("It takes too long to read. Export it again."))
    try:
        with _decoding, Image.open(file, formats=[PLUGINS[media_type]]) as image:
            _check(image)
            return _remade(image, media_type)
    except RefusedPictureError:
        raise
    except Image.DecompressionBombError:
        raise RefusedPictureError(_too_many_pixels()) from None
    except Exception:  # Pillow raises whatever its decoder trips over
        raise RefusedPictureError(
            _("It is damaged or cut off and cannot be read. Export it again.")
        ) from None


def _media_type(file: IO[bytes]) -> str:
    """By the first bytes."""
    head = file.read(16)
    file.seek(0)
    for media_type, signature in SIGNATURES.items():
        if head.startswith(signature):
            return media_type
    raise RefusedPictureError(_("It is no JPEG or PNG picture, whatever its name says."))


def _scans(file: IO[bytes]) -> int:
    """At least as many as the decoder will go through."""
    count = file.read(MAX_BYTES).count(START_OF_SCAN)
    file.seek(0)
    return count


def _check(image: Image.Image) -> None:
    """By what the header says, before anything is decoded."""
    if image.width * image.height > MAX_PIXELS:
        raise RefusedPictureError(_too_many_pixels())
    if max(image.size) > LONGEST_READ:
        raise RefusedPictureError(_("It is more than 20,000 pixels long. Crop it."))
    if image.format == "PNG" and getattr(image, "is_animated", False):
        raise RefusedPictureError(_("It is an animation. Choose one picture of it."))


def _too_many_pixels() -> str:
    return _("It has more than 40 million pixels. Save it smaller.")


def _remade(image: Image.Image, media_type: str) -> Picture:
    orientation = image.getexif()
    # A JPEG is decoded at half or a quarter of its size where that is enough.
    image.draft(None, _size_within(image.size, LONGEST_SIDE))
    shown = _shrunk(_reduced(image), LONGEST_SIDE)
    shown.getexif().update(orientation)
    shown = ImageOps.exif_transpose(shown)
    shown.info = {}
    return Picture(
        data=_encoded(shown, media_type, QUALITY),
        thumbnail=_encoded(_shrunk(shown, THUMBNAIL_SIDE), JPEG, THUMBNAIL_QUALITY),
        media_type=media_type,
        width=shown.width,
        height=shown.height,
    )


def made_small(thumbnail: bytes) -> bytes:
    """A thumbnail in small, as JPEG."""
    with Image.open(io.BytesIO(thumbnail), formats=["JPEG"]) as image:
        return _encoded(_shrunk(image, SMALL_SIDE), JPEG, SMALL_QUALITY)


def _reduced(image: Image.Image) -> Image.Image:
    """Grey or in colours, by a whole factor smaller if it can be; new, so without metadata.

    Band by band: converting a large picture as a whole would take its memory several times.
    """
    factor = max(1, max(image.size) // LONGEST_SIDE)
    size = (-(-image.width // factor), -(-image.height // factor))
    reduced = Image.new("L" if image.mode in GREY_MODES else "RGB", size)
    lines = factor * max(1, BAND_PIXELS // (image.width * factor))
    for top in range(0, image.height, lines):
        bottom = min(top + lines, image.height)
        band = _plain(image.crop((0, top, image.width, bottom)))
        reduced.paste(band.reduce(factor), (0, top // factor))
    return reduced


def _plain(image: Image.Image) -> Image.Image:
    """Grey or red, green, blue; what is transparent shows white."""
    if image.mode.startswith("I"):  # 16 bits a pixel, as exported from a viewer
        return image.convert("I").point(lambda level: level / 256).convert("L")
    if "transparency" in image.info or image.mode in ("RGBA", "LA"):
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, WHITE)
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("L" if image.mode in GREY_MODES else "RGB")


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    """A copy whose longer side is at most so long."""
    return image.resize(_size_within(image.size, side), Image.Resampling.LANCZOS)


def _size_within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The same shape, its longer side at most so long."""
    scale = min(1.0, side / max(size))
    width, height = (max(1, round(length * scale)) for length in size)
    return width, height


def _encoded(image: Image.Image, media_type: str, quality: int) -> bytes:
    out = io.BytesIO()
    if media_type == JPEG:
        image.save(out, "JPEG", quality=quality, optimize=True)
    else:
        image.save(out, "PNG")
    return out.getvalue()
