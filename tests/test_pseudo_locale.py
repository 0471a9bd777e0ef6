"""Nothing is hard-coded: under a pseudo-locale every word of a page is marked, or is data."""

import re
import uuid
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from accounts.models import Role, User
from cases.document import load_document
from cases.models import Case, CtAbdomen, KeyImages, Labs
from cases.sections import SECTIONS
from cases.tests.pages import bare_post
from cases.tests.pictures import jpeg
from cases.values import MEASURES
from cases.values.measures import WORDED
from scoring.knowledge import TABLES
from scoring.manual import chapters
from scoring.services import compute
from surveillance.models import Delivery
from surveillance.models.schedule import Anchor, EndKind
from surveillance.pages import TABS
from surveillance.planning import add_months
from surveillance.protocols import ESMO_HIGH
from surveillance.services import Anchored, end_schedule
from surveillance.tests.schedules import DAY, accepted, item, mail_about, today

START, END = "⟦", "⟧"
SHOWN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "data-unsaved", "data-label")
# Names and signs that are the same in every language.
SAME_EVERYWHERE = {"ivcboard", "I", "II", "III", "IV"}
SAME_EVERYWHERE |= {f"{letter}{number}" for letter in "TNMGR" for number in (*range(5), "X")}  # TNM
REASON = "xyzzy"  # typed by a person
PROTOCOL_DATA = {ESMO_HIGH.citation}
SYMBOLS = {
    word
    for measure in MEASURES.values()
    for unit in measure.units
    if unit.key not in WORDED
    for word in (str(unit), unit.key)
}


