"""Queries about the forms that communities wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.store import Record, Who
from bot.keys import AccountId, CommunityId
from bot.spark.form_store import Written
from storage.bulk import among
from storage.people import export, forget
from storage.tables.forms import forms
from storage.writing import folded

TABLES = (forms,)


def _written(row: Row[Any]) -> Written:
    account = AccountId(row.account_id) if row.account_id else None
    return Written(row.id, CommunityId(row.community_id), row.folded, row.source, account, row.written_at)


@dataclass(frozen=True, slots=True)
class SqlForms:
    """`FormStore` on one session."""

    session: AsyncSession

    async def written(self, community: CommunityId) -> tuple[Written, ...]:
        """Return the current forms of a community."""
        query = select(forms).where(forms.c.community_id == community, forms.c.current).order_by(forms.c.folded)
        return tuple(_written(r) for r in await self.session.execute(query))

    async def named(self, wanted: Iterable[tuple[CommunityId, str]]) -> Mapping[tuple[CommunityId, str], Written]:
        """Return the current forms of these communities and names."""
        pairs = set(wanted)
        query = select(forms).where(
            among(forms.c.community_id, [c for c, _n in pairs]), among(forms.c.folded, [n for _c, n in pairs])
        )
        found = [_written(r) for r in await self.session.execute(query.where(forms.c.current))]
        return {(w.community, w.name): w for w in found if (w.community, w.name) in pairs}

    async def versions(self, ids: Iterable[str]) -> Mapping[str, Written]:
        """Return versions by id."""
        query = select(forms).where(among(forms.c.id, list(dict.fromkeys(ids))))
        return {r.id: _written(r) for r in await self.session.execute(query)}

    async def write(self, form: Written) -> None:
        """Keep a form in the place of the one of its name."""
        await self.remove(form)
        row = {
            "id": form.id,
            "community_id": form.community,
            "folded": folded(form.name, forms.c.folded),
            "source": form.source,
            "account_id": form.account,
            "written_at": form.at,
            "current": True,
        }
        await self.session.execute(insert(forms).values(**row))

    async def remove(self, form: Written) -> None:
        """Let the form of a name be current no longer."""
        name = folded(form.name, forms.c.folded)
        mine = (forms.c.community_id == form.community, forms.c.folded == name, forms.c.current)
        await self.session.execute(update(forms).where(*mine).values(current=False))

    async def export(self, who: Who) -> Record:
        """Return the forms the person wrote."""
        return await export(self.session, TABLES, who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from forms."""
        await forget(self.session, TABLES, who)
