"""Keys as people read them: accounts, posts, offices, organisations, communities, funds. Each is looked up once in a page."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.law import Category, ServiceListItem
from workflows.procurement.models.people import Account, Authority, Community, Organisation, Role
from workflows.text import _

MACHINE, CLASSES = "system", "classes"


class Names:
    """Looks up names in one session; what nobody knows is shown as it is."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._readers: dict[str, Callable[[str], str | None]] = {
            "account": self._account,
            "place": self._place,
            "role": self._role,
            "picked": self._picked,
            "class": self._class,
        }
        self._known: dict[tuple[str, str], str] = {("account", MACHINE): _("系统")}

    def account(self, name: str | None) -> str:
        """Who that is."""
        return self._of("account", name or MACHINE)

    def place(self, identity: str) -> str:
        """An office by its short name, a community or an organisation by its own."""
        return self._of("place", identity)

    def role(self, key: str) -> str:
        """What officials call a role."""
        return self._of("role", key)

    def post(self, text: str) -> str:
        """`town.finance@town_a` as 甲镇 财务人员; empty for none."""
        role, _at, place = text.partition("@")
        return f"{self.place(place)} {self.role(role)}".strip() if role else ""

    def picked(self, value: str, source: str = "") -> str:
        """What was chosen from a list in a form: a name where the value is the key of something, else the value."""
        return self._of("class" if source == CLASSES else "picked", value)

    def _of(self, kind: str, key: str) -> str:
        if (kind, key) not in self._known:
            self._known[kind, key] = self._readers[kind](key) or key
        return self._known[kind, key]

    def _account(self, key: str) -> str | None:
        row = self._session.get(Account, key)
        return row.display if row else None

    def _place(self, key: str) -> str | None:
        authority = self._session.get(Authority, key)
        if authority is not None:
            return authority.short or authority.name
        found = self._session.get(Community, key) or self._session.get(Organisation, key)
        return found.name if found else None

    def _role(self, key: str) -> str | None:
        row = self._session.get(Role, key)
        return row.label if row else None

    def _class(self, key: str) -> str | None:
        row = self._session.get(Category, int(key)) if key.isascii() and key.isdigit() and len(key) < 4 else None
        return row.name if row else None

    def _picked(self, key: str) -> str | None:
        fund = self._session.get(FundLine, key)
        if fund is not None:
            return f"{fund.code} {fund.purpose}"
        item = self._session.scalars(select(ServiceListItem.name).where(ServiceListItem.code == key).limit(1)).one_or_none()
        return item or self._account(key) or self._place(key)
