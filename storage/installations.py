"""Where Hearth is installed: one row a platform and space, its token sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select

from storage.database import Database
from storage.sealing import Cipher
from storage.tables.platforms import installations
from storage.writing import put


@dataclass(frozen=True, slots=True)
class Installed:
    """One installation. `token` is plain here and sealed in the database; `scopes` are the platform's words."""

    space: str
    name: str
    enterprise: str | None
    token: str
    bot: str
    bot_user: str
    installed_by: str
    scopes: tuple[str, ...]
    app: str


@dataclass(frozen=True, slots=True)
class SqlInstallations:
    """The installations of one platform. Each method is a unit of work of its own."""

    database: Database
    cipher: Cipher
    platform: str

    async def find(self, space: str) -> Installed | None:
        """Return the installation in a space; None also when its token was sealed with a key that is gone."""
        async with self.database.reading() as session:
            here = (installations.c.platform == self.platform) & (installations.c.space == space)
            row = (await session.execute(select(installations).where(here))).first()
        return self._installed(row) if row else None

    async def all(self) -> tuple[Installed, ...]:
        """Return every installation whose token can be read, by space."""
        async with self.database.reading() as session:
            query = select(installations).where(installations.c.platform == self.platform)
            rows = (await session.execute(query.order_by(installations.c.space))).all()
        return tuple(i for r in rows if (i := self._installed(r)) is not None)

    async def put(self, made: Installed, *, at: datetime) -> None:
        """Keep an installation, or write over the one of the same space. `at`: real time, aware."""
        row: Mapping[str, Any] = {
            "platform": self.platform,
            "space": made.space,
            "name": made.name,
            "enterprise": made.enterprise,
            "token": self.cipher.seal(made.token),
            "bot": made.bot,
            "bot_user": made.bot_user,
            "installed_by": made.installed_by,
            "scopes": " ".join(made.scopes),
            "app": made.app,
            "installed_at": at,
        }
        async with self.database.writing() as session:
            await put(session, installations, row, key=("platform", "space"))

    async def drop(self, space: str) -> None:
        """Forget an installation and its token."""
        async with self.database.writing() as session:
            here = (installations.c.platform == self.platform) & (installations.c.space == space)
            await session.execute(delete(installations).where(here))

    def _installed(self, row: Row[Any]) -> Installed | None:
        token = self.cipher.unseal(row.token)
        if token is None:
            return None
        return Installed(
            space=row.space,
            name=row.name,
            enterprise=row.enterprise,
            token=token,
            bot=row.bot,
            bot_user=row.bot_user,
            installed_by=row.installed_by,
            scopes=tuple(row.scopes.split()),
            app=row.app,
        )


async def used(database: Database, platform: str) -> bool:
    """Return whether Hearth is installed anywhere on a platform; needs no key."""
    async with database.reading() as session:
        query = select(installations.c.space).where(installations.c.platform == platform).limit(1)
        return await session.scalar(query) is not None
