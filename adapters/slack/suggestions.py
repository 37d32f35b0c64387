"""What a select offers while somebody types."""

import asyncio
from dataclasses import dataclass

import structlog

from adapters.slack import read
from adapters.slack.carried import carried
from adapters.slack.floor import Ack, Floor
from adapters.slack.views import options

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Listens to selects."""

    floor: Floor

    async def asked(self, ack: Ack, body: read.Payload) -> None:
        """Offer what the engine suggests, and what was typed itself: it may be something new."""
        asking = read.suggesting(body, carried(str(body["view"].get("private_metadata") or "")))
        found: tuple[str, ...] = ()
        try:
            async with asyncio.timeout(self.floor.ack_limit.total_seconds()):
                found = await self.floor.engine.suggest(asking.request, asking.request.path, asking.arg, asking.typed)
        except TimeoutError:
            log.warning("suggestions came too late", path=".".join(asking.request.path))
        typed = " ".join(asking.typed.split())
        known = {f.casefold() for f in found}
        await ack(options=options([*found, *([typed] if typed.casefold() not in known else [])]))
