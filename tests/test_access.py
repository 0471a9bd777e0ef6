"""Who may: every route has a row here, for every role, on an own and on another centre's case."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Centre, Role, User
from accounts.permissions import PERMISSIONS
from cases.models import Case, Labs
from surveillance.models import Schedule
from surveillance.tests.schedules import mail_about, undated_schedule

READERS = {Role.CLINICIAN, Role.PRESENTER, Role.FOLLOW_UP, Role.LEAD, Role.AUDITOR, Role.GUEST}
CARERS = READERS - {Role.AUDITOR, Role.GUEST}
WRITERS = CARERS - {Role.PRESENTER}
STARTERS = {Role.CLINICIAN, Role.LEAD}
MANAGERS = {Role.FOLLOW_UP, Role.LEAD}
LEADS = {Role.LEAD}
EVERYBODY = set(Role)


class Row(NamedTuple):
    """A route: its permission and, by method, the status for those who may and who they are."""

    permission: str
    methods: dict[str, tuple[int, set[Role]]]
    has_case: bool = False


TABLE: dict[str, Row] = {
    "home": Row("public", {"get": (302, EVERYBODY)}),
    "account_login": Row("public", {"get": (302, EVERYBODY)}),
    "account_logout": Row("signed_in", {"post": (302, EVERYBODY)}),
    # A link that nobody was given.
    "accept_invitation": Row("public", {"get": (404, EVERYBODY), "post": (404, EVERYBODY)}),
    "healthz": Row("public", {"get": (200, EVERYBODY)}),
    # Nothing that sends reminders has been started in a test.
    "healthz_reminders": Row("public", {"get": (503, EVERYBODY)}),
    "form_token": Row("public", {"get": (200, EVERYBODY), "post": (405, EVERYBODY)}),
    "signed_in_again": Row("signed_in", {"get": (200, EVERYBODY), "post": (405, EVERYBODY)}),
    # A post names the centre; one that names none of the person's own is not found.
    "centre": Row("centre.manage", {"get": (200, LEADS), "post": (404, LEADS)}),
    # Open to a site administrator, who lands here and is shown no case.
    "cases:list": Row("signed_in", {"get": (200, EVERYBODY), "post": (405, EVERYBODY)}),
    # Not shown by itself: who comes by the address goes on to the list.
    "cases:new": Row("case.create", {"get": (302, STARTERS), "post": (303, STARTERS)}),
    # A post without a text goes back to the list, as a visit does.
    "cases:find": Row("case.view", {"get": (302, READERS), "post": (302, READERS)}),
    "cases:case": Row("case.view", {"get": (302, READERS), "post": (405, READERS)}, True),
    "cases:identity": Row(
        "identity.view", {"get": (200, CARERS), "post": (303, WRITERS)}, has_case=True
    ),
    "cases:section": Row(
        "case.view", {"get": (200, READERS), "post": (303, WRITERS)}, has_case=True
    ),
    "cases:status": Row(
        "case.view", {"get": (200, READERS), "post": (303, WRITERS)}, has_case=True
    ),
    "cases:tell_apart": Row(
        "case.edit", {"get": (405, WRITERS), "post": (303, WRITERS)}, has_case=True
    ),
    "cases:row_in_error": Row(
        "case.edit", {"get": (405, WRITERS), "post": (303, WRITERS)}, has_case=True
    ),
    "cases:row_counts_again": Row(
        "case.edit", {"get": (405, WRITERS), "post": (303, WRITERS)}, has_case=True
    ),
    # The case has no picture; those who may see one are met in the tests of pictures.
    "cases:picture": Row("case.view", {"get": (404, READERS), "post": (405, READERS)}, True),
    "cases:thumbnail": Row("case.view", {"get": (404, READERS), "post": (405, READERS)}, True),
    "cases:move_image": Row("case.edit", {"get": (405, WRITERS), "post": (404, WRITERS)}, True),
    "cases:add_images": Row("case.edit", {"get": (200, WRITERS), "post": (422, WRITERS)}, True),
    "cases:ready": Row("case.view", {"get": (200, READERS), "post": (405, READERS)}, has_case=True),
    "cases:history": Row(
        "case.view", {"get": (200, READERS), "post": (405, READERS)}, has_case=True
    ),
    "cases:compare": Row(
        "case.view", {"get": (200, READERS), "post": (405, READERS)}, has_case=True
    ),
    "cases:draft": Row("case.edit", {"get": (405, WRITERS), "post": (200, WRITERS)}, has_case=True),
    "cases:discard_draft": Row(
        "case.edit", {"get": (405, WRITERS), "post": (303, WRITERS)}, has_case=True
    ),
    "scoring:preview": Row(
        "case.view", {"get": (405, READERS), "post": (200, READERS)}, has_case=True
    ),
    "scoring:history": Row(
        "case.view", {"get": (200, READERS), "post": (405, READERS)}, has_case=True
    ),
    # Pages of no case.
    "scoring:rules": Row("signed_in", {"get": (200, EVERYBODY), "post": (405, EVERYBODY)}),
    "scoring:knowledge": Row("signed_in", {"get": (200, EVERYBODY), "post": (405, EVERYBODY)}),
    "surveillance:work_list": Row(
        "surveillance.view", {"get": (200, CARERS), "post": (405, CARERS)}
    ),
    "board:summary": Row(
        "case.view", {"get": (200, READERS), "post": (405, READERS)}, has_case=True
    ),
    # An empty record is refused a schedule.
    "surveillance:schedule": Row(
        "surveillance.view", {"get": (200, CARERS), "post": (422, MANAGERS)}, has_case=True
    ),
    "surveillance:due": Row(
        "surveillance.view", {"get": (200, CARERS), "post": (405, CARERS)}, has_case=True
    ),
    "open_from_mail": Row(
        "surveillance.view", {"get": (302, CARERS), "post": (405, CARERS)}, has_case=True
    ),
    **{
        f"surveillance:{action}": Row(
            permission, {"get": (405, people), "post": (303, people)}, has_case=True
        )
        for action, permission, people in [
            ("acknowledge", "due.work", WRITERS),
            ("done", "due.work", WRITERS),
            ("move", "due.work", WRITERS),
            ("reopen", "due.work", WRITERS),
            ("end", "schedule.manage", MANAGERS),
            ("resume", "schedule.manage", MANAGERS),
        ]
    },
}
CASE_ROUTES = [name for name, row in TABLE.items() if row.has_case]
METHODS = ["get", "post", "put", "patch", "delete", "head", "options"]


def routes(resolver: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name, pattern) of every address of the product."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry


def url_of(name: str, case: Case) -> str:
    arguments = {
        "cases:section": [case.uid, "labs"],
        "cases:draft": [case.uid, "labs"],
        "cases:discard_draft": [case.uid, "labs"],
        "cases:row_in_error": [case.uid, "labs"],
        "cases:row_counts_again": [case.uid, "labs"],
        "accept_invitation": [case.uid, "0-0"],
        **{
            f"cases:{name}": [case.uid, case.uid] for name in ("picture", "thumbnail", "move_image")
        },
    }
    own = [case.uid] if TABLE[name].has_case else []
    if case.pk and name.startswith(("surveillance:", "open_from_mail")):
        own = [uid_of_follow_up(name, case)] if own else []
    return reverse(name, args=arguments.get(name, own))


def uid_of_follow_up(name: str, case: Case) -> uuid.UUID:
    """The identifier in the address: of the case, its schedule, its due item or a mail about it."""
    schedule = Schedule.objects.filter(case=case).first() or undated_schedule(case)
    due = schedule.dues.get()
    objects: dict[str, Any] = {
        "surveillance:schedule": case,
        "surveillance:end": schedule,
        "surveillance:resume": schedule,
        "open_from_mail": mail_about(due),
    }
    found: uuid.UUID = objects.get(name, due).uid
    return found


def saved_row(case: Case) -> uuid.UUID:
    """A row of the case; one that nobody has where there is no case."""
    return Labs.objects.create(case=case).uid if case.pk else uuid.uuid4()


def other_case(case: Case) -> uuid.UUID:
    """Another case of the same centre."""
    if not case.pk:
        return uuid.uuid4()
    return Case.objects.create(centre=case.centre, pseudonym=f"X-{uuid.uuid4()}").uid


def call(client: Client, method: str, name: str, case: Case) -> Any:
    """The request with data that a person's page would send."""
    data = {
        "base_version": str(case.version),
        "save_key": str(uuid.uuid4()),
        "fields": "ldh",
        "section": "labs",
        "row": str(saved_row(case) if "row" in name else uuid.uuid4()),
        "record_number": "118-22",
        "other": str(other_case(case) if name == "cases:tell_apart" else case.uid),
        "to": str(timezone.localdate()),
        "reason": "asked for",
        "kind": "withdrawn",
        "place": "1",
        "transition": "close",
    }
    return getattr(client, method)(url_of(name, case), data if method == "post" else None)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(name for name, _pattern in routes()) == sorted(TABLE)


