"""What people say about a trial that is over: those who are asked, and the stewards, who decide and say why."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import MemberStore
from bot.errors import Conflict, Invalid, NotAllowed, NotFound
from bot.facts import Noted, Tell
from bot.i18n import _, later, speaking
from bot.rhythm import trial_texts
from bot.rhythm.model import Ritual, RitualState
from bot.rhythm.planning import Planning
from bot.rhythm.trials import LONGEST_REASON, Decision, Stage, Trial, Verdict, counted_voices
from bot.rhythm.trying import Trying


@dataclass(frozen=True, slots=True)
class Deciding(Service):
    """Takes answers and decisions."""

    now: datetime
    people: MemberStore
    planning: Planning
    trying: Trying
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the buttons of the two questions."""
        return COMMANDS

    async def vote(self, call: Call) -> Reply:
        """Keep the asker's answer; the last one counts."""
        trial, _ritual = await self._asked(call)
        theirs = [a.id for a in (await self.people.accounts_of([call.member]))[call.member]]
        voices = (await self.trying.trials.voices([trial.id]))[trial.id]
        if not any(v.member == call.member for v in voices):
            raise NotAllowed(_("You were not asked about this one. Nothing was changed. What comes: rhythm next"))
        verdict = Verdict(call.text("verdict"))
        await self.trying.trials.answer(trial, call.account, theirs, verdict, self.now)
        await self.trying.asking.attention.withdraw(call.community, [trial.subject(a) for a in theirs])
        await self._heard(trial)
        return Reply(trial_texts.voted(verdict))

    async def _heard(self, trial: Trial) -> None:
        """Let the stewards see the new counts, or see them now if everybody has answered."""
        if trial.stage is Stage.DECIDING:
            await self.trying.asking.show_again(trial)
            return
        voices = (await self.trying.trials.voices([trial.id]))[trial.id]
        members = await self.people.members([v.member for v in voices])
        here = frozenset(m.id for m in members.values() if m.here)
        if not counted_voices(voices, here).missing:
            await self.trying.asking.tell([trial])

    async def decide(self, call: Call) -> Reply:
        """Write what becomes of the ritual, and why; pressing again changes nothing."""
        trial, ritual = await self._asked(call)
        reason = call.text("reason").strip()
        if not reason:
            raise Invalid(_("A word on why, please: it is kept beside the decision."), field="reason")
        decision = Decision(Verdict(call.text("verdict")), reason, call.account, self.now)
        await self.trying.asking.stop(trial)
        await self.trying.trials.put([trial.decided(decision)])
        await self._follow(trial, ritual, decision)
        self.tell(Noted.by(call, f"trial.{decision.verdict}", about=ritual.id))
        home = await self.trying.asking.places.community(call.community)
        with speaking(home.language if home else call.language):
            self.trying.asking.edit(trial, trial_texts.decided(ritual, decision))
        again = trial.terms if decision.verdict is Verdict.CHANGE else None
        return Reply(trial_texts.settled(ritual, decision, again))

    async def _follow(self, trial: Trial, ritual: Ritual, decision: Decision) -> None:
        """Retire the ritual, or let it be on trial again so that the change is judged as well."""
        if decision.verdict is Verdict.RETIRE:
            retired = replace(ritual.retire(), revision=ritual.revision + 1)
            await self.trying.store.put(ritual.community, retired)
            await self.planning.stop(ritual)
        elif decision.verdict is Verdict.CHANGE:
            await self.trying.begin(ritual, trial.terms)
            if ritual.state is RitualState.PAUSED:
                await self.trying.rest(ritual)

    async def _asked(self, call: Call) -> tuple[Trial, Ritual]:
        """Return the trial that a button names, held, while it can still be decided."""
        trial = (await self.trying.trials.get([call.text("trial")])).get(call.text("trial"))
        if trial is None or trial.community != call.community:
            raise NotFound("ritual", call.text("trial"))
        ritual = (await self.trying.store.get([trial.ritual]))[trial.ritual]
        if trial.decision is not None:
            raise Conflict(_("That is decided already. Nothing was changed. How it stands: ritual show"))
        if not trial.open:
            raise Conflict(_("It was retired meanwhile. Nothing was changed. What there is: ritual list"))
        if trial.stage is Stage.RUNNING:
            raise Conflict(_("Its trial is not over yet. Nothing was changed. How it stands: ritual show"))
        return trial, ritual


TRIAL = Arg("trial", "", longest=16)
VERDICT = Arg("verdict", "", Kind.CHOICE, choices=tuple(Verdict), label=later("What becomes of it"))
COMMANDS = (
    Command(("ritual", "vote"), "", Deciding.vote, (TRIAL, VERDICT), Access.MEMBER, hidden=True),
    Command(
        ("ritual", "decide"),
        later("Decide about a trial"),
        Deciding.decide,
        (
            TRIAL,
            VERDICT,
            Arg(
                "reason",
                later("Kept beside the decision, for everybody to read"),
                Kind.LONG,
                label=later("Why"),
                longest=LONGEST_REASON,
            ),
        ),
        Access.STEWARD,
        hidden=True,
    ),
)
