"""Reads expression text into a tree within fixed bounds, and says in a sentence what it refuses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from workflows.engine.feel.builder import UNSUPPORTED, Builder
from workflows.engine.feel.tree import Node
from workflows.engine.feel.values import ExpressionError
from workflows.text import _

MAX_TEXT: Final = 2_000
MAX_DEPTH: Final = 40
MAX_NODES: Final = 500
_WORD: Final = re.compile(r"\w+")
_UNSUPPORTED: Final = re.compile(rf"(?<![.\w])(?:{'|'.join(sorted(UNSUPPORTED))})\b")
_SIGNS: Final = {
    "**": "乘方运算“**”",
    "==": "“==”（相等写作“=”）",
    "&&": "“&&”（写作 and）",
    "||": "“||”（写作 or）",
    ":=": "赋值“:=”",
    "//": "“//”",
    "!": "“!”（否定写作 not(…)）",
    "'": "单引号（文字用双引号）",
    "[": "方括号取值或筛选",
    "@": "“@”",
    "%": "“%”",
    "^": "“^”",
    ";": "“;”",
    "`": "反引号",
    "\\": "反斜杠",
    "#": "“#”",
    "&": "“&”",
    "|": "“|”",
    "$": "“$”",
    "~": "“~”",
}
_FULL_WIDTH: Final = "“”‘’＂（）［］｛｝，：＝＜＞≤≥≠＋－×÷＊／．。；"


@cache
def _grammar() -> Lark:
    text = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", start=["expression", "cell"], maybe_placeholders=False)


def read(text: str, start: str = "expression") -> Node:
    """The tree of an expression, or (start `cell`) of the tests in a cell.

    Raises ExpressionError if the text is too long, nested too deep, has too many parts or is not in the language.
    """
    if len(text) > MAX_TEXT:
        raise ExpressionError(_("表达式过长：最多 {limit} 个字符。").format(limit=MAX_TEXT))
    if not text.strip():
        raise ExpressionError(_("表达式是空的。"))
    try:
        tree = _grammar().parse(text, start=start)
    except UnexpectedInput as unexpected:
        raise _refusal(text, unexpected) from None
    _check_bounds(tree)
    try:
        return Builder().transform(tree)
    except VisitError as failed:
        if isinstance(failed.orig_exc, ExpressionError):
            raise failed.orig_exc from None
        raise


def _check_bounds(tree: Tree[Token]) -> None:
    waiting: list[tuple[Tree[Token], int]] = [(tree, 1)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise ExpressionError(_("表达式嵌套超过 {limit} 层。").format(limit=MAX_DEPTH))
        if count > MAX_NODES:
            raise ExpressionError(_("表达式超过 {limit} 个部分。").format(limit=MAX_NODES))
        waiting.extend((child, depth + 1) for child in part.children if isinstance(child, Tree))


def _refusal(text: str, unexpected: UnexpectedInput) -> ExpressionError:
    position = unexpected.pos_in_stream
    if isinstance(unexpected, UnexpectedToken):
        position = len(text) if unexpected.token.type == "$END" else unexpected.token.start_pos
    elif not isinstance(unexpected, UnexpectedCharacters):
        position = None
    if position is None or position >= len(text):
        return ExpressionError(_("表达式不完整：后面还缺内容。"), len(text))
    return _named(text, position)


def _named(text: str, position: int) -> ExpressionError:
    """Names the construct around the first character that does not fit."""
    word = _WORD.match(text, position)
    unsupported = _UNSUPPORTED.search(text, 0, word.end() if word else position)
    if unsupported and '"' not in text[: unsupported.start()]:
        return ExpressionError(_("不支持“{word}”。").format(word=unsupported[0]), unsupported.start())
    if re.search(r"\bnot\Z", text[:position].rstrip()):
        return ExpressionError(_("not 后面要写括号：not(…)。"), position)
    if word and word[0].startswith("__"):
        return ExpressionError(_("不支持以双下划线开头的名称“{word}”。").format(word=word[0]), position)
    for sign, description in _SIGNS.items():
        if text.startswith(sign, position) or (len(sign) > 1 and text.startswith(sign, position - 1)):
            return ExpressionError(_("不支持{construct}。").format(construct=_(description)), position)
    return _unnamed(text, position, word[0] if word else text[position])


def _unnamed(text: str, position: int, shown: str) -> ExpressionError:
    if shown in _FULL_WIDTH:
        return ExpressionError(_("不支持全角或中文符号 {sign} ，请用半角符号。").format(sign=shown), position)
    before = text[:position].rstrip()
    if shown == ")" and before.endswith("("):
        return ExpressionError(_("不支持空括号“()”。"), position)
    if shown == "(":
        return ExpressionError(_("这里不能调用：只能按名称调用函数，不支持方法调用。"), position)
    if shown in "<>=" and any(sign in before for sign in "<>="):
        return ExpressionError(_("比较不能连写，请用 and 连接。"), position)
    if shown == '"':
        return ExpressionError(_("文字的引号不成对，或者两段文字之间缺少运算符。"), position)
    return ExpressionError(_("“{text}”在这里不合语法。").format(text=shown[:40]), position)
