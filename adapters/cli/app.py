"""The commands, their help and their exit codes: 0 done, 1 not done, 2 wrongly called."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from adapters.cli.doing import do
from adapters.cli.platforms import discord, manifest, slack
from adapters.cli.ports import Actions, Imported, Role

ALL = ",".join(r.value for r in Role)


def build(actions: Callable[[], Actions]) -> typer.Typer:
    """Return the `hearth` command. `actions` is asked only once a command runs, so that help is quick."""
    app = typer.Typer(
        name="hearth",
        help="Keeps a community of practice warm.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    database = typer.Typer(help="The database.", no_args_is_help=True)
    bring = typer.Typer(help="Bring something in from a file.", no_args_is_help=True)
    app.add_typer(database, name="db")
    app.add_typer(bring, name="import")
    app.add_typer(slack(actions), name="slack")
    app.add_typer(discord(actions), name="discord")
    app.add_typer(manifest(actions), name="manifest")
    _running(app, actions)
    _database(database, actions)
    _importing(bring, actions)
    return app


def _roles(text: str) -> frozenset[Role]:
    msg = f"roles are {ALL}, with commas between"
    try:
        roles = frozenset(Role(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise typer.BadParameter(msg) from error
    if not roles:
        raise typer.BadParameter(msg)
    return roles


def _running(app: typer.Typer, actions: Callable[[], Actions]) -> None:
    @app.command()
    def run(
        role: Annotated[str, typer.Option(help=f"What this process does: {ALL}.")] = ALL,
        host: Annotated[str | None, typer.Option(help="Where to listen; HEARTH_HOST otherwise.")] = None,
        port: Annotated[int | None, typer.Option(help="Which port; PORT otherwise.", min=0, max=65535)] = None,
    ) -> None:
        """Run Hearth until it is stopped (Ctrl-C)."""
        do(lambda: actions().run(_roles(role), host=host, port=port))

    @app.command()
    def sandbox() -> None:
        """Type slash commands here, in a sandbox community."""
        console = Console(highlight=False)

        def read(prompt: str) -> str | None:
            try:
                return console.input(prompt, markup=False)
            except (EOFError, KeyboardInterrupt):
                return None

        do(lambda: actions().sandbox(read, lambda text: console.print(text, markup=False)))

    @app.command()
    def key() -> None:
        """Print a new key for HEARTH_SECRET_KEYS."""
        typer.echo(actions().key())

    @app.command()
    def doctor() -> None:
        """Look at everything that must be there; say what is missing and how it is mended."""
        console = Console(highlight=False)
        findings = do(lambda: actions().doctor())
        for finding in findings:
            console.print(("ok      " if finding.fine else "missing ") + finding.what, markup=False)
            if finding.remedy and not finding.fine:
                console.print("        " + finding.remedy, markup=False)
        if not all(f.fine for f in findings):
            raise typer.Exit(1)


def _database(app: typer.Typer, actions: Callable[[], Actions]) -> None:
    @app.command()
    def upgrade() -> None:
        """Bring the database up to date."""
        do(lambda: actions().upgrade())
        typer.echo("The database is up to date.")

    @app.command()
    def check() -> None:
        """Check that the database's steps lead to the tables of the code."""
        do(lambda: actions().check())
        typer.echo("The steps and the tables agree.")


def _importing(app: typer.Typer, actions: Callable[[], Actions]) -> None:
    @app.callback()
    def bring() -> None:
        """Bring something in from a file."""

    @app.command()
    def speakers(
        file: Annotated[Path, typer.Argument(help="pretalx or Sessionize JSON, or CSV.")],
        community: Annotated[str | None, typer.Option(help="Into which community; the only one otherwise.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    ) -> None:
        """Read speakers into the guests' list of wishes."""
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
            typer.echo(json.dumps(_plain(done)))
        else:
            _report(console, done)


def _plain(done: Imported) -> dict[str, Any]:
    rows = [{"row": r, "name": n, "why": w} for r, n, w in done.refused]
    notes = [{"row": r, "name": n, "what": w} for r, n, w in done.notes]
    return {"format": done.format, "read": done.read, "added": done.added, "refused": rows, "notes": notes}


def _report(console: Console, done: Imported) -> None:
    """Show what was refused and why, then one line that sums up."""
    for title, rows in (("Refused", done.refused), ("Read, with a note", done.notes)):
        if rows:
            table = Table("row", "name", "why", title=title, title_justify="left")
            for row, name, why in rows:
                table.add_row(str(row), name, why)
            console.print(table)
    known = done.read - done.added
    console.print(
        f"{done.read} speakers read ({done.format}): {done.added} new, {known} known already; "
        f"{len(done.refused)} rows refused."
    )
