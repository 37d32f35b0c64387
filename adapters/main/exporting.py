"""`hearth export audit`: a community's record as a file."""

import asyncio
from pathlib import Path

from adapters.files.audit import as_csv, as_json
from adapters.main.calendars import community_named
from adapters.main.running import opened
from adapters.settings import Settings
from bot.community.audit import Auditing
from bot.errors import Invalid
from bot.i18n import _

FORMATS = {".csv": as_csv, ".json": as_json}


async def export_audit(settings: Settings, out: Path, community: str | None) -> int:
    """Write the record; return how many acts.

    Raises:
        Invalid: the file is of no known format, cannot be written, or it is unclear of which community.
    """
    write = FORMATS.get(out.suffix.casefold())
    if write is None:
        raise Invalid(_("Name a file that ends in .csv or .json. Nothing was written."))
    async with opened(settings, sends=False) as process:
        of = await community_named(process, community)
        async with process.hearth.engine.units.reading() as house:
            auditing: Auditing = house.service(Auditing)
            rows = [row async for row in auditing.whole(of)]
    try:
        await asyncio.to_thread(out.write_text, write(rows), encoding="utf-8", newline="")
    except OSError as error:
        raise Invalid(_("I cannot write {file}. Nothing was written.").format(file=out.name)) from error
    return len(rows)
