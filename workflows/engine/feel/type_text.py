"""Types as FEEL writes them: `number`, `list<string>`, `context<a: number>`, `function<number> -> string`, a type of the model."""

from __future__ import annotations

from workflows.engine.feel.names import Vocabulary, word
from workflows.engine.feel.reader import Reader
from workflows.engine.feel.types import ANY, BASIC, NAMES, FeelType


def read_type(reader: Reader) -> FeelType | None:
    """The type that stands here; None for a name that neither FEEL nor the model knows. Raises ExpressionError if none stands here."""
    reader.deeper()
    reader.skip()
    found = word(reader.text, reader.at)
    made = _made(reader, found[0] if found else "")
    reader.depth -= 1
    return made


def _made(reader: Reader, first: str) -> FeelType | None:
    began = reader.at
    if first in ("list", "range", "context", "function") and reader.keyword(first):
        if reader.take("<"):
            return {"list": _of_one, "range": _of_one, "context": _context, "function": _function}[first](reader, first)
        reader.at = began
    return _named(reader)


def _of_one(reader: Reader, kind: str) -> FeelType | None:
    of = read_type(reader)
    reader.need(">")
    return FeelType(kind, (of,)) if of is not None else None


def _context(reader: Reader, kind: str) -> FeelType | None:
    entries: list[tuple[str, FeelType | None]] = []
    while not reader.take(">"):
        if entries:
            reader.need(",")
        name = reader.declared(":")
        reader.need(":")
        entries.append((name, read_type(reader)))
    known = tuple((name, of) for name, of in entries if of is not None)
    return FeelType(kind, (), known) if len(known) == len(entries) else None


def _function(reader: Reader, kind: str) -> FeelType | None:
    parts: list[FeelType | None] = []
    # `->` after `<` may follow at once: `function<>->Any`
    while not reader.take(">"):
        if parts:
            reader.need(",")
        parts.append(read_type(reader))
    reader.need("->")
    parts.append(read_type(reader))
    known = tuple(part for part in parts if part is not None)
    return FeelType(kind, known) if len(known) == len(parts) else None


def _named(reader: Reader) -> FeelType | None:
    reader.skip()
    own = Vocabulary(reader.types).match(reader.text, reader.at)
    basic = Vocabulary(name for name in NAMES if name).match(reader.text, reader.at)
    found = word(reader.text, reader.at)
    best = max((one for one in (own, basic) if one is not None), key=lambda one: one[1], default=None)
    if best is not None and (found is None or best[1] >= found.end()):
        reader.at = best[1]
        return reader.types[best[0]] if best is own or best[0] in reader.types else BASIC.get(NAMES[best[0]], ANY)
    if found is None:
        raise reader.unexpected()
    reader.at = found.end()
    while reader.take("."):
        reader.member()
    return None
