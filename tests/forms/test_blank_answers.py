"""A browser posts an empty string for every field left blank: optional questions stay unanswered, required ones are named."""

from __future__ import annotations

from typing import ClassVar

import pytest

from forms import fields
from forms.base import Form
from workflows.errors import Invalid


class _Blank(Form):
    note = fields.Text("备注", required=False)
    due_on = fields.Date("期限", required=False, load_default=None)
    share = fields.Number("比例", required=False)
    route = fields.Choice("选项", ["甲"], required=False, load_default="")
    signers = fields.Picks("人员", required=False, load_default=list)
    on = fields.Date("日期")
    count = fields.Number("数量")


class _Told(Form):
    reason = fields.Text("理由")


class TestBlank:
    lawful: ClassVar[dict[str, str]] = {"on": "2026-05-07", "count": "3"}

    def test_optional_answers_may_be_blank(self) -> None:
        data = _Blank().read({**self.lawful, "note": "", "due_on": "", "share": " ", "route": "", "signers": ""}, {})
        assert data["due_on"] is None
        assert (data["note"], data["route"], data["signers"]) == ("", "", [])
        assert "share" not in data

    @pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u200b", "\u200b\u2060 \ufeff", "\u3164", "\u2800\u2800", "\t\u00ad"])
    def test_what_cannot_be_seen_is_no_answer(self, blank: str) -> None:
        with pytest.raises(Invalid) as refused:
            _Told().read({"reason": blank}, {})
        assert [(one.field, one.message) for one in refused.value.reasons] == [("reason", "请填写此项。")]
        assert _Told().read({"reason": f"按{blank}期"}, {})["reason"].endswith("期")

    @pytest.mark.parametrize("name", ["on", "count"])
    def test_required_answers_are_named(self, name: str) -> None:
        with pytest.raises(Invalid) as refused:
            _Blank().read({**self.lawful, name: " "}, {})
        assert [(one.field, one.message) for one in refused.value.reasons] == [(name, "请填写此项。")]