@pytest.mark.parametrize(("name", "pattern"), list(routes()), ids=lambda part: str(part))
def test_every_view_names_its_permission(name: str, pattern: URLPattern) -> None:
    permission = getattr(pattern.callback, "permission", None)
    assert permission == TABLE[name].permission
    assert permission in {*PERMISSIONS, "public", "signed_in"}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", TABLE)
def test_a_role_at_the_own_centre(
    signed_in: Callable[[User], Client],
    person: Callable[..., User],
    case: Case,
    name: str,
    role: Role,
) -> None:
    client = signed_in(person(role))
    found, expected = {}, {}
    for method, (status, roles) in TABLE[name].methods.items():
        found[method] = call(client, method, name, case).status_code
        expected[method] = status if role in roles else 403
    assert found == expected


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", CASE_ROUTES)
def test_a_stranger_cannot_tell_a_foreign_case_from_none(
    signed_in: Callable[[User], Client], stranger: User, case: Case, name: str, method: str
) -> None:
    client = signed_in(stranger)
    absent = Case(uid=uuid.uuid4())
    foreign, nothing = (call(client, method, name, each) for each in (case, absent))
    assert (foreign.status_code, foreign.content) == (nothing.status_code, nothing.content)
    may_enter = Role.CLINICIAN in PERMISSIONS[TABLE[name].permission]
    assert foreign.status_code in ({404, 405} if may_enter else {403})


