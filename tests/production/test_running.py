"""Compose's own commands, in its environments, on servers prepared as it prepares them."""

import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ivcboard.local import postgres
from ivcboard.local.postgres import Postgres
from tests.local.conftest import wait_for
from tests.production.conftest import Production

pytestmark = pytest.mark.worker
HOST = "board.example.org"
LOCALE = """
    SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale, datcollate, datctype,
        (SELECT array_agg(setting ORDER BY name) FROM pg_settings WHERE starts_with(name, 'lc_'))
    FROM pg_database WHERE datname = current_database()
"""
ROLE = """
    SELECT rolcanlogin, rolinherit, rolsuper, rolcreaterole, rolcreatedb, rolreplication,
        rolbypassrls
    FROM pg_roles WHERE rolname = %s
"""
RIGHTS = "SELECT datacl::text FROM pg_database WHERE datname = 'ivcboard'"


def ask(url: str, query: str, *values: str) -> tuple[object, ...] | None:
    with psycopg.connect(url) as link:
        return link.execute(query, values).fetchone()


class TestPostgres:
    """Against the PostgreSQL of `make run`, which the tests have too."""

    @pytest.fixture
    def ours(self, cluster: Postgres) -> str:
        return cluster.environment()["DATABASE_OWNER_URL"]

    @pytest.fixture
    def local(self) -> str:
        return os.environ["DATABASE_OWNER_URL"]

    def test_sorts_and_encodes_alike(self, ours: str, local: str) -> None:
        assert ask(ours, LOCALE) == ask(local, LOCALE)

    def test_gives_alike_rights_on_the_database(self, ours: str, local: str) -> None:
        assert ask(ours, RIGHTS) == ask(local, RIGHTS)

    def test_lets_the_application_do_as_little(self, ours: str, local: str) -> None:
        role = postgres.APPLICATION
        assert ask(ours, ROLE, role) == ask(local, ROLE, role)

    def test_lets_the_owner_make_no_databases(self, ours: str) -> None:
        """Those of `make run` may: tests make one."""
        found = ask(ours, ROLE, postgres.OWNER)
        assert found == (True, True, False, False, False, False, False)

    def test_wants_a_password(self, cluster: Postgres) -> None:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            ask(cluster.url(postgres.APPLICATION, "wrong"), "SELECT 1")

    def test_is_healthy(self, production: Production, cluster: Postgres) -> None:
        programs = os.path.dirname(postgres.binary("pg_isready"))
        asked = {"PGPORT": str(cluster.port), "PATH": programs}
        assert production.is_healthy("postgres", **asked) is True


class TestRedis:
    @pytest.fixture
    def url(self, production: Production, bell: subprocess.Popen[bytes]) -> str:
        url = production.env("worker")["REDIS_URL"]
        wait_for(lambda: answers(url))
        return url

    def test_keeps_what_it_is_given_and_drops_nothing(self, url: str) -> None:
        client = redis.Redis.from_url(url)
        found = client.config_get("appendonly", "maxmemory-policy")
        assert found == {"appendonly": "yes", "maxmemory-policy": "noeviction"}

    def test_wants_a_password(self, url: str) -> None:
        place = urlsplit(url)
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=place.port or 0, retry=Retry(NoBackoff(), 0)).ping()

    def test_is_healthy(self, production: Production, url: str) -> None:
        if shutil.which("redis-cli") is None:
            pytest.skip("redis-cli was not found; the image has it")
        assert production.is_healthy("redis") is True
        assert production.is_healthy("redis", REDIS_PASSWORD="wrong") is False


def answers(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url).ping())
    except redis.ConnectionError:
        return False


@pytest.fixture(scope="class")
def web(migrated: Production) -> Iterator[Production]:
    """The web, up until the last test of a class."""
    process = migrated.start("web")
    wait_for(lambda: process.poll() is not None or migrated.is_healthy("web"))
    assert process.poll() is None, migrated.said("web")
    yield migrated
    assert migrated.stop(process) == 0


