"""The world's PostgreSQL on a disk of its own that can be filled: a tmpfs nobody else sees."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.world import World

ROOM_MB = 40  # beside what the cluster takes
BLOCK = b"\0" * 65536
# In a mount namespace of the server's own: its data are copied to a tmpfs, which takes their place.
ON_A_TMPFS = """
set -e
mkdir -p "$2.disk"
mount -t tmpfs -o "size=$1m,mode=0755" none "$2.disk"
cp -a "$2" "$2.disk/data"
mount --bind "$2.disk/data" "$2"
shift 2
exec "$@"
"""
PRIVATE = ["unshare", "--mount"] if os.geteuid() == 0 else []


def can_mount() -> bool:
    """Whether this machine lets us mount for ourselves alone."""
    if not PRIVATE:
        return False
    words = [*PRIVATE, "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@dataclass
class SmallDisk:
    """folder: the disk's, as the server sees it."""

    folder: Path

    @property
    def filler(self) -> Path:
        return self.folder / "filler"

    def fill(self) -> None:
        """To the last byte; the disk's being full is what ends it."""
        with self.filler.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(BLOCK)

    def free(self) -> None:
        self.filler.unlink()


@contextmanager
def small_disk(world: World) -> Iterator[SmallDisk]:
    """What is written to it is gone at the end, when the server has its old data again."""
    server, data = world.postgres, world.postgres.data
    server.process.stop()
    used = sum(path.lstat().st_size for path in data.rglob("*")) // 2**20
    ordinary = server.process.prefix
    shell = ["sh", "-c", ON_A_TMPFS, "sh", str(used + ROOM_MB), str(data)]
    server.process.prefix = [*PRIVATE, *shell, *ordinary]
    try:
        server.start()
        assert server.process._child
        yield SmallDisk(Path(f"/proc/{server.process._child.pid}/root{data}"))
    finally:
        server.process.stop()
        server.process.prefix = ordinary
        server.start()
