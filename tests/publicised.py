"""Projects whose publicity has begun: a timer waits in each until the golden case's ninth step."""

from __future__ import annotations

import datetime as dt

from tests.towns import Office, plan, step


def publicised(office: Office) -> list[int]:
    """Eight small projects whose publicity has begun: a timer waits in each."""
    cases = []
    for place in range(8):
        office.clock.moment = step(1)["at"].astimezone(dt.UTC)
        case = office.start("clerk", plan(f"公示项目{place}", "60000.00")).case_id
        for number in range(2, 9):
            said = step(number)
            office.clock.moment = said["at"].astimezone(dt.UTC)
            office.do(said["who"], office.item(case, said["task"]), number, **numbered(number, place))
        cases.append(case)
    return cases


def numbered(number: int, place: int) -> dict[str, object]:
    """What must not be the same in two projects."""
    receipts = [{**one, "number": f"{one['number']}-{place}"} for one in step(7)["form"]["receipts"]]
    decision = {"approved_amount": "60000.00", "approval_no": f"甲镇立项〔2026〕{place + 40}号"}
    return {6: decision, 7: {"receipts": receipts}, 8: {"receipt_number": f"SP-2026-0622-{place}"}}.get(number, {})
