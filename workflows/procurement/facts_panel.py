"""How large a panel is (handbook D7): what the table reads of a procedure, and what is kept of its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.act import Act, Facts, FactsOf
from workflows.procurement.models.procurements import procurement_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.solicitations import solicitation_of


def panel_facts(act: Act) -> Facts:
    """The method, the budget (yuan), and whether the documents call the service complex."""
    bought = procurement_of(act.session, project_of(act).id)
    one = solicitation_of(act.session, bought)
    return {"method": one.method, "amount": bought.budget, "complex": one.complex}


def keep_panel(act: Act, outputs: Mapping[str, Any]) -> None:
    """Size, least number of experts and whether a lawyer is wanted stand on the procedure."""
    one = solicitation_of(act.session, procurement_of(act.session, project_of(act).id))
    one.panel_size, one.panel_experts, one.panel_legal = int(outputs["size"]), int(outputs["experts"]), bool(outputs["legal"])


FACTS: dict[str, FactsOf] = {"panel": panel_facts}
DECIDED: dict[str, Callable[[Act, Mapping[str, Any]], None]] = {"panel": keep_panel}
