"""What a bench came to: one ratio and the figures behind it, as a table or as one JSON object."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Result:
    """`ratio` compares the two sides of one call. `figures` are named with their units: `large_pulse_ms`."""

    name: str
    ratio: float
    aim: str
    figures: Mapping[str, float | int | str | None] = field(default_factory=dict)

    def as_json(self) -> str:
        """Return one JSON object on one line."""
        return json.dumps({"name": self.name, "ratio": self.ratio, "aim": self.aim, **self.figures})

    def show(self, console: Console) -> None:
        """Print a small table."""
        table = Table("figure", "value", title=self.name, title_justify="left")
        for name, value in {"ratio": self.ratio, "aim": self.aim, **self.figures}.items():
            table.add_row(name.replace("_", " "), "not measured" if value is None else f"{value}")
        console.print(table)
