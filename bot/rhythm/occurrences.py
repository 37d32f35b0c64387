"""What happens at each moment of a date: announcement, reminder, opening, worth-it question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.beats import Beat, Beats, Planners
from bot.cards import Card
from bot.community.duties import Service
from bot.community.model import Community, Space
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.facts import OccurrenceDropped, OccurrenceEnded, OccurrenceOpened, Tell
from bot.i18n import speaking
from bot.keys import CommunityId, DeliveryId, OccurrenceId, RitualId, RoomId
from bot.rhythm import agenda_texts, texts, wild_texts
from bot.rhythm.attendance import Attendance
from bot.rhythm.billing import Billing
from bot.rhythm.calendar import Calendar
from bot.rhythm.coming import turnout
from bot.rhythm.lateness import passed, two_following
from bot.rhythm.model import (
    GRACE,
    Moment,
    Occurrence,
    OccurrenceState,
    Ritual,
    RitualState,
    occurrence,
)
from bot.rhythm.planning import plan_beats, written
from bot.rhythm.program import Programs
from bot.rhythm.recurrence import Start
from bot.rhythm.showing import EDITS_LIVE
from bot.rhythm.store import Asked, GivenStore, Questions, RitualStore, Voice, Voices
from bot.times import DatesMissed

Pair = tuple[Beat, Ritual, Occurrence]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch of beats is about, read in a fixed number of queries."""

    pairs: tuple[Pair, ...]
    communities: Mapping[CommunityId, Community]
    spaces: Mapping[CommunityId, tuple[Space, ...]]

    def rooms(self, ritual: Ritual) -> tuple[RoomId, ...]:
        """Return where a ritual is posted: one room a space."""
        return ritual.posted_in(self.spaces.get(ritual.community, ()))

    def language(self, ritual: Ritual) -> str:
        """Return the language of the ritual's community."""
        return self.communities[ritual.community].language


