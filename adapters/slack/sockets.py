"""Slack over Socket Mode: several connections at once, so that one is always open while another is renewed."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.clients import QUIET, Clients
from adapters.slack.faults import CAUGHT, fault_of
from adapters.slack.work import Work
from bot.errors import Outcome

log = structlog.get_logger()
AT_ONCE: Final = 200
"""Envelopes being answered at once; slack_sdk starts a task for each and bounds nothing. The rest wait in its queue
of connections, and what is not answered in time Slack sends again."""
PING: Final = timedelta(seconds=10)
"""How often a connection is tried, real time (Bolt's own default)."""
FINISH: Final = timedelta(seconds=5)
"""How long running answers may take when all is closed, real time."""


@dataclass(slots=True)
class Sockets:
    """The connections of one app. Which of them an envelope comes by is Slack's choice, and so is the order."""

    bolt: AsyncApp
    clients: Clients
    app_token: str
    count: int = 2
    ping: timedelta = PING
    work: Work = field(default_factory=Work)
    connections: list[SocketModeClient] = field(default_factory=list)
    _closing: bool = False
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def open(self) -> None:
        """Connect.

        Raises:
            PlatformFault: Slack does not take the token; whatever may mend itself is tried again instead.
        """
        for _number in range(self.count):
            connection = SocketModeClient(
                self.app_token,
                logger=QUIET,
                web_client=self.clients.client(),
                ping_interval=self.ping.total_seconds(),
            )
            connection.socket_mode_request_listeners.append(self._heard)
            self.connections.append(connection)
            try:
                connection.wss_uri = await connection.issue_new_wss_url()
            except CAUGHT as error:
                self._tell(error)
            await connection.connect()  # type: ignore[no-untyped-call]

    @staticmethod
    def _tell(error: Exception) -> None:
        fault = fault_of(error, "apps.connections.open")
        if isinstance(error, SlackApiError) and fault.outcome is Outcome.NEVER:
            raise fault from error
        log.warning("Slack cannot be reached yet", code=fault.code)

    async def connected(self) -> int:
        """Return how many connections are open."""
        return sum([await c.is_connected() for c in self.connections])

    async def _heard(self, connection: AsyncBaseSocketModeClient, envelope: SocketModeRequest) -> None:
        """Answer an envelope. One that comes while all closes gets no answer, so Slack sends it somewhere else."""
        if self._closing:
            return
        await self.work.started(self._answer(connection, envelope))

    async def _answer(self, connection: AsyncBaseSocketModeClient, envelope: SocketModeRequest) -> None:
        async with self._slots:
            try:
                answer = await run_async_bolt_app(self.bolt, envelope)
                await send_async_response(connection, envelope, answer, 0.0)
            except Exception:
                # Without an answer Slack sends it again.
                log.exception("an envelope was not answered")

    async def close(self) -> None:
        """Take nothing new, let what runs finish and be answered, then disconnect."""
        self._closing = True
        await self.work.finish(FINISH)
        for connection in self.connections:
            await connection.close()  # type: ignore[no-untyped-call]
            # slack_sdk cancels its tasks and does not wait for them.
            loops: list[Any] = [
                connection.message_processor,
                connection.current_session_monitor,
                connection.message_receiver,
            ]
            await asyncio.gather(*(t for t in loops if t is not None), return_exceptions=True)
