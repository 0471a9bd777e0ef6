"""Poisoned input in every field: a 4xx with the text kept, nothing written, never a 500."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cases.models import Case, History, Identity, Presentation
from cases.sections import SECTIONS, Section
from cases.tests.pages import address, bare_post

FORM = "application/x-www-form-urlencoded"
POISON = {
    "nul": "12%00",
    "lone surrogate": "%ED%A0%80",
    "not UTF-8": "%FF%FE",
    "endless digits": "9" * 5000,
    "full-width digits": "%EF%BC%91%EF%BC%92",
    "1e309": "1e309",
    "NaN": "NaN",
}
HARMLESS_IN_TEXT = {"endless digits", "full-width digits", "1e309", "NaN"}
SUFFIXES = ("", "__missing", "__source", "__unit", "__comparator", "__result", "__lower", "__upper")


@pytest.fixture
def client(signed_in: Callable[[User], Client], clinician: User) -> Client:
    made = signed_in(clinician)
    made.raise_request_exception = False
    return made


def post(client: Client, url: str, body: str) -> Any:
    return client.post(url, body, content_type=FORM)


def body_of(case: Case, section: Section, poison: str, suffix: str = "") -> str:
    head = urlencode(bare_post(case, ",".join(section.kinds)))
    return head + "".join(f"&{name}{suffix}={poison}" for name in section.kinds)


def changes() -> int:
    return History.objects.exclude(table_name__in=["cases_case", "cases_identity"]).count()


@pytest.mark.parametrize("poison", POISON)
@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_every_field_refuses_and_keeps(
    client: Client, case: Case, section: Section, poison: str
) -> None:
    texts = {name for name, kind in section.kinds.items() if kind.name == "text"}
    expected = set(section.kinds) - (texts if poison in HARMLESS_IN_TEXT else set())
    if not expected:
        pytest.skip("free text may say this")
    answer = post(client, address(case, section.slug), body_of(case, section, POISON[poison]))
    assert answer.status_code == 422
    assert set(answer.context["middle"].form.errors) == expected
    assert changes() == 0


@pytest.mark.parametrize("suffix", SUFFIXES[1:])
@pytest.mark.parametrize("poison", ["nul", "lone surrogate", "full-width digits"])
def test_every_part_of_a_measurement_answers(
    client: Client, case: Case, poison: str, suffix: str
) -> None:
    section = next(section for section in SECTIONS if section.slug == "labs")
    number = "haemoglobin__unit=g/dL&haemoglobin=12&"
    body = number + body_of(case, section, POISON[poison], suffix)
    answer = post(client, address(case, "labs"), body)
    assert answer.status_code in (303, 422)
    if suffix != "__source" or poison != "full-width digits":
        assert "haemoglobin" in answer.context["middle"].form.errors
        assert changes() == 0


def test_ten_megabytes_of_text_are_refused_and_kept(client: Client, case: Case) -> None:
    text = "x" * 10_000_000
    answer = client.post(
        address(case, "presentation"), bare_post(case, "comorbidities", comorbidities=text)
    )
    assert answer.status_code == 422
    assert answer.context["middle"].form.errors == {
        "comorbidities": ["This text has 10,000,000 characters; at most 10,000 fit here."]
    }
    assert text in answer.content.decode()
    assert changes() == 0


def test_more_than_fits_a_request_is_a_clear_413(client: Client, case: Case) -> None:
    body = body_of(case, SECTIONS[0], "x" * 3_000_000)
    answer = post(client, address(case, "presentation"), body)
    assert (answer.status_code, changes()) == (413, 0)
    assert "This is too much text" in answer.content.decode()


def test_too_many_inputs_are_refused(client: Client, case: Case) -> None:
    body = "&".join(f"a{n}=1" for n in range(3000))
    answer = post(client, address(case, "presentation"), body)
    assert (answer.status_code, changes()) == (400, 0)


def test_markup_is_text(client: Client, case: Case) -> None:
    data = bare_post(case, "comorbidities", comorbidities="<script>alert(1)</script>")
    assert client.post(address(case, "presentation"), data).status_code == 303
    html = client.get(address(case, "presentation")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("part", ["", "__source", "__other-0", "__other-0__source"])
def test_markup_in_an_attribute_stays_inside(client: Client, case: Case, part: str) -> None:
    data = bare_post(case, "date_of_diagnosis", **{f"date_of_diagnosis{part}": '"><b onclick=x>'})
    answer = client.post(address(case, "presentation"), data)
    assert "<b onclick" not in answer.content.decode()


@pytest.mark.parametrize("poison", [*POISON.values(), "", "-1e9", "x", "1.5", "9" * 30])
@pytest.mark.parametrize("name", ["base_version", "save_key"])
def test_a_save_that_cannot_be_read_is_a_400(
    client: Client, case: Case, name: str, poison: str
) -> None:
    data = bare_post(case, "sex", sex="male")
    data.pop(name)
    answer = post(client, address(case, "presentation"), f"{urlencode(data)}&{name}={poison}")
    assert (answer.status_code, changes()) == (400, 0)


@pytest.mark.parametrize("poison", [*POISON.values(), "meta,uid", "a" * 10_000])
def test_names_of_unknown_fields_write_nothing(client: Client, case: Case, poison: str) -> None:
    data = bare_post(case, "", sex="male")
    data.pop("fields")
    body = f"{urlencode(data)}&fields={poison}"
    assert post(client, address(case, "presentation"), body).status_code == 303
    assert Presentation.objects.values_list("sex", "meta").get() == (None, {})


@pytest.mark.parametrize("poison", POISON.values())
@pytest.mark.parametrize("where", ["row", "before"])
def test_a_poisoned_address_is_a_400(client: Client, case: Case, where: str, poison: str) -> None:
    url = address(case, "labs") if where == "row" else reverse("cases:list")
    assert client.get(f"{url}?{where}={poison}").status_code == 400


@pytest.mark.parametrize(
    "moment", ["2021", "2021-03-05", "2021-03-05T10:00", "0001-01-01T00:00:00+14:00", "٢٠٢١-03-05"]
)
def test_a_moment_that_the_list_did_not_give(client: Client, case: Case, moment: str) -> None:
    answer = client.get(reverse("cases:list"), {"before": moment})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("slug", ["%00", "%ED%A0%80", "labs%0d%0a", "../../etc", "l" * 5000])
def test_a_poisoned_path_is_not_found(client: Client, case: Case, slug: str) -> None:
    assert client.get(f"/cases/{case.uid}/{slug}/").status_code in (400, 404)


@pytest.mark.parametrize("poison", ["12%00", "%ED%A0%80", "x" * 100_000])
@pytest.mark.parametrize("name", ["record_number", "initials", "year_of_birth"])
def test_identity_refuses(client: Client, case: Case, name: str, poison: str) -> None:
    url = reverse("cases:identity", args=[case.uid])
    data = {"record_number": "9", "base_version": case.version}
    data.pop(name, None)
    answer = post(client, url, f"{urlencode(data)}&{name}={poison}")
    assert (answer.status_code, list(answer.context["middle"].form.errors)) == (422, [name])
    assert list(Identity.objects.values_list("record_number", flat=True)) == ["118-22"]


@pytest.mark.parametrize("poison", ["a%00@test.example", "%ED%A0%80@x.example", "x" * 100_000])
@pytest.mark.parametrize("name", ["login", "password"])
def test_sign_in_answers(db: None, name: str, poison: str) -> None:
    visitor = Client(raise_request_exception=False)
    data = {"login": "nobody@test.example", "password": "long enough"}
    data.pop(name)
    answer = post(visitor, reverse("account_login"), f"{urlencode(data)}&{name}={poison}")
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("poison", POISON.values())
def test_the_address_after_sign_in_is_no_way_out(db: None, clinician: User, poison: str) -> None:
    for target in (poison, "https://evil.example/", "//evil.example/"):
        visitor = Client(raise_request_exception=False)
        data = urlencode({"login": clinician.email, "password": "a long enough phrase"})
        answer = post(visitor, reverse("account_login"), f"{data}&next={target}")
        assert answer.status_code in (302, 400)
        assert "evil" not in answer.headers.get("Location", "")
