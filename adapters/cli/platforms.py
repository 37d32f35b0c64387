"""Commands that connect Slack and Discord."""

from collections.abc import Callable
from typing import Annotated

import typer

from adapters.cli.doing import do
from adapters.cli.ports import Actions


def slack(actions: Callable[[], Actions]) -> typer.Typer:
    """Return `hearth slack`."""
    app = typer.Typer(help="Slack.", no_args_is_help=True)

    @app.callback()
    def about() -> None:
        """Slack."""

    @app.command()
    def install() -> None:
        """Keep the tokens of the settings for the workspace they belong to."""
        typer.echo(do(lambda: actions().slack_install()))

    return app


def discord(actions: Callable[[], Actions]) -> typer.Typer:
    """Return `hearth discord`."""
    app = typer.Typer(help="Discord.", no_args_is_help=True)

    @app.command()
    def sync() -> None:
        """Tell Discord of every command; needed after an upgrade that brings new ones."""
        typer.echo(do(lambda: actions().discord_sync()))

    @app.command()
    def invite() -> None:
        """Print the link with which somebody lets Hearth into a server, with the least permissions."""
        typer.echo(do(lambda: actions().discord_invite()))

    return app


def manifest(actions: Callable[[], Actions]) -> typer.Typer:
    """Return `hearth manifest`."""
    app = typer.Typer(help="What a platform wants to know of the app.", no_args_is_help=True)

    @app.callback()
    def about() -> None:
        """What a platform wants to know of the app."""

    @app.command()
    def slack(
        url: Annotated[str | None, typer.Option(help="Where Slack reaches Hearth; Socket Mode otherwise.")] = None,
    ) -> None:
        """Print the manifest from which Slack makes the app, as JSON."""
        typer.echo(do(lambda: actions().slack_manifest(url)))

    return app
