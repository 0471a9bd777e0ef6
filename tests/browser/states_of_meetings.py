"""What a meeting needs, page by page: readiness, key images, the limits of a centre."""

from collections.abc import Iterator

from playwright.sync_api import FilePayload, Page, expect

from accounts.models import Membership, Role, User
from cases.models import Case
from cases.tests.pictures import jpeg, png

State = tuple[str, Page]


def walk_meetings(page: Page, case: Case, empty: Case, by: User) -> Iterator[State]:
    """case: the published patient. by: who looks; leads the centre in the end."""
    for name, each in (("empty", empty), ("filled", case)):
        page.goto(f"{each.get_absolute_url()}ready/")
        yield f"ready-{name}", page
    page.goto(f"{case.get_absolute_url()}ready/?on=1999-01-01")
    yield "ready-no-day", page
    yield from _pictures(page, f"{case.get_absolute_url()}key_images/")
    page.goto(f"/board/{case.uid}/summary/")
    yield "summary-with-pictures", page
    yield from _centre(page, case, by)


def _pictures(page: Page, section: str) -> Iterator[State]:
    page.goto(f"{section}add/")
    yield "pictures-to-add", page
    choose(page, png((300, 500)), b"%PDF-1.7")
    page.locator("#id_caption").fill("Level of the renal veins")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("File 2 of 2: It is no JPEG or PNG")).to_be_visible()
    yield "pictures-refused", page
    choose(page, png((300, 500)), jpeg((1200, 400)))
    page.get_by_label("I have looked").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 pictures added")).to_be_visible()
    yield "pictures", page
    with page.expect_navigation():
        page.get_by_role("button", name="Picture 2 up").click()
    expect(page.get_by_alt_text("Level of the renal veins")).to_be_visible()
    yield "pictures-moved", page


def choose(page: Page, *contents: bytes) -> None:
    """Pick files of these contents, whatever they are."""
    files: list[FilePayload] = [
        {"name": f"{number}.png", "mimeType": "image/png", "buffer": data}
        for number, data in enumerate(contents)
    ]
    page.get_by_label("Pictures", exact=True).set_input_files(files)


def _centre(page: Page, case: Case, by: User) -> Iterator[State]:
    Membership.objects.create(user=by, centre=case.centre, role=Role.LEAD)
    page.goto("/centre/")
    yield "centre", page
    page.get_by_label("Contrast CT").fill("0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("greater than or equal to 1")).to_be_visible()
    yield "centre-refused", page
