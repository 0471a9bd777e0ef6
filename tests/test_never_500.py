"""Whatever is typed into whatever form: an answer, never a server error.

The pages are found by following links, the forms by reading them, so a new page is covered as soon
as something links to it.
"""

import re
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
from cases.models import Case
from cases.tests.pages import form_of

FORM = re.compile(r"<form\b(.*?)>(.*?)</form>", re.DOTALL)
LINK = re.compile(r'href="([^"#][^"]*)"')
MOST_PAGES = 120
SKIPPED = {"account_logout"}  # everything after it would be the sign-in page
POISON = ["a\x00b", "\ud800", "9" * 400, "1e309", "NaN", "１２", "2021-13-45", "0001-01-01"]
POISON += ["9999-12-31", "' OR 1=1 --", "<script>", "%", "{}", "../", " "]
anything = st.one_of(st.sampled_from(POISON), st.text(max_size=60))


class Found(NamedTuple):
    """A form as a browser would send it: where to, how, and what its page filled in."""

    address: str
    method: str
    data: dict[str, list[str]]


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found.group(1).replace("&amp;", "&") if found else ""


def forms_of(path: str, html: str) -> Iterator[Found]:
    for tag, body in FORM.findall(html):
        address = urljoin(path, attribute(tag, "action") or attribute(tag, "hx-post"))
        yield Found(address, attribute(tag, "method") or "get", form_of(body))


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
    if form.method == "get":
        return client.get(f"{urlsplit(form.address).path}?{body}")
    return client.post(form.address, body, content_type="application/x-www-form-urlencoded")


def test_the_walk_finds_every_section_and_the_forms_of_the_lead(forms: list[Found]) -> None:
    views = {resolve(urlsplit(form.address).path).view_name for form in forms}
    assert {"cases:section", "cases:identity", "surveillance:schedule"} <= views
    assert len([f for f in forms if shape(f.address)[0] == "cases:section"]) >= 18


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
