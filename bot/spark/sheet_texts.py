"""The cards of lists: what people wrote, how they vote on it, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Look,
    Mention,
    Moment,
    MomentStyle,
    Note,
    Para,
    Span,
    joined,
    note,
    para,
)
from bot.errors import shortened
from bot.i18n import _, counted
from bot.spark.form_model import Act, Collection, Step
from bot.spark.form_runs import Entry, Phase, Sheet, counted_dots, holders, in_turn, list_id, minds
from bot.spark.form_scene import Seen
from bot.spark.form_texts import said

A_ROW: Final = 5
CHARACTERS: Final = 2400
"""As much of its lines as a card shows: with the rest of it under Discord's 4,000 (components/reference)."""
MOST_TURNS: Final = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A list on a date, as a card shows it."""

    seen: Seen
    list: Collection

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return its lines, by columns and then as they were written."""
        mine = [e for e in self.seen.entries if e.list == self.list.key]
        return tuple(sorted(mine, key=lambda e: e.place)) if self.list.columns else tuple(mine)

    @property
    def title(self) -> str:
        """Return what it is called."""
        return said(self.seen.form, self.list.title)

    def totals(self) -> dict[str, int]:
        """Return how many dots lie on each line or option."""
        return counted_dots([d for d in self.seen.dots if d.list == self.list.key], self.list.votes or 1)

    def until(self) -> datetime | None:
        """Return when the next step with it is due that ends what can be done now."""
        run, form = self.seen.run, self.seen.form
        ends = {Act.VOTE, Act.CLOSE, Act.RESULT}
        left = [s for place, s in enumerate(form.steps) if place not in run.done and s.list == self.list.key]
        return next((s.due(run.starts, run.minutes) for s in left if s.act in ends), None)


def sheet(shown: Shown, now: Sheet) -> Card:
    """Return the card of a list, as it is now."""
    seen, each = shown.seen, shown.list
    blocks: list[Block] = []
    if now.say and now.phase in {Phase.OPEN, Phase.VOTING}:
        blocks.append(Para((said(seen.form, now.say),)))
    if seen.run.began is None:
        blocks.append(para(_("For {ritual}, {date}."), ritual=Bold(seen.date.name), date=Moment(seen.date.starts)))
    if now.phase is Phase.OPEN or (each.options and now.phase is Phase.VOTING):
        blocks.append(Para((Bold(said(seen.form, each.ask)),)))
    blocks += _lines(shown, numbered=now.phase is Phase.VOTING)
    if each.options and now.phase is Phase.CLOSED:
        blocks += _poll(shown)
    blocks += _buttons(shown, now.phase)
    return Card(shown.title, (*blocks, *_quiet(shown, now.phase)))


def moved_on(shown: Shown) -> Card:
    """Return what stays of a card when a newer one is in its place."""
    return Card(shown.title, (note(_("It goes on in a newer message.")),))


def _line(entry: Entry, room: int, number: int | None) -> Para:
    name = shortened(entry.name)
    text = entry.text if len(entry.text) <= room else entry.text[: max(20, room) - 1] + "…"
    words: tuple[Span, ...] = (Bold(name), ": ", text)
    return Para((f"{number}. ", *words) if number is not None else words)


def _lines(shown: Shown, *, numbered: bool) -> list[Block]:
    entries, blocks = shown.entries, list[Block]()
    room = CHARACTERS // max(1, len(entries)) - 40
    column = None
    for number, entry in enumerate(entries, 1):
        if shown.list.columns and entry.place != column:
            column = entry.place
            blocks.append(Para((Bold(_column(shown, entry)),)))
        blocks.append(_line(entry, room, number if numbered else None))
    return blocks


def _column(shown: Shown, entry: Entry) -> str:
    columns = shown.list.columns
    return said(shown.seen.form, columns[entry.place]) if entry.place < len(columns) else ""


def _buttons(shown: Shown, phase: Phase) -> list[Block]:
    """Return what may be pressed now: a button a column, an option, or a line."""
    each, form, date = shown.list, shown.seen.form, shown.seen.run.occurrence
    here = f"{date} {list_id(date, each.key)}"
    if phase is Phase.OPEN and (free := _free_writer(shown)) is not None:
        return [Buttons((free,))]
    if phase is Phase.OPEN:
        mine = Button(_("Mine"), "ritual.mine", here)
        if each.columns:
            to = [f"{here} place:{n}" for n in range(len(each.columns))]
            labels = [said(form, c) for c in each.columns]
            adding = [Button(label, "ritual.put", v, Look.FIRST) for label, v in zip(labels, to, strict=True)]
            return _rows([*adding, mine])
        return [Buttons((Button(_("Add mine"), "ritual.put", here, Look.FIRST), mine))]
    if phase is not Phase.VOTING:
        return []
    if each.options:
        picks = [f"{here} {n}" for n in range(len(each.options))]
        return _rows([Button(said(form, o), "ritual.pick", v) for o, v in zip(each.options, picks, strict=True)])
    return _rows([Button(str(n), "ritual.dot", e.id) for n, e in enumerate(shown.entries, 1)])


