"""The buttons under a form: one for each outcome where the form asks for one, else the form's own word."""

from __future__ import annotations

from typing import Literal

from app.web.views.task import Decision
from forms.base import Form
from forms.fields import Choice
from workflows.text import _

OUTCOME = "outcome"
REFUSALS = frozenset({_("否决"), _("不合格"), _("失败"), _("不同意"), _("异议成立")})


def decisions(form: Form) -> list[Decision]:
    """What a person may press; refusing is red and asks once more."""
    field = form.fields.get(OUTCOME)
    if not isinstance(field, Choice):
        return [Decision(form.submit)]
    return [Decision(word, OUTCOME, word, _tone(word, number)) for number, word in enumerate(field.choices)]


def is_button(form: Form, name: str) -> bool:
    """Whether this field is answered by the button that is pressed, and not drawn in the form."""
    return name == OUTCOME and isinstance(form.fields.get(name), Choice)


def _tone(word: str, number: int) -> Literal["main", "plain", "refusal"]:
    if word in REFUSALS:
        return "refusal"
    return "plain" if number else "main"
