"""The people of a simulated community: names, zones, and how often each does what."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from adapters.main.simulation.chances import between, chance, one_of

GIVEN = (
    "Maria", "Jonas", "Aisha", "Tomás", "Mei", "Noor", "Ravi", "Lena", "Carlos", "Grace", "Ingrid", "Pavel", "Yuki",
    "Amara", "Felix", "Sofia", "Omar", "Hanna", "Diego", "Priya", "Emil", "Zanele", "Luca", "Freja", "Kofi",
)  # fmt: skip
FAMILY = (
    "Lindqvist", "Weber", "Bello", "Rivera", "Tanaka", "Haddad", "Menon", "Fischer", "Vega", "Njeri", "Holm", "Novak",
    "Sato", "Okafor", "Braun", "Costa", "Aziz", "Virtanen", "Rojas", "Nair", "Berg", "Dlamini", "Conti", "Møller",
)  # fmt: skip
ZONES = (
    "Europe/Copenhagen", "Europe/Copenhagen", "Europe/Copenhagen", "Europe/Berlin", "Europe/Lisbon",
    "America/New_York", "America/Bogota", "Africa/Lagos", "Asia/Kolkata", "Australia/Sydney",
)  # fmt: skip
"""Most live where the community does; of the others some change their clocks, at other times, and some never do."""
BEGINS, ENDS = 8, 21
"""Local hours between which people act."""
STEP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Someone:
    """One person. Habits are chances from 0 to 1 each time there is something to do; `after` hours they do it."""

    key: str
    name: str
    zone: str
    goes: float
    answers: float
    judges: float
    content: float
    after: float


def someone(seed: int, number: int) -> Someone:
    """Return a person by their number: the same for the same seed, however many others there are."""
    key = f"person-{number}"
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[(number + number // len(GIVEN)) % len(FAMILY)]}"
    keen = chance(seed, key, "keen")
    return Someone(
        key=key,
        name=name,
        zone=ZONES[0] if number < 2 else one_of(ZONES, seed, key, "zone"),
        goes=0.05 + 0.35 * keen * keen,
        answers=0.01 + 0.15 * keen * keen,
        judges=0.03 + 0.2 * keen,
        content=between(0.5, 0.95, seed, key, "content"),
        after=between(0.5, 16, seed, key, "after"),
    )


def awake(at: datetime, zone: str) -> datetime:
    """Return the first moment from then on at which somebody in a zone acts: by day, on a full hour (aware UTC)."""
    local = at.astimezone(ZoneInfo(zone))
    if not BEGINS <= local.hour < ENDS:
        day = local.date() + timedelta(days=local.hour >= ENDS)
        at = datetime.combine(day, time(BEGINS), ZoneInfo(zone)).astimezone(UTC)
    past = timedelta(seconds=at.timestamp() % STEP.total_seconds())
    return at.astimezone(UTC) + (STEP - past if past else past)
