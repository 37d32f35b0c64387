"""What happens at each moment of a date: announcement, reminder, opening, worth-it question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.beats import Beat, Beats, Planners
from bot.cards import Card
from bot.community.duties import Service
from bot.community.model import Community, Space
from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.facts import OccurrenceEnded, OccurrenceOpened, Tell
from bot.i18n import speaking
from bot.keys import CommunityId, DeliveryId, OccurrenceId, RitualId, RoomId
from bot.rhythm import texts
from bot.rhythm.calendar import Calendar
from bot.rhythm.model import (
    Moment,
    Occurrence,
    OccurrenceState,
    Ritual,
    RitualState,
    occurrence,
)
from bot.rhythm.planning import plan_beats
from bot.rhythm.store import Asked, GivenStore, Questions, RitualStore, Voice, Voices


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch of beats is about, read in a fixed number of queries."""

    pairs: tuple[tuple[Beat, Ritual, Occurrence], ...]
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
        pairs = [
            (b, rituals[o.ritual], o)
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
        going = await self.given.going([o.id for _b, _r, o in batch.pairs])
        posts: dict[OccurrenceId, tuple[DeliveryId, ...]] = {}
        for beat, ritual, planned in batch.pairs:
            if not beat.late(self.now):
                with speaking(batch.language(ritual)):
                    voice = voices.get((ritual.id, planned.starts))
                    card = texts.announcement(ritual, planned, voice, going[planned.id])
                # A date that was dropped and planned again may have been announced before.
                posts[planned.id] = (*planned.announced, *self._post(batch, beat, ritual, card, planned.id))
        if posts:
            await self.store.announced(posts)

    async def remind(self, beats: Sequence[Beat]) -> None:
        """Post that it begins in an hour."""
        batch = await self._batch(beats, frozenset({OccurrenceState.PLANNED}))
        for beat, ritual, planned in batch.pairs:
            if not beat.late(self.now):
                with speaking(batch.language(ritual)):
                    card = texts.reminder(ritual, planned)
                self._post(batch, beat, ritual, card, planned.id)

    async def open(self, beats: Sequence[Beat]) -> None:
        """Open the date with a question, and materialise the next one, also when this one was missed."""
        batch = await self._batch(beats, frozenset({OccurrenceState.PLANNED}))
        timely = [p for p in batch.pairs if not p[0].late(self.now)]
        missed = [p for p in batch.pairs if p[0].late(self.now)]
        voices = await self._voices(timely)
        wanted = [(r.community, r.deck, o.id) for _b, r, o in timely if r.deck]
        asked = await self.questions.open_with(wanted) if wanted else {}
        posts: dict[OccurrenceId, tuple[DeliveryId, ...]] = {}
        for beat, ritual, planned in timely:
            voice = voices.get((ritual.id, planned.starts))
            posts[planned.id] = self._open(batch, beat, ritual, planned, voice, asked.get(planned.id))
        prompts = {o.id: asked[o.id].id if o.id in asked else None for _b, _r, o in timely}
        if prompts:
            await self.store.opened(prompts, posts)
        if missed:
            await self.store.mark([o.id for _b, _r, o in missed], OccurrenceState.MISSED)
        await self._next([(r, o) for _b, r, o in batch.pairs])

    def _open(
        self,
        batch: Batch,
        beat: Beat,
        ritual: Ritual,
        planned: Occurrence,
        voice: Voice | None,
        asked: Asked | None,
    ) -> tuple[DeliveryId, ...]:
        with speaking(batch.language(ritual)):
            card = texts.opening(ritual, planned, voice, asked)
        self.tell(OccurrenceOpened(ritual.community, ritual.id, planned.id, planned.starts, self.now))
        return self._post(batch, beat, ritual, card, planned.id)

    async def _next(self, begun: Iterable[tuple[Ritual, Occurrence]]) -> None:
        """Materialise each ritual's next date: the first that is still to come."""
        planned: list[tuple[Ritual, Occurrence]] = []
        for ritual, last in begun:
            start = ritual.next_date(max(self.now, last.starts))
            if start is not None:
                following = occurrence(ritual, start)
                planned.append((ritual, following))
                plan_beats(self.beats, ritual, following, self.now)
        if planned:
            await self.store.plan([o for _r, o in planned])
            await self.calendar.put_in(planned)

    async def ask_worth(self, beats: Sequence[Beat]) -> None:
        """Ask in the rooms whether it was worth it."""
        batch = await self._batch(beats, frozenset({OccurrenceState.OPENED}))
        posts: dict[OccurrenceId, tuple[DeliveryId, ...]] = {}
        for beat, ritual, opened in batch.pairs:
            posts[opened.id] = ()
            if not beat.late(self.now):
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
        return await self.voices.confirmed(dates) if dates else {}