@dataclass(frozen=True, slots=True)
class Occurrences(Service):
    """The planners of rituals' beats."""

    now: datetime
    store: RitualStore
    places: CommunityStore
    beats: Beats
    owe: Owe
    tell: Tell
    voices: Voices
    questions: Questions
    given: GivenStore
    calendar: Calendar
    attendance: Attendance
    programs: Programs
    billing: Billing

    @staticmethod
    def planners() -> Planners:
        """Return the planner of each moment."""
        return {
            Moment.ANNOUNCE.value: Occurrences.announce,
            Moment.REMIND.value: Occurrences.remind,
            Moment.OPEN.value: Occurrences.open,
            Moment.WORTH.value: Occurrences.ask_worth,
        }

    async def _batch(self, beats: Sequence[Beat], states: frozenset[OccurrenceState]) -> Batch:
        """Read what the beats are about; those whose ritual or date is not in the right state are left out."""
        found = await self.store.occurrences([OccurrenceId(b.subject) for b in beats])
        rituals = await self.store.get(dict.fromkeys(o.ritual for o in found.values()))
        communities = await self.places.communities(dict.fromkeys(b.community for b in beats))
        spaces = await self.places.spaces(communities)
        shown = await self.billing.of([(rituals[o.ritual], o.id) for o in found.values()])
        pairs = [
            (b, shown[o.id], o)
            for b in beats
            if (o := found.get(OccurrenceId(b.subject))) is not None and o.state in states
        ]
        active = tuple(p for p in pairs if p[1].state is RitualState.ACTIVE)
        return Batch(active, communities, spaces)

    def _post(
        self, batch: Batch, beat: Beat, ritual: Ritual, card: Card, about: OccurrenceId
    ) -> tuple[DeliveryId, ...]:
        expires = beat.due_at + beat.grace
        return tuple(self.owe.post(room, card, reason=about, expires_at=expires) for room in batch.rooms(ritual))

    async def announce(self, beats: Sequence[Beat]) -> None:
        """Post what comes up tomorrow, with who speaks if somebody has said yes."""
        batch = await self._batch(beats, frozenset({OccurrenceState.PLANNED}))
        voices = await self._voices(batch.pairs)
        said = await self.given.rsvps([o.id for _b, _r, o in batch.pairs])
        programs = await self.programs.programs([o.id for _b, _r, o in batch.pairs])
        posts: dict[OccurrenceId, tuple[DeliveryId, ...]] = {}
        for beat, ritual, planned in self._timely(batch):
            with speaking(batch.language(ritual)):
                coming = turnout(said[planned.id], ritual.capacity)
                voice = voices.get((ritual.id, planned.starts))
                if ritual.free:
                    card = wild_texts.free(ritual, planned)
                else:
                    card = texts.announcement(ritual, planned, voice, coming, programs[planned.id])
            # A date that was dropped and planned again may have been announced before.
            posts[planned.id] = (*planned.announced, *self._post(batch, beat, ritual, card, planned.id))
        if posts:
            await self.store.announced(posts)

    async def remind(self, beats: Sequence[Beat]) -> None:
        """Post that it begins in an hour, and remind those who go."""
        batch = await self._batch(beats, frozenset({OccurrenceState.PLANNED}))
        timely = [p for p in self._timely(batch) if not p[1].free]
        for beat, ritual, planned in timely:
            with speaking(batch.language(ritual)):
                card = texts.reminder(ritual, planned)
            self._post(batch, beat, ritual, card, planned.id)
        await self.attendance.remind([o.id for _b, _r, o in timely])

    def _timely(self, batch: Batch) -> list[Pair]:
        """Return what still makes sense; tell of the rest."""
        for beat, ritual, _planned in batch.pairs:
            if beat.late(self.now):
                self.tell(DatesMissed(ritual.community, ritual.id, beat.due_at, self.now, others=1))
        return [p for p in batch.pairs if not p[0].late(self.now)]

    async def open(self, beats: Sequence[Beat]) -> None:
        """Open the date with a question, and materialise the next one, also when this one was missed."""
        batch = await self._batch(beats, frozenset({OccurrenceState.PLANNED}))
        await self._leave_out([(r, o) for _b, r, o in batch.pairs if r.free])
        known = [p for p in batch.pairs if not p[1].free]
        timely = [p for p in known if not p[0].late(self.now)]
        late = await self._late([p for p in known if p[0].late(self.now)])
        begun = [*timely, *late]
        voices = await self._voices(timely)
        wanted = [(r.community, r.deck, o.id) for _b, r, o in begun if r.deck]
        asked = await self.questions.open_with(wanted) if wanted else {}
        ahead = {o.id: two_following(r, o, self.now) for _b, r, o in batch.pairs}
        posts: dict[OccurrenceId, tuple[DeliveryId, ...]] = {}
        for beat, ritual, planned in begun:
            voice = voices.get((ritual.id, planned.starts))
            first = ahead[planned.id][0] if planned.id in ahead else None
            then = first.at if first is not None and first.at > self.now else None
            posts[planned.id] = self._open(batch, beat, ritual, planned, voice, asked.get(planned.id), then)
        prompts = {o.id: asked[o.id].id if o.id in asked else None for _b, _r, o in begun}
        if prompts:
            await self.store.opened(prompts, posts, self.now)
            await self._begin_threads(batch, begun, posts)
        await self._next([(r, *ahead[o.id]) for _b, r, o in batch.pairs])

    async def _leave_out(self, free: Sequence[tuple[Ritual, Occurrence]]) -> None:
        """Let wild dates for which nobody chose anything not take place, and say so where they stand."""
        if not free:
            return
        await self.store.mark([o.id for _r, o in free], OccurrenceState.DROPPED)
        homes = await self.places.communities(dict.fromkeys(r.community for r, _o in free))
        for ritual, date in free:
            await self.beats.withdraw(ritual.community, [date.id])
            await self.owe.withdraw(ritual.community, [date.id])
            await self.calendar.take_out(ritual, [date])
            with speaking(homes[ritual.community].language):
                card = wild_texts.left_out(ritual, ritual.next(date.starts))
            for post in date.announced:
                self.owe.edit(post, card, reason=date.id, expires_at=self.now + EDITS_LIVE)
            self.tell(OccurrenceDropped(ritual.community, ritual.id, date.id, date.starts, self.now))

    async def _begin_threads(
        self, batch: Batch, begun: Sequence[Pair], posts: Mapping[OccurrenceId, tuple[DeliveryId, ...]]
    ) -> None:
        """Post agendas into the threads of the openings, so that what is said of them stands together."""
        agendas = await self.programs.agendas([o.id for _b, _r, o in begun])
        threads: dict[OccurrenceId, tuple[DeliveryId, ...]] = {}
        for _beat, ritual, opened in begun:
            if not agendas[opened.id]:
                continue
            with speaking(batch.language(ritual)):
                card = agenda_texts.thread(ritual, agendas[opened.id])
            expires = self.now + GRACE[Moment.OPEN]
            threads[opened.id] = opened.called
            for room, post in zip(batch.rooms(ritual), posts[opened.id], strict=True):
                threads[opened.id] += (self.owe.post(room, card, reason=opened.id, expires_at=expires, under=post),)
        if threads:
            await self.store.called(threads)

    async def _late(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Decide about dates that passed by their rituals' policies; return those that open, late."""
        opens: list[Pair] = []
        missed: list[Occurrence] = []
        for beat, ritual, planned in pairs:
            found = passed(ritual, planned, self.now)
            opens.extend((beat, ritual, o) for o in found.opens)
            missed.extend(found.missed)
            number, opened = len(found.missed), len(found.opens)
            self.tell(DatesMissed(ritual.community, ritual.id, beat.due_at, self.now, number, opened))
        known = {o.id for _b, _r, o in pairs}
        new = [*(o for _b, _r, o in opens if o.id not in known), *(o for o in missed if o.id not in known)]
        if new:
            await self.store.plan(new)
        if before := [o.id for o in missed if o.id in known]:
            await self.store.mark(before, OccurrenceState.MISSED)
        return opens

    def _open(
        self,
        batch: Batch,
        beat: Beat,
        ritual: Ritual,
        planned: Occurrence,
        voice: Voice | None,
        asked: Asked | None,
        then: datetime | None,
    ) -> tuple[DeliveryId, ...]:
        opened = replace(planned, opened_at=self.now)
        with speaking(batch.language(ritual)):
            card = texts.opening(ritual, opened, voice, asked, then=then)
        self.tell(OccurrenceOpened(ritual.community, ritual.id, planned.id, planned.starts, self.now))
        if not opened.opened_late:
            return self._post(batch, beat, ritual, card, planned.id)
        self.beats.at(Moment.WORTH.value, ritual.community, planned.id, opened.asked_at, grace=GRACE[Moment.WORTH])
        expires = self.now + GRACE[Moment.OPEN]
        return tuple(self.owe.post(r, card, reason=planned.id, expires_at=expires) for r in batch.rooms(ritual))

    async def _next(self, begun: Iterable[tuple[Ritual, Start | None, Start | None]]) -> None:
        """Materialise each ritual's next date, of those two that follow."""
        planned: list[tuple[Ritual, Occurrence]] = []
        for ritual, start, then in begun:
            if start is not None:
                coming = occurrence(ritual, start)
                planned.append((ritual, coming))
                plan_beats(self.beats, ritual, coming, self.now, then=then)
                self.tell(written(ritual, coming, self.now))
        if planned:
            await self.store.plan([o for _r, o in planned])
            await self.calendar.put_in([(r, o) for r, o in planned if o.starts > self.now])

    async def ask_worth(self, beats: Sequence[Beat]) -> None:
        """Ask in the rooms whether it was worth it."""
        batch = await self._batch(beats, frozenset({OccurrenceState.OPENED}))
        posts: dict[OccurrenceId, tuple[DeliveryId, ...]] = {}
        for beat, ritual, opened in batch.pairs:
            if opened.opened_late and beat.due_at < opened.asked_at:
                continue  # it opened late, and another beat asks
            posts[opened.id] = ()
            if beat.late(self.now):
                self.tell(DatesMissed(ritual.community, ritual.id, beat.due_at, self.now, others=1))
            else:
                with speaking(batch.language(ritual)):
                    card = texts.worth(ritual, opened, {})
                posts[opened.id] = self._post(batch, beat, ritual, card, opened.id)
            self.tell(OccurrenceEnded(ritual.community, ritual.id, opened.id, opened.starts, self.now))
        if posts:
            await self.store.asked(posts)

    async def _voices(
        self, pairs: Sequence[tuple[Beat, Ritual, Occurrence]]
    ) -> Mapping[tuple[RitualId, datetime], Voice]:
        dates = [(r.id, o.starts) for _b, r, o in pairs if r.guests]
        return await self.voices.parts(dates) if dates else {}
