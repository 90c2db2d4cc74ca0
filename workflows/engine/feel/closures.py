"""Compiles a tree once into Python closures of (names, functions); nothing of Python's own evaluation is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from workflows.engine.feel import tree
from workflows.engine.feel.functions import BUILT_IN, add, divide, multiply, negative, power, subtract
from workflows.engine.feel.values import ExpressionError, Range, all_of, any_of, equal, feel, order, truth, within
from workflows.text import _

Names = Mapping[str, Any]
Functions = Mapping[str, Callable[..., Any]]
Run = Callable[[Names, Functions], Any]
Test = Callable[[Any, Names, Functions], bool | None]

_OPERATIONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}


def compiled(node: tree.Node) -> Run:
    """The closure that computes the node."""
    return COMPILERS[type(node)](node)


def _literal(node: tree.Literal) -> Run:
    value = node.value
    return lambda _names, _functions: value


def _name(node: tree.Name) -> Run:
    name = node.name
    return lambda names, _functions: feel(names.get(name))


def _key(node: tree.Key) -> Run:
    of, key = compiled(node.of), node.key

    def run(names: Names, functions: Functions) -> Any:
        holder = of(names, functions)
        if holder.__class__ is tuple:
            return tuple(_held(item, key) for item in holder)
        return _held(holder, key)

    return run


def _held(holder: Any, key: str) -> Any:
    return feel(holder.get(key)) if isinstance(holder, Mapping) else None


def _call(node: tree.Call) -> Run:
    arguments = tuple(compiled(argument) for argument in node.arguments)
    name = node.name
    built_in = BUILT_IN.get(name)
    if built_in is not None:
        call = built_in.call
        return lambda names, functions: call(*(argument(names, functions) for argument in arguments))

    def run(names: Names, functions: Functions) -> Any:
        function = functions.get(name)
        if function is None:
            raise ExpressionError(_("没有名为“{name}”的函数。").format(name=name), node.position)
        return feel(function(*(argument(names, functions) for argument in arguments)))

    return run


def _negative(node: tree.Negative) -> Run:
    of = compiled(node.of)
    return lambda names, functions: negative(of(names, functions))


def _chain(node: tree.Chain) -> Run:
    first = compiled(node.first)
    rest = tuple((_OPERATIONS[sign], compiled(part)) for sign, part in node.rest)

    def run(names: Names, functions: Functions) -> Any:
        value = first(names, functions)
        for operation, part in rest:
            value = operation(value, part(names, functions))
        return value

    return run


def _compare(node: tree.Compare) -> Run:
    left, right, sign = compiled(node.left), compiled(node.right), node.sign
    if sign == "=" and isinstance(node.right, tree.Literal) and isinstance(node.right.value, str):
        return _equals_text(left, node.right.value)
    return lambda names, functions: compared(sign, left(names, functions), right(names, functions))


def _equals_text(left: Run, text: str) -> Run:
    """The condition that gateways use most."""

    def run(names: Names, functions: Functions) -> bool | None:
        value = left(names, functions)
        return value == text if value.__class__ is str else equal(value, text)

    return run


def compared(sign: str, left: Any, right: Any) -> bool | None:
    """FEEL's six comparisons."""
    if sign == "=":
        return equal(left, right)
    if sign == "!=":
        same = equal(left, right)
        return None if same is None else not same
    return order(sign, left, right)


def _all(node: tree.All) -> Run:
    parts = tuple(compiled(part) for part in node.parts)
    return lambda names, functions: all_of(truth(part(names, functions)) for part in parts)


def _any(node: tree.AnyOf) -> Run:
    parts = tuple(compiled(part) for part in node.parts)
    return lambda names, functions: any_of(truth(part(names, functions)) for part in parts)


def _if(node: tree.If) -> Run:
    condition, then, otherwise = compiled(node.condition), compiled(node.then), compiled(node.otherwise)

    def run(names: Names, functions: Functions) -> Any:
        return (then if condition(names, functions) is True else otherwise)(names, functions)

    return run


def _items(node: tree.Items) -> Run:
    items = tuple(compiled(item) for item in node.items)
    return lambda names, functions: tuple(item(names, functions) for item in items)


def _context(node: tree.Context) -> Run:
    # An entry does not see the ones before it: text could else double with each entry.
    entries = tuple((key, compiled(value)) for key, value in node.entries)
    return lambda names, functions: {key: value(names, functions) for key, value in entries}


