"""Half-filled forms, kept an hour for whoever filled them, sealed; and what is known of command trees."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards import Form
from bot.codec import decode, encode
from bot.ports import Clock, Ids
from storage.database import Database
from storage.sealing import Cipher
from storage.tables.community import accounts, spaces
from storage.tables.platforms import kept_forms, synced
from storage.writing import put

HOUR = timedelta(hours=1)
"""architecture.md, the walk of a slash command: a refused form opens again filled for an hour."""


@dataclass(frozen=True, slots=True)
class SqlDrawer:
    """`bot.ports.Drawer`. Each method is a unit of work of its own."""

    database: Database
    cipher: Cipher
    clock: Clock
    ids: Ids

    async def keep(self, platform: str, space: str, person: str, form: Form) -> str:
        """Keep a form; those whose hour is over go."""
        ident, real = self.ids.new(), self.clock.real()
        async with self.database.writing() as session:
            await clear_forms(session, real - HOUR)
            row = {
                "id": ident,
                "account_id": await _account(session, platform, space, person),
                "owner": _owner(platform, space, person),
                "sealed": self.cipher.seal(encode(form)),
                "kept_at": real,
            }
            await session.execute(insert(kept_forms).values(**row))
        return ident

    async def kept(self, platform: str, space: str, person: str, form: str) -> Form | None:
        """Return a form to whoever filled it, within its hour."""
        async with self.database.reading() as session:
            mine = (kept_forms.c.id == form) & (kept_forms.c.owner == _owner(platform, space, person))
            fresh = kept_forms.c.kept_at > self.clock.real() - HOUR
            sealed = await session.scalar(select(kept_forms.c.sealed).where(mine, fresh))
        text = self.cipher.unseal(sealed) if sealed else None
        found = decode(text) if text else None
        return found if isinstance(found, Form) else None


async def clear_forms(session: AsyncSession, before: datetime) -> None:
    """Remove what was kept before then (real time)."""
    await session.execute(delete(kept_forms).where(kept_forms.c.kept_at <= before))


def _owner(platform: str, space: str, person: str) -> str:
    return hashlib.sha256(f"{platform}\n{space}\n{person}".encode()).hexdigest()


async def _account(session: AsyncSession, platform: str, space: str, person: str) -> str | None:
    place = select(spaces.c.id).where(spaces.c.platform == platform, spaces.c.external_id == space).scalar_subquery()
    query = select(accounts.c.id).where(accounts.c.space_id == place, accounts.c.external_id == person)
    found: str | None = await session.scalar(query)
    return found


@dataclass(frozen=True, slots=True)
class SqlSynced:
    """Which commands a platform was last told, by the platform's name."""

    database: Database
    name: str

    async def get(self) -> str | None:
        """Return the fingerprint; None when it was never told any."""
        async with self.database.reading() as session:
            known = select(synced.c.fingerprint).where(synced.c.name == self.name)
            found: str | None = await session.scalar(known)
            return found

    async def set(self, fingerprint: str) -> None:
        """Note what the platform was told."""
        async with self.database.writing() as session:
            await put(session, synced, {"name": self.name, "fingerprint": fingerprint}, key=("name",))
