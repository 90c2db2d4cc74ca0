"""The one function through which every sentence of forms and workflows goes (standard gettext)."""

from __future__ import annotations

import gettext as _gettext

DOMAIN = "goufu"
# Found once: dgettext looks for its files at every call, which costs 50 µs.
_catalogue = _gettext.translation(DOMAIN, fallback=True)


def _(sentence: str) -> str:
    """The sentence in the reader's language; Simplified Chinese is the source."""
    return _catalogue.gettext(sentence)
