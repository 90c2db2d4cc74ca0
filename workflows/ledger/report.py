"""What a verification found, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from workflows.text import _

OfEntries = Literal["number", "previous", "content", "column", "tail", "surplus", "head", "unreadable"]
What = OfEntries | Literal["row", "absent", "unrecorded", "personal", "total", "file", "order", "guard", "tree", "older", "checkpoint"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed. Number 0 and no stream: no entry speaks of it.

    `what`: number (an entry is missing or out of order) · previous (does not follow the one before) · content (a sealed column changed) ·
    column (a sealed column says something else than the body, and the chain was made anew) · tail (entries at the end are missing) ·
    surplus (entries beyond the head) · head (the kept head differs) · unreadable · row (a column of a row differs) · absent (a recorded
    row is gone) · unrecorded (a row no entry speaks of) · personal (a value kept beside its commitment differs) · total (a sum of rows
    differs) · file (an attachment is gone or has other bytes) · order (an entry stands before what went before it) · guard (what
    keeps history from being changed is gone) · tree (a leaf or a tile differs from the entries) · older (a checkpoint outside the database
    speaks of more entries than there are) · checkpoint (the entries are not those that it speaks of).
    `subject`: table, key and column, where it is about rows.
    """

    stream: str
    number: int
    what: What
    expected: str
    found: str
    subject: str = ""

    @property
    def sentence(self) -> str:
        """What an auditor reads."""
        where = _("{stream} 第{number}条").format(stream=self.stream, number=self.number) if self.stream else _("无对应记录")
        about = f"（{self.subject}）" if self.subject else ""
        values = (
            self.found if self.what == "unreadable" else _("应为 {expected}，现为 {found}").format(expected=self.expected, found=self.found)
        )
        return f"{where}：{_meaning(self.what)}{about}；{values}"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification. `entries`, `streams`, `rows`: how many were looked at; `files` of the `files_named` by rows.

    `leaves`: entries that the tree holds; `checkpoints`: how many lie outside the database.
    """

    entries: int
    streams: int
    rows: int
    findings: tuple[Finding, ...]
    files: int = 0
    files_named: int = 0
    leaves: int = 0
    checkpoints: int = 0

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """For `--json` and the API."""
        findings = [{**asdict(finding), "sentence": finding.sentence} for finding in self.findings]
        counts = {name: getattr(self, name) for name in ("entries", "streams", "rows", "files", "files_named", "leaves", "checkpoints")}
        return {"ok": self.ok, **counts, "findings": findings}

    def lines(self) -> list[str]:
        """For a terminal: the findings in order, then the counts."""
        counts = _("已核对 {entries} 条记录、{streams} 条链、{rows} 行业务数据").format(
            entries=self.entries, streams=self.streams, rows=self.rows
        )
        verdict = _("一致。") if self.ok else _("发现 {n} 处不符。").format(n=len(self.findings))
        return [*(finding.sentence for finding in self.findings), f"{counts}：{verdict}"]


def shown(value: Any) -> str:
    """A value in a finding: short enough for a line, hashes in hexadecimal."""
    text = value.hex() if isinstance(value, bytes) else _("无") if value is None else str(value)
    return text if len(text) <= 120 else f"{text[:117]}…"


def _meaning(what: What) -> str:
    return {
        "number": _("记录缺失或次序不符"),
        "previous": _("与前一条记录不衔接"),
        "content": _("记录内容与封印不符"),
        "column": _("记录各栏与正文不符"),
        "tail": _("末尾记录缺失"),
        "surplus": _("记录超出链尾"),
        "head": _("保存的链尾与记录不符"),
        "unreadable": _("无法读取"),
        "row": _("业务数据与记录不符"),
        "absent": _("有记录的业务数据已不存在"),
        "unrecorded": _("业务数据没有任何记录"),
        "personal": _("个人信息与承诺值不符"),
        "total": _("合计数不符"),
        "file": _("附件缺失或内容与记录不符"),
        "order": _("记录的先后与其前因不符"),
        "guard": _("防止改动记录的数据库措施已被去除或者更换"),
        "tree": _("总树与记录不符"),
        "older": _("数据库比库外保存的检查点旧，检查点之前的记录缺失"),
        "checkpoint": _("历史与库外保存的检查点不符，记录被改写"),
    }[what]
