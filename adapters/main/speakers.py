"""`hearth import speakers`: a file of speakers becomes guests, a few in a unit of work."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.cli.ports import Imported
from adapters.files.speakers import read_speakers
from adapters.heavy import ProcessHeavy
from adapters.main.calendars import community_named
from adapters.main.running import Process, opened
from adapters.settings import Settings
from bot.errors import Invalid
from bot.i18n import _
from bot.keys import CommunityId
from bot.voices.importing import Importing
from bot.voices.merging import Came, Taken
from bot.voices.presenting import PARTS
from bot.voices.speakers import Speaker, SpeakersRead

AT_ONCE = 25
"""Speakers taken in at a time, so that the bar moves and no unit of work is long."""


async def import_speakers(
    settings: Settings, file: Path, community: str | None, progress: Callable[[int, int], None]
) -> Imported:
    """Read speakers from a file into a community's wishes; `progress` hears (done, of)."""
    try:
        content = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        raise Invalid(_("I cannot read {file}. Nothing was imported.").format(file=file.name)) from error
    heavy = ProcessHeavy()
    try:
        read = await heavy.run(_read, content, file.name)
    finally:
        heavy.close()
    async with opened(settings, sends=False) as process:
        into = await community_named(process, community)
        taken = await _take_in(process, into, read.speakers, file.name, progress)
    return _told(read, taken)


def _read(content: bytes, filename: str) -> SpeakersRead:
    return read_speakers(content, filename=filename)


async def _take_in(
    process: Process,
    community: CommunityId,
    speakers: Sequence[Speaker],
    file: str,
    progress: Callable[[int, int], None],
) -> list[Taken]:
    """Take speakers in, a few a unit of work; a second import of the same file changes nothing."""
    taken: list[Taken] = []
    for first in range(0, len(speakers), AT_ONCE):
        some = speakers[first : first + AT_ONCE]
        async with process.hearth.engine.unit() as house:
            taken += await house.service(Importing).take_in(community, some, file)
        progress(first + len(some), len(speakers))
    return taken


def _told(read: SpeakersRead, taken: Sequence[Taken]) -> Imported:
    """Return what there is to report of an import."""
    came = [t.came for t in taken]
    return Imported(
        read.format,
        len(read.speakers),
        came.count(Came.NEW),
        [(r.row, r.name, r.why) for r in read.refused],
        [(n.row, n.name, n.what) for n in read.notes],
        filled=[(t.speaker.name, _filled(t)) for t in taken if t.came is Came.FILLED],
        merged=[(t.speaker.name, _merged(t)) for t in taken if t.came is Came.MERGED],
        doubtful=[(t.speaker.name, _doubt(t)) for t in taken if t.came is Came.DOUBTFUL],
    )


def _filled(taken: Taken) -> str:
    gave = ", ".join(_(PARTS[g]) for g in taken.gave)
    return _("is {guest}; it gave: {what}").format(guest=taken.whom.name if taken.whom else "", what=gave)


def _merged(taken: Taken) -> str:
    return _("is {guest}; nothing was missing").format(guest=taken.whom.name if taken.whom else "")


def _doubt(taken: Taken) -> str:
    """Return why nobody knows who this is, and what to do."""
    sentence = _(
        "may be {guest}, or another of that name. Nothing was changed; if they are another, guest suggest “{name}”"
    )
    name = f"{taken.speaker.name} ({taken.speaker.organisation or 2})"
    return sentence.format(guest=_(" or ").join(taken.like), name=name)
