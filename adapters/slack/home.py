"""The App Home: my settings, what comes next, my circles, and what Hearth knows of me."""

from dataclasses import dataclass
from typing import Final

import structlog

from adapters.slack import PLATFORM
from adapters.slack.clients import Clients
from adapters.slack.engine import Engine
from adapters.slack.people import People
from adapters.slack.views import home
from bot.cards import Button, Buttons, Card
from bot.commands import Person, Request
from bot.errors import PlatformFault
from bot.i18n import SOURCE_LANGUAGE, _, speaking
from bot.ports import Names

log = structlog.get_logger()
SHOWN: Final = (("my", "show"), ("rhythm", "next"), ("circle", "list"))
"""The commands whose answers stand there, from top to bottom."""


@dataclass(frozen=True, slots=True)
class Home:
    """Shows somebody their Home."""

    engine: Engine
    clients: Clients
    people: People

    async def show(self, team: str, person: str, look: str) -> None:
        """Publish somebody's Home as it is now; `look` is another each time they open it."""
        look = f"home:{look}"
        asker = await self.people.known(Request(look, PLATFORM, team, "", Person(person, "")))
        shown: list[tuple[Card, Names]] = []
        for path in SHOWN:
            if path in self.engine.catalogue.entries:
                await self._add(shown, path, asker)
        language = asker.person.language or SOURCE_LANGUAGE
        with speaking(language):
            # One card says it when each would say the same, as before there is a community.
            cards = [pair for index, pair in enumerate(shown) if pair[0] not in [c for c, _n in shown[:index]]]
            if len(cards) > 1:
                about = Buttons((Button(_("What do you know of me?"), "my.export"),))
                cards.append((Card(_("Yours"), (about,)), Names()))
        try:
            view = home(cards, language=language)
            await self.clients.call(team, "views.publish", user_id=person, view=view)
        except PlatformFault as fault:
            log.warning("a Home could not be shown", space=team, code=fault.code, missing=fault.missing)

    async def _add(self, shown: list[tuple[Card, Names]], path: tuple[str, ...], asker: Request) -> None:
        request = Request(
            f"{asker.id}:{'.'.join(path)}", PLATFORM, asker.space, asker.space_name, asker.person, path=path
        )
        answer = await self.engine.answer(request)
        if answer.reply.card is not None:
            shown.append((answer.reply.card, answer.reader.names))
