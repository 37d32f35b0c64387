"""Pictures as files of Slack's: uploaded in its three steps, then shown in a message or shared with one person.

Source: docs.slack.dev, files.getUploadURLExternal and files.completeUploadExternal; slack.com/blog/developers,
"Keep it in-house": a file that is shared with nobody may stand in an image block of whoever uploaded it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import aiohttp
import structlog

from adapters.slack.clients import Clients
from adapters.slack.limits import FILE_ALT_CHARACTERS
from adapters.slack.memory import Memory
from adapters.text import clipped, inert
from bot.cards import Card, Picture, pictures_of
from bot.drawings import Drawing
from bot.errors import Outcome, PlatformFault
from bot.ports import NoPictures, Pictures

log = structlog.get_logger()
NAME: Final = "picture.png"
READY_WITHIN: Final = timedelta(seconds=30)
"""Slack looks at a new file before it may stand in a block, and says until then that the file is invalid
(slackapi/python-slack-sdk#1797, java-slack-sdk#1349); how long it takes is not documented."""
LOOK_AGAIN: Final = timedelta(seconds=2)
REFUSED: Final = "invalid_blocks"


@dataclass(slots=True)
class Uploads:
    """Uploads. Whatever goes wrong is written down, and the words of a picture stand alone."""

    clients: Clients
    pictures: Pictures = field(default_factory=NoPictures)
    _kept: Memory[tuple[str, Drawing], str] = field(init=False)
    _fresh: Memory[str, bool] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing uploaded."""
        self._kept = Memory(self.clients.clock, most=100)
        self._fresh = Memory(self.clients.clock, READY_WITHIN, most=100)

    async def files(self, team: str, card: Card) -> Mapping[Picture, str]:
        """Return the files of a card's pictures, shared with nobody yet; those that failed are left out."""
        found: dict[Picture, str] = {}
        for picture in pictures_of(card):
            kept = self._kept.get((team, picture.drawing)) or await self._uploaded(team, picture)
            if kept is not None:
                found[picture] = kept
        return found

    def wait(self, fault: PlatformFault, files: Mapping[Picture, str]) -> None:
        """Let a message wait that was refused for a file which Slack may still be looking at.

        Raises:
            PlatformFault: it is to be sent again in a moment.
        """
        if fault.code == REFUSED and any(self._fresh.get(f) for f in files.values()):
            raise PlatformFault("picture_not_ready", Outcome.NOT_DONE, retry_after=LOOK_AGAIN) from fault
        if fault.code != REFUSED or not files:
            raise fault

    async def shared(self, team: str, picture: Picture, channel: str) -> bool:
        """Put a picture into a conversation as a message of its own; tell whether it stands there."""
        return await self._uploaded(team, picture, channel) is not None

    async def _uploaded(self, team: str, picture: Picture, channel: str | None = None) -> str | None:
        png = await self.pictures.png(picture.drawing)
        if png is None:
            return None
        try:
            file = await self._sent(team, png, clipped(inert(picture.alt), FILE_ALT_CHARACTERS))
            told = {"files": [{"id": file, "title": clipped(inert(picture.drawing.title), FILE_ALT_CHARACTERS)}]}
            await self.clients.call(team, "files.completeUploadExternal", **told, channel_id=channel)
        except PlatformFault as fault:
            log.warning("a picture was not uploaded", space=team, code=fault.code, missing=fault.missing)
            return None
        if channel is None:
            self._kept.put((team, picture.drawing), file)
            self._fresh.put(file, True)
        return file

    async def _sent(self, team: str, png: bytes, alt: str) -> str:
        """Return the id of a file that Slack has got and that is not yet complete."""
        asked = {"filename": NAME, "length": len(png), "alt_txt": alt}
        place = await self.clients.call(team, "files.getUploadURLExternal", **asked)
        try:
            async with self.clients.session.post(place["upload_url"], data=png) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PlatformFault("upload_failed", Outcome.UNKNOWN) from error
        if status != 200:
            raise PlatformFault("upload_refused", Outcome.NEVER)
        return str(place["file_id"])
