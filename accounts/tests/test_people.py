"""Users, centres, roles: what the tables refuse and what a person may."""

import time
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.memberships import Memberships
from accounts.middleware import MembershipMiddleware
from accounts.models import Centre, Membership, Role, User
from accounts.permissions import PERMISSIONS, public, requires, roles_for, signed_in
from accounts.tasks import clear_expired_sessions
from accounts.uids import uuid7


class TestUser:
    def test_an_address_is_unique_whatever_its_case(self, db: None) -> None:
        User.objects.create_user("Ann@test.example")
        with pytest.raises(IntegrityError):
            User.objects.create_user("ann@TEST.example")

    def test_is_found_whatever_the_case(self, db: None) -> None:
        ann = User.objects.create_user("Ann@test.example")
        assert User.objects.get_by_natural_key("aNN@Test.Example") == ann

    def test_without_a_password_nobody_signs_in(self, db: None) -> None:
        assert not User.objects.create_user("a@test.example").has_usable_password()

    def test_passwords_are_kept_by_argon2(self, clinician: User) -> None:
        assert clinician.password.startswith("argon2$argon2id$")

    @pytest.mark.parametrize(("name", "shown"), [("Ann", "Ann"), ("", "a@test.example")])
    def test_is_shown_by_name_or_address(self, name: str, shown: str) -> None:
        assert str(User(email="a@test.example", name=name)) == shown


class TestMembership:
    def test_a_role_is_held_once(self, clinician: User, centre: Centre) -> None:
        with pytest.raises(IntegrityError):
            Membership.objects.create(user=clinician, centre=centre, role=Role.CLINICIAN)

    def test_a_role_is_known(self, clinician: User, centre: Centre) -> None:
        with pytest.raises(IntegrityError):
            Membership.objects.create(user=clinician, centre=centre, role="admin")

    def test_several_roles_at_several_centres(self, clinician: User, centre: Centre) -> None:
        elsewhere = Centre.objects.create(name="Elsewhere")
        Membership.objects.create(user=clinician, centre=elsewhere, role=Role.LEAD)
        held = Memberships.of(clinician)
        assert held.pairs == {(centre.pk, "clinician"), (elsewhere.pk, "lead")}
        assert held.centres_with({Role.LEAD, Role.AUDITOR}) == {elsewhere.pk}
        assert (held.has_any({Role.LEAD}), held.has_any({Role.AUDITOR})) == (True, False)

    def test_an_inactive_person_has_none(self, clinician: User) -> None:
        clinician.is_active = False
        assert Memberships.of(clinician) == Memberships()

    def test_nobody_has_none(self) -> None:
        assert Memberships().centres_with(set(Role)) == set()

    def test_says_who_what_where(self, clinician: User) -> None:
        assert str(clinician.memberships.get()) == "clinician · clinician · Centre"


class TestMiddleware:
    def seen(self, user: object) -> Memberships:
        request = RequestFactory().get("/")
        request.user = user  # type: ignore[assignment]
        MembershipMiddleware(lambda _request: HttpResponse())(request)
        return Memberships(request.memberships.pairs)  # type: ignore[attr-defined]

    def test_loads_the_person_s_roles(self, clinician: User, centre: Centre) -> None:
        assert self.seen(clinician).pairs == {(centre.pk, "clinician")}

    def test_a_visitor_has_none(self) -> None:
        assert self.seen(AnonymousUser()).pairs == frozenset()

    def test_a_time_zone_ends_with_the_request(self) -> None:
        def activate(request: HttpRequest) -> HttpResponse:
            timezone.activate("Europe/Paris")
            return HttpResponse()

        before = timezone.get_current_timezone_name()
        MembershipMiddleware(activate)(RequestFactory().get("/"))
        assert timezone.get_current_timezone_name() == before


class TestPermissions:
    def test_a_site_administrator_sees_no_patient(self) -> None:
        assert [name for name, roles in PERMISSIONS.items() if Role.SITE_ADMIN in roles] == []

    def test_whoever_edits_may_look(self) -> None:
        assert roles_for("case.edit") <= roles_for("case.view")
        assert roles_for("identity.edit") <= roles_for("identity.view") <= roles_for("case.view")

    def test_an_unknown_permission_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            requires("case.burn")

    def test_a_view_is_guarded_and_says_by_what(self, clinician: User, presenter: User) -> None:
        view = requires("case.create")(lambda request: HttpResponse("in"))
        request = RequestFactory().get("/")
        request.user, request.memberships = clinician, Memberships.of(clinician)  # type: ignore[attr-defined]
        assert view(request).content == b"in"
        request.user, request.memberships = presenter, Memberships.of(presenter)  # type: ignore[attr-defined]
        with pytest.raises(PermissionDenied):
            view(request)
        assert view.permission == "case.create"  # type: ignore[attr-defined]

    def test_open_and_signed_in_views_say_so(self) -> None:
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse("in")

        guarded = signed_in(view)
        request = RequestFactory().get("/")
        request.user = AnonymousUser()  # type: ignore[assignment]
        assert guarded(request).status_code == 302
        assert (guarded.permission, public(view).permission) == ("signed_in", "public")  # type: ignore[attr-defined]


class TestUids:
    def test_are_of_version_seven(self) -> None:
        made = uuid7()
        assert (made.version, made.variant) == (7, uuid.RFC_4122)

    def test_carry_the_time_and_rise_with_it(self) -> None:
        before = time.time_ns() // 1_000_000
        stamps = [uuid7().int >> 80 for _ in range(100)]
        assert stamps == sorted(stamps)
        assert before <= stamps[0] <= stamps[-1] <= time.time_ns() // 1_000_000

    def test_are_never_alike(self) -> None:
        assert len({uuid7() for _ in range(10_000)}) == 10_000


def test_only_expired_sessions_are_cleared(db: None) -> None:
    now = timezone.now()
    for name, days in (("old", -1), ("new", 1)):
        end = now + timezone.timedelta(days=days)  # type: ignore[attr-defined]
        Session.objects.create(session_key=name, session_data="", expire_date=end)
    clear_expired_sessions()
    clear_expired_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
