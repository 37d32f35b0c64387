"""The composition root: the one place that knows everything."""

from adapters.cli.app import build
from adapters.cli.ports import Actions


def main() -> None:
    """Run the `hearth` command."""
    build(_actions)()


def _actions() -> Actions:
    from adapters.main.actions import HearthActions  # noqa: PLC0415 - `hearth --help` needs nothing of it

    return HearthActions()
