"""What happens at a trial's end: the core is asked, then the stewards get the answers with what there is to know."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.beats import Beats
from bot.cards import Card
from bot.community.attention import Attention, Weight, Wish
from bot.community.desk import Desk
from bot.community.model import Community, Member
from bot.community.store import CommunityStore, MemberStore
from bot.deliveries import Owe
from bot.i18n import speaking
from bot.keys import AccountId, CommunityId, DeliveryId, OccurrenceId, RitualId
from bot.rhythm import trial_texts
from bot.rhythm.model import Ritual, totals
from bot.rhythm.program import RecapStore
from bot.rhythm.store import RitualStore
from bot.rhythm.trials import Figures, Stage, Trial, TrialStore, core, counted_voices

TRIAL: Final = "ritual.trial"
GRACE: Final = timedelta(days=366)
"""A question about a trial is as good after an absence."""
ASK: Final = "trial.ask"
ANSWERED_WITHIN: Final = timedelta(days=28)
"""An answer counts until the stewards decide, so the question stays good for a while after they have heard."""
EDITS_LIVE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks members and stewards about trials that are over, a batch at a time."""

    now: datetime
    rituals: RitualStore
    trials: TrialStore
    recaps: RecapStore
    places: CommunityStore
    people: MemberStore
    beats: Beats
    owe: Owe
    attention: Attention
    desk: Desk

    def plan(self, trials: Iterable[Trial]) -> None:
        """Write when trials go on by themselves."""
        for trial in trials:
            if trial.open and trial.due is not None and trial.rests is None:
                self.beats.at(TRIAL, trial.community, trial.id, trial.due, grace=GRACE)

    async def keep(self, changed: Sequence[Trial]) -> None:
        """Write trials as they are now, with their next moments in the place of earlier ones."""
        if changed:
            await self.trials.put(changed)
            self.plan(changed)

    async def ask(self, over: Sequence[Trial]) -> None:
        """Ask the core of each; a steward who is alone decides at once."""
        if not over:
            return
        cores = await self._cores(over)
        asked = [t for t in over if len(cores[t.id]) > 1]
        accounts = await self.people.accounts_of(dict.fromkeys(m.id for t in asked for m in cores[t.id]))
        whom = [(t, m, accounts[m.id][0].id) for t in asked for m in cores[t.id] if accounts[m.id]]
        await self.trials.ask([(t, account) for t, _member, account in whom], self.now)
        await self.attention.want(await self._wishes(whom))
        await self.keep([t.asked(self.now) for t in asked])
        await self.tell([t.asked(self.now) for t in over if t not in asked])

    async def _cores(self, over: Sequence[Trial]) -> Mapping[str, tuple[Member, ...]]:
        held = await self.trials.held(t.id for t in over)
        there = await self.recaps.attended(d for each in held.values() for d in each)
        stewards = await self.people.stewards_of(dict.fromkeys(t.community for t in over))
        found = {t.id: core(stewards[t.community], [{x.member for x in there[d]} for d in held[t.id]]) for t in over}
        members = await self.people.members(dict.fromkeys(m for each in found.values() for m in each))
        return {t: tuple(members[m] for m in each if m in members and members[m].here) for t, each in found.items()}

    async def _wishes(self, whom: Sequence[tuple[Trial, Member, AccountId]]) -> list[Wish]:
        trials = list({t.id: t for t, _member, _account in whom}.values())
        rituals, homes, figures = await self._about(trials)
        wishes: list[Wish] = []
        for trial, member, account in whom:
            with speaking(member.language or homes[trial.community].language):
                card, line = trial_texts.asking(rituals[trial.ritual], trial, figures[trial.id])
            until = self.now + ANSWERED_WITHIN
            subject = trial.subject(account)
            wishes.append(Wish(trial.community, member.id, ASK, subject, Weight.CHOICE, card, line, until))
        return wishes

    async def tell(self, trials: Sequence[Trial]) -> None:
        """Give the stewards the answers, or remind those who had them."""
        if not trials:
            return
        cards = await self._cards(trials, last={t.id for t in trials if t.stage is Stage.DECIDING})
        sent: dict[str, tuple[DeliveryId, ...]] = {}
        for turn in _turns(trials):
            told = await self.desk.hear_all(TRIAL, {c: cards[t.id] for c, t in turn.items()})
            sent |= {t.id: told.get(c, ()) for c, t in turn.items()}
        await self.keep([t.told(sent[t.id], self.now) for t in trials])

    async def show_again(self, trial: Trial) -> None:
        """Write the stewards' cards anew in place: somebody answered after they were told."""
        cards = await self._cards([trial], last={trial.id} if trial.reminded else frozenset())
        self.edit(trial, cards[trial.id])

    def edit(self, trial: Trial, card: Card) -> None:
        """Put a card in the place of those that ask the stewards."""
        for post in trial.posts:
            self.owe.edit(post, card, reason=trial.id, expires_at=self.now + EDITS_LIVE)

    async def stop(self, trial: Trial) -> None:
        """Take back what is wished about a trial, and its moments."""
        await self.beats.withdraw(trial.community, [trial.id], TRIAL)
        voices = (await self.trials.voices([trial.id]))[trial.id]
        await self.attention.withdraw(trial.community, [trial.subject(v.account) for v in voices if v.account])

    async def _cards(self, trials: Sequence[Trial], *, last: AbstractSet[str]) -> Mapping[str, Card]:
        """Return what the stewards read about each; `last`: those of which they are reminded."""
        rituals, homes, figures = await self._about(trials)
        voices = await self.trials.voices(t.id for t in trials)
        members = await self.people.members(dict.fromkeys(v.member for each in voices.values() for v in each))
        here = frozenset(m.id for m in members.values() if m.here)
        cards: dict[str, Card] = {}
        for trial in trials:
            ritual, answers = rituals[trial.ritual], counted_voices(voices[trial.id], here)
            with speaking(homes[trial.community].language):
                again = trial.id in last
                cards[trial.id] = trial_texts.desk(ritual, trial, figures[trial.id], answers, last=again)
        return cards

    async def _about(
        self, trials: Sequence[Trial]
    ) -> tuple[Mapping[RitualId, Ritual], Mapping[CommunityId, Community], Mapping[str, Figures]]:
        rituals = await self.rituals.get(dict.fromkeys(t.ritual for t in trials))
        homes = await self.places.communities(dict.fromkeys(t.community for t in trials))
        return rituals, homes, await self._figures(trials)

    async def _figures(self, trials: Sequence[Trial]) -> Mapping[str, Figures]:
        held = await self.trials.held(t.id for t in trials)
        dates: list[OccurrenceId] = [d for each in held.values() for d in each]
        there, worth = await self.recaps.attended(dates), await self.rituals.answers(dates)
        replies = await self.trials.replies(dates)
        return {
            t.id: Figures(
                tuple(len(there[d]) for d in held[t.id]),
                totals(_summed([worth[d] for d in held[t.id]])),
                sum(replies[d] for d in held[t.id]),
            )
            for t in trials
        }


def _summed(answers: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for each in answers:
        for answer, number in each.items():
            found[answer] = found.get(answer, 0) + number
    return found


def _turns(trials: Sequence[Trial]) -> list[dict[CommunityId, Trial]]:
    """Return the trials in as few groups as there are trials of one community: in each group one of each."""
    turns: list[dict[CommunityId, Trial]] = []
    for trial in trials:
        free = next((t for t in turns if trial.community not in t), None)
        if free is None:
            free = {}
            turns.append(free)
        free[trial.community] = trial
    return turns
