"""Keys as people read them: accounts, posts, offices, organisations, communities, funds. Each is looked up once in a page."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.law import Category, ServiceListItem
from workflows.procurement.models.people import Account, Authority, Community, Organisation, Role
from workflows.text import _

MACHINE = "system"
SOURCES = {
    **dict.fromkeys(("communities", "organisations", "contractors", "quoted", "towns", "charities"), "place"),
    **dict.fromkeys(("members", "witnesses", "owners", "committee_members", "resident_reps"), "account"),
    "classes": "class",
    "funds": "fund",
    "list_items": "item",
}
"""List of a form → of what its values are the keys."""


class Names:
    """Looks up names in one session; what nobody knows is shown as it is."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._readers: dict[str, Callable[[str], str | None]] = {
            "account": self._account,
            "place": self._place,
            "role": self._role,
            "class": self._class,
            "fund": self._fund,
            "item": self._item,
        }
        self._known: dict[tuple[str, str], str] = {("account", MACHINE): _("系统")}

    def expect(self, accounts: Collection[str], places: Collection[str]) -> None:
        """Look these up at once: a page of the record names dozens."""
        wanted = (
            ("account", select(Account.name, Account.display).where(Account.name.in_(accounts))),
            ("place", select(Authority.id, func.coalesce(Authority.short, Authority.name)).where(Authority.id.in_(places))),
            ("place", select(Community.id, Community.name).where(Community.id.in_(places))),
            ("place", select(Organisation.id, Organisation.name).where(Organisation.id.in_(places))),
            ("role", select(Role.key, Role.label)),
        )
        for kind, names in wanted:
            self._known |= {(kind, key): name for key, name in self._session.execute(names)}

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

    def picked(self, value: str, source: str) -> str:
        """What was chosen from the list `source` of a form; a word of a list of words stays as it is."""
        return self._of(SOURCES[source], value) if source in SOURCES else value

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
        if not (key.isascii() and key.isdigit() and len(key) < 4):
            return None
        mine = select(Category.name).where(Category.number == int(key)).order_by(Category.from_date.desc())
        return self._session.scalars(mine.limit(1)).first()

    def _fund(self, key: str) -> str | None:
        fund = self._session.get(FundLine, key)
        return f"{fund.code} {fund.purpose}".strip() if fund else None

    def _item(self, key: str) -> str | None:
        wanted = select(ServiceListItem.name).where(ServiceListItem.code == key).order_by(ServiceListItem.list_id.desc())
        return self._session.scalars(wanted.limit(1)).one_or_none()
