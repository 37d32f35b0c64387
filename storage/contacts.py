"""How to reach people from outside: sealed before it is written, and kept apart from all that others read of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, GuestId
from bot.voices.model import Guest
from storage.people import export, forget
from storage.sealing import Cipher
from storage.tables.voices import guest_contacts, guests
from storage.writing import put


@dataclass(frozen=True, slots=True)
class SqlContacts:
    """`ContactStore` on one session."""

    session: AsyncSession
    cipher: Cipher

    async def contacts(self, wanted: Iterable[GuestId]) -> Mapping[GuestId, str]:
        """Return how to reach guests; whose key is gone, or of whom nothing was said, is left out."""
        ids = list(dict.fromkeys(wanted))
        if not ids:
            return {}
        query = select(guest_contacts.c.guest_id, guest_contacts.c.sealed).where(guest_contacts.c.guest_id.in_(ids))
        opened = {GuestId(r.guest_id): self.cipher.unseal(r.sealed) for r in await self.session.execute(query)}
        return {ident: text for ident, text in opened.items() if text}

    async def keep(self, guest: Guest, contact: str, by: AccountId | None) -> None:
        """Keep how to reach a guest, in place of what was known."""
        row = {
            "guest_id": guest.id,
            "community_id": guest.community,
            "sealed": self.cipher.seal(contact),
            "given_by": by,
        }
        await put(self.session, guest_contacts, row, key=("guest_id",))

    async def drop(self, guest: GuestId) -> None:
        """Keep it no longer."""
        await self.session.execute(delete(guest_contacts).where(guest_contacts.c.guest_id == guest))

    async def export(self, who: Who) -> Record:
        """Return what the person gave, in plain words, with the name of whom it is about."""
        found = await export(self.session, (guest_contacts,), who)
        rows = found.get(guest_contacts.name, ())
        query = select(guests.c.id, guests.c.name).where(guests.c.id.in_([r["guest_id"] for r in rows]))
        names: dict[str, str] = {r.id: r.name for r in await self.session.execute(query)}
        return {guest_contacts.name: [self._told(r, names) for r in rows]} if rows else {}

    def _told(self, row: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
        plain = {k: v for k, v in row.items() if k != guest_contacts.c.sealed.name}
        return plain | {"name": names.get(row["guest_id"], ""), "contact": self.cipher.unseal(row["sealed"]) or ""}

    async def forget(self, who: Who) -> None:
        """Remove who gave it; the contact is another person's."""
        await forget(self.session, (guest_contacts,), who)
