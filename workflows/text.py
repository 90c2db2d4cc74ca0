"""The one function through which every sentence of forms and workflows goes (standard gettext)."""

from __future__ import annotations

import gettext as _gettext

DOMAIN = "goufu"


def _(sentence: str) -> str:
    """The sentence in the reader's language; Simplified Chinese is the source."""
    return _gettext.dgettext(DOMAIN, sentence)
