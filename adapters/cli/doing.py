"""Running a command's work from the terminal."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeVar

import typer
from rich.console import Console

from bot.errors import Refusal

T = TypeVar("T")


def do(work: Callable[[], Coroutine[object, object, T]]) -> T:
    """Run something; a refusal is one sentence on the error stream and exit code 1."""
    try:
        return asyncio.run(work())
    except Refusal as refusal:
        Console(stderr=True).print(refusal.sentence, markup=False, highlight=False)
        raise typer.Exit(1) from refusal
