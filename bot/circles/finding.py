"""Which circle somebody means, as far as they may know of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.circles.model import LONGEST_NAME, CircleSeen, Role, State, Sweep
from bot.circles.store import CircleStore
from bot.commands import Arg, Call
from bot.community.duties import Service
from bot.errors import Conflict, NotAllowed, NotFound
from bot.i18n import _, later
from bot.keys import CircleId, CommunityId, MemberId


@dataclass(frozen=True, slots=True)
class Finding(Service):
    """What every service begins with whose commands name a circle."""

    now: datetime
    store: CircleStore

    async def _circle(self, call: Call) -> CircleSeen:
        """Return a circle the asker may know of; any other is not found, whatever the reason."""
        name = call.text("name")
        seen = await self.store.named(call.community, name, call.member)
        if seen is None:
            raise NotFound("circle", name, field="name")
        return seen

    async def _steered(self, call: Call) -> CircleSeen:
        """Return a circle the asker is a steward of."""
        circle = await self._circle(call)
        if circle.role is not Role.STEWARD:
            raise NotAllowed(_("Only a steward of that circle can do that. Nothing was changed."))
        if circle.state is State.CLOSING:
            raise Conflict(_("It is being closed. Nothing was changed. What is still to be done: circle show"))
        return circle

    async def names(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of circles the asker may know of; a reply to the asker alone."""
        circles = await self.store.seen(call.community, call.member)
        names = [c.name if isinstance(c.name, str) else c.name.text for c in circles]
        return [n for n in names if typed.casefold() in n.casefold()]


async def whole(store: CircleStore, community: CommunityId, circle: CircleId) -> CircleSeen:
    """Return a circle as the engine sees it."""
    seen = await store.named(community, circle, Sweep())
    if seen is None:
        msg = f"no circle {circle}"
        raise RuntimeError(msg)
    return seen


async def seen_by(store: CircleStore, circle: CircleSeen, member: MemberId) -> CircleSeen:
    """Return the circle as a member sees it, to write to them."""
    seen = await store.named(circle.community, circle.id, member)
    if seen is None:
        msg = "a member was to be told of a circle that they may not know of"
        raise RuntimeError(msg)
    return seen


NAME = Arg("name", later("Which circle"), label=later("Circle"), suggest=Finding.names, longest=LONGEST_NAME)
WHO = Arg("who", "", longest=16)
"""Somebody whom a button carries."""
