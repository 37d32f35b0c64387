"""The cards of rituals: what stands in rooms and what the asker sees."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Fields,
    Look,
    Moment,
    MomentStyle,
    Note,
    Para,
    RoomLink,
    Span,
    joined,
    note,
    para,
)
from bot.errors import shortened
from bot.i18n import _, counted
from bot.keys import OccurrenceId, RoomId
from bot.rhythm import agenda_texts, coming_texts, host_texts, policy_texts, turn_texts, wild_texts
from bot.rhythm.coming import NOBODY, Coming, Turnout
from bot.rhythm.model import Occurrence, Ritual, RitualState, Worth, occurrence_id, totals
from bot.rhythm.moving_texts import dated, missing
from bot.rhythm.program import PLAIN, Program
from bot.rhythm.recurrence import Start, describe, holding
from bot.rhythm.store import Asked, Given, Voice

NOTHING_SAID: Mapping[OccurrenceId, Coming] = {}
MOST_ANSWERS = 10
ANSWERS_CHARACTERS = 2500
"""As much of the answers as a card shows: with the rest of it under Discord's 6,000 an embed (resources/message)
and few enough to be read."""


def dates(starts: Sequence[datetime], style: MomentStyle = MomentStyle.FULL) -> tuple[Span, ...]:
    """Return moments with commas between."""
    each: list[tuple[Span, ...]] = [(Moment(at, style),) for at in starts]
    return joined(each, ", ")


def places(rooms: Sequence[RoomId]) -> tuple[Span, ...]:
    """Return rooms with commas between, or that there is none yet."""
    each: list[tuple[Span, ...]] = [(RoomLink(room),) for room in rooms]
    return joined(each, ", ") if each else (_("no room yet"),)


def preview(
    ritual: Ritual,
    starts: Sequence[Start],
    rooms: Sequence[RoomId],
    draft: str,
    now: datetime,
    hours: Sequence[Block] = (),
    *,
    new: bool,
    one: bool = False,
) -> Card:
    """Return what would happen, before it does: the next three dates and one yes; `one`: or one for one date.

    `hours` is the ledger of its times, where they take turns.
    """
    if len(starts) == 1:
        text = _("{name} will open in {rooms}, {rhythm}: only {dates}.")
    else:
        text = _("{name} will open in {rooms}, {rhythm}: next {dates}.")
    said = para(text, name=Bold(ritual.name), rooms=places(rooms), rhythm=describe(ritual.when), dates=dated(starts))
    why = para(_("Why it is worth {minutes} minutes: “{value}”"), minutes=str(ritual.minutes), value=ritual.value)
    on_holidays = [*policy_texts.holidays(ritual, now, starts[-1].at), *policy_texts.formed(ritual)]
    yes = Button(_("Start") if new else _("Change it"), "ritual.start", draft, Look.FIRST)
    only = (Button(_("Only the next date"), "ritual.start-next", draft),) if one else ()
    buttons = Buttons((yes, *only, Button(_("Drop it"), "ritual.drop", draft)))
    quiet = _("Nothing is posted before you say so.") if new else _("Until you say so, everything stays as it is.")
    return Card(
        _("A new ritual") if new else _("A changed ritual"), (said, *on_holidays, *hours, why, buttons, Note((quiet,)))
    )


def started(ritual: Ritual, starts: datetime, rooms: Sequence[RoomId]) -> Card:
    """Return the yes to the steward who started it."""
    text = para(
        _("{name} opens in {rooms} on {date}."),
        name=Bold(ritual.name),
        rooms=places(rooms),
        date=Moment(starts),
    )
    return Card(_("It is set"), (text, note(_("To see what comes: rhythm next"))))


def announcement(
    ritual: Ritual, occurrence: Occurrence, voice: Voice | None, turnout: Turnout = NOBODY, program: Program = PLAIN
) -> Card:
    """Return what stands in the room a day before, with those who come, who hosts, and the agenda."""
    blocks: list[Block] = [Para((ritual.value,))]
    blocks.append(
        para(
            _("{when}, for {minutes} minutes."),
            when=Moment(occurrence.starts),
            minutes=str(occurrence.minutes),
        )
    )
    blocks.extend(wild_texts.once(ritual))
    blocks.extend(turn_texts.spoken(voice))
    blocks.extend(host_texts.hosted(program, occurrence))
    blocks.extend(program.more)
    blocks.extend(agenda_texts.listed(program.agenda))
    blocks.extend(coming_texts.comers(turnout))
    blocks.append(coming_texts.buttons(occurrence.id))
    blocks.extend(turn_texts.adding(ritual, occurrence, voice, hosted=program.hosted))
    return Card(_("Coming up: {name}").format(name=ritual.name), tuple(blocks))


def _more(count: int) -> str:
    return counted("and {count} more", "and {count} more", count)


def reminder(ritual: Ritual, occurrence: Occurrence) -> Card:
    """Return what stands in the room an hour before."""
    text = para(
        _("{name} begins at {time}."),
        name=Bold(ritual.name),
        time=Moment(occurrence.starts, MomentStyle.TIME),
    )
    return Card(_("In an hour: {name}").format(name=ritual.name), (text,))


def opening(
    ritual: Ritual,
    opened: Occurrence,
    voice: Voice | None,
    asked: Asked | None,
    given: Sequence[Given] = (),
    then: datetime | None = None,
) -> Card:
    """Return what opens an occurrence: its value, who speaks, today's question with its answers, when it comes next.

    `then` is when it comes next (aware UTC), where that is known already.
    """
    blocks: list[Block] = [Para((ritual.value,)), *turn_texts.spoken(voice)]
    if opened.opened_late:
        blocks.append(
            note(
                _("This was for {date} and comes late: I was away. Answer in your own time."),
                date=Moment(opened.starts),
            )
        )
    if asked is not None:
        blocks.append(para(_("Today's question: “{question}”"), question=asked.text))
        if asked.source:
            named = ", ".join(x for x in (asked.source, asked.dated) if x)
            blocks.append(note("{source}", source=" · ".join(x for x in (named, asked.link) if x)))
        blocks.extend(_answered(given))
        blocks.append(Buttons((Button(_("Answer"), "ritual.answer", opened.id, Look.FIRST),)))
    following = then or ritual.next(max(opened.starts, opened.opened_at or opened.starts))
    if following is not None:
        blocks.append(note(_("Next time: {date}"), date=Moment(following)))
    return Card(ritual.name, tuple(blocks))


def _answered(given: Sequence[Given]) -> list[Block]:
    """Return the newest answers that fit, newest last, and how many more there are."""
    room, shown = ANSWERS_CHARACTERS, 0
    for each in reversed(given[-MOST_ANSWERS:]):
        room -= len(shortened(each.name)) + len(each.text)
        if room < 0:
            break
        shown += 1
    blocks: list[Block] = [
        para("{name}: {text}", name=Bold(shortened(g.name)), text=g.text) for g in given[len(given) - shown :]
    ]
    if shown < len(given):
        blocks.append(Note((_more(len(given) - shown),)))
    return blocks


def worth(ritual: Ritual, occurrence: Occurrence, answers: Mapping[str, int]) -> Card:
    """Return the one-tap question, with totals once there are enough."""
    text = para(_("Was {name} worth your {minutes} minutes?"), name=Bold(ritual.name), minutes=str(occurrence.minutes))
    labels = {Worth.YES: _("Yes"), Worth.SO_SO: _("So-so"), Worth.NO: _("No")}
    buttons = Buttons(tuple(Button(labels[w], "ritual.worth", f"{occurrence.id} {w.value}") for w in Worth))
    shown = totals(answers)
    if shown is None:
        return Card(
            _("Worth it?"),
            (text, buttons, note(_("Only the totals are shown, and only from five answers on."))),
        )
    counts = " · ".join(f"{labels[w]} {n}" for w, n in shown.items())
    return Card(_("Worth it?"), (text, buttons, Note((counts,))))


def listed(rituals: Sequence[Ritual], now: datetime) -> Card:
    """Return all rituals, a line each."""
    if not rituals:
        return Card(_("Rituals"), (para(_("There is none yet. Start one: ritual create")),))
    return Card(_("Rituals"), tuple(_line(r, now) for r in rituals))


def _line(ritual: Ritual, now: datetime) -> Para:
    following = ritual.next(now)
    rhythm = describe(holding(ritual.when, now))
    if following is not None:
        return para(
            _("{name} · {rhythm} · next {date}"),
            name=Bold(ritual.name),
            rhythm=rhythm,
            date=Moment(following),
        )
    state = _("resting") if ritual.state is RitualState.PAUSED else _("over")
    return para(_("{name} · {rhythm} · {state}"), name=Bold(ritual.name), rhythm=rhythm, state=state)


def shown(ritual: Ritual, now: datetime, rooms: Sequence[RoomId], answers: Mapping[str, int], *, steward: bool) -> Card:
    """Return one ritual in full."""
    state = {
        RitualState.ACTIVE: _("active"),
        RitualState.PAUSED: _("resting"),
        RitualState.RETIRED: _("over"),
    }
    coming = ritual.dates(now, 3)
    rows: list[tuple[str, tuple[Span, ...]]] = [
        (_("Rhythm"), (describe(holding(ritual.when, now)),)),
        (
            _("Next"),
            dated(coming) if coming and ritual.state is RitualState.ACTIVE else (state[ritual.state],),
        ),
        *missing(ritual, now),
        (_("Where"), places(rooms)),
        (_("Minutes"), (str(ritual.minutes),)),
        *([(_("Seats"), (str(ritual.capacity),))] if ritual.capacity else []),
        (_("Questions from"), (ritual.deck or _("none"),)),
        (_("Guests"), (_guests(ritual),)),
        (_("On holidays"), (policy_texts.policy(ritual.holidays),)),
        (_("When I was away"), (policy_texts.lateness(ritual.late),)),
        (_("Worth it"), (_answers(answers),)),
    ]
    blocks: list[Block] = [Para((ritual.value,)), Fields(tuple(rows)), *policy_texts.formed(ritual)]
    if coming and ritual.state is RitualState.ACTIVE:
        blocks.extend(policy_texts.holidays(ritual, now, coming[-1].at))
    if steward:
        blocks.append(Buttons(_steering(ritual)))
    return Card(ritual.name, tuple(blocks))


def _guests(ritual: Ritual) -> str:
    if ritual.alternates:
        return _("in turn with own cases and peer clinics")
    return _("yes") if ritual.guests else _("no")


def _steering(ritual: Ritual) -> tuple[Button, ...]:
    edit = Button(_("Change"), "ritual.edit", ritual.id)
    if ritual.state is RitualState.PAUSED:
        return (Button(_("Resume"), "ritual.resume", ritual.id, Look.FIRST), edit)
    return (
        edit,
        Button(_("Move the next"), "ritual.move", ritual.id),
        Button(_("Skip the next"), "ritual.skip", ritual.id),
        Button(_("Pause"), "ritual.pause", ritual.id),
        Button(_("Retire"), "ritual.retire", ritual.id),
    )


def _answers(answers: Mapping[str, int]) -> str:
    counts = totals(answers)
    if counts is None:
        return _("too few answers to show")
    number = sum(counts.values())
    share = round(100 * counts[Worth.YES] / number)
    said = counted("{count} answer", "{count} answers", number)
    return _("{share} % yes of {answers}").format(share=share, answers=said)


def week(
    lines: Sequence[tuple[Start, Ritual, Voice | None]], said: Mapping[OccurrenceId, Coming] = NOTHING_SAID
) -> list[Block]:
    """Return the coming days, a line each; with what the reader `said` of them."""
    return [_mine(turn_texts.week_line(*line), said.get(occurrence_id(line[1].id, line[0].original))) for line in lines]


def _mine(line: Para, said: Coming | None) -> Para:
    mine = coming_texts.mine(said)
    return Para((*line.spans, " · ", mine)) if mine else line
