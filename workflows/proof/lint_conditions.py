"""Rules on conditions: each is a question that can be answered yes or no, about words that can come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workflows.engine.feel import tree
from workflows.proof.lint_expressions import CONDITION, Written, compiled
from workflows.proof.lint_model import Diagram, Surroundings
from workflows.proof.lint_outcomes import OUTCOME, words_at
from workflows.proof.lint_rules import Found, rule
from workflows.proof.lint_structure import walk
from workflows.text import _

NO_QUESTION: Final = (tree.Literal, tree.Negative, tree.Chain, tree.Items, tree.Context, tree.Interval)
NUMBERS_OR_TEXTS: Final = frozenset(
    {"abs", "ceiling", "count", "date", "date and time", "floor", "max", "min", "round half up", "string length", "sum"}
)
EQUAL: Final = ("=", "!=")


def conditions(d: Diagram) -> Iterator[tuple[Written, tree.Node]]:
    """Every condition that can be read."""
    yield from ((one, expression.tree) for one, expression in compiled(d) if one.use == CONDITION)


@rule("condition.constant", _("条件的结果随办理情况而变。"))
def depends_on_the_case(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A condition that reads nothing is taken always or never."""
    for one, expression in compiled(d):
        if one.use == CONDITION and not expression.names and not expression.calls:
            text = _('条件“{text}”不读取任何结论，结果永远一样。请写明比较什么，例如 outcome = "同意"。')
            yield Found(one.element, text.format(text=one.text[:80]))


@rule("condition.answer", _("条件的结果是真或假。"))
def yes_or_no(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A number or a word is neither: the way would never be taken."""
    for one, root in conditions(d):
        wrong = any(not _asks(part) for part in _questions(root)) and any(isinstance(part, tree.Name) for part in tree.parts_of(root))
        if wrong or any(_misread(part) for part in tree.parts_of(root)):
            text = _('条件“{text}”的结果不是真或假。结论是文字，只能与文字比较是否相同，例如 outcome = "同意"。')
            yield Found(one.element, text.format(text=one.text[:80]))


@rule("condition.word", _("条件比较的结论，是此前的任务或被调用流程能给出的。"))
def words_can_come(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A misspelt word never comes, and the default flow is always taken."""
    into, reached = words_at(d, s), walk(d, d.starts)
    source = {flow.id: flow.source for flow in d.flows}
    for one, root in conditions(d):
        words = into.get(source[one.element]) if source[one.element] in reached else None
        for word in dict.fromkeys(_compared(root)) if words is not None else ():
            if word not in (words or ()):
                text = _("条件“{text}”里的“{word}”不是走到这里时可能有的结论。可能的结论：{words}。")
                said = "、".join(sorted(words or ())) or _("没有")
                yield Found(one.element, text.format(text=one.text[:80], word=word[:40], words=said), (source[one.element],))


def _questions(root: tree.Node) -> Iterator[tree.Node]:
    """The parts that must each be true or false."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tree.All | tree.AnyOf):
            waiting.extend(part.parts)
        elif isinstance(part, tree.Not):
            waiting.extend(part.tests)
        else:
            yield part


def _asks(part: tree.Node) -> bool:
    if isinstance(part, tree.Name):
        return part.name != OUTCOME
    return not isinstance(part, NO_QUESTION) and not (isinstance(part, tree.Call) and part.name in NUMBERS_OR_TEXTS)


def _misread(part: tree.Node) -> bool:
    """Whether the outcome, a text, is set in order or compared with something that is no text."""
    if not isinstance(part, tree.Compare) or tree.Name(OUTCOME) not in (part.left, part.right):
        return False
    other = part.right if part.left == tree.Name(OUTCOME) else part.left
    return part.sign not in EQUAL or (isinstance(other, tree.Literal) and not isinstance(other.value, str | None))


def _compared(root: tree.Node) -> Iterator[str]:
    """The words with which a condition compares the outcome."""
    for part in tree.parts_of(root):
        others: tuple[tree.Node, ...] = ()
        if isinstance(part, tree.Compare) and part.sign in EQUAL and tree.Name(OUTCOME) in (part.left, part.right):
            others = (part.left, part.right)
        elif isinstance(part, tree.Within) and part.value == tree.Name(OUTCOME):
            others = tuple(inner for test in part.tests for inner in (test.items if isinstance(test, tree.Items) else (test,)))
        yield from (other.value for other in others if isinstance(other, tree.Literal) and isinstance(other.value, str))
