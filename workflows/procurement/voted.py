"""Holds what a project asks for against what its community decided (Art. 19, items 2 and 3); a project of the town has no such decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.act import Act
from workflows.procurement import money
from workflows.procurement.models.proposals import SELECTION, Proposal, proposal_at
from workflows.procurement.rules import application as rules
from workflows.text import _


def look(act: Act, data: Mapping[str, Any]) -> None:
    """Hold a plan, as submitted or amended, against the decision; what is found waits for `settle`."""
    proposal = proposal_at(act.session, act.case.root_id)
    if proposal is None:
        return
    decided, asked = _decided(proposal), _asked(data)
    act.check(rules.stays_in_what_was_picked if proposal.route == SELECTION else rules.stays_in_what_was_voted, decided, asked)
    act.check(rules.change_since_the_vote_is_shown, decided, asked)


def told(proposal: Proposal) -> str:
    """What was, or is to be, decided, in words."""
    text = _("{service}，概算{amount}元，受益{n}人")
    return text.format(service=_decided(proposal).named(), amount=money.figures(proposal.amount), n=proposal.beneficiaries)


def _decided(one: Proposal) -> rules.Decided:
    return rules.Decided(one.title, one.category_class, one.sub_item, one.category_other_text, one.amount, one.beneficiaries)


def _asked(data: Mapping[str, Any]) -> rules.Decided:
    title, number, sub_item, other = (data[name] for name in ("title", "category_class", "sub_item", "category_other_text"))
    return rules.Decided(title, number, sub_item, other, data["amount"], int(data["beneficiaries"]))
