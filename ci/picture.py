"""Draws docs/rhythm-map.png: a month of a community that does not exist."""

from datetime import UTC, date, datetime, time
from pathlib import Path

from adapters.pictures.drawn import Format, drawn
from bot.keys import CommunityId, RitualId
from bot.rhythm.mapping import month_of
from bot.rhythm.model import Ritual, RitualState
from bot.rhythm.recurrence import Recurrence

PLACE = Path(__file__).resolve().parent.parent / "docs" / "rhythm-map.png"
ZONE = "Europe/Copenhagen"
RITUALS = (
    ("Friday wins", "FREQ=WEEKLY;BYDAY=FR;UNTIL=20261212T000000", time(10)),
    ("Case clinic", "FREQ=MONTHLY;BYDAY=2FR", time(10, 30)),
    ("Reading circle", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20261212T000000", time(16)),
)
HOLIDAYS = {date(2026, 12, 25): "First Christmas Day", date(2026, 12, 26): "Second Christmas Day"}


def ritual(name: str, rule: str, at: time) -> Ritual:
    """Return one of its rituals."""
    began = datetime(2026, 9, 1, tzinfo=UTC)
    when = Recurrence(rule, date(2026, 9, 2) if "WE" in rule.rpartition("BYDAY")[2] else date(2026, 9, 4), at, ZONE)
    return Ritual(
        id=RitualId(name),
        community=CommunityId("example"),
        name=name,
        value="",
        when=when,
        minutes=45,
        deck="",
        guests=False,
        state=RitualState.ACTIVE,
        revision=1,
        created_at=began,
        created_by=None,
    )


if __name__ == "__main__":
    picture = month_of([ritual(*r) for r in RITUALS], date(2026, 12, 1), ZONE, HOLIDAYS)
    PLACE.write_bytes(drawn(picture.drawing, Format.PNG))
    print(picture.alt)
