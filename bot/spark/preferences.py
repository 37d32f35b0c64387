"""What a community chooses of the spark, as `community settings` shows and changes it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.cards import Card, Moment, Para, Reply, Span
from bot.commands import Call
from bot.errors import Conflict
from bot.i18n import _
from bot.keys import CommunityId
from bot.spark.store import Slots, SparkStore

NO: Final = frozenset({"no", "none", "off"})
Row = tuple[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Preferences:
    """Changes what was given of `wild`, `milestones` and `memories`."""

    store: SparkStore
    slots: Slots

    async def change(self, call: Call) -> Reply | None:
        """Keep what was said; return what must be shown first: a wild slot begins when the steward says so.

        Raises:
            Invalid: at `wild`.
            Conflict: there is no wild slot to end.
        """
        if "milestones" in call.args or "memories" in call.args:
            before = (await self.store.sparks([call.community]))[call.community]
            milestones = call.text("milestones", "yes" if before.milestones else "no") == "yes"
            memories = call.text("memories", "yes" if before.memories else "no") == "yes"
            await self.store.put([replace(before, milestones=milestones, memories=memories)])
        if "wild" not in call.args:
            return None
        if call.text("wild").strip().casefold() not in NO:
            return await self.slots.open(call, call.text("wild"))
        if not await self.slots.close(call):
            raise Conflict(_("There is no wild slot here. Nothing was changed."), field="wild")
        text = _("No date is kept for something new any more. What was tried stays in the record.")
        return Reply(Card(_("No wild slot"), (Para((text,)),)))

    async def rows(self, community: CommunityId) -> Sequence[Row]:
        """Return what holds, as lines of the settings."""
        sparks = (await self.store.sparks([community]))[community]
        slot = (await self.slots.of([community])).get(community)
        wild: tuple[Span, ...] = (_("none: community settings wild:last Thursday 16:00"),)
        if slot is not None:
            wild = (slot.rhythm,) if slot.starts is None else (slot.rhythm, " · ", Moment(slot.starts))
        said = {True: _("yes"), False: _("no")}
        both = _("milestones: {one}, a year ago: {two}").format(one=said[sparks.milestones], two=said[sparks.memories])
        return ((_("Wild slot"), wild), (_("Looking back"), (both,)))
