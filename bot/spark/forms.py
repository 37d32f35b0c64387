"""`ritual forms`, `form` and `write-form`: how dates may go, shipped and written by the community."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.beats import Beats
from bot.cards import Reply
from bot.commands import Access, Arg, Call, Command, Kind
from bot.community.duties import Service
from bot.community.store import Record, Who
from bot.errors import Conflict, Invalid
from bot.facts import Noted, Tell
from bot.i18n import _, later
from bot.keys import CommunityId
from bot.ports import Ids
from bot.spark import form_texts
from bot.spark.form_finding import FormBook, Known
from bot.spark.form_model import LONGEST_FORM_NAME, LONGEST_SOURCE
from bot.spark.form_nodes import FormError
from bot.spark.form_planning import plan_steps
from bot.spark.form_reading import read_form
from bot.spark.form_store import FormDates, FormStore, RunStore, Written
from bot.spark.forms_shipped import called, shipped

MOST_FORMS: Final = 30
"""A community's own."""


@dataclass(frozen=True, slots=True)
class Forms(Service):
    """Shows forms, and keeps those that a community wrote."""

    now: datetime
    store: FormStore
    book: FormBook
    runs: RunStore
    dates: FormDates
    beats: Beats
    ids: Ids
    tell: Tell

    @staticmethod
    def commands() -> tuple[Command, ...]:
        """Return the commands about forms."""
        return COMMANDS

    async def export(self, who: Who) -> Record:
        """Return the forms the person wrote."""
        return await self.store.export(who)

    async def forget(self, who: Who) -> None:
        """Remove the person's name from them; they became the community's own."""
        await self.store.forget(who)

    async def all(self, call: Call) -> Reply:
        """Show which forms there are."""
        return Reply(form_texts.listed(await self.book.all(call.community), steward=call.steward))

    async def one(self, call: Call) -> Reply:
        """Show how one goes."""
        known = await self.book.named(call.community, call.text("form"))
        used = await self.dates.using(call.community, called(known.form.name))
        return Reply(form_texts.shown(known, steward=call.steward, used=used))

    async def write(self, call: Call) -> Reply:
        """Keep a form of the community's own, in the place of the one of its name."""
        source = call.text("text")
        try:
            form = read_form(source)
        except FormError as error:
            nothing = _("Nothing was changed.")
            raise Invalid(f"{error.sentence} {nothing}", field="text") from error
        name = called(form.name)
        if name in shipped() or name == "none":
            sentence = _("“{name}” came with me. Nothing was changed. Give yours another name.")
            raise Conflict(sentence.format(name=form.name), field="text")
        before = {w.name: w for w in await self.store.written(call.community)}
        if name not in before and len(before) >= MOST_FORMS:
            raise Conflict(_("There are {count} forms already. Nothing was changed.").format(count=MOST_FORMS))
        new = Written(self.ids.new(), call.community, name, source, call.account, self.now)
        await self.store.write(new)
        if name in before:
            await self._follow(call.community, before[name], Known(form, source, new))
        self.tell(Noted.by(call, "ritual.write-form"))
        return Reply(form_texts.written(form, before=name in before))

    async def _follow(self, community: CommunityId, before: Written, after: Known) -> None:
        """Let dates that have not begun go as the form says now."""
        runs = [replace(r, form=after.version) for r in await self.runs.of_form(community, [before.id])]
        await self.runs.put(runs)
        await plan_steps(self.beats, [(r, after.form) for r in runs], self.now)

    async def copy(self, call: Call) -> Reply:
        """Open the form filled with what another one says."""
        return Reply(form=form_texts.writing((await self.book.named(call.community, call.text("form"))).source))

    async def begin(self, call: Call) -> Reply:
        """Open the form of a new ritual, filled."""
        return Reply(form=form_texts.starting((await self.book.named(call.community, call.text("form"))).form))

    async def drop(self, call: Call) -> Reply:
        """Remove a form of the community's own that no ritual has."""
        known = await self.book.named(call.community, call.text("form"))
        if known.own is None:
            raise Conflict(_("It came with me, so it stays. Nothing was changed."))
        if used := await self.dates.using(call.community, known.own.name):
            sentence = _("It is the form of {rituals}. Nothing was changed. First: ritual edit, with another form.")
            raise Conflict(sentence.format(rituals=", ".join(used[:3])))
        await self.store.remove(known.own)
        self.tell(Noted.by(call, "ritual.drop-form"))
        return Reply(form_texts.removed(known.form))

    async def suggest(self, call: Call, typed: str) -> Sequence[str]:
        """Return names of forms that hold what was typed."""
        return [n for n in await self.book.names(call.community) if typed.casefold() in n.casefold()]


FORM = Arg("form", later("Which form, such as retro"), label=later("Form"), suggest=Forms.suggest, longest=40)
BY_BUTTON = Arg("form", "", longest=LONGEST_FORM_NAME)
COMMANDS = (
    Command(
        ("ritual", "forms"),
        later("See the forms that dates may have"),
        Forms.all,
        examples=("ritual forms",),
        reads=True,
    ),
    Command(
        ("ritual", "form"),
        later("See how a form goes: who does what, and when"),
        Forms.one,
        (FORM,),
        examples=("ritual form retro", 'ritual form "case clinic"'),
        reads=True,
    ),
    Command(
        ("ritual", "write-form"),
        later("Write a form of your own, or another version of one"),
        Forms.write,
        (
            Arg(
                "text", later("YAML, as docs/forms.md says"), Kind.LONG, label=later("The form"), longest=LONGEST_SOURCE
            ),
        ),
        Access.STEWARD,
        ("ritual write-form",),
    ),
    Command(("ritual", "copy-form"), "", Forms.copy, (BY_BUTTON,), Access.STEWARD, hidden=True),
    Command(("ritual", "of-form"), "", Forms.begin, (BY_BUTTON,), Access.STEWARD, hidden=True),
    Command(("ritual", "drop-form"), "", Forms.drop, (BY_BUTTON,), Access.STEWARD, hidden=True),
)
