"""A person at a browser without script: signs in, opens a section, types, presses Save."""

import itertools
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from cases.tests.pages import form_of
from tests.faults.seed import PASSWORD

Form = Mapping[str, str] | Mapping[str, list[str]]
# As the proxy asks, which has ended TLS.
PROXY = {"Host": "localhost", "X-Forwarded-Proto": "https"}
PLACES = itertools.count(1)  # each person sits elsewhere: sign-in is throttled by address
HIDDEN = re.compile(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"')
BROKEN = 0  # in place of a status: no answer, or half of one
SAVED, CONFLICT, AWAY = 303, 409, 503
PATIENCE = 60  # seconds until an answer must have come
PAUSE = 0.05  # seconds before the same is sent once more


@dataclass(frozen=True)
class Answer:
    status: int
    text: str = ""


@dataclass(frozen=True)
class Press:
    """One press of Save: the whole form, and where to. Sent again it is still the same press."""

    address: str
    fields: dict[str, list[str]]

    @property
    def key(self) -> str:
        return self.fields["save_key"][0]


@dataclass
class Writer:
    """statuses: of all answers since the sign-in, BROKEN included."""

    port: int
    email: str
    cookies: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    place: str = field(default_factory=lambda: f"10.0.0.{next(PLACES) % 256}")

    def sign_in(self) -> None:
        assert self.try_to_sign_in() == 302
        self.statuses.clear()

    def try_to_sign_in(self) -> int:
        """The status of the answer to address and password, or of there being no form for them."""
        page = self.ask("/sign-in/")
        if page.status != 200:
            return page.status
        token = dict(HIDDEN.findall(page.text))["csrfmiddlewaretoken"]
        form = {"csrfmiddlewaretoken": token, "login": self.email, "password": PASSWORD}
        return self.ask("/sign-in/", form).status

    def ask(self, address: str, form: Form | None = None) -> Answer:
        """GET, or POST of a form; on a connection of its own, as after a break."""
        answer = self._ask(address, form)
        self.statuses[answer.status] += 1
        return answer

    def _ask(self, address: str, form: Form | None) -> Answer:
        link = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        about = {"X-Forwarded-For": self.place, "Referer": "https://localhost/"}
        headers = PROXY | about | {"Cookie": cookies}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request(
                "POST" if form else "GET", address, form and urlencode(form, doseq=True), headers
            )
            answer = link.getresponse()
            text = answer.read().decode()
        except (OSError, HTTPException):
            return Answer(BROKEN)
        finally:
            link.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Answer(answer.status, text)

    def insist(self, address: str, form: Form | None = None) -> Answer:
        """Again and again until there is an answer that is neither broken nor "not now"."""
        deadline = time.monotonic() + PATIENCE
        while (answer := self.ask(address, form)).status in (BROKEN, AWAY):
            assert time.monotonic() < deadline, f"no answer to {address} in {PATIENCE} s"
            time.sleep(PAUSE)
        return answer

    def open(self, case_uid: str, section: str, typed: dict[str, str]) -> Press:
        """Opens a section's page and types into the fields named; nothing is sent yet."""
        page = f"/cases/{case_uid}/{section}/"
        answer = self.insist(page)
        text = answer.text
        assert 'id="section-form"' in text, f"{page}: {answer.status} {text[:600]}"
        form = text[text.index('id="section-form"') :].partition("</form>")[0]
        place = re.search(r'action="(\?row=[^"]*)"', form)
        assert place
        return Press(
            f"{page}{place[1]}",
            form_of(form) | {name: [text] for name, text in typed.items()},
        )

    def save(self, press: Press) -> Answer:
        """The same post until it is answered."""
        return self.insist(press.address, press.fields)
