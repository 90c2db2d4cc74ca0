"""The engine's rows: definitions, cases with their open state, work items, timers, periods, subscriptions, outgoing messages, incidents."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    literal_column,
    true,
)

from workflows.schema import Id, Instant, Json, metadata

definition_file = Table(
    "definition_file",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("xml", Text, nullable=False),
)
"""A diagram or table as canonical XML, kept for ever: cases of ten years ago still name it."""

definition_version = Table(
    "definition_version",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("process", String(120), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("title", String(120), nullable=False),
    Column("state", String(12), nullable=False),
    Column("origin", String(12), nullable=False),
    Column("effective_from", Instant, nullable=False),
    Column("files", Json, nullable=False),
    UniqueConstraint("process", "number"),
)
"""A version is the closure of a process: itself, what it calls, the tables they use. `files`: name → SHA-256."""

case_ = Table(
    "case_",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(80), nullable=False),
    Column("title", String(200), nullable=False),
    Column("process", String(120), nullable=False),
    Column("definition", String(64), nullable=False),
    Column("parent_id", Id),
    Column("root_id", Id, nullable=False, index=True),
    Column("authority_id", String(40), nullable=False),
    Column("subject_kind", String(40)),
    Column("subject_id", Id),
    Column("of", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("stage", String(120), nullable=False),
    Column("regime", String(40), nullable=False),
    Column("started_by", String(60), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("head", LargeBinary(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("codec", Integer, nullable=False),
    Column("frozen", LargeBinary, nullable=False),
)
"""`version`: the lock; `seq`, `head`: the end of the case's ledger stream; `frozen`: its open segments, packed."""
Index("ix_case_authority", case_.c.authority_id, case_.c.state, case_.c.id)
Index("ix_case_subject", case_.c.subject_kind, case_.c.subject_id)

work_item = Table(
    "work_item",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("case_id", Id, nullable=False),
    Column("root_id", Id, nullable=False),
    Column("authority_id", String(40), nullable=False),
    Column("key", String(200), nullable=False),
    Column("node", String(40), nullable=False),
    Column("process", String(120), nullable=False),
    Column("element", String(120), nullable=False),
    Column("task", String(120), nullable=False),
    Column("title", String(120), nullable=False),
    Column("role", String(60), nullable=False),
    Column("place", String(40), nullable=False),
    Column("assignee", String(60)),
    Column("excluded", Text, nullable=False),
    Column("of", Json, nullable=False),
    Column("index", Integer),
    Column("revision", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("claimed_by", String(60)),
    Column("opened_at", Instant, nullable=False),
    Column("due_id", String(20)),
    Column("due_from", Date),
    Column("due_on", Date),
    Column("due_pending", Boolean, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", String(60)),
    Column("closed_post", String(120)),
    Column("because", String(20)),
    Column("answer", Json),
)
"""`place`: where the role must be held (`*`: anywhere); `due_at`: end of the last day, far future without a deadline;
`because`: the register id that cut a cancelled item off; `answer`: key and outcome of the act that closed it."""
IS_OPEN = work_item.c.state == literal_column("'open'")
"""In plain text: of a statement with a parameter in its place no database can tell that an index of open items alone will do."""
FOR_ANY, FOR_ONE = IS_OPEN & work_item.c.assignee.is_(None), IS_OPEN & work_item.c.assignee.is_not(None)
_desk = (work_item.c.role, work_item.c.place, work_item.c.due_at, work_item.c.id, work_item.c.excluded)
Index("ix_item_desk", *_desk, postgresql_where=FOR_ANY, sqlite_where=FOR_ANY)
Index("ix_item_mine", work_item.c.assignee, work_item.c.due_at, work_item.c.id, postgresql_where=FOR_ONE, sqlite_where=FOR_ONE)
Index("ix_item_due", work_item.c.due_on, work_item.c.case_id, postgresql_where=IS_OPEN, sqlite_where=IS_OPEN)
Index("ix_item_root", work_item.c.root_id, work_item.c.closed_by, work_item.c.task, work_item.c.case_id)

timer = Table(
    "timer",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("case_id", Id, nullable=False, index=True),
    Column("key", String(200), nullable=False),
    Column("node", String(40), nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("tries", Integer, nullable=False, server_default="0"),
)
period = Table(
    "period",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("case_id", Id, nullable=False),
    Column("root_id", Id, nullable=False),
    Column("deadline_id", String(20), nullable=False),
    Column("start", Date, nullable=False),
    Column("due", Date),
    Column("rolled", Date),
    Column("frees_at", Instant),
    Column("pending", Boolean, nullable=False),
    Column("effect", String(12), nullable=False),
    Column("opened_at", Instant, nullable=False),
)
Index("ix_period_root", period.c.root_id, period.c.deadline_id, period.c.id)
subscription = Table(
    "subscription",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("case_id", Id, nullable=False),
    Column("message", String(120), nullable=False),
    Column("key", String(200), nullable=False),
    Column("node", String(40), nullable=False),
    UniqueConstraint("case_id", "message"),
)
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("from_case", Id, nullable=False),
    Column("to_case", Id),
    Column("kind", String(12), nullable=False),
    Column("name", String(120), nullable=False),
    Column("payload", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("delivered", Boolean, nullable=False, server_default=false()),
    Column("tries", Integer, nullable=False, server_default="0"),
)
_pending = outbox.c.delivered == false()
Index("ix_outbox_pending", outbox.c.to_case, outbox.c.id, postgresql_where=_pending, sqlite_where=_pending)
incident = Table(
    "incident",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("case_id", Id, nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("reference", Id, nullable=False),
    Column("text", Text, nullable=False),
    Column("open", Boolean, nullable=False, server_default=true()),
    Column("at", Instant, nullable=False),
)
