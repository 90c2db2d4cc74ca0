"""Whole DMN models for tests, from their elements, and what they answer."""

from __future__ import annotations

import json
from typing import Any

from tests.decision_models import model, text
from workflows.engine.dmn.answers import as_json, decide_file

DMN_1_5 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def literal(content: str, kind: str = "") -> str:
    """A literal expression."""
    return text("literalExpression", content).replace(
        "<literalExpression>", f'<literalExpression typeRef="{kind}">' if kind else "<literalExpression>"
    )


def named(name: str, inside: str, kind: str = "", requires: str = "") -> str:
    """A decision with its variable; `requires`: elements by tag and id, `Input:i Decision:d_its_name`."""
    needs = ""
    for need in requires.split():
        tag, _colon, key = need.partition(":")
        around = "knowledgeRequirement" if tag == "Knowledge" else "informationRequirement"
        needs += f'<{around}><required{tag} href="#{key}"/></{around}>'
    variable = f'<variable name="{name}" typeRef="{kind}"/>' if kind else f'<variable name="{name}"/>'
    return f'<decision id="d_{name.replace(" ", "_")}" name="{name}">{variable}{needs}{inside}</decision>'


def datum(key: str, name: str, kind: str = "") -> str:
    """An input."""
    return (
        f'<inputData id="{key}" name="{name}"><variable name="{name}"{f" typeRef={chr(34)}{kind}{chr(34)}" if kind else ""}/></inputData>'
    )


def knowledge(name: str, parameters: str, body: str, kind: str = "") -> str:
    """A business knowledge model."""
    given = "".join(f'<formalParameter name="{one}"/>' for one in parameters.split())
    return (
        f'<businessKnowledgeModel id="b_{name}" name="{name}"><variable name="{name}" typeRef="{kind or "Any"}"/>'
        f"<encapsulatedLogic>{given}{body}</encapsulatedLogic></businessKnowledgeModel>"
    )


def answers(*inside: str, namespace: str = DMN_1_5, **inputs: Any) -> dict[str, Any]:
    """What the model answers, as its JSON reads."""
    answered = decide_file(model(*inside, namespace=namespace), json.dumps(inputs))
    assert answered.refused == {}
    known: dict[str, Any] = json.loads(as_json(answered.values))
    return known
