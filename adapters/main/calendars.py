"""`hearth import calendar`: a file of events into one community's rituals."""

import asyncio
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from adapters.cli.ports import Imported
from adapters.files.calendars import read_calendar
from adapters.heavy import ProcessHeavy
from adapters.main.running import Process, opened
from adapters.settings import Settings
from bot.errors import Invalid
from bot.i18n import _
from bot.keys import CommunityId
from bot.rhythm.imports import CalendarRead, Imports
from storage.tables.community import communities


async def import_calendar(settings: Settings, file: Path, community: str | None) -> Imported:
    """Read a calendar's events as resting rituals, in one unit of work: all of them, or none.

    Raises:
        Invalid: the file cannot be read, or it is unclear into which community.
    """
    try:
        content = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise Invalid(_("I cannot read {file}. Nothing was imported.").format(file=file.name)) from error
    async with opened(settings, sends=False) as process:
        into = await community_named(process, community)
        async with process.hearth.database.reading() as session:
            query = select(communities.c.zone).where(communities.c.id == into)
            zone = str((await session.execute(query)).scalar_one())
        heavy = ProcessHeavy()
        try:
            read = await heavy.run(_read, content, file.name, zone, process.clock.now())
        finally:
            heavy.close()
        async with process.hearth.engine.unit() as house:
            taken = await house.service(Imports).take_in(into, read.found)
    refused = [(r.row, r.name, r.why) for r in read.refused]
    return Imported("calendar", len(read.found), len(taken), refused, [(t.row, t.name, t.says) for t in taken])


def _read(content: bytes, filename: str, zone: str, now: datetime) -> CalendarRead:
    return read_calendar(content, filename=filename, zone=zone, now=now)


async def community_named(process: Process, wanted: str | None) -> CommunityId:
    """Return the community of that name, or the only one there is."""
    async with process.hearth.database.reading() as session:
        rows = (await session.execute(select(communities.c.id, communities.c.name))).all()
    if wanted is not None:
        rows = [r for r in rows if r.name.casefold() == wanted.casefold()]
    if len(rows) == 1:
        return CommunityId(rows[0].id)
    if not rows:
        raise Invalid(_("There is no such community yet. Nothing was imported. Set one up first: community setup"))
    raise Invalid(_("There are several communities. Nothing was imported. Name one: --community NAME"))
