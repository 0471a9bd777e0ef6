"""Uploaded pictures are made anew; hostile files are refused with a sentence, soon and cheaply."""

import io
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from cases.images import picture as pictures
from cases.images.picture import (
    JPEG,
    MAX_BYTES,
    PNG,
    Picture,
    RefusedPictureError,
    read_picture,
)
from cases.tests.pictures import (
    SECRET,
    animation,
    bomb,
    encoded,
    endless_jpeg,
    jpeg,
    picture,
    png,
    text_bomb,
    told_jpeg,
    told_png,
    with_chunk,
)

BLUE, RED = (20, 20, 160), (90, 20, 20)
NO_PICTURE = "It is no JPEG or PNG picture, whatever its name says."
DAMAGED = "It is damaged or cut off and cannot be read. Export it again."
TOO_MANY = "It has more than 40 million pixels. Save it smaller."


def read(data: bytes) -> Picture:
    return read_picture(io.BytesIO(data), len(data))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def refusal(data: bytes, size: int | None = None) -> str:
    with pytest.raises(RefusedPictureError) as refused:
        read_picture(io.BytesIO(data), len(data) if size is None else size)
    return str(refused.value)


def is_near(first: Any, second: tuple[int, int, int]) -> bool:
    """JPEG changes colours a little."""
    return all(abs(a - b) < 16 for a, b in zip(first, second, strict=True))


class TestMadeAnew:
    @pytest.mark.parametrize(("data", "kind"), [(jpeg(), JPEG), (png(), PNG)])
    def test_keeps_kind_and_size(self, data: bytes, kind: str) -> None:
        made = read(data)
        assert (made.media_type, made.width, made.height) == (kind, 600, 400)
        shown = opened(made.data)
        assert (shown.size, shown.format) == ((600, 400), kind.removeprefix("image/").upper())
        assert is_near(shown.convert("RGB").getpixel((10, 10)), RED)

    @pytest.mark.parametrize("data", [told_jpeg(), told_png()], ids=["jpeg", "png"])
    def test_nothing_that_was_told_in_the_file_is_left(self, data: bytes) -> None:
        assert SECRET.encode() in data
        made = read(data)
        for kept in (made.data, made.thumbnail):
            shown = opened(kept)
            assert SECRET.encode() not in kept
            assert (dict(shown.getexif()), shown.info.get("icc_profile")) == ({}, None)
            assert [
                mark for mark in (b"Exif", b"GPS", b"ICC", b"tEXt", b"iCCP") if mark in kept
            ] == []

    def test_the_place_was_in_the_file_that_came(self) -> None:
        assert opened(told_jpeg()).getexif().get_ifd(0x8825)[2] == (48.0, 51.0, 24.0)

    def test_what_is_appended_does_not_survive(self) -> None:
        page = b"<html><script>alert(1)</script>"
        made = read(jpeg() + page)
        assert page in jpeg() + page
        assert page not in made.data

    @pytest.mark.parametrize(
        ("orientation", "size", "upper_left"),
        [(1, (600, 400), RED), (3, (600, 400), BLUE), (6, (400, 600), RED), (8, (400, 600), BLUE)],
    )
    def test_is_turned_as_its_camera_meant(
        self, orientation: int, size: tuple[int, int], upper_left: tuple[int, int, int]
    ) -> None:
        made = read(told_jpeg(orientation))
        assert (made.width, made.height) == size
        assert is_near(opened(made.data).getpixel((10, 10)), upper_left)

    @pytest.mark.parametrize(
        ("size", "kept", "small"),
        [
            ((2400, 1200), (2400, 1200), (320, 160)),
            ((2401, 1200), (2400, 1200), (320, 160)),
            ((6000, 3000), (2400, 1200), (320, 160)),
            ((1, 5000), (1, 2400), (1, 320)),
            ((100, 50), (100, 50), (100, 50)),
        ],
    )
    @pytest.mark.parametrize("make", [jpeg, png])
    def test_is_no_larger_than_a_board_sees(
        self, make: Any, size: tuple[int, int], kept: tuple[int, int], small: tuple[int, int]
    ) -> None:
        made = read(make(size))
        assert opened(made.data).size == (made.width, made.height) == kept
        assert opened(made.thumbnail).size == small

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_every_sort_of_png_is_read(self, mode: str) -> None:
        grey = Image.new("I;16", (40, 30), 32_768)
        made = read(encoded(grey if mode == "I;16" else picture((40, 30)).convert(mode), "PNG"))
        assert opened(made.data).mode == ("L" if mode in ("1", "L", "I;16") else "RGB")

    def test_sixteen_bits_a_pixel_become_eight(self) -> None:
        made = read(encoded(Image.new("I;16", (40, 30), 32_768), "PNG"))
        assert opened(made.data).getpixel((5, 5)) == 128

    def test_transparent_parts_show_white(self) -> None:
        made = read(encoded(Image.new("RGBA", (40, 30), (0, 0, 0, 0)), "PNG"))
        assert opened(made.data).getpixel((5, 5)) == (255, 255, 255)

    def test_the_colours_of_print_are_read(self) -> None:
        made = read(encoded(Image.new("CMYK", (40, 30))))
        assert is_near(opened(made.data).getpixel((5, 5)), (255, 255, 255))

    def test_an_unreadable_note_in_the_file_does_not_matter(self) -> None:
        data = jpeg()
        broken = data[:2] + b"\xff\xe1\x00\x10Exif\x00\x00garbage!" + data[2:]
        assert read(broken).width == 600

    def test_the_sum_is_that_of_the_kept_file(self) -> None:
        made = read(jpeg())
        assert (len(made.sha256), made.sha256) == (64, Picture(made.data, b"", JPEG, 1, 1).sha256)


