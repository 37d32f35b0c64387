"""`hearth export`: what is taken along in files."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.doing import do
from adapters.cli.ports import Actions


def exporting(app: typer.Typer, actions: Callable[[], Actions]) -> None:
    """Add what writes something into a file."""

    @app.callback()
    def take() -> None:
        """Write something into a file."""

    @app.command()
    def audit(
        out: Annotated[Path, typer.Option(help="Into which file: .csv or .json.")],
        community: Annotated[str | None, typer.Option(help="Of which community; the only one otherwise.")] = None,
    ) -> None:
        """Write down who did what to whom. Private circles stay private: neither their names nor their people."""
        count = do(lambda: actions().export_audit(out, community))
        typer.echo(f"{count} acts written to {out}.")
