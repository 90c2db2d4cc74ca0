"""The grammar of the full language: from text to the tree, by recursive descent, knowing the names in scope.

From loose to tight: or · and · comparison, between, in, instance of · + − · * / · ** · sign · path, filter, call · if, for, some, every,
function and everything that begins with a sign of its own.
"""

from __future__ import annotations

from typing import Any, Final

from workflows.engine.feel import tree
from workflows.engine.feel.clauses import CLAUSES, read_context
from workflows.engine.feel.dates import read_temporal
from workflows.engine.feel.names import Vocabulary
from workflows.engine.feel.reader import Reader, Scope
from workflows.engine.feel.type_text import read_type
from workflows.engine.feel.values import ExpressionError

COMPARISONS: Final = ("<=", ">=", "!=", "<", ">", "=")
_CONSTANTS: Final = {"true": True, "false": False, "null": None}


def parse(text: str, scope: Scope) -> tree.Node:
    """The tree of an expression. Raises ExpressionError with a sentence and a position for text that is none."""
    parser = Parser(text, scope)
    root = parser.expression()
    parser.finish()
    return root


def parse_tests(text: str, scope: Scope) -> tree.Tests:
    """The tree of the tests in a cell: empty or `-` accepts anything. Raises ExpressionError as parse."""
    parser = Parser(text, scope)
    if not text.strip() or (parser.take("-") and not text.strip()[1:].strip()):
        return tree.Tests(())
    parser.at = 0
    began = parser.at
    if parser.keyword("not") and parser.take("("):
        tests = parser.tests()
        if parser.take(")") and parser.is_done():
            return tree.Tests((tree.Not(tests),))
    parser.at = began
    tests = parser.tests()
    parser.finish()
    return tree.Tests(tests)


