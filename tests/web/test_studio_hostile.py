"""Claims: whatever is sent as a drawing is kept out, or judged and not handed over; a sentence each time, no failure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.composition import shipped
from tests.proof.test_lint_hostile import BPMN, REFUSED, process
from tests.web.conftest import House
from tests.web.drawings import AT, FILE, drawn, rules, save
from tests.web.sheets import JSON
from workflows.engine.elements import canonical

Open = Callable[[int], House]
TASK = '<bpmn:userTask id="decide_lapse"'
SCRIPT = "<script>document.title='x'</script>"
MARKUP = "&lt;img src=x onerror=alert(1)&gt;"


KEPT_OUT = {
    **{name: xml.decode("utf-8", "replace") for name, xml in REFUSED.items()},
    "two hundred deep": process("<d:subProcess id='s'>" * 200 + "</d:subProcess>" * 200).decode(),
    "another alphabet than it says": drawn("UTF-8", "GB2312"),
    "a NUL": drawn("处理", "处\x00理"),
}
JUDGED = {
    "a script task": drawn("bpmn:userTask", "bpmn:scriptTask"),
    "a script before a task": drawn('name="article" value="20"', 'name="preScript" value="import os"'),
    "code as a condition": drawn("outcome =", '__import__("os").system("true") ='),
    "a power without end": drawn("outcome =", "9**9**9 ="),
    "a call of itself": drawn(TASK, '<bpmn:callActivity id="again" name="再来" calledElement="correction"/>' + TASK),
    "a call of who calls it": drawn(TASK, '<bpmn:callActivity id="again" name="再来" calledElement="lifecycle"/>' + TASK),
    "a hundred deep": process("<d:subProcess id='s'>" * 100 + "</d:subProcess>" * 100).decode(),
    "another's process": drawn('id="correction"', 'id="lifecycle"'),
    "markup as an id": drawn('id="decide_lapse"', f'id="{MARKUP}"'),
    "an operation nobody has": drawn("review.decide_lapse", "os.system"),
    "nothing at all": f'<d:definitions xmlns:d="{BPMN}"><d:process id="correction"/></d:definitions>',
    "a hundred and fifty at once": process(
        '<d:startEvent id="s"/><d:parallelGateway id="f"/><d:sequenceFlow id="sf" sourceRef="s" targetRef="f"/>'
        + "".join(f'<d:userTask id="t{n}"/><d:sequenceFlow id="f{n}" sourceRef="f" targetRef="t{n}"/>' for n in range(147))
    ).decode(),
    "everything leads to everything": process(
        '<d:startEvent id="s"/><d:sequenceFlow id="sf" sourceRef="s" targetRef="g0"/>'
        + "".join(f'<d:exclusiveGateway id="g{n}"/>' for n in range(24))
        + "".join(f'<d:sequenceFlow id="f{a}-{b}" sourceRef="g{a}" targetRef="g{b}"/>' for a in range(24) for b in range(24))
    ).decode(),
}


@pytest.fixture
def house(house_after: Open) -> House:
    """The town in which nothing has happened."""
    return house_after(0)


def test_what_may_not_even_be_read_is_refused_in_a_sentence(house: House) -> None:
    for name, xml in KEPT_OUT.items():
        answer = save(house, "designer_1", xml)
        assert (answer.status_code, rules(answer)[0].partition(".")[0]) == (422, "file"), name
        assert "root:" not in answer.text
    assert house.browser("designer_1").get(f"{AT}/drawing").data == canonical(shipped()[FILE])


def test_what_can_be_read_is_judged_and_goes_no_further(house: House) -> None:
    browser = house.browser("designer_1")
    for seen, (name, xml) in enumerate(JUDGED.items()):
        answer = save(house, "designer_1", xml, seen)
        assert answer.status_code == 200, name
        assert any(one["error"] for one in answer.json["findings"]), name  # type: ignore[index]
        assert all(len(one["message"]) <= 500 for one in answer.json["findings"])  # type: ignore[index]
        handed = browser.post(f"{AT}/hand-over", {"do": "submit", "reason": "改", "effective_on": "2026-06-20"}, headers=JSON)
        assert (handed.status_code, rules(handed)[0]) == (422, "PUB-8"), name


def test_markup_in_names_is_text_on_every_page(house: House) -> None:
    marked = drawn("处理逾期未补正", MARKUP).replace("补正期已满", "&lt;script&gt;alert(1)&lt;/script&gt;")
    assert not [one for one in save(house, "designer_1", marked).json["findings"] if one["error"]]  # type: ignore[index]
    handed = {"do": "submit", "reason": SCRIPT, "effective_on": "2026-06-20"}
    assert house.browser("designer_1").post(f"{AT}/hand-over", handed).status_code == 303
    other = house.browser("designer_2")
    for page in ("/definitions", f"{AT}/review/designer_1", f"{AT}/edit"):
        text = other.get(page).text
        assert SCRIPT not in text
        assert "<img src=x" not in text
    assert MARKUP in other.get(f"{AT}/review/designer_1").text


def test_the_gate_names_the_element_in_words(house: House) -> None:
    found = save(house, "designer_1", drawn('value="TD20"', 'value="TD9999"')).json["findings"]  # type: ignore[index]
    assert [(one["element"], one["error"]) for one in found] == [("decide_lapse", True)]
