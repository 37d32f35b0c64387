"""The words about forms: what there is, and how one goes."""

from collections.abc import Sequence
from datetime import timedelta

from bot.cards import Block, Bold, Button, Buttons, Card, Field, Form, Input, Look, Note, Para, Span, note, para
from bot.i18n import _, counted
from bot.spark import form_model as model
from bot.spark.form_finding import Known
from bot.spark.form_model import LONGEST_SOURCE, Act, Part, Role, Source, Step

MOST_LISTED = 20


def said(form: model.Form, sentence: str) -> str:
    """Return a sentence of a form as it is read: those of shipped forms are translated."""
    return _(sentence) if form.shipped and sentence else sentence


def listed(known: Sequence[Known], *, steward: bool) -> Card:
    """Return all forms, a line each."""
    lines: list[Block] = [_line(k) for k in known[:MOST_LISTED]]
    if len(known) > MOST_LISTED:
        more = len(known) - MOST_LISTED
        lines.append(Note((counted("and {count} more", "and {count} more", more),)))
    if steward:
        lines.append(Buttons((Button(_("Write one"), "ritual.write-form"),)))
    lines.append(note(_("How one goes: ritual form retro. A ritual gets it with: ritual edit, or when it is created.")))
    return Card(_("Forms of events"), tuple(lines))


def _line(known: Known) -> Para:
    form = known.form
    text = _("{name} · {minutes} min · {value}") if known.own is None else _("{name} · {minutes} min · {value} · ours")
    return para(text, name=Bold(form.name), minutes=str(form.minutes), value=said(form, form.value))


def shown(known: Known, *, steward: bool, used: Sequence[str]) -> Card:
    """Return how a form goes: who does what, and when."""
    form = known.form
    blocks: list[Block] = [para("{value}", value=said(form, form.value))]
    blocks.append(para(_("{minutes} minutes."), minutes=str(form.minutes)))
    blocks += [_role(form, r) for r in form.roles]
    blocks += [_step(form, s) for s in form.steps]
    if used:
        blocks.append(note(_("The form of: {rituals}"), rituals=", ".join(used)))
    blocks.append(note(_("It is called “{name}” when you create or edit a ritual."), name=form.name))
    if steward:
        blocks.append(Buttons(tuple(_steering(known))))
    return Card(said(form, form.title), tuple(blocks))


def _role(form: model.Form, role: Role) -> Para:
    whence = {
        Source.VOLUNTEERS: _("whoever takes it"),
        Source.ROTA: _("in turn, of those who host"),
        Source.COMERS: _("in turn, of those who come"),
    }[role.source]
    each = said(form, role.key)
    name = f"{role.count} × {each}" if role.count > 1 else each
    return para(_("{role}: {duty} ({whence})"), role=Bold(name), duty=said(form, role.duty), whence=whence)


def length(time: timedelta) -> str:
    """Return a time as forms write it."""
    minutes = int(time.total_seconds()) // 60
    if minutes and minutes % (24 * 60) == 0:
        return counted("{count} day", "{count} days", minutes // (24 * 60))
    if minutes and minutes % 60 == 0:
        return counted("{count} hour", "{count} hours", minutes // 60)
    return _("{count} min").format(count=minutes)


def _step(form: model.Form, step: Step) -> Para:
    when = {
        Part.BEFORE: _("{time} before"),
        Part.STEPS: _("at {time}"),
        Part.AFTER: _("{time} after the end"),
    }[step.part].format(time=length(step.at))
    if not step.at:
        when = _("at the end") if step.part is Part.AFTER else _("at the start")
    found = form.list(step.list)
    title = said(form, found.title) if found is not None else ""
    does = {
        Act.SAY: "",
        Act.COLLECT: _("collect “{list}”"),
        Act.VOTE: _("vote on “{list}”"),
        Act.CLOSE: _("close “{list}”"),
        Act.RESULT: _("show what came of “{list}”"),
    }[step.act].format(list=title)
    words: list[Span] = [Bold(when), " · ", does or said(form, step.say)]
    return Para(tuple(words))


def _steering(known: Known) -> list[Button]:
    name = known.version
    start = Button(_("Start a ritual of it"), "ritual.of-form", name, Look.FIRST)
    if known.own is None:
        return [start, Button(_("Start from this one"), "ritual.copy-form", name)]
    change = Button(_("Change"), "ritual.copy-form", name)
    return [start, change, Button(_("Remove"), "ritual.drop-form", name, Look.DANGER)]


def writing(source: str) -> Form:
    """Return the form in which a form is written, filled."""
    hint = _("YAML, as docs/forms.md says")
    field = Field("text", _("The form"), Input.LINES, hint=hint, value=source, longest=LONGEST_SOURCE)
    intro = _("Another name makes another form; the same name changes your own.")
    return Form(_("Write a form"), ("ritual", "write-form"), (field,), intro=intro)


def starting(form: model.Form) -> Form:
    """Return the form of a new ritual, filled with what a form says."""
    fields = (
        Field("name", _("Name"), value=said(form, form.title), longest=60),
        Field("when", _("When"), hint=_("Such as every other Tuesday 10:00"), longest=200),
        Field("value", _("What it is worth"), value=said(form, form.value), longest=200),
        Field("room", _("Room"), Input.ROOM, required=False, hint=_("Where it is posted; the home room otherwise")),
    )
    return Form(_("Start something that comes back"), ("ritual", "create"), fields, {"form": form.name})


def written(form: model.Form, *, before: bool) -> Card:
    """Return the yes to whoever wrote a form."""
    text = _("{name} is changed. Dates that have begun keep it as it was.") if before else _("{name} can be used.")
    see = Buttons((Button(_("See it"), "ritual.form", form.name),))
    return Card(_("Noted"), (para(text, name=Bold(form.name)), see))


def removed(form: model.Form) -> Card:
    """Return the yes to whoever removed one."""
    return Card(
        _("Noted"), (para(_("{name} is gone. Dates that were planned with it keep it."), name=Bold(form.name)),)
    )
