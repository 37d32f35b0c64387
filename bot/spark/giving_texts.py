"""The answers to whoever gave something to a date: what they wrote, how many dots they have left."""

from collections.abc import Sequence

from bot.cards import Block, Bold, Button, Buttons, Card, Field, Form, Input, Moment, Note, Para, note, para
from bot.errors import shortened
from bot.i18n import _, counted
from bot.spark.form_model import LONGEST_ENTRY, Collection
from bot.spark.form_runs import Entry
from bot.spark.form_scene import Seen
from bot.spark.form_texts import said

MOST_SHOWN = 10


def mine(seen: Seen, each: Collection, entries: Sequence[Entry], *, enough: bool = False) -> Card:
    """Return what somebody wrote on a list, newest last; `enough`: they may write no more."""
    title = said(seen.form, each.title)
    blocks: list[Block] = []
    for entry in entries[-MOST_SHOWN:]:
        blocks.append(Para((entry.text,)))
        change = Button(_("Change"), "ritual.reword", entry.id)
        blocks.append(Buttons((change, Button(_("Take it back"), "ritual.unput", entry.id))))
    if not entries:
        blocks.append(para(_("You have written nothing there.")))
    left = each.each - len(entries)
    if enough:
        blocks.append(note(_("That is as much as everybody may write. Nothing was added.")))
    elif left > 0 and entries:
        blocks.append(Note((counted("You may write {count} more.", "You may write {count} more.", left),)))
    blocks.append(note(_("{ritual}, {date}"), ritual=seen.date.name, date=Moment(seen.date.starts)))
    return Card(_("Yours: {list}").format(list=title), tuple(blocks))


def others(entries: Sequence[Entry]) -> tuple[Block, ...]:
    """Return what others wrote on a list, for stewards, who may take it off; newest last."""
    blocks: list[Block] = []
    for entry in entries[-MOST_SHOWN:]:
        blocks.append(para("{name}: {text}", name=Bold(shortened(entry.name)), text=entry.text))
        blocks.append(Buttons((Button(_("Take it off"), "ritual.unput", entry.id),)))
    if blocks:
        blocks.append(note(_("You see what others wrote because you are a steward.")))
    return tuple(blocks)


def rewording(entry: Entry) -> Form:
    """Return the form in which a line is written anew."""
    field = Field("text", _("Yours"), Input.LINES, value=entry.text, longest=LONGEST_ENTRY)
    return Form(_("Change yours"), ("ritual", "reword"), (field,), {"entry": entry.id}, intro=entry.text)


def gone(seen: Seen, each: Collection) -> Card:
    """Return the yes to whoever took a line back."""
    text = para(_("It is off the list “{list}”."), list=said(seen.form, each.title))
    return Card(_("Noted"), (text,))


def writers(seen: Seen, each: Collection) -> str:
    """Return who may write on a list."""
    sentence = _("Only the {role} writes there. Nothing was changed. You can say it in the thread all the same.")
    return sentence.format(role=said(seen.form, each.by))


def _called(seen: Seen, each: Collection, choice: str) -> str:
    if each.options:
        return said(seen.form, each.options[int(choice)])
    return next((e.text for e in seen.entries if e.id == choice), "")


def voted(seen: Seen, each: Collection, have: Sequence[str], choice: str, *, back: bool) -> Card:
    """Return what somebody who voted reads: where their dots are now."""
    thing = Bold(_called(seen, each, choice))
    if each.options:
        text = _("Your vote is taken back: {thing}.") if back else _("You chose: {thing}.")
    else:
        text = _("Your dot is taken back from: {thing}") if back else _("Your dot is on: {thing}")
    return Card(_("Noted"), (para(text, thing=thing), Note((_left(each, have),))))


def _left(each: Collection, have: Sequence[str]) -> str:
    if each.options:
        return _("You can choose again until it is closed.")
    left = each.votes - len(have)
    return counted("You have {count} dot left.", "You have {count} dots left.", left)


def no_dots(seen: Seen, each: Collection, have: Sequence[str]) -> Card:
    """Return what somebody reads who has given all their dots."""
    lines: list[Block] = [Para((Bold(_called(seen, each, choice)),)) for choice in have]
    text = para(_("All your dots are given, to these. Press one of their numbers to take it back."))
    return Card(_("Nothing was changed"), (text, *lines))
