"""Hearth was taken out of a space: nothing is sent there any more, and whoever is left elsewhere hears of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.cards import Card, Para
from bot.community.desk import Desk
from bot.community.model import Space
from bot.community.store import CommunityStore
from bot.facts import Tell
from bot.i18n import _
from bot.keys import SpaceId
from bot.rooms import SpaceGone


class Lanes(Protocol):
    """What is still owed to spaces."""

    async def withdraw_lane(self, lane: SpaceId, *, real: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Evicting:
    """Notes it. Doing so twice changes nothing; the space's people have not left, for Hearth may come back."""

    now: datetime
    real: datetime
    places: CommunityStore
    lanes: Lanes
    desk: Desk
    tell: Tell

    async def evict(self, space: Space) -> None:
        """Stop sending to a space."""
        if space.gone_at is None:
            await self.places.put_space(replace(space, gone_at=self.now))
            if space.community is not None:
                self.tell(SpaceGone(space.community, space.id, self.now))
                # Where no space is left nobody can be told.
                await self.desk.hear(space.community, f"desk.space:{space.id}", gone_card(space.name))
        await self.lanes.withdraw_lane(space.id, real=self.real)


def gone_card(space: str) -> Card:
    """Return the notice that Hearth was taken out of a space."""
    sentence = _(
        "I was taken out of {space}. What was still to be sent there stays unsent, and all goes on in your other "
        "spaces. Nothing is lost: let me in again, and I go on there as well."
    )
    return Card(_("One space less"), (Para((sentence.format(space=space),)),))
