"""What processes cost, read from /proc: CPU seconds and resident memory of a process and those it began."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from app.db import Databases

TICK = 1 / os.sysconf("SC_CLK_TCK")
UTIME, STIME, CUTIME, CSTIME, PARENT = 11, 12, 13, 14, 1


def family(pid: int) -> list[int]:
    """A process and every process that descends from it."""
    parents = dict(_parents())
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def children(pid: int) -> list[int]:
    """The processes that a process began and that still run."""
    return [child for child, parent in _parents() if parent == pid]


def cpu_seconds(pid: int) -> float:
    """CPU of a process and its descendants, those it has buried included."""
    fields = [stat for one in family(pid) if (stat := _stat(one))]
    living = sum(int(stat[UTIME]) + int(stat[STIME]) for stat in fields)
    buried = sum(int(stat[CUTIME]) + int(stat[CSTIME]) for stat in fields)
    return (living + buried) * TICK


def resident_mb(pid: int) -> float:
    """Resident memory of one process, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(kilobytes) / 1024


def server_of(databases: Databases) -> int | None:
    """The process of the PostgreSQL server, where it runs on this machine."""
    if databases.is_sqlite:
        return None
    with databases.reader.connect() as connection:
        folder = Path(str(connection.execute(text("SHOW data_directory")).scalar_one()))
    try:
        return int(folder.joinpath("postmaster.pid").read_text(encoding="ascii").split()[0])
    except OSError:
        return None


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            stat = _stat(int(entry.name))
            if stat:
                yield int(entry.name), int(stat[PARENT])


def _stat(pid: int) -> list[str]:
    """The fields behind the name, which may hold anything; empty for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return []