class Parser(Reader):
    """One text on its way to a tree."""

    def is_done(self) -> bool:
        """Whether nothing is left."""
        self.skip()
        return self.at >= len(self.text)

    def finish(self) -> None:
        """Raises ExpressionError if something is left."""
        if not self.is_done():
            raise self.unexpected()

    def tests(self) -> tuple[tree.Node, ...]:
        """Comparisons without a left side and values, by commas."""
        found = [self.test()]
        while self.take(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> tree.Node:
        """`< 5`, or a value, range or list."""
        sign = self.take(*COMPARISONS)
        return tree.Pointed(sign, self.sum()) if sign else self.expression()

    def expression(self) -> tree.Node:
        """Anything. Raises ExpressionError beyond the limit of nesting."""
        self.deeper()
        found = self._or()
        self.depth -= 1
        return found

    def _or(self) -> tree.Node:
        parts = [self._and()]
        while self.keyword("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else tree.AnyOf(tuple(parts))

    def _and(self) -> tree.Node:
        parts = [self.comparison()]
        while self.keyword("and"):
            parts.append(self.comparison())
        return parts[0] if len(parts) == 1 else tree.All(tuple(parts))

    def comparison(self) -> tree.Node:
        """A sum, compared, placed or typed; from left to right."""
        left = self.sum()
        while True:
            sign = self.take(*COMPARISONS)
            if sign:
                left = tree.Compare(sign, left, self.sum())
            elif self.keyword("between"):
                low = self.sum()
                self.need_keyword("and")
                left = tree.All((tree.Compare(">=", left, low), tree.Compare("<=", left, self.sum())))
            elif self.keyword("instance", "of"):
                left = tree.InstanceOf(left, read_type(self))
            elif self.keyword("in"):
                left = tree.Within(left, self._placed())
            else:
                return left

    def _placed(self) -> tuple[tree.Node, ...]:
        """What stands after `in`: tests in brackets, one comparison, or a value."""
        began = self.at
        if self.take("("):
            try:
                found = self.tests()
                self.need(")")
            except ExpressionError:
                self.at = began
            else:
                return found
        sign = self.take(*COMPARISONS)
        return (tree.Pointed(sign, self.sum()),) if sign else (self.sum(),)

    def sum(self) -> tree.Node:
        """Products, added and subtracted."""
        return self._chain(self._product, "+", "-")

    def _product(self) -> tree.Node:
        return self._chain(self._power, "*", "/")

    def _power(self) -> tree.Node:
        return self._chain(self._signed, "**")

    def _chain(self, part: Any, *signs: str) -> tree.Node:
        first = part()
        rest: list[tuple[str, tree.Node]] = []
        while sign := self.take(*signs):
            rest.append((sign, part()))
        return tree.Chain(first, tuple(rest)) if rest else first

    def _signed(self) -> tree.Node:
        if not self.take("-"):
            return self._postfix(self._primary())
        self.deeper()
        of = self._signed()
        self.depth -= 1
        return tree.Negative(of)

    def _postfix(self, of: tree.Node) -> tree.Node:
        while True:
            if self.sign() == "(":
                of = self._call(of)
            elif self.take("."):
                of = tree.Path(of, self.member())
            elif self.sign() != "[" or (filtered := self._filter(of)) is None:
                return of
            else:
                of = filtered

    def _filter(self, of: tree.Node) -> tree.Node | None:
        """None if the bracket closes a range that stands around (`]1..5[`)."""
        began, scope, depth = self.at, self.scope, self.depth
        self.need("[")
        self.scope = Vocabulary(("item",), _Joined(self.members, scope))
        try:
            by = self.expression()
            self.need("]")
        except ExpressionError:
            if not self.closing:
                raise
            self.at, self.depth = began, depth
            return None
        finally:
            self.scope = scope
        return tree.Filter(of, by)

    closing = False
    """Whether a range is open whose end may be written `[`."""

    def _call(self, of: tree.Node) -> tree.Node:
        self.need("(")
        names: list[str] = []
        arguments: list[tree.Node] = []
        while not self.take(")"):
            if arguments:
                self.need(",")
            name = self._argument_name()
            if name is not None:
                names.append(name)
            arguments.append(self.expression())
            if names and len(names) != len(arguments):
                raise self.unexpected()
        return tree.Invoke(of, tuple(arguments), tuple(names))

    def _argument_name(self) -> str | None:
        began = self.at
        text = self.string()
        if text is not None and self.take(":"):
            return text
        self.at = began
        try:
            name = self.declared(":")
        except ExpressionError:
            self.at = began
            return None
        self.need(":")
        return name

    def _primary(self) -> tree.Node:
        number = self.number()
        if number is not None:
            return tree.Literal(number)
        text = self.string()
        if text is not None:
            return tree.Literal(text)
        sign = self.sign()
        if sign in ("[", "(", "]"):
            return self._bracket()
        return read_context(self, self.expression) if sign == "{" else self._signed_off()

    def _signed_off(self) -> tree.Node:
        """`@"…"`, `?`, a range with one end, or what begins with a word."""
        if self.take("@"):
            return self._at()
        if self.take("?"):
            return tree.Name(tree.TESTED)
        sign = self.take(*COMPARISONS)
        return self._one_ended(sign) if sign else self._worded()

    def _one_ended(self, sign: str) -> tree.Node:
        end = self.sum()
        return tree.Interval(end, end, sign in (">=", "="), sign in ("<=", "="), sign)

    def _at(self) -> tree.Node:
        text = self.string()
        if text is None:
            raise self.unexpected()
        return tree.Literal(read_temporal(text))

    def _worded(self) -> tree.Node:
        began = self.at
        name = self.name()
        if name is not None:
            return tree.Variable(name)
        for constant, value in _CONSTANTS.items():
            if self.keyword(constant):
                return tree.Literal(value)
        for start, read in CLAUSES.items():
            if self.keyword(start):
                return read(self, self.expression)
        self.at = began
        raise self.unexpected()

    def _bracket(self) -> tree.Node:
        """A list, a value in brackets, or a range."""
        opening = self.take("[", "(", "]")
        if opening == "[" and self.take("]"):
            return tree.Items(())
        if opening == "(" and (sign := self.take(*COMPARISONS)):
            found = self._one_ended(sign)
            self.need(")")
            return found
        first = self.expression()
        if self.take(".."):
            return self._range(opening, first)
        if opening == "(":
            self.need(")")
            return first
        items = [first]
        while opening == "[" and self.take(","):
            items.append(self.expression())
        if opening == "]":
            raise self.unexpected()
        self.need("]")
        return tree.Items(tuple(items))

    def _range(self, opening: str, low: tree.Node) -> tree.Node:
        before, self.closing = self.closing, True
        high = self.expression()
        self.closing = before
        closing = self.take("]", ")", "[")
        if not closing:
            raise self.unexpected()
        return tree.Interval(low, high, opening == "[", closing == "]")


class _Joined(Vocabulary):
    """Names of two scopes at once."""

    __slots__ = ("_one", "_other")

    def __init__(self, one: Vocabulary, other: Vocabulary) -> None:
        super().__init__()
        self._one, self._other = one, other

    def match(self, text: str, at: int) -> tuple[str, int] | None:
        """The longer of the two that stand there."""
        found = [name for name in (self._one.match(text, at), self._other.match(text, at)) if name is not None]
        return max(found, key=lambda name: name[1], default=None)
