"""The words about roles."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Button, Buttons, Card, Look, Moment, Note, Para, Span, joined, note, para
from bot.errors import shortened
from bot.i18n import _
from bot.spark.form_model import Role
from bot.spark.form_runs import Held, holders
from bot.spark.form_scene import Seen
from bot.spark.form_texts import said

MOST_BUTTONS = 5


def role_name(seen: Seen, role: Role) -> str:
    """Return what a role is called, at the beginning of a line."""
    name = said(seen.form, role.key)
    return name[:1].upper() + name[1:]


def on_announcement(seen: Seen) -> tuple[Block, ...]:
    """Return who has which role, and buttons for those that nobody has."""
    if not seen.form.roles:
        return ()
    each: list[tuple[Span, ...]] = []
    free: list[Button] = []
    for role in seen.form.roles:
        names = [shortened(h.name) for h in holders(seen.parts, role.key)]
        missing = role.count - len(names)
        name = role_name(seen, role)
        if missing > 0:
            label = _("I'll do it: {role}").format(role=said(seen.form, role.key))
            free.append(Button(label, "ritual.part", f'{seen.run.occurrence} "{role.key}" take'))
            names.append(_("whoever likes"))
        each.append((Bold(name), ": ", ", ".join(names)))
    form = note(_("Form: {form}"), form=said(seen.form, seen.form.title))
    who = Para(joined(each, " · "))
    return (form, who, Buttons(tuple(free[:MOST_BUTTONS]))) if free else (form, who)


def ahead(seen: Seen, held: Held) -> tuple[Card, Para]:
    """Return what somebody reads who was given a role, and a line of it."""
    role = seen.form.role(held.role)
    name, duty = (role_name(seen, role), said(seen.form, role.duty)) if role is not None else (held.role, "")
    said_ = _("At {ritual} on {date} you are: {role}. {duty}.")
    text = para(
        said_,
        ritual=Bold(seen.date.name),
        date=Moment(seen.date.starts),
        role=Bold(name),
        duty=duty,
    )
    value = f'{seen.run.occurrence} "{held.role}"'
    buttons = Buttons(
        (
            Button(_("I can"), "ritual.part", f"{value} yes", Look.FIRST),
            Button(_("I can't"), "ritual.part", f"{value} no"),
        )
    )
    why = note(_("You get this because roles take turns, and it is yours."))
    return Card(_("A role for you: {ritual}").format(ritual=seen.date.name), (text, buttons, why)), text


def yours(seen: Seen, role: Role) -> Card:
    """Return the thanks to whoever does it."""
    text = para(
        _("At {ritual} on {date} you are: {role}. {duty}."),
        ritual=Bold(seen.date.name),
        date=Moment(seen.date.starts),
        role=Bold(role_name(seen, role)),
        duty=said(seen.form, role.duty),
    )
    back = Buttons((Button(_("I can't after all"), "ritual.part", f'{seen.run.occurrence} "{role.key}" no'),))
    return Card(_("Thank you"), (text, back))


def passed(seen: Seen, role: Role, after: Sequence[Held]) -> Card:
    """Return the answer to whoever cannot; `after` have it now."""
    names = ", ".join(shortened(h.name) for h in after)
    text = (
        para(_("{role}: {name} is asked now."), role=Bold(role_name(seen, role)), name=Bold(names))
        if names
        else para(_("{role}: whoever likes can take it, on the announcement."), role=Bold(role_name(seen, role)))
    )
    return Card(_("It is off your hands"), (text, Note((_("That is fine. You are asked again another time."),))))
