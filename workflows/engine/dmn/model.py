"""A whole DMN model as a graph: inputs, decisions, business knowledge, decision services, also those of the models that it imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from workflows.engine.dmn.columns import DecisionError
from workflows.engine.dmn.types import Types
from workflows.engine.dmn.xml import attribute, children, first, parse, refuse_other_language, tag_of
from workflows.engine.feel.library import LIBRARY
from workflows.engine.feel.names import normal
from workflows.engine.feel.types import FeelType
from workflows.text import _

Key = tuple[str, str]
"""Namespace and id of an element."""
Load = Callable[[str, str], bytes | None]
"""The file of a namespace, where the import says that it is; None if there is none."""
ANY_VERSION: Final = "20151101"
MAX_FILES: Final = 20
_KINDS: Final = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
_REQUIRED: Final = ("requiredInput", "requiredDecision", "requiredKnowledge")
_NAMED: Final = ("itemComponent", "variable", "output", "column", "formalParameter", "parameters")


@dataclass(frozen=True, slots=True)
class Element:
    """An input, a decision, business knowledge or a service; `requires`: key → the import's name before its own (empty: none)."""

    key: Key
    kind: str
    name: str
    variable: str
    type: FeelType
    body: etree._Element
    types: Types
    requires: Mapping[Key, str]


@dataclass(slots=True)
class Model:
    """The elements of a file and of its imports by key; `own`: the decisions of the file itself, in its order.

    `callable`: its services and business knowledge. An import without a name makes one model of two: `whole` names, for each namespace,
    those that count as one with it, itself first; of elements with the same name the first is meant, also where the files name another
    (`instead`).
    """

    elements: dict[Key, Element] = field(default_factory=dict)
    own: list[Key] = field(default_factory=list)
    callable: list[Key] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    whole: dict[str, list[str]] = field(default_factory=dict)
    instead: dict[Key, Key] = field(default_factory=dict)

    def named(self, keys: Iterable[tuple[Key, str]]) -> list[tuple[Element, str]]:
        """The elements of the keys, each with the name of its import. Raises DecisionError for one that is not there."""
        found = []
        for key, prefix in keys:
            known = next((one for one in self._keys(key) if one in self.elements), None)
            if known is None:
                raise DecisionError(_("引用了不存在的“{reference}”。").format(reference="#".join(key)[:200]))
            found.append((self.elements[self.instead.get(known, known)], prefix))
        return found

    def _keys(self, key: Key) -> Iterator[Key]:
        return ((namespace, key[1]) for namespace in self.whole.get(key[0], [key[0]]))

    def unite(self, namespace: str) -> list[Element]:
        """The elements of the namespaces that are one with this, of several with the same name the first."""
        taken: dict[str, Key] = {}
        found = []
        for one in self.whole[namespace]:
            for element in (element for key, element in self.elements.items() if key[0] == one):
                if taken.setdefault(element.name, element.key)[0] == one:
                    found.append(element)
                else:
                    self.instead.setdefault(element.key, taken[element.name])
        return found


def namespace_of(xml: bytes) -> str:
    """The namespace of a model; empty for what is none."""
    try:
        return attribute(parse(xml, ANY_VERSION), "namespace")
    except DecisionError:
        return ""


def read_model(xml: bytes, load: Load) -> Model:
    """The model of a file. Raises DecisionError: no DMN, imports that cannot be found, unknown types, decisions without a name."""
    model = Model()
    root = parse(xml, ANY_VERSION)
    _Reader(model, load, {}).read(root)
    whole = model.unite(attribute(root, "namespace"))
    model.own = [element.key for element in whole if element.kind == "decision"]
    model.callable = [element.key for element in whole if element.kind in ("decisionService", "businessKnowledgeModel")]
    for namespace in model.whole:
        model.unite(namespace)
    if not model.own:
        raise DecisionError(_("文件里没有决策。"))
    return model


class _Reader:
    """Reads files into one model, each once."""

    def __init__(self, model: Model, load: Load, known: dict[str, Types]) -> None:
        self.model, self.load, self.known = model, load, known

    def read(self, root: etree._Element) -> Types:
        """A file with its imports. Raises DecisionError."""
        refuse_other_language(root, _("决策文件"))
        namespace = attribute(root, "namespace")
        self.known.setdefault(namespace, Types(etree.Element("none"), {}, tuple))
        whole = self.model.whole.setdefault(namespace, [namespace])
        imported: dict[str, FeelType] = {}
        prefixes: dict[str, str] = {namespace: ""}
        for element in children(root, "import"):
            name, of = normal(attribute(element, "name")), attribute(element, "namespace")
            prefixes[of] = name
            types = self._imported(element, of)
            for key, kind in types.items():
                imported.setdefault(f"{name}.{key}" if name else key, kind)
            whole.extend(one for one in ([] if name else self.model.whole[of]) if one not in whole)
        self.model.members.update(normal(attribute(named, "name")) for named in root.iter("{*}*") if tag_of(named) in (*_NAMED, *_KINDS))
        types = self.known[namespace] = Types(root, imported, lambda: (*LIBRARY, *self.model.members))
        for element in root.iterchildren():
            if isinstance(element.tag, str) and tag_of(element) in _KINDS:
                self._add(element, namespace, prefixes, types)
        return types

    def _imported(self, element: etree._Element, namespace: str) -> Types:
        if "/DMN/" not in attribute(element, "importType") and "dmn" not in attribute(element, "importType").lower():
            raise DecisionError(_("不支持引入“{kind}”。").format(kind=attribute(element, "importType")[:80]))
        if namespace in self.known:
            return self.known[namespace]
        xml = self.load(namespace, attribute(element, "locationURI"))
        if xml is None or len(self.known) >= MAX_FILES:
            raise DecisionError(
                _("找不到引入的模型“{name}”（{namespace}）。").format(name=attribute(element, "name"), namespace=namespace[:200])
            )
        return self.read(parse(xml, ANY_VERSION))

    def _add(self, element: etree._Element, namespace: str, prefixes: Mapping[str, str], types: Types) -> None:
        name = normal(attribute(element, "name"))
        identity = attribute(element, "id") or name
        if not name or (namespace, identity) in self.model.elements:
            raise DecisionError(_("每个决策都要有自己的标识和名称。"))
        variable = first(element, "variable")
        self.model.elements[namespace, identity] = Element(
            (namespace, identity),
            tag_of(element),
            name,
            normal(attribute(variable, "name")) or name,
            types.named(attribute(variable, "typeRef")),
            element,
            types,
            {key: prefixes.get(key[0], "") for key in _requirements(element, namespace)},
        )


def key_of(element: etree._Element, namespace: str) -> Key:
    """The key that an `href` names: of the same file, or of another by its namespace."""
    reference = attribute(element, "href")
    where, sign, identity = reference.rpartition("#")
    return (where or namespace, identity) if sign else (namespace, reference)


def _requirements(element: etree._Element, namespace: str) -> list[Key]:
    return [
        key_of(required, namespace)
        for requirement in element.iterchildren()
        if isinstance(requirement.tag, str) and tag_of(requirement) in ("informationRequirement", "knowledgeRequirement")
        for tag in _REQUIRED
        for required in children(requirement, tag)
    ]
