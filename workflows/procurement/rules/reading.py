"""How the rules read what people wrote: a word is the same word when it is set wide, spaced out or broken by signs nobody sees."""

from __future__ import annotations

import unicodedata

UNSEEN = frozenset({"Cc", "Cf", "Mn", "Zs"})
"""Controls, joiners and directions, marks that ride on a sign, spaces."""
ENDS_OF_LINE = str.maketrans(dict.fromkeys("\r\n\u2028\u2029\u0085", "；"))
STOPS = str.maketrans({",": "，", ";": "；", "､": "、", "｡": "。", "(": "（", ")": "）", "\uff0c": "，", "\uff1b": "；"})


def shaped(text: str) -> str:
    """The text in plain letters and digits: a wide 4A is a 4A. Spaces and punctuation stay where they are."""
    seen = (sign for sign in text if unicodedata.category(sign) != "Cf")
    return "".join(sign if unicodedata.category(sign).startswith("P") else unicodedata.normalize("NFKC", sign) for sign in seen)


def plain(text: str) -> str:
    """The text in plain letters, without a space; a line ends a sentence, stops are Chinese ones."""
    lines = shaped(text.strip().translate(ENDS_OF_LINE)).translate(STOPS)
    return "".join(sign for sign in lines if unicodedata.category(sign) not in UNSEEN)
