"""The commands, their help and their exit codes: 0 done, 1 not done, 2 wrongly called."""

from collections.abc import Callable, Iterator
from typing import Annotated

import typer
from rich.console import Console

from adapters.cli.doing import do
from adapters.cli.exporting import exporting
from adapters.cli.importing import importing
from adapters.cli.platforms import discord, manifest, slack
from adapters.cli.ports import Actions, Finding, Role
from adapters.cli.simulating import simulating

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
    take = typer.Typer(help="Write something into a file.", no_args_is_help=True)
    app.add_typer(database, name="db")
    app.add_typer(bring, name="import")
    app.add_typer(take, name="export")
    app.add_typer(slack(actions), name="slack")
    app.add_typer(discord(actions), name="discord")
    app.add_typer(manifest(actions), name="manifest")
    _running(app, actions)
    _database(database, actions)
    importing(bring, actions)
    exporting(take, actions)
    simulating(app, actions)
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


def _lines(finding: Finding) -> Iterator[str]:
    """Yield what is said of one thing: how it is, how it is mended, and what is good to know."""
    yield ("ok      " if finding.fine else "missing ") + finding.what
    below = () if finding.fine or not finding.remedy else (finding.remedy,)
    yield from (f"        {sentence}" for sentence in (*below, *finding.notes))


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
        for line in (line for finding in findings for line in _lines(finding)):
            console.print(line, markup=False)
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
