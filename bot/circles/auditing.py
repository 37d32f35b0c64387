"""`circle audit`: which circles are at risk, naming only those that the asker may know of."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.cards import Reply
from bot.circles import auditing_texts as texts
from bot.circles.asking import Asking
from bot.circles.line import CircleLine
from bot.circles.line_store import LineStore
from bot.circles.model import CircleSeen, Kind
from bot.circles.store import CircleStore
from bot.circles.surveying import Surveying
from bot.circles.surveying_texts import looking
from bot.commands import Access, Call, Command
from bot.community.duties import Service
from bot.community.line import AskState
from bot.community.model import Room
from bot.i18n import later
from bot.keys import CircleId


class Risk(StrEnum):
    """What may leave a circle orphaned."""

    NOBODY = "nobody"  # no steward is there
    ONE = "one"  # one is
    SILENT = "silent"  # a steward was not heard of for six weeks
    ASKING = "asking"  # somebody is asked to carry it on
    REVIEW = "review"  # its review is overdue
    ROOM = "room"  # it has no room that can be used


def risks(line: CircleLine, review_on: date, rooms: tuple[Room, ...], now: datetime) -> tuple[Risk, ...]:
    """Return what is at risk in a circle, gravest first."""
    there = len(line.steady(now))
    asked = line.open is not None and line.open.state in {AskState.ASKED, AskState.DESK}
    found = {
        Risk.NOBODY: there == 0,
        Risk.ONE: there == 1,
        Risk.SILENT: bool(line.silent(now)),
        Risk.ASKING: asked,
        Risk.REVIEW: review_on < now.date(),
        Risk.ROOM: not any(r.usable for r in rooms),
    }
    return tuple(r for r in Risk if found[r])


@dataclass(frozen=True, slots=True)
class CircleAudit(Service):
    """Looks at all circles of a community for its stewards."""

    now: datetime
    store: CircleStore
    line: LineStore
    asking: Asking
    surveying: Surveying

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `circle audit`."""
        return COMMANDS

    async def audit(self, call: Call) -> Reply:
        """Show what is at risk; private circles the asker is not in are counted, and their people asked now."""
        await self.asking.settle(await self.line.living([call.community]))
        lines = await self.line.lines(await self.line.living([call.community]), self.now)
        whole = await self.store.swept(lines)
        rooms = await self.asking.places.circle_rooms(lines)
        found = {c: risks(lines[c], whole[c].review_on, rooms[c], self.now) for c in lines if c in whole}
        mine = {c.id: c for c in await self.store.seen(call.community, call.member)}
        known = {c: seen for c, seen in mine.items() if seen.kind is not Kind.PRIVATE or seen.inside}
        card = texts.audit(_named(found, known), _counted(found, known))
        blind = await self.surveying.look(call)
        return Reply(replace(card, blocks=(*card.blocks, *looking(blind))))


def _named(
    found: Mapping[CircleId, tuple[Risk, ...]], known: Mapping[CircleId, CircleSeen]
) -> list[tuple[CircleSeen, tuple[Risk, ...]]]:
    return [(seen, found[c]) for c, seen in known.items() if found.get(c)]


def _counted(found: Mapping[CircleId, tuple[Risk, ...]], known: Mapping[CircleId, CircleSeen]) -> Counter[str]:
    return Counter(risk.value for c, each in found.items() if c not in known for risk in each)


COMMANDS = (
    Command(
        ("circle", "audit"),
        later("See which circles are at risk"),
        CircleAudit.audit,
        (),
        Access.STEWARD,
        ("circle audit",),
    ),
)
