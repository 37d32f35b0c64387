"""Which space something belongs to that comes from a direct message, where the platform does not say."""

from dataclasses import dataclass

from sqlalchemy import select

from storage.database import Database
from storage.tables.community import accounts, spaces
from storage.tables.engine import deliveries


@dataclass(frozen=True, slots=True)
class SqlHomes:
    """Finds the space of a direct message on one platform."""

    database: Database
    platform: str

    async def space_of(self, message: str, person: str) -> str | None:
        """Return the platform's id of the space that a message sent to a person belongs to.

        It is the space from which Hearth sent that message; else the only one in which the person has an
        account, of those where Hearth still is. All ids are the platform's own.
        """
        theirs = (
            select(spaces.c.external_id)
            .join(accounts, accounts.c.space_id == spaces.c.id)
            .where(spaces.c.platform == self.platform, accounts.c.external_id == person)
        )
        sent = theirs.join(deliveries, deliveries.c.account_id == accounts.c.id)
        here = theirs.where(spaces.c.gone_at.is_(None), accounts.c.left_at.is_(None))
        async with self.database.reading() as session:
            found = (await session.scalars(sent.where(deliveries.c.external_id == message).distinct())).all()
            if len(found) != 1:
                found = (await session.scalars(here.distinct())).all()
        return found[0] if len(found) == 1 else None