class TestWeb:
    def get(
        self, web: Production, path: str, host: str = HOST, **headers: str
    ) -> tuple[int, str | None]:
        """Status and Location, as the proxy asks: `X_Y` stands for the header X-Y."""
        link = http.client.HTTPConnection(web.here("0.0.0.0:8000"), timeout=10)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        link.request("GET", path, headers={"Host": host, **sent})
        answer = link.getresponse()
        return answer.status, answer.headers["Location"]

    def test_is_well(self, web: Production) -> None:
        assert self.get(web, "/healthz", X_Forwarded_Proto="https") == (200, None)

    def test_leads_to_the_cases(self, web: Production) -> None:
        assert self.get(web, "/", X_Forwarded_Proto="https") == (302, "/cases/")

    def test_serves_its_style(self, web: Production) -> None:
        assert self.get(web, "/static/css/tokens.css", X_Forwarded_Proto="https") == (200, None)

    def test_leads_away_from_plain_http(self, web: Production) -> None:
        assert self.get(web, "/cases/") == (301, f"https://{HOST}/cases/")

    def test_takes_no_look_alike_of_the_proxys_header(self, web: Production) -> None:
        """Underscores pass the proxy; WSGI would make one name of both."""
        link = http.client.HTTPConnection(web.here("0.0.0.0:8000"), timeout=10)
        link.request("GET", "/", headers={"Host": HOST, "X_Forwarded_Proto": "https"})
        assert link.getresponse().status == 301

    def test_serves_no_other_host(self, web: Production) -> None:
        status, _location = self.get(web, "/", "evil.example", X_Forwarded_Proto="https")
        assert status == 400

    def test_throttles_by_the_address_the_proxy_saw(self, web: Production) -> None:
        code = (
            "import django; django.setup();"
            "from django.test import RequestFactory;"
            "from allauth.account.adapter import get_adapter;"
            "request = RequestFactory().get('/', headers={'X-Forwarded-For': '6.6.6.6, 10.0.0.7'});"
            "print(get_adapter().get_client_ip(request))"
        )
        said = web.run("web", "python", "-c", code, DJANGO_SETTINGS_MODULE="ivcboard.settings")
        assert said.stdout == "10.0.0.7\n"

    def test_makes_the_first_people(self, web: Production) -> None:
        manage = ("python", "manage.py")
        centre = web.run("web", *manage, "create_centre", "Lyon", "--time-zone", "Europe/Paris")
        assert (centre.returncode, centre.stderr) == (0, "")
        person = ("lead@lyon.example", "--name", "A Lead", "--centre", "Lyon", "--role", "lead")
        invited = web.run("web", *manage, "invite", *person)
        links = re.findall(rf"https://{HOST}(/invitation/\S+/)$", invited.stdout, re.MULTILINE)
        assert (invited.returncode, len(links)) == (0, 1)
        assert self.get(web, links[0], X_Forwarded_Proto="https")[0] in (200, 302)

    def test_passes_the_check_for_deployment(self, web: Production) -> None:
        words = ("check", "--deploy", "--fail-level", "WARNING")
        assert web.run("web", "python", "manage.py", *words).returncode == 0

    def test_cannot_migrate(self, web: Production) -> None:
        """It has neither the owner's password nor the application role's right to make tables."""
        made = ask_as_web(web, "CREATE TABLE mine (id int)")
        assert made == "permission denied for schema public"


def ask_as_web(web: Production, statement: str) -> str:
    """The first line of the database's refusal."""
    with psycopg.connect(web.env("web")["DATABASE_URL"]) as link:
        try:
            link.execute(statement)
        except psycopg.errors.InsufficientPrivilege as error:
            return str(error).splitlines()[0]
    return ""


class TestWithoutTheWeb:
    def test_its_health_check_fails(self, migrated: Production) -> None:
        assert migrated.is_healthy("web") is False

    def test_none_starts_on_a_weak_key(self, migrated: Production) -> None:
        for part in ("web", "worker", "beat", "sweeper"):
            process = migrated.start(part, SECRET_KEY="short")
            assert (part, process.wait(60) != 0) == (part, True)
            assert migrated.said(part).count("ivcboard refuses to start: SECRET_KEY") == 1


class TestBackground:
    @pytest.fixture(params=["worker", "beat", "sweeper"])
    def part(
        self,
        request: pytest.FixtureRequest,
        migrated: Production,
        bell: subprocess.Popen[bytes],
    ) -> str:
        """A part whose predecessor, if any, was alive ten minutes ago."""
        let_ten_minutes_pass(migrated)
        return str(request.param)

    def test_is_healthy_while_it_runs(self, migrated: Production, part: str) -> None:
        assert migrated.is_healthy(part) is False
        process = migrated.start(part)
        wait_for(lambda: process.poll() is not None or migrated.is_healthy(part))
        assert process.poll() is None, migrated.said(part)
        assert migrated.stop(process) == 0


def let_ten_minutes_pass(production: Production) -> None:
    """For what beat and the sweeper leave behind as a sign of life."""
    for path in (production.folder / "beat").iterdir():
        os.utime(path, (time.time() - 600, time.time() - 600))
    with psycopg.connect(production.env("web")["DATABASE_URL"]) as link:
        link.execute("UPDATE surveillance_heartbeat SET at = at - interval '10 minutes'")
