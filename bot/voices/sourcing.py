"""`prompt feed`: which feeds a community's stewards choose to hear from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.addresses import LONGEST_ADDRESS, readable
from bot.beats import Beats
from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command
from bot.community.duties import Service
from bot.community.store import Record, Who
from bot.errors import Conflict, Invalid, NotFound, shortened
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.pages import Trouble, Unread
from bot.ports import Ids
from bot.voices import source_texts as texts
from bot.voices.offering import Offering
from bot.voices.sources import MOST_SOURCES, Source, SourceId, SourceStore, Standing, Wanting


@dataclass(frozen=True, slots=True)
class Sourcing(Service):
    """Takes addresses and lets feeds go. What stands at an address is read later, outside of any unit of work."""

    now: datetime
    real: datetime
    sources: SourceStore
    wanting: Wanting
    beats: Beats
    tell: Tell
    ids: Ids
    offering: Offering

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return `prompt feed` and its buttons."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the feeds the person chose."""
        return await self.sources.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from the feeds they chose."""
        await self.sources.forget(who)

    async def feed(self, call: Call) -> Reply:
        """Follow an address, let one go, or show what is followed."""
        mine = await self.sources.all(call.community)
        if name := call.text("stop"):
            wanted = " ".join(name.split()).casefold()
            found = next((s for s in mine if wanted in {s.name.casefold(), s.url.casefold()}), None)
            if found is None:
                raise NotFound("feed", name, field="stop")
            return await self._stop(call, found)
        if address := call.text("address"):
            return await self._follow(call, _address(address), mine)
        return Reply(texts.feeds(mine))

    async def follow(self, call: Call) -> Reply:
        """Follow a feed that a list named."""
        source = await self._source(call)
        if source is None:
            sentence = _("That list was put away. Nothing was changed. Send me its address again: prompt feed")
            raise Conflict(sentence)
        return await self._follow(call, source.url, await self.sources.all(call.community))

    async def unfollow(self, call: Call) -> Reply:
        """Let a feed go, by its button."""
        source = await self._source(call)
        if source is None:
            raise Conflict(_("That feed is followed no more. Nothing was changed. See the others: prompt feed"))
        return await self._stop(call, source)

    async def _source(self, call: Call) -> Source | None:
        found = await self.sources.get([SourceId(call.text("feed"))])
        return next((s for s in found if s.community == call.community), None)

    async def _follow(self, call: Call, url: str, mine: Sequence[Source]) -> Reply:
        same = await self.sources.at(call.community, url)
        if same is not None and same.follows:
            sentence = _("{name} is followed already. Nothing was changed. See the others: prompt feed")
            raise Conflict(sentence.format(name=shortened(same.name)), field="address")
        if sum(s.follows for s in mine) >= MOST_SOURCES:
            sentence = _(
                "{count} feeds are followed, and more would be noise. Nothing was changed. See them: prompt feed"
            )
            raise Conflict(sentence.format(count=MOST_SOURCES), field="address")
        ident = same.id if same is not None else SourceId(self.ids.new())
        title = same.title if same is not None else ""
        source = Source(ident, call.community, url, title, Standing.NEW, call.account, self.now)
        await self.sources.put(source)
        await self.wanting.want([ident], self.real)
        return Reply(texts.looking(url))

    async def _stop(self, call: Call, source: Source) -> Reply:
        await self.sources.drop(source)
        await self.beats.withdraw(call.community, [source.id])
        if source.state is not Standing.OFFERED:
            await self.offering.fewer(call.community)
            self.tell(Noted.by(call, "prompt.unfollow"))
        return Reply(texts.stopped(source))

    async def names(self, call: Call, typed: str) -> Sequence[str]:
        """Return the names of feeds that hold what was typed."""
        return [s.name for s in await self.sources.all(call.community) if typed.casefold() in s.name.casefold()]


def _address(typed: str) -> str:
    """Return the address that somebody typed, or their client marked as one (`<https://…|…>`).

    Raises:
        Invalid: Hearth does not read it.
    """
    bare = typed.strip().removeprefix("<").removesuffix(">").partition("|")[0]
    url = readable(bare if "://" in bare else f"https://{bare}")
    if url is None:
        reason = texts.why(Unread(Trouble.ADDRESS))
        sentence = _("“{text}” cannot be followed: {why}. Nothing was changed.")
        raise Invalid(sentence.format(text=shortened(typed), why=reason), field="address")
    return url


FEED = Arg("feed", "", longest=16)
COMMANDS = (
    Command(
        ("prompt", "feed"),
        later("Follow a feed for questions, or see which are followed"),
        Sourcing.feed,
        (
            Arg(
                "address",
                later("Of a feed (RSS, Atom) or a list of feeds (OPML)"),
                required=False,
                label=later("Address"),
                longest=LONGEST_ADDRESS,
            ),
            Arg(
                "stop",
                later("Which feed to follow no more"),
                required=False,
                label=later("Feed"),
                suggest=Sourcing.names,
                longest=LONGEST_ADDRESS,
            ),
        ),
        Access.STEWARD,
        ("prompt feed", "prompt feed https://example.org/feed"),
    ),
    Command(("prompt", "follow"), "", Sourcing.follow, (FEED,), Access.STEWARD, hidden=True),
    Command(("prompt", "unfollow"), "", Sourcing.unfollow, (replace(FEED),), Access.STEWARD, hidden=True),
)
