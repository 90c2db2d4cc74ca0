"""The XML side of DMN: parses without entities, DTD or network, walks by local name, resolves the file's own types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from workflows.engine.dmn.columns import KINDS, DecisionError, Type
from workflows.engine.expressions import ExpressionError, UnaryTests, check_calls, compile_unary_tests
from workflows.text import _

MAX_BYTES: Final = 2_000_000
_NAMESPACE: Final = re.compile(r"https?://www\.omg\.org/spec/DMN/(\d{8})/")
_FIRST_VERSION: Final = "20191111"
_ANY: Final = Type()


def parse(xml: bytes, first: str = _FIRST_VERSION) -> etree._Element:
    """The `definitions` element of a DMN file, 1.3 or later (or from the version `first`, by its date).

    Raises DecisionError: too large, no XML, a document type or entities, another language or an older version.
    """
    if len(xml) > MAX_BYTES:
        raise DecisionError(_("决策文件过大：最多 {limit} 字节。").format(limit=MAX_BYTES))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        # A file with a document type may fail on its entities first: the document type is what to name.
        if b"<!DOCTYPE" in xml:
            raise _document_type() from error
        raise DecisionError(_("决策文件不是有效的 XML。")) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _document_type()
    # Some tools leave the elements in a namespace of their own, and only declare the one of DMN.
    known = (etree.QName(root).namespace, *(root.nsmap.values() if first < _FIRST_VERSION else ()))
    version = next((found for found in (_NAMESPACE.match(one or "") for one in known) if found), None)
    if tag_of(root) != "definitions" or version is None:
        raise DecisionError(_("这不是 DMN 决策文件。"))
    if version[1] < first:
        raise DecisionError(_("DMN 版本过旧，请使用 1.3 或更新的版本。"))
    return root


def _document_type() -> DecisionError:
    return DecisionError(_("决策文件不能带文档类型声明（DOCTYPE）或实体。"))


def tag_of(element: etree._Element) -> str:
    """The local name; prefixes differ from tool to tool."""
    return etree.QName(element).localname


def children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Direct children by local name."""
    return (child for child in element.iterchildren() if isinstance(child.tag, str) and tag_of(child) == tag)


def first(element: etree._Element, tag: str) -> etree._Element | None:
    """The first direct child by local name."""
    return next(children(element, tag), None)


def text_in(element: etree._Element | None) -> str:
    """What stands in the element's `text` child, empty if there is none."""
    inner = first(element, "text") if element is not None else None
    return (inner.text or "").strip() if inner is not None else ""


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute without blanks around it, empty if there is none."""
    return (element.get(name) or "").strip() if element is not None else ""


def refuse_other_language(element: etree._Element | None, where: str) -> None:
    """Raises DecisionError if the element says that it is not written in FEEL."""
    language = attribute(element, "expressionLanguage")
    if language and "feel" not in language.lower():
        raise DecisionError(_("{where}的表达式语言“{language}”不支持，只支持 FEEL。").format(where=where, language=language))


def allowed_in(element: etree._Element | None, where: str) -> UnaryTests | None:
    """The allowed values that an element lists, None if it lists none. Raises DecisionError for tests outside the language."""
    text = text_in(element)
    if not text:
        return None
    refuse_other_language(element, where)
    try:
        tests = compile_unary_tests(text)
        check_calls(tests, ())
    except ExpressionError as error:
        raise DecisionError(_("{where}的允许值：{error}").format(where=where, error=error)) from error
    return tests


def item_types(root: etree._Element) -> dict[str, Type]:
    """The types that the file itself defines, by name. Raises DecisionError for one that cannot be resolved."""
    items = {attribute(item, "name"): item for item in children(root, "itemDefinition")}
    return {name: _item_type(name, items) for name in items}


def _item_type(name: str, items: Mapping[str, etree._Element]) -> Type:
    allowed: UnaryTests | None = None
    reference = name
    for _step in range(len(items) + 1):
        item = items.get(reference)
        if item is None:
            return Type(type_of(reference, {}).name, allowed)
        if first(item, "itemComponent") is not None or attribute(item, "isCollection") == "true":
            return Type("list" if attribute(item, "isCollection") == "true" else "context")
        allowed = allowed or allowed_in(first(item, "allowedValues"), _("类型“{name}”").format(name=reference))
        reference = _local(_inner(first(item, "typeRef")))
    raise DecisionError(_("类型“{name}”的定义互相引用。").format(name=name))


def _inner(element: etree._Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _local(reference: str) -> str:
    return reference.rpartition(":")[2]


def type_of(reference: str, items: Mapping[str, Type]) -> Type:
    """The type a `typeRef` names: one of FEEL's, or one of the file's. Raises DecisionError if it is neither."""
    name = _local(reference)
    if name in items:
        return items[name]
    if name not in KINDS:
        raise DecisionError(_("不支持类型“{name}”。").format(name=reference))
    return Type(name) if name else _ANY
