"""What the image of the app is made of."""

import json
import re
import sys
from pathlib import Path

import pytest
from django.conf import settings

from ivcboard.local.installation import PROJECT
from tests.production.composed import services
from tests.production.image import copy_to, let_in, patterns, stage


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder /app of the image."""
    folder = tmp_path_factory.mktemp("image") / "app"
    copy_to(folder)
    return folder


def named(context: Path, name: str) -> list[Path]:
    return sorted(path.relative_to(context) for path in context.rglob(name))


class TestContext:
    def test_nothing_goes_in_unless_it_is_named(self) -> None:
        assert patterns()[0] == "*"
        assert [name for name in let_in() if not (PROJECT / name).exists()] == []

    def test_every_app_does(self) -> None:
        apps = {name for name in settings.INSTALLED_APPS if (PROJECT / name).is_dir()}
        assert set(let_in()) == apps | {
            *("ivcboard", "manage.py", "requirements.txt"),
            *("templates", "static", "deploy"),
        }

    def test_no_test_no_server_of_make_run_and_no_secret_does(self, context: Path) -> None:
        assert named(context, "tests") == []
        assert named(context, "local") == []
        assert named(context, ".env*") == []
        assert sorted(path.name for path in (context / "deploy").iterdir()) == [
            "Caddyfile",
            "check_web.py",
        ]


class TestDockerfile:
    def test_only_what_the_running_app_needs_is_installed(self) -> None:
        packages = stage("packages")
        assert re.findall(r"^COPY (.+)$", packages, re.M) == ["requirements.txt ."]
        assert re.findall(r"-r (\S+)", packages) == ["requirements.txt"]

    def test_its_python_is_the_one_of_the_tests_or_newer(self) -> None:
        found = re.findall(r"^FROM python:3\.(\d+)-slim", stage("packages") + stage("app"), re.M)
        assert len(set(found)) == 1
        assert sys.version_info[:2] >= (3, 11)
        assert int(found[0]) >= 11

    @pytest.mark.parametrize(("name", "user"), [("app", "10001:10001"), ("proxy", "10002:10002")])
    def test_it_ends_as_the_user_compose_names(self, name: str, user: str) -> None:
        users = {
            said["user"] for said in services().values() if "ivcboard-" + name in said["image"]
        }
        assert re.findall(r"^USER (.+)$", stage(name), re.M) == [user]
        assert users == {user}

    def test_by_itself_it_is_the_web_of_compose(self) -> None:
        web = services()["web"]
        (command,) = re.findall(r"^CMD (\[.+\])$", stage("app"), re.M)
        (check,) = re.findall(r"^    CMD (\[.+\])$", stage("app"), re.M)
        assert json.loads(command) == web["command"]
        assert ["CMD", *json.loads(check)] == web["healthcheck"]["test"]
