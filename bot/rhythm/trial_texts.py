"""The words about trials: what is said before one begins, at its end, and when it is decided."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import Block, Bold, Button, Buttons, Card, Fields, Look, Moment, MomentStyle, Note, Para, note, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.rhythm.model import Ritual, Worth
from bot.rhythm.trial_terms import Terms, dates_said, length_said
from bot.rhythm.trials import Counted, Decision, Figures, Stage, Trial, Verdict

START = "ritual.start"


def on_trial(terms: Terms) -> str:
    """Return that a new ritual is a trial, and how it ends."""
    sentence = _("It is a trial: after {length} those who came are asked whether to keep it.")
    return sentence.format(length=length_said(terms))


def previewed(card: Card, terms: Terms | None, others: Sequence[str]) -> Card:
    """Return the preview of a new ritual with its trial, and with the `others` that are still on trial, by name."""
    said: list[Block] = [Para((on_trial(terms),))] if terms is not None else []
    if others:
        names = ", ".join(shortened(name) for name in others)
        sentence = _("Still on trial: {names}. One new ritual at a time is easier to judge.")
        said.append(para(sentence, names=Bold(names)))
    blocks: list[Block] = []
    for block in card.blocks:
        if isinstance(block, Buttons):
            blocks.extend(said)
            blocks.append(Buttons(tuple(_start_too(b) for b in block.buttons)) if others else block)
        else:
            blocks.append(block)
    return replace(card, blocks=tuple(blocks))


def _start_too(button: Button) -> Button:
    if button.action != START:
        return button
    return replace(button, label=_("Start it too"), value=f"{button.value} too:yes")


# While it runs, as `ritual show` says it


def standing(trial: Trial) -> list[Block]:
    """Return where a trial stands."""
    match trial.stage:
        case Stage.RUNNING:
            return [_running(trial)]
        case Stage.ASKING:
            return [para(_("Trial: it is over, and those who came are asked whether to keep it."))]
        case Stage.DECIDING:
            return [para(_("Trial: it is over; the stewards decide."))]
        case Stage.OVER:
            return []


def _running(trial: Trial) -> Para:
    if trial.rests is not None:
        return para(_("Trial: it rests, and so do its days."))
    dates = dates_said(trial.terms.dates) if trial.terms.dates is not None else ""
    if trial.due is None:
        return para(_("Trial: after {dates}."), dates=dates)
    day = Moment(trial.due, MomentStyle.DAY)
    if not dates:
        return para(_("Trial: until {date}."), date=day)
    return para(_("Trial: until {date}, or after {dates}."), date=day, dates=dates)


# At its end


def vote_buttons(trial: Trial) -> Buttons:
    """Return the three answers of those who are asked."""
    return Buttons(tuple(Button(label, "ritual.vote", f"{trial.id} {v.value}") for v, label in _labels().items()))


def decide_buttons(trial: Trial) -> Buttons:
    """Return the three answers of the stewards."""
    return Buttons(tuple(Button(label, "ritual.decide", f"{trial.id} {v.value}") for v, label in _labels().items()))


def _labels() -> dict[Verdict, str]:
    return {Verdict.KEEP: _("Keep it"), Verdict.CHANGE: _("Change it"), Verdict.RETIRE: _("Retire it")}


def asking(ritual: Ritual, trial: Trial, figures: Figures) -> tuple[Card, Para]:
    """Return the question to somebody of the core, and a line of it."""
    said = para(
        _("{name} began on {day} as a trial, and the trial is over. Keep it, change it or retire it?"),
        name=Bold(ritual.name),
        day=Moment(trial.began, MomentStyle.DAY),
    )
    why = _("You get this because you came to it or are a steward. Only the counts are shown, and the stewards decide.")
    title = _("Shall {name} stay?").format(name=ritual.name)
    card = Card(title, (said, Fields(_figures(figures)), vote_buttons(trial), Note((why,))))
    line = _("The trial of {name} is over. Keep it, change it or retire it? Answer under: ritual show")
    return card, para(line, name=Bold(ritual.name))


def _figures(figures: Figures) -> tuple[tuple[str, tuple[str, ...]], ...]:
    held = len(figures.came)
    return (
        (_("Took place"), (dates_said(held),)),
        (_("Came to a date"), (_usually(figures),)),
        (_("Worth it"), (_worth(figures),)),
        (_("Replies to its questions"), (str(figures.replies),)),
    )


def _usually(figures: Figures) -> str:
    return _("{number} on average").format(number=f"{figures.usually:.1f}".removesuffix(".0"))


def _worth(figures: Figures) -> str:
    if figures.worth is None:
        return _("too few answers to show")
    labels = {Worth.YES: _("Yes"), Worth.SO_SO: _("So-so"), Worth.NO: _("No")}
    return " · ".join(f"{labels[w]} {n}" for w, n in figures.worth.items())


def voted(verdict: Verdict) -> Card:
    """Return the thanks to somebody who answered."""
    said = {
        Verdict.KEEP: _("You would keep it."),
        Verdict.CHANGE: _("You would change it."),
        Verdict.RETIRE: _("You would retire it."),
    }
    quiet = _("Thank you. You can change your answer until the stewards decide; only the counts are shown.")
    return Card(_("Noted"), (Para((said[verdict],)), Note((quiet,))))


# The stewards


def desk(ritual: Ritual, trial: Trial, figures: Figures, answers: Counted, *, last: bool) -> Card:
    """Return what the stewards decide about; `last`: they were told before, and are not reminded again."""
    text = _("The trial of {name} is over. Keep it, change it or retire it? Each asks you for a reason, which is kept.")
    rows = _figures(figures)
    if sum(answers.verdicts.values()) + answers.missing:
        rows = (*rows, (_("Those who were asked"), (_answers(answers),)))
    title = _("Still open: {name}") if last else _("{name}: keep, change or retire?")
    why = _("You get this because you are a steward. Nothing ends by itself: until you decide, it goes on.")
    if last:
        why = _("This is my only reminder. Until you decide, it goes on as it is. Any time later: ritual show")
    said = para(text, name=Bold(ritual.name))
    return Card(title.format(name=ritual.name), (said, Fields(rows), decide_buttons(trial), Note((why,))))


def _answers(answers: Counted) -> str:
    labels = {Verdict.KEEP: _("keep"), Verdict.CHANGE: _("change"), Verdict.RETIRE: _("retire")}
    counts = [f"{labels[v]} {n}" for v, n in answers.verdicts.items()]
    if answers.missing:
        counts.append(counted("{count} has not answered", "{count} have not answered", answers.missing))
    return " · ".join(counts)


def decided(ritual: Ritual, decision: Decision) -> Card:
    """Return what stands on the stewards' cards once it is decided."""
    return Card(_outcome(ritual, decision.verdict), (para(_("Why: “{reason}”"), reason=decision.reason),))


