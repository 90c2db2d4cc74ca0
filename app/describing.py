"""Forms as data: what somebody who did not write them needs to fill or script them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema
from marshmallow import fields as base

from forms import fields
from forms.base import Form

KINDS: dict[type[Any], str] = {
    fields.Text: "text",
    fields.Money: "money",
    fields.Number: "number",
    fields.Date: "date",
    fields.Moment: "moment",
    fields.Choice: "choice",
    fields.YesNo: "yes_no",
    fields.Pick: "pick",
    fields.Picks: "picks",
    fields.Rows: "table",
    fields.Attachment: "file",
}
EXAMPLES = {"money": "180000.00", "number": "1", "date": "2026-07-01", "moment": "2026-07-01T09:00:00+08:00", "yes_no": "是", "text": "…"}


def described_form(form: Any) -> dict[str, Any]:
    """Name, version, button and fields with type, required, choices, example."""
    assert isinstance(form, Form)
    return {"task": form.task, "version": form.version, "submit": form.submit, "fields": described_fields(form)}


def described_fields(schema: Schema) -> list[dict[str, Any]]:
    """One dictionary a field, in the order of the form; a table has its own `fields`."""
    return [_field(name, field) for name, field in schema.fields.items()]


def _field(name: str, field: base.Field[Any]) -> dict[str, Any]:
    kind = next((word for known, word in KINDS.items() if isinstance(field, known)), "text")
    said: dict[str, Any] = {"name": name, "type": kind, "required": field.required, "label": field.metadata.get("label", "")}
    said |= {key: field.metadata[key] for key in ("help", "unit") if field.metadata.get(key)}
    choices = ["是", "否"] if kind == "yes_no" else list(getattr(field, "choices", ()))
    if choices:
        said["choices"] = choices
    if getattr(field, "source", ""):
        said["source"] = field.source  # type: ignore[attr-defined]
    if isinstance(field, fields.Rows):
        said["fields"] = described_fields(field.row())
    example = field.metadata.get("example") or (choices[0] if choices else EXAMPLES.get(kind))
    return said | ({"example": example} if example else {})
