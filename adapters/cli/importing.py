"""`hearth import`: what is brought in from files, and how it is told."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from adapters.cli.doing import do
from adapters.cli.ports import Actions, Imported


def importing(app: typer.Typer, actions: Callable[[], Actions]) -> None:
    """Add what brings something in from a file."""

    @app.callback()
    def bring() -> None:
        """Bring something in from a file."""

    _speakers(app, actions)
    _calendar(app, actions)


def _speakers(app: typer.Typer, actions: Callable[[], Actions]) -> None:
    @app.command()
    def speakers(
        file: Annotated[Path, typer.Argument(help="pretalx or Sessionize JSON, Pentabarf XML, or CSV.")],
        community: Annotated[str | None, typer.Option(help="Into which community; the only one otherwise.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    ) -> None:
        """Read speakers into the guests' list of wishes.

        Who is there already is recognised, in another spelling too: what is empty is filled, what stands there stays.
        `guest show` tells stewards which file gave what.
        """
        console = Console(highlight=False, stderr=as_json)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, transient=as_json) as bar:
            task = bar.add_task("speakers", total=None)

            def progress(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            try:
                done = do(lambda: actions().import_speakers(file, community, progress))
            except typer.Exit:
                bar.remove_task(task)  # nothing was read: no bar stands behind the sentence that says so
                raise
        if as_json:
            typer.echo(json.dumps(_people(done)))
        else:
            _report(console, done)


def _calendar(app: typer.Typer, actions: Callable[[], Actions]) -> None:
    @app.command()
    def calendar(
        file: Annotated[Path, typer.Argument(help="An iCalendar file (.ics).")],
        community: Annotated[str | None, typer.Option(help="Into which community; the only one otherwise.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    ) -> None:
        """Read a calendar's events as rituals that rest until a steward starts them."""
        done = do(lambda: actions().import_calendar(file, community))
        if as_json:
            typer.echo(json.dumps(_plain(done)))
        else:
            _calendar_report(Console(highlight=False), done)


def _calendar_report(console: Console, done: Imported) -> None:
    """Show what would start, what was refused and why, then one line that sums up."""
    for title, rows in (("Resting until you start them", done.notes), ("Refused", done.refused)):
        for row, name, why in rows:
            console.print(f"{title}: {name or 'event'} (event {row}): {why}", markup=False, soft_wrap=True)
    known = done.read - done.added
    console.print(
        f"{done.read} events read: {done.added} new rituals, {known} known already; "
        f"{len(done.refused)} events refused. Nothing is posted before a ritual is resumed.",
        soft_wrap=True,
    )


def _plain(done: Imported) -> dict[str, Any]:
    rows = [{"row": r, "name": n, "why": w} for r, n, w in done.refused]
    notes = [{"row": r, "name": n, "what": w} for r, n, w in done.notes]
    return {"format": done.format, "read": done.read, "added": done.added, "refused": rows, "notes": notes}


def _people(done: Imported) -> dict[str, Any]:
    """Return the same of people, with who was recognised as whom."""
    kinds = (("filled", done.filled), ("merged", done.merged), ("doubtful", done.doubtful))
    return _plain(done) | {kind: [{"name": n, "what": w} for n, w in rows] for kind, rows in kinds}


def _report(console: Console, done: Imported) -> None:
    """Show what was refused and why, who was recognised as whom, then one line that sums up."""
    for title, rows in (("Refused", done.refused), ("Read, with a note", done.notes)):
        if rows:
            table = Table("row", "name", "why", title=title, title_justify="left")
            for row, name, why in rows:
                table.add_row(str(row), name, why)
            console.print(table)
    for title, people in (("Doubtful", done.doubtful), ("Filled", done.filled), ("Recognised", done.merged)):
        for name, what in people:
            console.print(f"{title}: {name} {what}", markup=False, soft_wrap=True)
    filled, merged, doubtful = len(done.filled), len(done.merged), len(done.doubtful)
    unchanged = done.read - done.added - filled - merged - doubtful
    console.print(
        f"{done.read} speakers read ({done.format}): {done.added} new, {filled} filled, {merged} recognised, "
        f"{unchanged} unchanged, {doubtful} doubtful; {len(done.refused)} rows refused.",
        soft_wrap=True,
    )
