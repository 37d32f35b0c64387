"""`ritual list`, `show` and `preview`: what there is and how it will look."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.cards import Block, Buttons, Note, Para, Reply
from bot.commands import Call, Command
from bot.errors import Conflict
from bot.i18n import _, later
from bot.rhythm import agenda_texts, coming_texts, host_texts, policy_texts, texts, trial_texts
from bot.rhythm.finding import NAME, Finding, rooms_of
from bot.rhythm.ledger import Ledgers
from bot.rhythm.model import Ritual, RitualState, occurrence, occurrence_id
from bot.rhythm.moving_texts import dated
from bot.rhythm.program import Programs
from bot.rhythm.store import GivenStore
from bot.rhythm.trials import Stage, TrialStore

FIRST = 2
"""Blocks of a ritual's card before the ledger of its times: its value and what is set."""


@dataclass(frozen=True, slots=True)
class Looking(Finding):
    """Shows rituals; changes nothing."""

    given: GivenStore
    programs: Programs
    ledgers: Ledgers
    trials: TrialStore

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands of `ritual` that only look."""
        return COMMANDS

    async def list(self, call: Call) -> Reply:
        """Show all rituals."""
        return Reply(texts.listed((await self.store.all([call.community]))[call.community], self.now))

    async def show(self, call: Call) -> Reply:
        """Show one ritual."""
        ritual = await self._ritual(call)
        answers = await self.store.answers_of(ritual.id)
        rooms = await rooms_of(ritual, self.places)
        shown = texts.shown(ritual, self.now, rooms, answers, steward=call.steward)
        hours = await self.ledgers.of(ritual)
        shown = replace(shown, blocks=(*shown.blocks[:FIRST], *hours, *shown.blocks[FIRST:]))
        shown = replace(shown, blocks=(*shown.blocks, *await self._trial(call, ritual)))
        following = ritual.next_date(self.now)
        dates = [occurrence_id(ritual.id, following.original)] if following is not None else []
        resting = ritual.rests is not None and ritual.rests > self.now
        if not dates or resting or ritual.state is not RitualState.ACTIVE:
            return Reply(shown)
        said = (await self.given.said(dates, call.member)).get(dates[0])
        mine = coming_texts.mine(said)
        note = (Note((_("The next date: {said}.").format(said=mine),)),) if mine else ()
        program = (await self.programs.programs(dates))[dates[0]]
        more = (*host_texts.next_host(program), *agenda_texts.listed(program.agenda))
        return Reply(replace(shown, blocks=(*shown.blocks, *more, *note, coming_texts.buttons(dates[0]))))

    async def _trial(self, call: Call, ritual: Ritual) -> Sequence[Block]:
        """Return where its trial stands, with what the asker can say about it now."""
        trial = (await self.trials.open_of([ritual.id])).get(ritual.id)
        if trial is None:
            return []
        voices = (await self.trials.voices([trial.id]))[trial.id]
        blocks = trial_texts.standing(trial)
        if trial.stage is Stage.DECIDING and call.steward:
            blocks.append(trial_texts.decide_buttons(trial))
        elif trial.stage is not Stage.RUNNING and any(v.member == call.member for v in voices):
            blocks.append(trial_texts.vote_buttons(trial))
        return blocks

    async def preview(self, call: Call) -> Reply:
        """Show the next dates of a ritual and how its announcement looks."""
        ritual = await self._ritual(call)
        starts = ritual.dates(self.now, 3)
        if not starts:
            raise Conflict(_("It has no date left. Nothing was changed. Give it a new rhythm: ritual edit"))
        card = texts.announcement(ritual, occurrence(ritual, starts[0]), None)
        # There is nothing to say yes to yet.
        looks = (b for b in card.blocks if not isinstance(b, Buttons))
        on_holidays = policy_texts.holidays(ritual, self.now, starts[-1].at)
        hours = await self.ledgers.of(ritual)
        return Reply(replace(card, blocks=(*looks, Para(dated(starts)), *on_holidays, *hours)))


COMMANDS = (
    Command(("ritual", "list"), later("See all rituals"), Looking.list, examples=("ritual list",), reads=True),
    Command(
        ("ritual", "show"),
        later("See one ritual"),
        Looking.show,
        (NAME,),
        examples=("ritual show Friday wins",),
        reads=True,
    ),
    Command(
        ("ritual", "preview"),
        later("See its next dates and its announcement"),
        Looking.preview,
        (NAME,),
        examples=("ritual preview Friday wins",),
        reads=True,
    ),
)
