"""The virtual environment: made, kept, healed, and made anew when a requirements file changes."""

from pathlib import Path

import pytest

from ivcboard.local import chromium, install
from ivcboard.local.report import CannotGoOn


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose requirements files include one another and name no package."""
    (tmp_path / "base.txt").write_text("# nothing\n")
    (tmp_path / "more.txt").write_text("-r base.txt\n")
    monkeypatch.setattr(install, "PROJECT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(install, "INSTALLED", tmp_path / ".venv" / "installed")
    monkeypatch.setattr(install, "LOG", tmp_path / ".venv" / "install.log")
    return tmp_path


def test_half_made_is_made_anew_and_then_kept(project: Path) -> None:
    left_over = project / ".venv" / "left-over"
    left_over.parent.mkdir()
    left_over.touch()

    assert install.main("more.txt") == 0
    assert not left_over.exists()

    left_over.touch()
    assert install.main("more.txt") == 0
    assert install.main("base.txt") == 0
    assert left_over.exists()


def test_changed_requirements_are_noticed_in_whatever_file(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    install.PYTHON.touch()
    install.INSTALLED.write_text(install.line_for("more.txt"))
    assert install.line_for("more.txt") in install.installed()

    (project / "base.txt").write_text("# something\n")
    assert install.line_for("more.txt") not in install.installed()


def test_package_that_cannot_be_had_is_one_sentence(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "base.txt").write_text("./no-such-folder\n")

    assert install.main("base.txt") == 1
    assert capsys.readouterr().err.startswith("The packages could not be installed: ERROR: ")
    assert install.installed() == set()


def test_linked_environment_is_not_emptied(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (project / ".venv").symlink_to(elsewhere)

    assert install.main("base.txt") == 1
    assert (elsewhere / "kept").exists()
    assert "is a link" in capsys.readouterr().err


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.touch(mode=0o755)
    return path


def test_named_chromium_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "chromium")
    named = program(tmp_path, "another")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CHROMIUM", str(named))

    assert chromium.find() == str(named)


def test_chromium_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = program(tmp_path, "google-chrome-stable")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)

    assert chromium.find() == str(found)


def test_named_chromium_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/program")

    with pytest.raises(CannotGoOn, match="CHROMIUM is /no/such/program"):
        chromium.find()


def test_no_chromium_and_no_way_to_add_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)

    with pytest.raises(CannotGoOn, match="need Chromium"):
        chromium.main()
