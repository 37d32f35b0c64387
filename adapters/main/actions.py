"""What each command of `hearth` does."""

import asyncio
import importlib.util
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from sqlalchemy import make_url, text

from adapters.cli.ports import Finding, Imported, Role
from adapters.cli.simulated import Simulated
from adapters.logs import configure
from adapters.main.calendars import import_calendar
from adapters.main.connecting import Connecting
from adapters.main.exporting import export_audit
from adapters.main.reaching import reachable
from adapters.main.running import Process, opened, run
from adapters.main.sample import open_sample
from adapters.main.speakers import import_speakers
from adapters.main.stage import Stage
from adapters.main.terminal import Terminal
from adapters.settings import Settings
from bot.errors import Invalid
from bot.i18n import _
from migrations.run import check, upgrade
from storage.database import Database


class HearthActions(Connecting):
    """`adapters.cli.ports.Actions`."""

    def __init__(self) -> None:
        """Read the settings and set logging up."""
        try:
            self.settings = Settings()
        except ValidationError as error:
            wrong = ", ".join(str(e["loc"][0]) for e in error.errors())
            raise Invalid(
                _("A setting cannot be used: {names}. The README says what fits.").format(names=wrong)
            ) from error
        configure(self.settings.log_level, self.settings.log_format)

    async def run(self, roles: frozenset[Role], *, host: str | None, port: int | None) -> None:
        """Run until a signal says stop."""
        hears = bool(roles & {Role.GATEWAY, Role.WEB})
        async with opened(self.settings, sends=Role.WORKER in roles, hears=hears) as process:
            shows = self.settings.sandbox and Role.WEB in roles
            if shows and not await process.world.spaces():
                await open_sample(process.hearth, process.world)
            if Role.WEB not in roles:
                await run(process, roles, web=None)
                return
            await self._with_web(
                process, roles, host or self.settings.host, self.settings.port if port is None else port
            )

    async def _with_web(self, process: Process, roles: frozenset[Role], host: str, port: int) -> None:
        from adapters.main.feeds import Calendars  # noqa: PLC0415 - only the web role needs it
        from adapters.web import calendars  # noqa: PLC0415 - as above
        from adapters.web.app import State, build, serve  # noqa: PLC0415 - as above

        page = stage(process) if self.settings.sandbox else None
        routes = (*process.outside.routes(), calendars.route(Calendars(process.hearth, process.heavy).find))
        app = build(State(process.ready, process.metrics.registry, page, routes))

        def started(address: str) -> None:
            process.reached.here = address.replace("//0.0.0.0:", "//127.0.0.1:")
            Console(highlight=False).print(f"Hearth is at {address}", markup=False)

        async def listen(stop: asyncio.Event) -> None:
            try:
                await serve(app, host, port, stop=stop, on_start=started)
            except OSError as error:
                sentence = _("I cannot listen at {host}:{port}: it is taken, or not ours. Try another: PORT=8081")
                raise Invalid(sentence.format(host=host, port=port)) from error

        def web(stop: asyncio.Event) -> asyncio.Task[None]:
            return asyncio.create_task(listen(stop))

        await run(process, roles, web=web)

    async def sandbox(self, read: Callable[[str], str | None], show: Callable[[str], None]) -> None:
        """Take slash commands from the terminal."""
        async with opened(self.settings) as process:
            if not await process.world.spaces():
                await open_sample(process.hearth, process.world)
            await Terminal(process, read, show).talk()

    async def upgrade(self) -> None:
        """Bring the database up to date."""
        with reachable():
            database = Database(self.settings.database_url)
            await upgrade(database.engine)
        await database.close()

    async def check(self) -> None:
        """Compare the steps with the tables of the code."""
        database = Database(self.settings.database_url)
        await upgrade(database.engine)
        await check(database.engine)
        await database.close()

    async def import_speakers(
        self, file: Path, community: str | None, progress: Callable[[int, int], None]
    ) -> Imported:
        """Read speakers from a file into a community's wishes."""
        return await import_speakers(self.settings, file, community, progress)

    async def import_calendar(self, file: Path, community: str | None) -> Imported:
        """Read a calendar's events into a community's rituals."""
        return await import_calendar(self.settings, file, community)

    async def export_audit(self, out: Path, community: str | None) -> int:
        """Write a community's record into a file."""
        return await export_audit(self.settings, out, community)

    async def simulate(
        self, weeks: int, seed: int, members: int, picture: Path | None, progress: Callable[[int, int], None]
    ) -> Simulated:
        """Live some weeks of a made-up community, in memory."""
        from adapters.main.simulation.simulating import simulate  # noqa: PLC0415 - nothing else needs it

        configure("ERROR", self.settings.log_format)  # what is refused there is a figure, and nobody's trouble
        return await simulate(weeks, seed, members, picture, progress)

    async def doctor(self) -> Sequence[Finding]:
        """Look at everything that must be there."""
        return [await self._database(), *self._parts(), *await self._platforms()]

    async def _database(self) -> Finding:
        what = _("the database answers and is up to date")
        try:
            absent = await asyncio.to_thread(_absent, self.settings.database_url)
            if absent:
                return Finding(fine=False, what=what, remedy=absent)
            await self._answers()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it is the finding
            remedy = _(
                "HEARTH_DATABASE_URL must name a database that can be reached; then: hearth db upgrade ({error})"
            )
            return Finding(fine=False, what=what, remedy=remedy.format(error=type(error).__name__))
        return Finding(fine=True, what=what)

    async def _answers(self) -> None:
        """Raise when the database does not answer, or is not up to date."""
        database = Database(self.settings.database_url)
        try:
            async with database.reading() as session:
                await session.execute(text("SELECT 1"))
            await check(database.engine)
        finally:
            await database.close()

    def _parts(self) -> Sequence[Finding]:
        page = importlib.util.find_spec("nicegui") is not None
        zones = importlib.util.find_spec("tzdata") is not None
        space = shutil.disk_usage(Path.cwd()).free > 100 * 1024 * 1024
        return (
            Finding(page, _("the page's library is installed"), "make setup"),
            Finding(zones, _("the time zones are installed"), "make setup"),
            Finding(space, _("there is room on the disk"), _("Free at least 100 MB where the database lives.")),
        )


def _absent(url: str) -> str:
    """Return how a database file that is not there is made; opening it would make it. Nothing where it is there."""
    found = make_url(url)
    if found.get_backend_name() != "sqlite" or not found.database:
        return ""
    file = Path(found.database)
    if file.is_file():
        return ""
    if not file.parent.is_dir():
        sentence = _("There is no folder {folder} for the database. Make it, or name another in HEARTH_DATABASE_URL.")
        return sentence.format(folder=file.parent)
    return _("There is no database file yet; make one: hearth db upgrade")


def stage(process: Process) -> Stage:
    """Return the sandbox as the page sees it."""
    return Stage(process.hearth, process.world, process.clock, process.refusal, process.wipe, process.pictures)
