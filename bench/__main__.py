"""`python -m bench NAME`: measure, and print a small table, or with --json one JSON object on the last line."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol

import typer
from rich.console import Console

from bench import ack, burst, dispatch, idle
from bench.result import Result


class Bench(Protocol):
    """Measures. `say` is told what is going on; `postgres` is an address, "" for none, None for a local one."""

    def __call__(self, say: Callable[[str], None], postgres: str | None) -> Awaitable[Result]: ...


BENCHES: dict[str, Bench] = {"ack": ack.run, "burst": burst.run, "dispatch": dispatch.run, "idle": idle.run}


def main(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(BENCHES)}.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on the last line.")] = False,
    postgres: Annotated[
        str | None,
        typer.Option(
            help="A PostgreSQL on which databases may be made and dropped (postgresql+asyncpg://…); "
            'one on this machine otherwise; "" for none.'
        ),
    ] = None,
) -> None:
    """Measure one thing; both sides of its ratio in the same call, in turn."""
    if name not in BENCHES:
        msg = f"There is no bench called {name}. There are: {', '.join(BENCHES)}."
        raise typer.BadParameter(msg)
    aside = Console(stderr=True, highlight=False)
    result = asyncio.run(_run(BENCHES[name], lambda line: aside.print(line, markup=False), postgres))
    if as_json:
        typer.echo(result.as_json())
    else:
        result.show(Console(highlight=False))


async def _run(bench: Bench, say: Callable[[str], None], postgres: str | None) -> Result:
    return await bench(say, postgres)


typer.run(main)
