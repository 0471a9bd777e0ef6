"""Whatever is typed into whatever form: an answer, never a server error.

The pages are found by following links, the forms by reading them, so a new page is covered as soon
as something links to it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role, User
from cases.models import Case, Draft
from cases.tests.pages import form_of

FORM = re.compile(r"<form\b(.*?)>(.*?)</form>", re.DOTALL)
FILE = re.compile(r'<input type="file"\s+name="(\w+)"')
LINK = re.compile(r'href="([^"#][^"]*)"')
MOST_PAGES = 120
SKIPPED = {"account_logout"}  # everything after it would be the sign-in page
POISON = ["a\x00b", "\ud800", "9" * 400, "1e309", "NaN", "１２", "2021-13-45", "0001-01-01"]
POISON += ["9999-12-31", "' OR 1=1 --", "<script>", "%", "{}", "../", " "]
anything = st.one_of(st.sampled_from(POISON), st.text(max_size=60))


BOUNDARY = "-----form"


class Found(NamedTuple):
    """A form as a browser would send it: where to, how, and what its page filled in.

    files: names of inputs that send files; with any of them the form goes out in parts.
    """

    address: str
    method: str
    data: dict[str, list[str]]
    files: tuple[str, ...] = ()


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found.group(1).replace("&amp;", "&") if found else ""


def forms_of(path: str, html: str) -> Iterator[Found]:
    for tag, body in FORM.findall(html):
        address = urljoin(path, attribute(tag, "action") or attribute(tag, "hx-post"))
        data, files = form_of(body), tuple(FILE.findall(body))
        yield Found(address, attribute(tag, "method") or "get", data, files)
        if draft := attribute(tag, "data-draft-address"):
            yield Found(draft, "post", data | {"page": ["p"], "turn": ["1"], "seen_of": [""]})


def shape(path: str) -> tuple[str, ...]:
    """Pages of one view and section are alike; of each the first is enough."""
    found = resolve(urlsplit(path).path)
    return found.view_name, str(found.kwargs.get("slug", "")), urlsplit(path).query[:3]


def pages(client: Client, start: list[str]) -> Iterator[tuple[str, str]]:
    """(address, content) of what can be reached by links, each sort of page once."""
    waiting, seen = list(start), {shape(path) for path in start}
    for _count in range(MOST_PAGES):
        if not waiting:
            return
        path = waiting.pop(0)
        answer = client.get(path)
        if not answer.get("Content-Type", "").startswith("text/html") or answer.status_code != 200:
            continue
        html = answer.content.decode()
        yield path, html
        for link in LINK.findall(html):
            target = urljoin(path, link.replace("&amp;", "&"))
            if target.startswith("/") and "/static/" not in target and shape(target) not in seen:
                seen.add(shape(target))
                waiting.append(target)
    raise AssertionError("more pages than expected: raise MOST_PAGES")


@pytest.fixture
def client(signed_in: Callable[[User], Client], person: Callable[..., User]) -> Client:
    made = signed_in(person(Role.LEAD))
    made.raise_request_exception = False
    return made


@pytest.fixture
def found(client: Client, case: Case, paper_patient: Case) -> dict[str, str]:
    """Every sort of page, of an empty case and of the published patient."""
    start = ["/cases/", f"{case.get_absolute_url()}identity/"]
    start += [f"{paper_patient.get_absolute_url()}presentation/"]
    start += [reverse("surveillance:schedule", args=[paper_patient.uid])]
    return dict(pages(client, start))


@pytest.fixture
def forms(found: dict[str, str]) -> list[Found]:
    """Every form of those pages once."""
    every = [form for path, html in found.items() for form in forms_of(path, html)]
    kept = {
        (shape(form.address), form.method, tuple(form.data)): form
        for form in every
        if resolve(urlsplit(form.address).path).view_name not in SKIPPED
    }
    return list(kept.values())


def send(client: Client, form: Found, data: dict[str, list[str]]) -> Any:
    """As a browser encodes it, but for characters that no browser would send."""
    body = urlencode(data, doseq=True, errors="surrogatepass")
    if form.files:
        parts = in_parts(form, data)
        return client.post(
            form.address, parts, content_type=f"multipart/form-data; boundary={BOUNDARY}"
        )
    if form.method == "get":
        return client.get(f"{urlsplit(form.address).path}?{body}")
    return client.post(form.address, body, content_type="application/x-www-form-urlencoded")


def in_parts(form: Found, data: dict[str, list[str]]) -> bytes:
    """As a browser sends a form with files: each file has what is in its input for its bytes."""
    parts = []
    for name, texts in data.items():
        more = f'; filename="{name}.png"' if name in form.files else ""
        head = f'Content-Disposition: form-data; name="{name}"{more}'
        parts += [f"--{BOUNDARY}\r\n{head}\r\n\r\n{text}\r\n" for text in texts]
    return f"{''.join(parts)}--{BOUNDARY}--\r\n".encode("utf-8", "surrogatepass")


def test_the_walk_finds_every_section_and_the_forms_of_the_lead(forms: list[Found]) -> None:
    views = Counter(resolve(urlsplit(form.address).path).view_name for form in forms)
    assert {"cases:identity", "surveillance:schedule"} <= views.keys()
    assert min(views["cases:section"], views["cases:draft"]) >= 18
    assert [form.files for form in forms if form.files] == [("chosen",)]


def test_what_is_sent_in_parts_is_read(client: Client, forms: list[Found]) -> None:
    """A picture that is none is refused as such, so the file has arrived."""
    (form,) = [form for form in forms if form.files]
    answer = send(client, form, form.data | {"chosen": ["no picture"], "is_checked": ["on"]})
    assert answer.status_code == 422
    assert list(answer.context["upload"].errors) == ["chosen"]


def test_what_is_sent_as_a_draft_is_kept(client: Client, forms: list[Found]) -> None:
    (form,) = [form for form in forms if form.address.endswith("/presentation/draft/")]
    assert send(client, form, form.data | {"comorbidities": ["x"]}).status_code == 200
    assert list(Draft.objects.get().fields) == ["comorbidities"]


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_anything_in_any_input_is_answered(
    client: Client, forms: list[Found], data: st.DataObject
) -> None:
    for form in forms:
        names = sorted(form.data)
        hit = data.draw(st.sets(st.sampled_from(names), max_size=8)) if names else set()
        typed = form.data | {name: [data.draw(anything)] for name in sorted(hit)}
        answer = send(client, form, typed)
        assert answer.status_code < 500, (form.address, {name: typed[name] for name in hit})


@pytest.mark.parametrize("poison", POISON[::3], ids=ascii)
def test_one_thing_in_all_inputs_is_answered(
    client: Client, forms: list[Found], poison: str
) -> None:
    kept = {"base_version", "save_key", "fields", "row", "section"}
    for form in forms:
        typed = {name: old if name in kept else [poison] for name, old in form.data.items()}
        answer = send(client, form, typed)
        assert answer.status_code < 500, form.address


def test_anything_in_an_address_is_answered(client: Client, found: dict[str, str]) -> None:
    poisons = cycle(POISON)
    for path in found:
        names = {"row", "before", "on", "from", "to", "tab"} | dict(
            parse_qsl(urlsplit(path).query)
        ).keys()
        for name in sorted(names):
            query = urlencode({name: next(poisons)}, errors="surrogatepass")
            answer = client.get(f"{urlsplit(path).path}?{query}")
            assert answer.status_code < 500, f"{path}: {query}"