@pytest.mark.parametrize("role", Role)
def test_a_role_elsewhere_opens_nothing_here(
    signed_in: Callable[[User], Client], person: Callable[..., User], case: Case, role: Role
) -> None:
    client = signed_in(person(role, at=Centre.objects.create(name="Elsewhere")))
    for name in CASE_ROUTES:
        for method, (status, roles) in TABLE[name].methods.items():
            answer = call(client, method, name, case)
            refused = status if status == 405 and role in roles else 404
            may_enter = role in PERMISSIONS[TABLE[name].permission]
            assert (name, answer.status_code) == (name, refused if may_enter else 403)
            assert b"118-22" not in answer.content


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", TABLE)
def test_an_anonymous_visitor_is_sent_to_sign_in(case: Case, name: str, method: str) -> None:
    answer = call(Client(), method, name, case)
    if TABLE[name].permission == "public":
        assert answer.status_code in (200, 301, 302, 401, 404, 405, 503)
        assert case.pseudonym.encode() not in answer.content
    else:
        assert answer.status_code == 302
        assert answer.url.startswith(f"{reverse('account_login')}?next=")


def test_a_site_administrator_is_shown_no_case(
    signed_in: Callable[[User], Client], person: Callable[..., User], case: Case
) -> None:
    answer = call(signed_in(person(Role.SITE_ADMIN)), "get", "cases:list", case)
    assert (answer.context["lines"], case.pseudonym.encode() in answer.content) == ([], False)


def test_a_form_token_is_for_the_signed_in_only(
    signed_in: Callable[[User], Client], clinician: User, case: Case
) -> None:
    visitor = call(Client(), "get", "form_token", case)
    inside = call(signed_in(clinician), "get", "form_token", case)
    assert (visitor.status_code, visitor.content) == (401, b"")
    assert (inside.status_code, inside.json()["user"]) == (200, str(clinician.uid))
    assert len(inside.json()["token"]) == 64


def test_a_deactivated_person_is_out_at_once(
    signed_in: Callable[[User], Client], clinician: User, case: Case
) -> None:
    client = signed_in(clinician)
    clinician.is_active = False
    clinician.save()
    assert call(client, "get", "cases:list", case).status_code == 302


def test_a_removed_role_ends_at_once(
    signed_in: Callable[[User], Client], clinician: User, case: Case
) -> None:
    client = signed_in(clinician)
    assert call(client, "get", "cases:section", case).status_code == 200
    clinician.memberships.all().delete()
    assert call(client, "get", "cases:section", case).status_code == 403


def test_a_post_without_its_token_is_refused(clinician: User, case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clinician, "allauth.account.auth_backends.AuthenticationBackend")
    for name in ("cases:new", "cases:identity", "cases:section", "scoring:preview"):
        assert (name, call(client, "post", name, case).status_code) == (name, 403)


class TestHeaders:
    """On every answer, errors included."""

    @pytest.fixture
    def answers(
        self, signed_in: Callable[[User], Client], clinician: User, stranger: User, case: Case
    ) -> list[Any]:
        inside, outside = signed_in(clinician), signed_in(stranger)
        pages = [call(inside, "get", name, case) for name in TABLE if name != "account_logout"]
        errors = [
            call(outside, "get", "cases:section", case),
            inside.get("/nowhere"),
            inside.post(url_of("cases:section", case), {}),
            inside.delete(url_of("cases:section", case)),
            call(Client(), "get", "cases:list", case),
            Client().get(reverse("account_login")),
        ]
        assert {answer.status_code for answer in errors} == {404, 400, 405, 302, 200}
        return [*pages, *errors]

    def test_a_strict_policy_without_exceptions(self, answers: list[Any]) -> None:
        policies = {answer.headers.get("Content-Security-Policy") for answer in answers}
        assert len(policies) == 1
        policy = policies.pop()
        parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert "unsafe" not in policy
        assert (parts["default-src"], parts["script-src"]) == ("'none'", "'self'")
        assert (parts["style-src"], parts["frame-ancestors"]) == ("'self'", "'none'")

    def test_nothing_is_kept_by_the_browser(self, answers: list[Any]) -> None:
        kept = [answer.headers["Cache-Control"] for answer in answers]
        assert [header for header in kept if "no-store" not in header] == []

    def test_the_small_guards(self, answers: list[Any]) -> None:
        for answer in answers:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert answer.headers["Permissions-Policy"]

    def test_no_identifier_in_an_address(self, case: Case) -> None:
        addresses = [url_of(name, case) for name in TABLE]
        assert [url for url in addresses if "118-22" in url or case.pseudonym in url] == []
        assert [url for url in addresses if f"/{case.pk}/" in url] == []
