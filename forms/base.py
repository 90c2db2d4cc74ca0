"""What a form is: fields told from the form alone, then rules and rows. A class registers itself under its task's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError

from forms.fields import Attachment, Rows
from workflows.act import Act, Facts, FileRef
from workflows.errors import Invalid, Reason
from workflows.text import _

REGISTRY: dict[str, type[Form]] = {}
SENTENCES = {"unknown": _("没有这一项。"), "type": _("提交的内容无法读取。")}
Choices = Mapping[str, Sequence[tuple[str, str]]]
"""Name of a list → (value, what the official reads)."""


class Form(Schema):
    """The hand of one user task. Subclass, set `task`, declare fields in the order an official thinks, write `apply`."""

    task: ClassVar[str] = ""
    version: ClassVar[int] = 1
    submit: ClassVar[str] = _("提交")
    """What the button says: the decision, named by what it does."""

    outcomes: ClassVar[frozenset[str]] = frozenset()
    """The outcomes that it tells itself; empty: what its field `outcome` or `next` offers, or none."""
    sends: ClassVar[frozenset[str]] = frozenset()
    """Messages to waiting cases."""
    asks: ClassVar[frozenset[str]] = frozenset()
    """Decision tables of which its rules take the answer; a diagram names them beside the task."""
    undated: ClassVar[bool] = False
    """Nobody can be late with it: it is handed in when there is something to say."""

    class Meta:
        unknown = RAISE

    error_messages = SENTENCES

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # Only the class is kept: its fields are bound after this hook, so an instance is made at the first use.
        super().__init_subclass__(**kwargs)
        if cls.task:
            if cls.task in REGISTRY:
                raise TypeError(f"two forms for {cls.task}")
            REGISTRY[cls.task] = cls

    def read(self, raw: Facts, files: Mapping[str, Sequence[FileRef]]) -> dict[str, Any]:
        """Values from what a browser posts; every wrong field is named. Raises Invalid."""
        attachments = {name: list(given) for name, given in files.items()}
        names = {name for name, field in self.fields.items() if isinstance(field, Attachment)}
        merged = {**raw, **{name: attachments.pop(name, []) for name in names}, **attachments}
        try:
            data: dict[str, Any] = self.load(merged)
        except ValidationError as error:
            messages = error.normalized_messages()  # type: ignore[no-untyped-call]
            raise Invalid([Reason(text, path, level="invalid") for path, text in flatten(messages)]) from error
        reasons = list(self.cross_check(data))
        if reasons:
            raise Invalid(reasons)
        return data

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Sums, orders and answers that depend on each other, told from the form alone (level invalid)."""
        yield from ()

    def prefill(self, act: Act) -> dict[str, Any]:
        """What stands in the fields when the task is opened, as a browser would post it."""
        return {}

    def choices(self, act: Act) -> Choices:
        """The lists named by Pick and Picks fields."""
        return {}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Computed limits, as a sentence beside the field, before they are broken."""
        return {}

    def timely(self, act: Act) -> bool:
        """Whether there is anything to begin with this form inside the project now; a page offers it only then. Asked of start forms."""
        return True

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Check the rules, write the rows; the answer becomes routing facts. Raises Refused."""
        return {}

    def personal(self) -> frozenset[str]:
        """Names of the fields whose values the ledger keeps as salted commitments."""
        return frozenset(name for name, field in self.fields.items() if field.metadata.get("personal"))

    def tables(self) -> dict[str, Schema]:
        """The row schema of each table field."""
        return {name: field.row() for name, field in self.fields.items() if isinstance(field, Rows)}


class Line(Schema):
    """A line of a table field."""

    class Meta:
        unknown = RAISE

    error_messages = SENTENCES


def flatten(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(field path, sentence) for each of marshmallow's nested messages; the form as a whole has the empty path."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            name = "" if key == "_schema" else str(key)
            yield from flatten(inner, f"{path}.{name}".strip("."))
    else:
        for text in messages:
            yield path, str(text)


def forms() -> dict[str, Form]:
    """One instance of every registered form, by task."""
    return {task: kind() for task, kind in sorted(REGISTRY.items())}
