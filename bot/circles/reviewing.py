"""`circle review`: once a quarter a circle's stewards say whether it is still alive; silence makes it dormant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.beats import Beat, Beats, Planners
from bot.cards import Card, Reply
from bot.circles import review_texts as texts
from bot.circles.finding import NAME, Finding, whole
from bot.circles.model import CircleSeen, State
from bot.circles.notices import Notices
from bot.circles.reviews import (
    ANSWER_WITHIN,
    ASK,
    BEGINS,
    LAST_WORD,
    NO_LIFE,
    REMIND,
    REST,
    Review,
    ReviewStore,
    due,
    next_review,
    read_day,
)
from bot.circles.seating import ASKS_EXPIRE
from bot.commands import Arg, Call, Command
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.errors import Conflict, NotAllowed
from bot.facts import Listens, Noted, Tell
from bot.i18n import _, later, speaking
from bot.keys import CircleId, CommunityId, MemberId
from bot.times import CommunityResumed

GRACE = timedelta(days=365)
"""A question that comes late is as good as ever."""
KINDS = (ASK, REMIND, REST)


@dataclass(frozen=True, slots=True)
class Reviewing(Finding):
    """Asks, reminds once, and lets rest; what people do there answers as well."""

    reviews: ReviewStore
    places: CommunityStore
    beats: Beats
    owe: Owe
    tell: Tell
    notices: Notices

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the command that sets the date, and what stewards and members answer."""
        return COMMANDS

    @staticmethod
    def planners() -> Planners:
        """Return who asks, who reminds, and who lets rest."""
        return {ASK: Reviewing.ask, REMIND: Reviewing.remind, REST: Reviewing.rest}

    @staticmethod
    def listens() -> Listens:
        """Return what is a sign of life, and what makes all reviews be planned anew."""
        return ((Noted, Reviewing.heard), (CommunityResumed, Reviewing.resumed))

    # What people do

    async def review(self, call: Call) -> Reply:
        """Show the question, or set the day on which it is asked."""
        circle = await self._steered(call)
        text = call.text("on")
        if not text:
            mine = (await self.reviews.of([circle.id]))[circle.id]
            return Reply(texts.question(circle, mine.given_at))
        day = read_day(text, self.now, "on")
        await self._next(circle, day)
        self.tell(Noted.by(call, "circle.review", circle=circle.id))
        return Reply(texts.scheduled(circle, day))

    async def keep(self, call: Call) -> Reply:
        """Keep a circle; twice is once, and a dormant one is revived by it."""
        circle = await self._steered(call)
        if circle.state is State.DORMANT:
            return await self.revive(call)
        day = next_review(self.now)
        await self._next(circle, day)
        self.tell(Noted.by(call, "circle.keep", circle=circle.id))
        return Reply(texts.kept(circle, day))

    async def revive(self, call: Call) -> Reply:
        """Open a dormant circle again; anybody in it may."""
        circle = await self._circle(call)
        if not circle.inside:
            raise NotAllowed(_("Only somebody who is in that circle can do that. Nothing was changed."))
        if circle.state is not State.DORMANT:
            raise Conflict(_("It is not dormant. Nothing was changed."))
        await self.store.move(call.community, circle.id, State.OPEN, self.now)
        day = next_review(self.now)
        await self._next(circle, day)
        everybody = await whole(self.store, call.community, circle.id)
        await self.notices.tell(circle.id, texts.woken(everybody, call.member))
        self.tell(Noted.by(call, "circle.revive", circle=circle.id))
        return Reply(texts.revived(circle, day))

    async def _next(self, circle: CircleSeen, day: date) -> None:
        await self.reviews.settle([circle.id], day)
        await self.plan([circle.id])

    # What happens by itself

    async def plan(self, circles: Sequence[CircleId]) -> None:
        """Write the next beat of each review, in place of what was planned."""
        found = (await self.reviews.of(circles)).values()
        zones = await self._homes(found)
        for community in dict.fromkeys(r.community for r in found):
            mine = [r.circle for r in found if r.community == community]
            for kind in KINDS:
                await self.beats.withdraw(community, mine, kind)
        for review in found:
            self._beat(review, zones[review.community][0])

    def _beat(self, review: Review, zone: str) -> None:
        kind, when = due(review, zone, self.now)
        self.beats.at(kind, review.community, review.circle, when, grace=GRACE)

    async def _homes(self, reviews: Iterable[Review]) -> Mapping[CommunityId, tuple[str, str]]:
        """Return (zone, language) of each community."""
        wanted = dict.fromkeys(r.community for r in reviews)
        return {i: (c.zone, c.language) for i, c in (await self.places.communities(wanted)).items()}

    async def ask(self, beats: Sequence[Beat]) -> None:
        """Ask the stewards of each open circle; one that is not open, or has nobody to ask, is looked at later."""
        reviews, circles = await self._due(beats)
        asked = [r for r in reviews.values() if r.state is State.OPEN and circles[r.circle].stewards()]
        await self.reviews.ask([r.circle for r in asked], self.now)
        await self._tell_each(asked, circles, lambda seen, review: texts.question(seen, review.given_at))
        for review in reviews.values():
            kind = REMIND if review in asked else ASK
            self.beats.at(kind, review.community, review.circle, self.now + ANSWER_WITHIN, grace=GRACE)

    async def remind(self, beats: Sequence[Beat]) -> None:
        """Remind once, and say so; where something was done since, that was the answer."""
        reviews, circles = await self._due(beats)
        open_still = await self._unanswered(reviews)
        await self._tell_each(open_still, circles, lambda seen, _review: texts.last_call(seen, self.now))
        for review in open_still:
            self.beats.at(REST, review.community, review.circle, self.now + LAST_WORD, grace=GRACE)

    async def rest(self, beats: Sequence[Beat]) -> None:
        """Let circles rest of which nobody said a word; nothing of them is taken away."""
        reviews, _circles = await self._due(beats)
        silent = await self._unanswered(reviews)
        gone = await self.reviews.let_rest([r.circle for r in silent], self.now)
        circles = await self.store.swept(gone)
        resting = [r for r in silent if r.circle in circles]
        await self._tell_each(resting, circles, lambda seen, _review: texts.dormant(seen))
        await self._tell_rooms(resting, circles)
        for review in resting:
            self.tell(Noted(review.community, "circle.rest", None, None, review.circle, self.now))

    async def _due(self, beats: Sequence[Beat]) -> tuple[Mapping[CircleId, Review], Mapping[CircleId, CircleSeen]]:
        wanted = list(dict.fromkeys(CircleId(b.subject) for b in beats))
        circles = await self.store.swept(wanted)
        return {i: r for i, r in (await self.reviews.of(wanted)).items() if i in circles}, circles

    async def _unanswered(self, reviews: Mapping[CircleId, Review]) -> list[Review]:
        """Return those whose question is open; what was answered by life goes on for a quarter."""
        asked = [r for r in reviews.values() if r.asked_at is not None and r.state is State.OPEN]
        lively = [r for r in asked if r.answered_by_life]
        day = next_review(self.now)
        await self.reviews.settle([r.circle for r in lively], day)
        homes = await self._homes(lively)
        for review in lively:
            self._beat(replace(review, review_on=day, asked_at=None), homes[review.community][0])
        return [r for r in asked if not r.answered_by_life]

    async def _tell_each(
        self,
        reviews: Sequence[Review],
        circles: Mapping[CircleId, CircleSeen],
        card: Callable[[CircleSeen, Review], Card],
    ) -> None:
        """Write to each steward of these circles, in their community's language, as they see the circle."""
        wanted: Mapping[CircleId, Sequence[MemberId]] = {r.circle: circles[r.circle].stewards() for r in reviews}
        seen = await self.store.seen_by_each(wanted)
        homes = await self._homes(reviews)
        for review in reviews:
            with speaking(homes[review.community][1]):
                for steward in wanted[review.circle]:
                    words = card(seen[review.circle, steward], review)
                    self.owe.direct(steward, words, reason=review.circle, expires_at=self.now + ASKS_EXPIRE)

    async def _tell_rooms(self, reviews: Sequence[Review], circles: Mapping[CircleId, CircleSeen]) -> None:
        """Tell everybody in these circles that they rest, with the way to wake them."""
        rooms = await self.places.circle_rooms([r.circle for r in reviews])
        homes = await self._homes(reviews)
        for review in reviews:
            with speaking(homes[review.community][1]):
                self.notices.tell_in(review.circle, rooms[review.circle], texts.rests(circles[review.circle]))

    async def heard(self, facts: Sequence[Noted]) -> None:
        """Take what people do in a circle as a sign of its life, and plan the first review of a new one."""
        theirs = [f for f in facts if f.circle is not None]
        lively = [f.circle for f in theirs if f.actor is not None and f.verb not in NO_LIFE and f.circle is not None]
        if lively:
            await self.reviews.alive(lively, self.now)
        new = [f.circle for f in theirs if f.verb in BEGINS and f.circle is not None]
        if new:
            await self.plan(new)

    async def resumed(self, facts: Sequence[CommunityResumed]) -> None:
        """Plan the reviews of communities that rested."""
        found = await self.reviews.all_of([f.community for f in facts])
        await self.plan([r.circle for r in found])


COMMANDS = (
    Command(
        ("circle", "review"),
        later("Say whether a circle is still alive, or when to ask"),
        Reviewing.review,
        (NAME, Arg("on", later("When to ask, such as 2027-03-01"), required=False, longest=20)),
        examples=("circle review Mentors", "circle review Mentors on:2027-03-01"),
    ),
    Command(("circle", "keep"), "", Reviewing.keep, (NAME,), hidden=True),
    Command(("circle", "revive"), "", Reviewing.revive, (NAME,), hidden=True),
)