def _interval(node: tree.Interval) -> Run:
    low, high, low_within, high_within = compiled(node.low), compiled(node.high), node.low_within, node.high_within
    if node.open_to:
        return _one_ended(node.open_to, low)
    return lambda names, functions: Range(low(names, functions), high(names, functions), low_within, high_within)


def _one_ended(sign: str, end: Run) -> Run:
    """`(>= 5)`: a range with one end; `(!= 5)`: all but its end."""
    within = "=" in sign and sign != "!="
    if sign in ("=", "!="):
        return lambda names, functions: Range(value := end(names, functions), value, within, within, "" if within else "not")
    if sign.startswith("<"):
        return lambda names, functions: Range(None, end(names, functions), False, within, "low")
    return lambda names, functions: Range(end(names, functions), None, within, False, "high")


def _within(node: tree.Within) -> Run:
    value, tests = compiled(node.value), tuple(test_of(test, alone=False) for test in node.tests)

    def run(names: Names, functions: Functions) -> bool | None:
        tested = value(names, functions)
        return any_of(test(tested, names, functions) for test in tests)

    return run


def _not(node: tree.Not) -> Run:
    if len(node.tests) != 1 or isinstance(node.tests[0], tree.Pointed):
        raise ExpressionError(_("not(…) 在这里只能有一个真假值；多个条件的 not(…) 只能单独写在决策表的格子里。"))
    if isinstance(node.tests[0], tree.Literal) and not isinstance(node.tests[0].value, bool | None):
        raise ExpressionError(_("not(…) 在这里只能否定真假值。"))
    of = compiled(node.tests[0])
    return lambda names, functions: _inverse(truth(of(names, functions)))


def _inverse(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def test_of(node: tree.Node, *, alone: bool) -> Test:
    """The closure that tests a value against one test: a comparison, or a value, range or list that it must be in.

    `alone`: the test is the whole answer where it says true or false of a value that is no boolean, as in a cell of a table.
    """
    if isinstance(node, tree.Pointed):
        right, sign = compiled(node.right), node.sign
        return lambda value, names, functions: compared(sign, value, right(names, functions))
    if isinstance(node, tree.Literal) and node.value.__class__ in (str, bool):
        return _test_of_word(node.value)
    many = compiled(node)
    if tree.TESTED in names_in(node):
        return lambda value, names, functions: truth(many({**names, tree.TESTED: value}, functions))
    if alone:
        return lambda value, names, functions: _told(value, many(names, functions))
    return lambda value, names, functions: within(value, many(names, functions))


def _told(value: Any, answer: Any) -> bool | None:
    if answer.__class__ is bool and value is not None and value.__class__ is not bool:
        return bool(answer)
    return within(value, answer)


def _test_of_word(word: str | bool) -> Test:
    """The test that tables use most."""
    kind = word.__class__
    return lambda value, _names, _functions: value == word if value.__class__ is kind else within(value, word)


def cell_of(node: tree.Tests) -> Test:
    """The closure that tests a value against a whole cell: any of its tests, or none of those in not(…)."""
    negated = len(node.tests) == 1 and isinstance(node.tests[0], tree.Not)
    first = node.tests[0] if node.tests else None
    tests = tuple(test_of(test, alone=True) for test in (first.tests if isinstance(first, tree.Not) and negated else node.tests))
    if not tests:
        return lambda _value, _names, _functions: True
    if negated:
        return lambda value, names, functions: _inverse(any_of(test(value, names, functions) for test in tests))
    if len(tests) == 1:
        return tests[0]
    return lambda value, names, functions: any_of(test(value, names, functions) for test in tests)


def names_in(node: tree.Node) -> frozenset[str]:
    """Names that the node reads."""
    return frozenset(part.name for part in tree.parts_of(node) if isinstance(part, tree.Name))


COMPILERS: Final[dict[type[tree.Node], Callable[[Any], Run]]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Key: _key,
    tree.Call: _call,
    tree.Negative: _negative,
    tree.Chain: _chain,
    tree.Compare: _compare,
    tree.All: _all,
    tree.AnyOf: _any,
    tree.If: _if,
    tree.Items: _items,
    tree.Context: _context,
    tree.Interval: _interval,
    tree.Within: _within,
    tree.Not: _not,
}
"""By the kind of node; `blocks` adds those of the full language, which a case never loads."""
