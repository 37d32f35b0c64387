"""What becomes of a summary: those quoted are asked, it is posted once all agree, it rests, it is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.beats import Beats
from bot.cards import PrivateText
from bot.circles import share_texts as texts
from bot.circles.consent import Stance, Voice, Words, all_agree, asked_anew, granted, tells_who
from bot.circles.finding import seen_by
from bot.circles.model import CircleSeen, Sweep
from bot.circles.shares import Share, ShareState, ShareStore
from bot.circles.store import CircleStore
from bot.community.attention import Attention
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Owe, Priority
from bot.facts import Noted, Tell
from bot.i18n import speaking
from bot.keys import CircleId, CommunityId, MemberId, RoomId

LIVES = timedelta(days=14)
REMINDED_AFTER = timedelta(days=10)
TOLD_WITHIN = timedelta(days=7)
REMIND = "circle.share-reminder"
ENDS = "circle.share-ends"
GRACE = timedelta(days=366)
"""However late: what is over is over."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What the drafter's side and that of those quoted share."""

    now: datetime
    circles: CircleStore
    shares: ShareStore
    places: CommunityStore
    people: MemberStore
    attention: Attention
    beats: Beats
    owe: Owe
    tell: Tell

    async def rooms(self, community: CommunityId, chosen: RoomId | None) -> tuple[RoomId, ...]:
        """Return one public room a space: the chosen one in its own, the home in every other."""
        spaces = [s for s in (await self.places.spaces([community]))[community] if s.gone_at is None]
        found = await self.places.rooms([r for r in (chosen, *(s.home for s in spaces)) if r is not None])
        public = {i: r for i, r in found.items() if r.usable and not r.private and r.circle is None}
        picked = public.get(chosen) if chosen is not None else None
        rooms = [picked.id if picked is not None and picked.space == s.id else s.home for s in spaces]
        return tuple(r for r in rooms if r is not None and r in public)

    async def tongue(self, community: CommunityId, member: MemberId | None = None) -> str:
        """Return the language of a member, or the community's."""
        home = await self.places.community(community)
        reader = await self.people.member(member) if member is not None else None
        return (reader.language if reader else None) or (home.language if home else "en")

    async def ask(self, share: Share, circle: CircleSeen, voices: Sequence[Voice], *, again: bool) -> None:
        """Ask people quoted; what they are asked about is read in a reply, and stands in no message."""
        rooms = await self.rooms(share.community, share.room)
        for voice in voices:
            if share.author is None or voice.member not in circle.members():
                continue
            seen = await seen_by(self.circles, circle, voice.member)
            with speaking(await self.tongue(share.community, voice.member)):
                card = texts.question(seen, share, share.author, rooms, again=again)
            self.owe.direct(voice.member, card, reason=share.id, expires_at=share.ends_at)

    async def plan(self, share: Share) -> None:
        """Let its fourteen days begin."""
        await self.beats.withdraw(share.community, [share.id])
        begun = share.ends_at - LIVES
        self.beats.at(REMIND, share.community, share.id, begun + REMINDED_AFTER, grace=LIVES - REMINDED_AFTER)
        self.beats.at(ENDS, share.community, share.id, share.ends_at, grace=GRACE)

    async def over(self, share: Share) -> None:
        """Withdraw what would come of it."""
        await self.beats.withdraw(share.community, [share.id])
        await self.attention.withdraw(share.community, [share.id])
        await self.owe.withdraw(share.community, [share.id])

    async def look(self, share: Share) -> bool | None:
        """Keep what was said, and post it once everybody agrees; return whether it was posted, None when it rests."""
        circle = await self.circles.named(share.community, share.circle, Sweep())
        if (
            circle is None
            or share.words is None
            or not {share.author, *(v.member for v in share.voices)} <= {*circle.members()}
        ):
            await self.rest(share)
            return None
        if not all_agree(share.words, share.voices):
            await self.shares.put(share)
            return False
        rooms = await self.rooms(share.community, share.room)
        if not rooms:
            await self.rest(share)
            return None
        await self._post(share, circle, granted(share.id, share.circle, share.words, share.voices, rooms), rooms)
        return True

    async def _post(
        self, share: Share, circle: CircleSeen, words: Sequence[PrivateText], rooms: Sequence[RoomId]
    ) -> None:
        await self.over(share)
        with speaking(await self.tongue(share.community)):
            card = texts.posted(words, circle)
        until = self.now + TOLD_WITHIN
        posts = tuple(
            self.owe.post(r, card, reason=share.id, expires_at=until, priority=Priority.WAITING) for r in rooms
        )
        voices = tuple(replace(v, agreed=(), proposed=None) for v in share.voices)
        # Its words are in the rooms now: nothing of them is kept here.
        kept = replace(share, state=ShareState.POSTED, words=None, voices=voices, posts=posts, ends_at=self.now)
        await self.shares.put(kept)
        self.tell(Noted(share.community, "circle.share-posted", None, None, share.circle, self.now))
        for member in dict.fromkeys((share.author, *(v.member for v in voices))):
            if member is not None:
                seen = await seen_by(self.circles, circle, member)
                with speaking(await self.tongue(share.community, member)):
                    told = texts.is_posted(seen, rooms)
                self.owe.direct(member, told, reason=f"told:{share.id}", expires_at=until)

    async def changed(self, share: Share, words: Words, voices: Sequence[Voice], longer: timedelta | None) -> bool:
        """Keep other words; whoever had agreed to what is gone is asked again. Return whether it was posted.

        `longer`: its days begin anew.
        """
        after = asked_anew(words, voices)
        lost = [a for b, a in zip(voices, after, strict=True) if a.stance is Stance.ASKED and b.stance is not a.stance]
        ends = share.ends_at if longer is None else self.now + longer
        now = replace(share, words=words, voices=after, ends_at=ends)
        posted = await self.look(now)
        if posted is not False:
            return posted is True
        circle = await self.circles.named(share.community, share.circle, Sweep())
        if circle is not None:
            if longer is not None:
                await self.plan(now)
            await self.ask(now, circle, lost, again=True)
        return False

    async def refuse(self, share: Share) -> None:
        """Let it rest; where "not agreed" would say by whom, nobody hears before its days are over."""
        if not tells_who(share.voices):
            await self.rest(share)
            return
        await self.attention.withdraw(share.community, [share.id])
        await self.owe.withdraw(share.community, [share.id])
        voices = tuple(replace(v, stance=Stance.ASKED, agreed=(), proposed=None) for v in share.voices)
        await self.shares.put(replace(share, state=ShareState.QUIET, words=None, voices=voices))

    async def rest(self, share: Share) -> None:
        """Keep nothing of it, and tell its drafter that it is not agreed."""
        await self.over(share)
        await self.shares.drop([share])
        await self.told(share)

    async def told(self, share: Share) -> None:
        """Tell the drafter, where they may still know of the circle."""
        seen = await self.circles.named(share.community, share.circle, share.author) if share.author else None
        if share.author is None or seen is None:
            return
        with speaking(await self.tongue(share.community, share.author)):
            card = texts.not_agreed(seen)
        self.owe.direct(share.author, card, reason=f"told:{share.id}", expires_at=self.now + TOLD_WITHIN)

    async def end_all(self, community: CommunityId, circle: CircleId) -> None:
        """End what is not posted of a circle that closes: everybody asked reads so where they were asked."""
        shares = await self.shares.pending(community, circle)
        messages = await self.shares.messages(shares) if shares else ()
        for share in shares:
            await self.over(share)
        await self.shares.drop(shares)
        until = self.now + TOLD_WITHIN
        for delivery, reader in messages:
            with speaking(await self.tongue(community, reader)):
                card = texts.ended()
            self.owe.edit(delivery, card, reason=f"told:{circle}", expires_at=until)
        for author in dict.fromkeys(s.author for s in shares if s.state is not ShareState.DRAFTED):
            if author is not None:
                with speaking(await self.tongue(community, author)):
                    card = texts.ended()
                self.owe.direct(author, card, reason=f"told:{circle}", expires_at=until)

    async def withdraw(self, share: Share) -> None:
        """Let "withdrawn by request" stand in its place in every room, and keep nothing of it."""
        await self.over(share)
        with speaking(await self.tongue(share.community)):
            card = texts.withdrawn()
        for post in share.posts:
            self.owe.edit(post, card, reason=f"gone:{share.id}", expires_at=self.now + TOLD_WITHIN)
        await self.shares.drop([share])
        self.tell(Noted(share.community, "circle.share-withdrawn", None, None, share.circle, self.now))
