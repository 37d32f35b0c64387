"""The cards of dates that are out already, written anew in place when what members gave has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.community.store import CommunityStore
from bot.deliveries import Owe
from bot.i18n import speaking
from bot.keys import OccurrenceId
from bot.rhythm import agenda_texts, texts, wild_texts
from bot.rhythm.billing import Billing
from bot.rhythm.coming import turnout
from bot.rhythm.program import Programs
from bot.rhythm.store import GivenStore, Questions, RitualStore, Voices

EDITS_LIVE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Showing:
    """Edits announcements and openings, in every space."""

    now: datetime
    store: RitualStore
    given: GivenStore
    places: CommunityStore
    owe: Owe
    voices: Voices
    questions: Questions
    programs: Programs
    billing: Billing

    async def again(
        self,
        dates: Sequence[OccurrenceId],
        *,
        announced: bool = True,
        opened: bool = True,
        was: Mapping[OccurrenceId, datetime] | None = None,
    ) -> None:
        """Write the cards of these dates anew: the announcements, which show who comes, the openings, or both.

        `was` is when dates that just moved began before (aware UTC): whoever speaks there moves with them.
        """
        was = was or {}
        found = (await self.store.occurrences(dates)).values()
        rituals = await self.store.get(dict.fromkeys(o.ritual for o in found))
        communities = await self.places.communities(dict.fromkeys(o.community for o in found))
        said, answers = await self.given.rsvps(dates), await self.given.answers(dates)
        asked = await self.questions.opened_with(dates)
        programs = await self.programs.programs(dates)
        begins = {o.id: was.get(o.id, o.starts) for o in found}
        voices = await self.voices.parts([(o.ritual, begins[o.id]) for o in found])
        shown = await self.billing.of([(rituals[o.ritual], o.id) for o in found])
        for date in found:
            ritual, voice = shown[date.id], voices.get((date.ritual, begins[date.id]))
            who, program = turnout(said[date.id], ritual.capacity), programs[date.id]
            with speaking(communities[date.community].language):
                coming = texts.announcement(ritual, date, voice, who, program)
                if ritual.free:
                    coming = wild_texts.free(ritual, date)
                topics = agenda_texts.topics(ritual, date, program.agenda)
                begun = texts.opening(ritual, date, voice, asked.get(date.id), answers[date.id])
            cards = [(post, coming) for post in date.announced if announced]
            cards += [(post, topics) for post in date.called if announced]
            cards += [(post, begun) for post in date.openings if opened]
            for post, card in cards:
                self.owe.edit(post, card, reason=date.id, expires_at=self.now + EDITS_LIVE)