def withdrawn(ritual: Ritual) -> Card:
    """Return what stands there when the ritual was retired meanwhile."""
    text = _("It was retired meanwhile, so there is nothing to decide.")
    return Card(_("{name} is retired").format(name=ritual.name), (Para((text,)),))


def settled(ritual: Ritual, decision: Decision, again: Terms | None) -> Card:
    """Return the yes to the steward who decided; `again`: how long the changed ritual is on trial."""
    blocks: list[Block] = [para(_("Why: “{reason}”"), reason=decision.reason)]
    if decision.verdict is Verdict.KEEP:
        blocks.append(note(_("The trial is over, and it goes on as it is. Your reason is kept.")))
    elif decision.verdict is Verdict.RETIRE:
        text = _("It is over, with thanks. Its record stays with your reason, and its name is free again.")
        blocks.append(Note((text,)))
    else:
        blocks.append(Buttons((Button(_("Change"), "ritual.edit", ritual.id, Look.FIRST),)))
        if again is not None:
            text = _("It goes on until you change it, and is on trial again: {length} from now.")
            blocks.append(note(text, length=length_said(again)))
    return Card(_outcome(ritual, decision.verdict), tuple(blocks))


def _outcome(ritual: Ritual, verdict: Verdict) -> str:
    titles = {
        Verdict.KEEP: _("{name} stays"),
        Verdict.CHANGE: _("{name} changes"),
        Verdict.RETIRE: _("{name} is retired"),
    }
    return titles[verdict].format(name=ritual.name)