class Marked:
    """A catalogue that puts marks around whatever goes through gettext."""

    def __init__(self, real: Any) -> None:
        self.real = real

    def gettext(self, message: str) -> str:
        return f"{START}{self.real.gettext(message)}{END}"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return f"{START}{self.real.ngettext(singular, plural, number)}{END}"

    def pgettext(self, context: str, message: str) -> str:
        return f"{START}{self.real.pgettext(context, message)}{END}"

    def npgettext(self, context: str, singular: str, plural: str, number: int) -> str:
        return f"{START}{self.real.npgettext(context, singular, plural, number)}{END}"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class Words(HTMLParser):
    """The texts of a page that a person reads or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style", "kbd")
        self.texts += [text for name, text in attrs if name in SHOWN_ATTRIBUTES and text]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "kbd")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def outside_marks(text: str) -> str:
    """What is left when marked parts, nested ones too, are taken out."""
    marked = re.compile(f"{START}[^{START}{END}]*{END}")
    while marked.search(text):
        text = marked.sub(" ", text)
    return text


def bare_words(html: str, data: set[str]) -> list[str]:
    """Words that went through no gettext and are not data."""
    reader = Words()
    reader.feed(html)
    left = [outside_marks(text) for text in reader.texts]
    for known in sorted(data, key=len, reverse=True):
        pattern = re.compile(rf"(?<!\w){re.escape(known)}(?!\w)")
        left = [pattern.sub(" ", text) for text in left]
    return [word for text in left for word in re.findall(r"[^\W\d_]{1,}[\w.-]*", text)]


@pytest.fixture
def _pseudo_locale(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real = trans_real.translation
    made: dict[str, Marked] = {}

    def marked(language: str) -> Any:
        return made.setdefault(language, Marked(real(language)))

    monkeypatch.setattr(trans_real, "translation", marked)
    monkeypatch.setattr(trans_real, "_default", None)
    with translation.override("en-gb"):
        yield
    monkeypatch.undo()
    translation.activate("en-gb")


def sources(value: Any) -> Iterator[str]:
    """The words of sources in a document; choices are words of ours and have to be marked."""
    if isinstance(value, dict):
        yield from (text for key, text in value.items() if key == "source")
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from sources(inner)


@pytest.fixture
def data(paper_patient: Case, case: Case, clinician: User) -> set[str]:
    """What may stand unmarked: data of these cases and people, symbols of units, signs."""
    document = load_document(paper_patient.pk)
    people = {clinician.name, clinician.email, "Centre", case.pseudonym, paper_patient.pseudonym}
    citations = {result.payload["citation"] for result in compute(document) if result.payload}
    return {*people, *SAME_EVERYWHERE, *SYMBOLS, *citations, *sources(document)}


@pytest.fixture
def client(signed_in: Callable[[User], Client], clinician: User) -> Client:
    return signed_in(clinician)


def check(name: str, answer: Any, data: set[str]) -> list[str]:
    html = answer.content.decode()
    assert START in html, f"{name}: the pseudo-locale is not in force"
    return [f"{name}: {word}" for word in bare_words(html, data)]


@pytest.mark.usefixtures("_pseudo_locale")
class TestPages:
    def test_those_of_no_case(self, client: Client, data: set[str]) -> None:
        new = client.post(reverse("cases:new"), follow=True)
        data.add(new.context["page"].title)
        pages = {
            "sign-in": Client().get(reverse("account_login")),
            "list": client.get(reverse("cases:list")),
            "new": new,
            "found": client.post(reverse("cases:find"), {"find": "-0"}),
            "not found for": client.post(reverse("cases:find"), {"find": "118-23"}),
            "not found": client.get("/cases/nowhere"),
            "refused": client.post(reverse("cases:find"), {"find": "\x00"}),
        }
        assert [word for name, page in pages.items() for word in check(name, page, data)] == []

    def test_how_we_score_and_knowledge(self, client: Client, data: set[str]) -> None:
        sources = {row.source for table in TABLES for row in table.rows}
        names = {text for each in sources for text in (each.name, each.reference) if text}
        entries = [entry for chapter in chapters() for entry in chapter.entries]
        cited = {entry.citation for entry in entries}
        pages = {name: client.get(reverse(f"scoring:{name}")) for name in ("rules", "knowledge")}
        known = data | names | cited
        assert [word for name, page in pages.items() for word in check(name, page, known)] == []

    def test_the_empty_list(self, signed_in: Callable[[User], Client], stranger: User) -> None:
        answer = signed_in(stranger).get(reverse("cases:list"))
        assert check("empty list", answer, {*SAME_EVERYWHERE, stranger.name}) == []

    def test_identity(self, client: Client, case: Case, data: set[str]) -> None:
        url = reverse("cases:identity", args=[case.uid])
        answers = client.get(url), client.post(url, {"base_version": 1, "year_of_birth": "x"})
        assert [word for page in answers for word in check("identity", page, data)] == []

    def test_history_states_and_entries_in_error(
        self, client: Client, case: Case, paper_patient: Case, data: set[str]
    ) -> None:
        row = Labs.objects.get(case=paper_patient)
        marking = {"row": row.uid, "base_version": paper_patient.version}
        steps = {"transition": "close", "base_version": paper_patient.version}

        def url(name: str, *more: str) -> str:
            return reverse(f"cases:{name}", args=[paper_patient.uid, *more])

        pages = {
            "row refused": client.post(url("row_in_error", "labs"), marking),
            "row": client.post(
                url("row_in_error", "labs"), marking | {"reason": REASON}, follow=True
            ),
            "status": client.get(url("status")),
            "status refused": client.post(url("status"), steps),
            "closed": client.post(url("status"), steps | {"reason": REASON}, follow=True),
            "closed section": client.get(url("section", "labs")),
            "history": client.get(url("history")),
            "compared": client.get(url("compare")),
            "same": client.get(url("compare"), {"from": "1", "to": "1"}),
        }
        known = data | {REASON}
        assert [word for name, page in pages.items() for word in check(name, page, known)] == []

    @pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
    def test_sections_empty_filled_and_refused(
        self, client: Client, case: Case, paper_patient: Case, data: set[str], section: Any
    ) -> None:
        wrong = dict.fromkeys(section.kinds, "\x00")
        empty, filled = (
            reverse("cases:section", args=[each.uid, section.slug])
            for each in (case, paper_patient)
        )
        pages = {
            "empty": client.get(empty),
            "filled": client.get(filled),
            "refused": client.post(empty, bare_post(case, ",".join(section.kinds), **wrong)),
        }
        assert [word for name, page in pages.items() for word in check(name, page, data)] == []

    @pytest.mark.django_db(transaction=True)
    def test_what_is_not_saved(
        self,
        client: Client,
        signed_in: Callable[[User], Client],
        person: Callable[..., User],
        case: Case,
        data: set[str],
    ) -> None:
        """A draft, a conflict, and posts that wait: for a sign-in, for a newer form token."""
        lead, origin = person(Role.LEAD), {"origin": "http://testserver"}
        url = reverse("cases:section", args=[case.uid, "presentation"])
        mine, theirs = (bare_post(case, "sex", sex=word) for word in ("male", "female"))
        client.post(reverse("cases:draft", args=[case.uid, "presentation"]), mine)
        pages = {"draft": client.get(url)}
        signed_in(lead).post(url, theirs)
        pages["conflict"] = client.post(url, mine)
        pages["ended"] = Client().post(url, mine, headers=origin)
        pages["older"] = Client(enforce_csrf_checks=True).post(url, mine, headers=origin)
        pages["again"] = client.get(reverse("signed_in_again"))
        assert [page.status_code for page in pages.values()] == [200, 409, 401, 403, 200]
        known = data | {lead.name}
        assert [word for name, page in pages.items() for word in check(name, page, known)] == []

    def test_ready_for_the_board(
        self, client: Client, case: Case, paper_patient: Case, data: set[str]
    ) -> None:
        Labs.objects.create(case=case, date="2020", haemoglobin={"result": "normal"})
        CtAbdomen.objects.create(case=case, meta={"contrast": {"missing": "not_done"}})
        pages = [
            client.get(reverse("cases:ready", args=[each.uid])) for each in (case, paper_patient)
        ]
        pages += [client.get(reverse("cases:ready", args=[case.uid]), {"on": "x"})]
        assert [word for page in pages for word in check("ready", page, data)] == []

    def test_key_images(
        self, client: Client, case: Case, data: set[str], settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        url, section = (
            reverse("cases:add_images", args=[case.uid]),
            reverse("cases:section", args=[case.uid, "key_images"]),
        )
        typed = {"save_key": uuid.uuid4(), "fields": "caption", "caption": REASON}
        bad, good = (SimpleUploadedFile("x", content) for content in (b"x", jpeg((60, 40))))
        pages = [client.get(url), client.post(url, {**typed, "chosen": [bad]})]
        pages += [client.post(url, {**typed, "chosen": [good], "is_checked": "on"}, follow=True)]
        KeyImages.objects.create(case=case)
        pages += [client.get(section)]
        known = data | {REASON}
        assert [word for page in pages for word in check("key images", page, known)] == []

    def test_the_centre(
        self, signed_in: Callable[[User], Client], person: Callable[..., User], data: set[str]
    ) -> None:
        lead = person(Role.LEAD)
        client, url = signed_in(lead), reverse("centre")
        centre = lead.memberships.get().centre
        typed = {"centre": centre.uid, "ct_max_age_weeks": 5, "labs_max_age_weeks": 5}
        pages = [client.get(url), client.post(url, {**typed, "ct_max_age_weeks": 0})]
        pages += [
            client.post(url, typed, follow=True),
            client.post(url, {**typed, "seen": "x"} | {"ct_max_age_weeks": 9}),
        ]
        known = data | {lead.name, centre.time_zone}
        assert [word for page in pages for word in check("centre", page, known)] == []

    def test_the_live_panel(self, client: Client, paper_patient: Case, data: set[str]) -> None:
        url = reverse("scoring:preview", args=[paper_patient.uid])
        answer = client.post(url, {"section": "labs", "fields": ""})
        assert check("preview", answer, data) == []

    def test_a_reader_s_page(
        self,
        signed_in: Callable[[User], Client],
        person: Callable[..., User],
        paper_patient: Case,
        data: set[str],
    ) -> None:
        guest = person(Role.GUEST)
        answer = signed_in(guest).get(reverse("cases:section", args=[paper_patient.uid, "labs"]))
        assert check("read only", answer, data | {guest.name}) == []

    def test_follow_up_of_nobody(self, client: Client, case: Case, data: set[str]) -> None:
        """Empty tabs, and a record for which nothing can be proposed."""
        pages = [client.get(reverse("surveillance:work_list"), {"tab": tab}) for tab in TABS]
        pages += [client.get(reverse("surveillance:schedule", args=[case.uid]))]
        assert [word for page in pages for word in check("follow-up", page, data)] == []

    def test_follow_up_that_is_proposed_planned_undated_and_ended(
        self,
        signed_in: Callable[[User], Client],
        person: Callable[..., User],
        paper_patient: Case,
        case: Case,
        data: set[str],
    ) -> None:
        lead = person(Role.LEAD)
        client, known = signed_in(lead), data | {lead.name, REASON, *PROTOCOL_DATA}
        url = reverse("surveillance:schedule", args=[paper_patient.uid])
        pages = {"proposed": client.get(url), "refused": client.post(url, {})}
        undated = accepted(case, Anchored(Anchor.NONE), responsible=lead)
        pages["undated"] = client.get(reverse("surveillance:schedule", args=[case.uid]))
        pages["no dates"] = client.get(reverse("surveillance:due", args=[undated.dues.get().uid]))
        day = add_months(today(paper_patient), -8)
        plan = accepted(
            paper_patient, Anchored(Anchor.PLANNING, day, reason=REASON), responsible=lead
        )
        pages |= {"planned": client.get(url)}
        pages |= {tab: client.get(reverse("surveillance:work_list"), {"tab": tab}) for tab in TABS}
        end_schedule(schedule=plan, by=lead, kind=EndKind.ELSEWHERE, reason=REASON)
        pages |= {"ended": client.get(url), "list": client.get(reverse("surveillance:work_list"))}
        assert [word for name, page in pages.items() for word in check(name, page, known)] == []

    def test_an_item_at_every_stage(
        self, client: Client, case: Case, clinician: User, data: set[str]
    ) -> None:
        due = item(case, today(case))
        for state in (Delivery.State.SENT, Delivery.State.DEAD, Delivery.State.CANCELLED):
            mail_about(due, state=state, recipient=clinician)
        url, typed = (
            reverse("surveillance:due", args=[due.uid]),
            {"reason": REASON, "to": today(case) + 9 * DAY, "note": REASON},
        )
        pages = {"open": client.get(url)}
        for action in ("acknowledge", "move", "done", "reopen"):
            address = reverse(f"surveillance:{action}", args=[due.uid])
            if action != "acknowledge":
                pages[f"{action} refused"] = client.post(address, {"note": "\x00"})
            pages[action] = client.post(address, typed, follow=True)
        known = data | {REASON}
        assert [word for name, page in pages.items() for word in check(name, page, known)] == []


def test_the_check_would_notice_a_bare_word() -> None:
    html = f"<p>{START}Cases{END} and</p><input title='Search'><kbd>x</kbd>"
    html += "<p>12 g/dL</p><p>3 months</p>"
    assert bare_words(html, SYMBOLS) == ["and", "Search", "months"]
