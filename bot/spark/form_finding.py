"""Which forms there are for a community: those that came with Hearth, and its own, which stand before them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import NotFound
from bot.keys import CommunityId
from bot.spark.form_model import Form
from bot.spark.form_reading import read_form
from bot.spark.form_runs import Run
from bot.spark.form_store import FormStore, Written
from bot.spark.forms_shipped import called, shipped, sources


@dataclass(frozen=True, slots=True)
class Known:
    """A form with its text. `own`: the version, where the community wrote it."""

    form: Form
    source: str
    own: Written | None = None

    @property
    def version(self) -> str:
        """Return what a date keeps of it."""
        return self.own.id if self.own is not None else called(self.form.name)


@dataclass(frozen=True, slots=True)
class FormBook:
    """Finds forms."""

    forms: FormStore

    async def all(self, community: CommunityId) -> Sequence[Known]:
        """Return a community's own forms, and those that came with Hearth."""
        own = [Known(read_form(w.source), w.source, w) for w in await self.forms.written(community)]
        return [*own, *(Known(form, sources()[name]) for name, form in shipped().items())]

    async def named(self, community: CommunityId, name: str) -> Known:
        """Return a form by its name or id.

        Raises:
            NotFound: there is none, or none here.
        """
        found = await self.find(community, name)
        if found is None:
            raise NotFound("form", name, field="form")
        return found

    async def find(self, community: CommunityId, name: str) -> Known | None:
        """Return a form by its name or the id of its version."""
        for each in await self.all(community):
            if called(name) == called(each.form.name) or (each.own is not None and each.own.id == name):
                return each
        return None

    async def by_names(self, wanted: Iterable[tuple[CommunityId, str]]) -> Mapping[tuple[CommunityId, str], Known]:
        """Return forms by (community, name), in one query; those that are gone are missing."""
        pairs = list(dict.fromkeys(wanted))
        own = await self.forms.named(pairs)
        found = {p: Known(read_form(w.source), w.source, w) for p, w in own.items()}
        return {(c, n): Known(shipped()[n], sources()[n]) for c, n in pairs if n in shipped()} | found

    async def of(self, runs: Iterable[Run]) -> Mapping[str, Form]:
        """Return the forms of dates by what these keep of them; one that is gone is missing."""
        kept = dict.fromkeys(r.form for r in runs)
        own = await self.forms.versions([k for k in kept if k not in shipped()])
        return {k: shipped()[k] for k in kept if k in shipped()} | {k: read_form(w.source) for k, w in own.items()}

    # What rhythm asks

    async def minutes(self, community: CommunityId, form: str) -> tuple[str, int] | None:
        """Return a form's name as it is kept, and how long its dates take."""
        found = await self.find(community, form)
        return (called(found.form.name), found.form.minutes) if found is not None else None

    async def names(self, community: CommunityId) -> Sequence[str]:
        """Return the names of all forms."""
        return [k.form.name for k in await self.all(community)]
