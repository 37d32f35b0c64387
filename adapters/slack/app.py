"""The Slack app: Bolt with one listener a kind of payload, over HTTP or Socket Mode alike."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.slack.answers import Answers
from adapters.slack.buttons import Buttons
from adapters.slack.clients import QUIET, SLACK, Clients
from adapters.slack.commands import Commands
from adapters.slack.engine import Engine
from adapters.slack.floor import ACK_LIMIT, Floor
from adapters.slack.forms import Forms
from adapters.slack.home import Home
from adapters.slack.inbox import Inbox
from adapters.slack.installs import Installations
from adapters.slack.people import People
from adapters.slack.sockets import FINISH, PING, Sockets
from adapters.slack.suggestions import Suggestions
from adapters.slack.work import Work
from bot.i18n import _
from bot.ports import Clock, Drawer, NoPictures, Pictures

if TYPE_CHECKING:
    from starlette.routing import Route

log = structlog.get_logger()
ANY: Final = re.compile(".*", re.DOTALL)
NOT_SIGNED: Final = "unused"
"""Bolt wants a secret even where it checks nothing; http.py checks with the real one."""


class SlackApp:
    """Everything that comes in from Slack."""

    def __init__(
        self,
        engine: Engine,
        installs: Installations,
        drawer: Drawer,
        session: aiohttp.ClientSession,
        clock: Clock,
        *,
        signing_secret: str = "",
        root: str = "/hearth",
        base_url: str = SLACK,
        ack_limit: timedelta = ACK_LIMIT,
        pictures: Pictures | None = None,
    ) -> None:
        """Wire the listeners.

        Args:
            engine: answers and keeps what comes in.
            installs: where Hearth is let in.
            drawer: keeps forms that do not fit into what Slack carries.
            session: bounds how long a request to Slack may take.
            clock: for events, tokens and signatures.
            signing_secret: the app's, for HTTP; Socket Mode needs none.
            root: the one slash command.
            base_url: of the Web API, ending in a slash.
            ack_limit: how long a sent form is worked before its ack, real time.
            pictures: draws what answers show; without it there are words.
        """
        self.clients = Clients(installs, session, clock, base_url)
        self.work = Work()
        self._clock, self._secret, self._root = clock, signing_secret, root
        people = People(self.clients)
        self.home = Home(engine, self.clients, people)
        answers = Answers(drawer, self.clients, pictures or NoPictures())
        floor = Floor(engine, drawer, self.clients, people, answers, self.work, ack_limit)
        self._inbox = Inbox(engine, installs, self.clients, self.home, self.work)
        self.bolt = self._bolt()
        self._listen(floor)

    def _bolt(self) -> AsyncApp:
        clients = self.clients

        # Bolt reads the names of the arguments, and takes "self" for one of them here.
        async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
            return await _authorized(clients, team_id or enterprise_id or "")

        bolt = AsyncApp(
            name="hearth",
            logger=QUIET,
            # Bolt asks every 10 ms whether the ack was given; so it waits for the listener, which gives it at once.
            process_before_response=True,
            client=self.clients.client(),
            authorize=authorize,  # type: ignore[arg-type] # None is allowed: not installed
            signing_secret=NOT_SIGNED,
            request_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
            user_facing_authorize_error_message=_(
                "Hearth is no longer installed here. An admin of this workspace can install it again."
            ),
        )
        bolt.error(_broke)
        bolt.middleware(self._inbox.middleware)
        return bolt

    def _listen(self, floor: Floor) -> None:
        """Register few listeners: Bolt tries them one after the other."""
        commands, forms = Commands(floor), Forms(floor)
        self.bolt.command(self._root)(commands.typed)
        self.bolt.action(ANY)(Buttons(floor, self.home).pressed)
        self.bolt.view(ANY)(forms.sent)
        self.bolt.options(ANY)(Suggestions(floor).asked)
        self.bolt.shortcut(ANY)(commands.picked)

    def http(self) -> "Route":
        """Return the route `POST /slack/events` for a Starlette or FastAPI app's routes.

        Raises:
            ValueError: there is no signing secret.
        """
        from adapters.slack.http import route  # noqa: PLC0415 - Socket Mode needs no web framework
        from adapters.slack.signing import Signing  # noqa: PLC0415 - likewise

        return route(self.bolt, Signing(self._secret, self._clock))

    @asynccontextmanager
    async def sockets(self, app_token: str, count: int = 2, *, ping: timedelta = PING) -> AsyncIterator[Sockets]:
        """Keep Socket Mode connections open; at the end let running work finish.

        `ping` is how often each is tried (real time); one that says nothing is replaced by the library.

        Raises:
            PlatformFault: Slack does not take the token.
        """
        sockets = Sockets(self.bolt, self.clients, app_token, count, ping)
        try:
            await sockets.open()
            yield sockets
        finally:
            await sockets.close()
            await self.close()

    async def close(self, limit: timedelta = FINISH) -> None:
        """Let what goes on after an ack finish."""
        await self.work.finish(limit)


async def _authorized(clients: Clients, team: str) -> AuthorizeResult | None:
    """Return on whose behalf Hearth is there, without asking Slack (Bolt's own way asks at each request)."""
    found = await clients.installation(team)
    if found is None:
        return None
    return AuthorizeResult(
        enterprise_id=found.enterprise,
        team_id=found.team,
        bot_token=found.bot_token,
        bot_id=found.bot_id,
        bot_user_id=found.bot_user,
    )


async def _broke(error: Exception, body: dict[str, Any]) -> None:
    """Write down what broke before the ack, and nothing of the payload; Slack gets a 500 and tells the person."""
    log.error("a payload could not be taken", kind=str(body.get("type") or "command"), exc_info=error)