class TestRefused:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"%PDF-1.7\n" + jpeg(),
            b"GIF89a" + bytes(100),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<html>" + png(),
            encoded(picture(), "BMP"),
            encoded(picture(), "TIFF"),
            encoded(picture(), "WEBP"),
        ],
        ids=["nothing", "pdf", "gif", "svg", "html", "bmp", "tiff", "webp"],
    )
    def test_what_is_no_jpeg_or_png_by_its_content(self, data: bytes) -> None:
        assert refusal(data) == NO_PICTURE

    @pytest.mark.parametrize(
        "data",
        [
            jpeg()[:1500],
            jpeg()[:-400],
            png()[:-300],
            jpeg()[:20],
            b"\xff\xd8\xff<script>alert(1)</script>",
            b"\x89PNG\r\n\x1a\n" + bytes(1000),
            png()[:60] + bytes(200) + png()[260:],
        ],
    )
    def test_what_is_cut_off_or_damaged(self, data: bytes) -> None:
        assert refusal(data) == DAMAGED

    def test_an_animation(self) -> None:
        assert refusal(animation()) == "It is an animation. Choose one picture of it."

    def test_more_than_ten_megabytes_without_reading_them(self) -> None:
        larger = "It is larger than 10 MB. Save it smaller, as JPEG."
        assert refusal(jpeg(), MAX_BYTES + 1) == larger
        assert read_picture(io.BytesIO(jpeg()), MAX_BYTES).width == 600

    @pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
    @pytest.mark.parametrize("size", [(8_000, 5_001), (20_000, 20_000), (2_000_000, 2_000_000)])
    def test_more_pixels_than_a_server_should_unpack(self, size: tuple[int, int]) -> None:
        assert refusal(bomb(*size)) == TOO_MANY

    @pytest.mark.parametrize("size", [(20_001, 40), (40, 20_001), (1, 40_000_000)])
    def test_a_side_that_no_picture_has(self, size: tuple[int, int]) -> None:
        assert refusal(bomb(*size)) == "It is more than 20,000 pixels long. Crop it."

    @pytest.mark.parametrize(
        ("make", "options"),
        [(bomb, [30_000, 30_000]), (bomb, [6_000, 6_000]), (text_bomb, []), (endless_jpeg, [])],
        ids=["pixels", "promised", "text", "scans"],
    )
    def test_a_hostile_file_costs_little(self, make: Any, options: list[int]) -> None:
        data = make(*options)
        began = time.process_time()
        refusal(data)
        spent = time.process_time() - began
        assert (spent < 2, taken(data) < 180) == (True, True)

    def test_a_chunk_that_lies_about_its_length(self) -> None:
        data = bytearray(with_chunk(png(), b"tEXt", b"Comment\0x"))
        at = data.index(b"tEXt") - 4
        data[at : at + 4] = b"\x7f\xff\xff\xff"
        assert refusal(bytes(data)) == DAMAGED


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what was taken")
class TestMemory:
    """Of the largest pictures that are read, in the shapes and sorts that take most of it."""

    @pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "I;16", "P"])
    @pytest.mark.parametrize("size", [(6_324, 6_324), (20_000, 2_000), (2_000, 20_000)])
    def test_of_a_png(self, size: tuple[int, int], mode: str) -> None:
        assert taken(encoded(Image.new(mode, size), "PNG", compress_level=1)) < 270

    @pytest.mark.parametrize(("mode", "most"), [("L", 180), ("RGB", 340), ("CMYK", 420)])
    @pytest.mark.parametrize("size", [(6_324, 6_324), (4_799, 8_330), (20_000, 2_000)])
    def test_of_a_jpeg_in_scans(self, size: tuple[int, int], mode: str, most: int) -> None:
        assert taken(encoded(Image.new(mode, size), progressive=True, subsampling=0)) < most

    def test_is_measured(self) -> None:
        assert taken(encoded(Image.new("RGBA", (4_799, 4_799)), "PNG", compress_level=1)) > 90


def taken(data: bytes) -> int:
    """MB that a process takes for a file, over what it had before, at most."""
    words = [sys.executable, "-m", "cases.tests.memory_of_picture"]
    done = subprocess.run(words, input=data, capture_output=True, check=True, cwd=settings.BASE_DIR)
    return int(done.stdout)


def test_one_picture_at_a_time_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = [], []
    remade = pictures._remade

    def slow(image: Any, media_type: str) -> Picture:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.05)
        made = remade(image, media_type)
        inside.pop()
        return made

    monkeypatch.setattr(pictures, "_remade", slow)
    threads = [threading.Thread(target=read, args=[jpeg()]) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]