def _free_writer(shown: Shown) -> Button | None:
    """Return the button of whoever takes the role that writes a list, while nobody has it."""
    seen, role = shown.seen, shown.seen.form.role(shown.list.by)
    if role is None or holders(seen.parts, role.key) or seen.run.began is not None:
        return None
    label = _("I'll do it: {role}").format(role=said(seen.form, role.key))
    return Button(label, "ritual.part", f'{seen.run.occurrence} "{role.key}" take', Look.FIRST)


def _rows(buttons: Sequence[Button]) -> list[Block]:
    return [Buttons(tuple(buttons[i : i + A_ROW])) for i in range(0, len(buttons), A_ROW)]


def _quiet(shown: Shown, phase: Phase) -> list[Block]:
    each, until = shown.list, shown.until()
    if phase is Phase.CLOSED:
        return [note(_("Closed."))]
    if phase is Phase.TOLD:
        return [note(_("Closed. What came of it was posted."))]
    lines = [_("What you write stands under your name, in every space of the community.")]
    if phase is Phase.VOTING:
        lines = [_voting(shown)]
    if len(shown.entries) >= each.most and phase is Phase.OPEN:
        lines.append(_("The list is full."))
    if until is None:
        return [Note((" ".join(lines),))]
    return [note("{lines} {until}", lines=" ".join(lines), until=(_("Until "), Moment(until)))]


def _voting(shown: Shown) -> str:
    voters = len({d.member for d in shown.seen.dots if d.list == shown.list.key})
    have = counted("{count} has voted.", "{count} have voted.", voters) if voters else ""
    if shown.list.options:
        return f"{_('The totals are shown when it is closed.')} {have}".strip()
    how = counted(
        "{count} dot each: press a number to give it, once more to take it back.",
        "{count} dots each: press a number to give one, once more to take it back.",
        shown.list.votes,
    )
    return f"{how} {have}".strip()


# What came of it


def result(shown: Shown, begins: datetime) -> Card:
    """Return what came of a list; `begins` is when the first of its turns begins (aware UTC)."""
    title = _("{list}: what came of it").format(list=shown.title)
    if shown.list.options:
        return Card(title, tuple(_poll(shown)))
    if not shown.entries:
        return Card(title, (para(_("Nobody wrote anything this time.")),))
    turns = in_turn(shown.seen.form, shown.list, shown.seen.run, shown.entries, shown.seen.dots)[:MOST_TURNS]
    totals, room = shown.totals(), CHARACTERS // max(1, len(turns)) - 60
    blocks: list[Block] = []
    for number, entry in enumerate(turns, 1):
        line = _line(entry, room, None if shown.list.minutes else number)
        spans: tuple[Span, ...] = line.spans
        if shown.list.minutes:
            at = begins + timedelta(minutes=shown.list.minutes * (number - 1))
            spans = (Moment(at, MomentStyle.TIME), " · ", *spans)
        if shown.list.columns:
            spans = (*spans, f" ({_column(shown, entry)})")
        if totals:
            spans = (*spans, " · ", counted("{count} dot", "{count} dots", totals.get(entry.id, 0)))
        blocks.append(Para(spans))
    if shown.list.votes and not totals and len(shown.entries) > 1:
        blocks.append(note(_("Nobody voted, so what was written first comes first.")))
    return Card(title, (*blocks, *_left_over(shown, len(turns))))


def _left_over(shown: Shown, turns: int) -> list[Block]:
    left = len(shown.entries) - turns
    if left <= 0:
        return []
    if shown.list.carry:
        said_ = counted(
            "{count} more is on the list of the next time.", "{count} more are on the list of the next time.", left
        )
        return [Note((said_,))]
    return [Note((counted("and {count} more", "and {count} more", left),))]


def _poll(shown: Shown) -> list[Block]:
    totals, options = shown.totals(), shown.list.options
    if not totals:
        return [para(_("Nobody voted."))]
    counts = [f"{said(shown.seen.form, o)} {totals.get(str(n), 0)}" for n, o in enumerate(options)]
    blocks: list[Block] = [Para((" · ".join(counts),))]
    earlier = shown.seen.form.list(shown.list.against)
    if earlier is not None:
        before = counted_dots([d for d in shown.seen.dots if d.list == earlier.key], 1)
        were = " · ".join(f"{said(shown.seen.form, o)} {before.get(str(n), 0)}" for n, o in enumerate(options))
        changed = minds(shown.seen.dots, earlier.key, shown.list.key)
        blocks.append(para(_("Before: {counts}"), counts=were))
        blocks.append(
            para(counted("{count} of us changed their mind.", "{count} of us changed their minds.", changed))
            if changed
            else para(_("Nobody changed their mind, and now we know why."))
        )
    return blocks


# What is said


def saying(seen: Seen, step: Step) -> Card:
    """Return a step that says something, with whoever it is up to."""
    blocks: list[Block] = [Para((said(seen.form, step.say),))] if step.say else []
    role = seen.form.role(step.role)
    if role is not None:
        who: list[tuple[Span, ...]] = [(Mention(h.member),) for h in holders(seen.parts, role.key)]
        name = said(seen.form, role.key)
        name = name[:1].upper() + name[1:]
        blocks.append(
            para("{role}: {who}", role=Bold(name), who=joined(who, ", "))
            if who
            else para(_("{role}: whoever likes. {duty}."), role=Bold(name), duty=said(seen.form, role.duty))
        )
    return Card(seen.date.name, tuple(blocks))
