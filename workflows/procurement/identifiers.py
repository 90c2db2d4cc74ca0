"""The unified social credit code (GB 32100-2015): its check digit, and whether its holder can be a contractor (Art. 3)."""

from __future__ import annotations

import re

from workflows.errors import Reason
from workflows.text import _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 signs: no I, O, S, V, Z."""
SHAPE = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
SOCIAL = {"51": "社会团体", "52": "民办非企业单位", "53": "基金会"}
"""Registered by the civil affairs authority as a social organisation: the first two signs."""


def check_digit(body: str) -> str:
    """The eighteenth sign for the first seventeen. Raises ValueError for a sign outside the alphabet."""
    total = sum(ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(body[:17]))
    return ALPHABET[-total % 31]


def is_uscc(code: str) -> bool:
    """Eighteen signs of the alphabet, the district in digits, the check digit right."""
    return bool(SHAPE.fullmatch(code)) and check_digit(code) == code[17]


def organisation_kind(code: str) -> str | None:
    """社会团体, 民办非企业单位 or 基金会 by the first two signs; None for everybody else."""
    return SOCIAL.get(code[:2])


def uscc_fault(code: str, field: str = "uscc") -> Reason | None:
    """Why this code cannot be a contractor's: `invalid` if it is no code at all, refused if it belongs to an enterprise or office."""
    if not is_uscc(code):
        return Reason(_("统一社会信用代码有误：须为18位且校验位正确。"), field, ("ART-3.2",), "invalid")
    if organisation_kind(code) is None:
        return Reason(_("第三条：承接主体须为社会组织，此代码不是社会组织的代码。"), field, ("ART-3.2",))
    return None
