"""`hearth simulate`: a year of a made-up community, and what its figures say."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from adapters.cli.doing import do
from adapters.cli.ports import Actions
from adapters.cli.simulated import Simulated

PLAIN = 100
"""Columns of what is not shown on a terminal, so that it is the same everywhere."""


def simulating(app: typer.Typer, actions: Callable[[], Actions]) -> None:
    """Add `hearth simulate` to a command."""

    @app.command()
    def simulate(
        weeks: Annotated[int, typer.Option(help="How many weeks to live.")] = 52,
        seed: Annotated[int, typer.Option(help="The same seed gives the same figures.")] = 1,
        members: Annotated[int, typer.Option(help="How many people begin.")] = 50,
        picture: Annotated[Path | None, typer.Option(help="Draw the weeks into this file, .svg or .png.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
    ) -> None:
        """Live through a year of a made-up community, in memory, and check what Hearth promises."""
        with _bar() as bar:
            task = bar.add_task("weeks", total=weeks)

            def progress(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            figures = do(lambda: actions().simulate(weeks, seed, members, picture, progress))
        if as_json:
            typer.echo(json.dumps(figures.plain()))
        else:
            _show(figures)
        if figures.broken:
            Console(stderr=True).print(" ".join(figures.broken), markup=False, highlight=False)
            raise typer.Exit(1)


def _bar() -> Progress:
    """Return a bar on the error stream, so that nothing but figures stands in the output."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True, highlight=False), transient=True)


def _show(figures: Simulated) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PLAIN)
    console.print(f"{figures.weeks} weeks of {figures.members} members, seed {figures.seed}", markup=False)
    for table in (_rituals(figures), _hosting(figures), _nudges(figures), _rest(figures), _months(figures)):
        console.print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


def _rituals(figures: Simulated) -> Table:
    columns = ("held", "skipped", "moved", "missed", "coming", "answers", "worth it", "so-so", "no")
    table = _table("Rituals", "ritual", *columns)
    for each in figures.rituals:
        numbers = (each.held, each.skipped, each.moved, each.missed, f"{each.coming:.1f}", each.answers, *each.worth)
        table.add_row(each.name, *map(str, numbers))
    return table


def _hosting(figures: Simulated) -> Table:
    hosting = figures.hosting
    table = _table("Hosts, recaps and holidays", "what", "number")
    rows = (
        ("dates that had a host", str(hosting.hosted)),
        ("people who hosted in turn", str(hosting.hosts)),
        ("recaps written", str(hosting.recaps)),
        ("people there, by a recap", f"{hosting.there:.1f}"),
        ("dates left out on public holidays", str(hosting.holidays)),
    )
    for name, number in rows:
        table.add_row(name, number)
    return table


def _nudges(figures: Simulated) -> Table:
    nudges = figures.nudges
    table = _table("Messages of Hearth's own accord", "what", "number")
    rows = (
        ("the week ahead", nudges.weekly),
        ("alone", nudges.alone),
        ("most that a member got in a week", nudges.most_a_week),
        ("over a member's budget", nudges.over_budget),
        ("in quiet hours", nudges.in_quiet_hours),
        ("to somebody who wanted none", nudges.unwelcome),
    )
    for name, number in rows:
        table.add_row(name, str(number))
    return table


def _rest(figures: Simulated) -> Table:
    table = _table("Everything else", "what", "number")
    for name, number in figures.deliveries.items():
        table.add_row(f"deliveries {name}", str(number))
    for name, number in figures.acts.items():
        table.add_row(f"people: {name}", str(number))
    rows = (
        ("messages that came twice", figures.doubled),
        ("deliveries not settled", figures.unsettled),
        ("moments found too late", figures.late),
        ("things that broke", figures.failed),
    )
    for name, number in rows:
        table.add_row(name, str(number))
    return table


def _months(figures: Simulated) -> Table:
    table = _table("Members at the end of each month", "month", "members")
    for month, number in figures.by_month.items():
        table.add_row(month, str(number))
    return table
