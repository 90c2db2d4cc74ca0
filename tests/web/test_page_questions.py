"""What a task's page asks of the database does not grow with the town's other projects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.bench.town import by_task, found, steady
from app.composition import workbench
from app.main import create_app


def test_no_page_asks_once_for_each_project_of_the_same_service(tmp_path: Path) -> None:
    town = found(f"sqlite:///{tmp_path / 'town.db'}", tmp_path, 6)
    bench = workbench(town.config, steady(town.config))
    client = create_app(bench).test_client(use_cookies=False)
    asked: Counter[str] = Counter()
    event.listen(bench.databases.reader, "before_cursor_execute", lambda _connection, _cursor, said, *_rest: asked.update([said]))
    repeated: dict[str, Any] = {}
    for posting in {one.task: one for one in by_task(town.postings)}.values():
        asked.clear()
        answer = client.get(f"/tasks/{posting.item}", headers={"Cookie": town.cookies[posting.account]})
        assert answer.status_code == 200
        repeated |= {f"{posting.task}: {said}": times for said, times in asked.items() if times > 2}
    bench.databases.dispose()
    assert repeated == {}
