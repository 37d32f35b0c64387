"""The first word within three seconds, and the answer after it, for the asker alone."""

from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import discord
import structlog
from discord.http import Route
from discord.webhook.async_ import async_context

from adapters.discord.attaching import NO_FILES, Files
from adapters.discord.limits import EPHEMERAL_FLAG
from adapters.discord.line import Refused
from adapters.discord.render import NO_MENTIONS, Payload

log = structlog.get_logger()
Interaction = discord.Interaction[Any]
DEFERRED: Final = 5
MODAL: Final = 9
"""Kinds of first answers (discord-api-docs, interactions/receiving-and-responding)."""
ANSWERED_ALREADY: Final = 40060
ANSWERED: Final = "answered"
"""Among an interaction's extras, once the first word was said."""
FAILURES: Final = (discord.HTTPException, discord.RateLimited, Refused, aiohttp.ClientError, OSError)


QUIET: Final[Payload] = {"allowed_mentions": NO_MENTIONS}


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer with its pictures."""

    payload: Payload
    files: Files


class AnsweredElsewhere(Exception):
    """Another process of Hearth has answered this interaction; it works on it, too."""


@dataclass(slots=True)
class Replies:
    """Answers interactions over a client's own requests, as payloads: no view or modal stays in memory."""

    client: discord.Client

    async def defer(self, interaction: Interaction) -> bool:
        """Say privately that the answer follows; return whether the interaction can still be answered.

        Raises:
            AnsweredElsewhere: two processes hold one shard.
        """
        interaction.extras[ANSWERED] = True
        try:
            await self._first(interaction, {"type": DEFERRED, "data": {"flags": EPHEMERAL_FLAG}})
        except discord.HTTPException as error:
            self._late(interaction, error.code)
            if error.code == ANSWERED_ALREADY:
                raise AnsweredElsewhere from None
            return False
        except (Refused, aiohttp.ClientError, OSError) as error:
            # It may have been accepted: the answer finds out.
            log.warning("a first answer broke off", interaction=interaction.id, error=type(error).__name__)
        return True

    async def opens(self, interaction: Interaction, modal: Payload) -> None:
        """Open a modal; one that cannot be opened any more is written down, and the person asks again."""
        try:
            await self._first(interaction, {"type": MODAL, "data": modal})
        except discord.HTTPException as error:
            self._late(interaction, error.code)
        except (Refused, aiohttp.ClientError, OSError) as error:
            log.warning("a form did not open", interaction=interaction.id, error=type(error).__name__)

    async def answer(
        self, interaction: Interaction, payload: Payload, *, deferred: bool, drawn: Drawn | None = None
    ) -> None:
        """Put the answer where its asker alone sees it: behind the first word, else into their direct messages.

        `drawn` is the same with its pictures, `payload` what stands when those are not taken.
        """
        if deferred and drawn is not None and await self._behind(interaction, drawn.payload | QUIET, drawn.files):
            return
        quiet = payload | QUIET
        if deferred and await self._behind(interaction, quiet):
            return
        try:
            channel = await self._request("POST", "/users/@me/channels", {"recipient_id": str(interaction.user.id)})
            await self._request("POST", "/channels/{channel_id}/messages", quiet, channel_id=channel["id"])
        except FAILURES as error:
            log.error("a reply reached nobody", interaction=interaction.id, error=type(error).__name__)  # noqa: TRY400 - the traceback would hold the reply

    async def anyway(self, interaction: Interaction, payload: Payload) -> None:
        """Answer where nobody knows how far the answering had come."""
        deferred = interaction.extras.get(ANSWERED) or await self.defer(interaction)
        await self.answer(interaction, payload, deferred=deferred)

    async def _behind(self, interaction: Interaction, payload: Payload, files: Files = NO_FILES) -> bool:
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        route = Route("PATCH", path, webhook_id=interaction.application_id, webhook_token=interaction.token)
        try:
            await self._interact(interaction, route, payload, files)
        except FAILURES as error:
            code = getattr(error, "code", 0)
            log.warning("a reply takes the next road", interaction=interaction.id, code=code, pictures=bool(files))
            return False
        return True

    async def _first(self, interaction: Interaction, body: Payload) -> None:
        path = "/interactions/{webhook_id}/{webhook_token}/callback"
        route = Route("POST", path, webhook_id=interaction.id, webhook_token=interaction.token)
        await self._interact(interaction, route, body)

    async def _interact(self, interaction: Interaction, route: Route, body: Payload, files: Files = NO_FILES) -> None:
        """Send on the road that discord.py itself takes for interactions.

        Its other one keeps a rate limit of each token for five minutes, and goes through all of them at each new one.
        """
        session, http = interaction.followup.session, self.client.http
        sending = async_context.get().request
        sent: dict[str, Any] = {"multipart": files.form(body)} if files else {"payload": dict(body)}
        await sending(route, session, **sent, proxy=http.proxy, proxy_auth=http.proxy_auth)

    async def _request(self, method: str, path: str, body: Payload, **where: Any) -> Any:
        return await self.client.http.request(Route(method, path, **where), json=body)

    @staticmethod
    def _late(interaction: Interaction, code: int) -> None:
        """Write down how late it was: over three seconds Discord forgets an interaction (10062)."""
        late = discord.utils.utcnow() - interaction.created_at
        log.warning("an interaction was gone", interaction=interaction.id, code=code, late_s=late.total_seconds())
