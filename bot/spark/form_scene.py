"""All that is known of dates with forms, read in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.community.model import Community
from bot.community.store import CommunityStore
from bot.keys import CommunityId, OccurrenceId
from bot.spark.form_finding import FormBook
from bot.spark.form_model import Form
from bot.spark.form_runs import Dot, Entry, Held, Run
from bot.spark.form_store import FormDate, FormDates, RunStore


@dataclass(frozen=True, slots=True)
class Seen:
    """One date with its form."""

    run: Run
    form: Form
    date: FormDate
    language: str
    entries: tuple[Entry, ...] = ()
    dots: tuple[Dot, ...] = ()
    parts: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenes:
    """Reads dates."""

    runs: RunStore
    book: FormBook
    dates: FormDates
    places: CommunityStore

    async def of(self, dates: Iterable[OccurrenceId]) -> Mapping[OccurrenceId, Seen]:
        """Return the dates that have a form, in the order of their beginning."""
        runs = await self.runs.runs(dates)
        if not runs:
            return {}
        forms = await self.book.of(runs.values())
        known = {i: r for i, r in runs.items() if r.form in forms}
        found = await self.dates.of(known)
        entries, dots, parts = await self.runs.entries(known), await self.runs.dots(known), await self.runs.parts(known)
        homes = await self.places.communities(dict.fromkeys(r.community for r in known.values()))
        return {
            i: Seen(run, forms[run.form], found[i], _language(homes, run.community), entries[i], dots[i], parts[i])
            for i, run in sorted(known.items(), key=lambda each: each[1].starts)
            if i in found
        }


def _language(homes: Mapping[CommunityId, Community], community: CommunityId) -> str:
    return homes[community].language if community in homes else "en"
