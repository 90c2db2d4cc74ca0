"""Claims: `goufu decide` answers digit by digit, and says in one line why it cannot."""

from __future__ import annotations

import pytest

from app.cli import main
from app.composition import DIAGRAMS

TABLE = str(DIAGRAMS / "decisions" / "final_payment.dmn")


def test_numbers_stand_as_the_table_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", TABLE, "--input", '{"score": 88.00, "satisfaction": 91.5}', "--json"]) == 0
    assert capsys.readouterr().out == '{"等级和尾款比例":{"grade":"良好","ratio":1.00}}\n'


@pytest.mark.parametrize("inputs", ['{"score":', "[1]", '{"score": NaN}'])
def test_inputs_that_are_none_are_refused_in_one_line(inputs: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", TABLE, "--input", inputs, "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("goufu: ")
    assert said.err.count("\n") == 1
