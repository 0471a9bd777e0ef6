"""Real picture files, honest and hostile, made here so that none lies in the repository."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

SECRET = "Jane Roe 118-22"
PLACE = {1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 3.0)}  # latitude and longitude


def picture(size: tuple[int, int] = (600, 400), colour: Any = (90, 20, 20)) -> Image.Image:
    """Two halves of different colours, so that a turned picture can be told."""
    image = Image.new("RGB", size, colour)
    image.paste((20, 20, 160), (size[0] // 2, 0, size[0], size[1]))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(size: tuple[int, int] = (600, 400)) -> bytes:
    return encoded(picture(size))


def png(size: tuple[int, int] = (600, 400)) -> bytes:
    return encoded(picture(size), "PNG")


def told_jpeg(orientation: int = 1) -> bytes:
    """With a name, a place, a comment and a colour profile in it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x0112] = SECRET, SECRET, orientation
    exif.get_ifd(0x8825).update(PLACE)
    return encoded(
        picture(), exif=exif, comment=SECRET.encode(), icc_profile=b"profile " + SECRET.encode()
    )


def told_png() -> bytes:
    """With a text of its own and a colour profile."""
    return with_chunk(
        encoded(picture(), "PNG", icc_profile=b"profile " + SECRET.encode()),
        b"tEXt",
        b"Comment\0" + SECRET.encode(),
    )


def with_chunk(data: bytes, kind: bytes, body: bytes) -> bytes:
    """A PNG with one chunk more, before its pixels."""
    chunk = struct.pack(">I", len(body)) + kind + body
    chunk += struct.pack(">I", zlib.crc32(kind + body))
    at = data.index(b"IDAT") - 4
    return data[:at] + chunk + data[at:]


def bomb(width: int, height: int) -> bytes:
    """A small PNG whose header promises so many pixels, and whose data unpack to many of them."""
    packed = zlib.compress(bytes(10_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", packed)
        + _chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    """A PNG with a packed text of 200 MB."""
    packed = zlib.compress(bytes(200_000_000), 9)
    return with_chunk(png(), b"zTXt", b"Comment\0\0" + packed)


def endless_jpeg() -> bytes:
    """A JPEG whose last scan is written ten thousand times over."""
    whole = encoded(picture((3000, 2000)), progressive=True)
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + scan * (9_000_000 // len(scan)) + whole[-2:]


def animation() -> bytes:
    frames = [picture(colour=(shade, 0, 0)) for shade in (10, 90)]
    return encoded(frames[0], "PNG", save_all=True, append_images=frames[1:])


def _chunk(kind: bytes, body: bytes) -> bytes:
    whole = struct.pack(">I", len(body)) + kind + body
    return whole + struct.pack(">I", zlib.crc32(kind + body))
