"""Communities, spaces, rooms, members and accounts, and the rules about them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.i18n import later
from bot.keys import AccountId, CircleId, CommunityId, MemberId, RoomId, SpaceId

STAGES = (
    later("potential"),
    later("coalescing"),
    later("maturing"),
    later("stewardship"),
    later("transformation"),
)
"""Wenger, McDermott and Snyder, Cultivating Communities of Practice, chapter 4."""
LONGEST_NAME = 80
LONGEST_CHARTER = 500
QUIET_FROM = 20 * 60
QUIET_TO = 8 * 60
MORNING = time(9)
DAY_MINUTES = 24 * 60
MOST_NUDGES = 2
"""mission.md 7.4: messages an ISO week over everything that Hearth sends of its own accord, unless a member says so."""
LARGEST_BUDGET = 7


@dataclass(frozen=True, slots=True)
class Community:
    """One community of practice."""

    id: CommunityId
    name: str
    charter: str
    zone: str
    language: str
    stage: str
    founded_at: datetime
    founded_by: AccountId | None
    desk_room: RoomId | None = None
    country: str = ""  # ISO 3166: whose public holidays hold, none if empty
    region: str = ""
    paused_until: datetime | None = None  # it rests until then
    pause_told: bool = False  # its rooms were told so
    resumed_at: datetime | None = None  # it last went on after a rest
    questions: str = ""  # the language of its questions; the one it speaks, if they have it, else English

    def resting(self, now: datetime) -> bool:
        """Return whether nothing comes of Hearth's own accord now (aware)."""
        return self.paused_until is not None and self.paused_until > now


@dataclass(frozen=True, slots=True)
class Space:
    """Where a community lives: a workspace, a guild, or the sandbox.

    `gone_at` is when Hearth was taken out of it, in community time; None while it is there.
    """

    id: SpaceId
    platform: str
    external: str
    name: str
    community: CommunityId | None
    home: RoomId | None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a space. `external` is None until it is opened; `state`: opening, open, closed, lost."""

    id: RoomId
    space: SpaceId
    external: str | None
    name: str
    private: bool
    circle: CircleId | None
    state: str = "open"

    @property
    def usable(self) -> bool:
        """Return whether something can be posted there, now or once it is opened."""
        return self.state in {"open", "opening"}


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a community. Quiet hours are minutes after local midnight; they may span it.

    `zone_chosen`: they set it themselves, so their platforms do not change it. `linked_to` is the member
    they are while two of their accounts are linked: this row then rests, with its settings. `budget` is how many
    messages a week they want, None where they never said; `listens`: the weekly one only. Until `sabbatical_until`
    nothing comes at all.
    """

    id: MemberId
    community: CommunityId
    joined_at: datetime
    zone: str | None = None
    language: str | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    snoozed_until: datetime | None = None
    left_at: datetime | None = None
    zone_chosen: bool = False
    linked_to: MemberId | None = None
    budget: int | None = None
    listens: bool = False
    sabbatical_until: datetime | None = None

    @property
    def most(self) -> int:
        """Return how many messages an ISO week Hearth may send them of its own accord, 0 to 7."""
        return MOST_NUDGES if self.budget is None else self.budget

    @property
    def here(self) -> bool:
        """Return whether they are a member now: they have not left and do not rest in another one."""
        return self.left_at is None and self.linked_to is None

    def quiet(self) -> tuple[int, int]:
        """Return the quiet hours that hold, as minutes after local midnight: from, to."""
        if self.quiet_from is None or self.quiet_to is None:
            return QUIET_FROM, QUIET_TO
        return self.quiet_from, self.quiet_to


@dataclass(frozen=True, slots=True)
class Account:
    """A person's identity in one space. `used_at` is when they last called from there, to the hour."""

    id: AccountId
    space: SpaceId
    external: str
    name: str
    member: MemberId | None
    left_at: datetime | None = None
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks, from where, and what they may do; read once for a call."""

    space: Space
    account: Account
    room: RoomId | None
    installer: bool
    community: Community | None = None
    member: Member | None = None
    steward: bool = False

    @property
    def zone(self) -> str:
        """Return the zone in which the asker reads and types times."""
        if self.member is not None and self.member.zone is not None:
            return self.member.zone
        return self.community.zone if self.community is not None else "UTC"

    @property
    def language(self) -> str | None:
        """Return the asker's language, or the community's."""
        if self.member is not None and self.member.language is not None:
            return self.member.language
        return self.community.language if self.community is not None else None


def at_local(day: date, clock: time, zone: str) -> datetime:
    """Return the instant of a local wall time; one that is skipped moves forward, one that repeats is the first.

    Source:
        RFC 5545 §3.3.5, form 3.
    """
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def is_quiet(local_minute: int, quiet: tuple[int, int]) -> bool:
    """Return whether a minute after local midnight lies in quiet hours; equal ends mean none."""
    begins, ends = quiet
    if begins == ends:
        return False
    if begins < ends:
        return begins <= local_minute < ends
    return local_minute >= begins or local_minute < ends


def morning_of(day: date, zone: str, quiet: tuple[int, int]) -> datetime:
    """Return the instant (UTC) at which a morning nudge may come on that local day.

    It is nine o'clock, or the end of quiet hours that cover nine, when that lies on the same day.
    """
    minute = MORNING.hour * 60
    if is_quiet(minute, quiet) and quiet[1] < DAY_MINUTES:
        minute = max(minute, quiet[1])
    return at_local(day, time(minute // 60, minute % 60), zone)


def next_morning(now: datetime, zone: str) -> datetime:
    """Return the next nine o'clock (UTC) in a zone, strictly later than `now` (aware)."""
    local = now.astimezone(ZoneInfo(zone)).date()
    morning = at_local(local, MORNING, zone)
    return morning if morning > now else at_local(local + timedelta(days=1), MORNING, zone)


def next_monday_morning(after: datetime, zone: str, quiet: tuple[int, int]) -> datetime:
    """Return the first Monday morning (UTC) strictly later than `after` (aware) in a zone."""
    local = after.astimezone(ZoneInfo(zone)).date()
    day = local - timedelta(days=local.weekday())
    while True:
        morning = morning_of(day, zone, quiet)
        if morning > after:
            return morning
        day += timedelta(days=7)


def week_of(at: datetime, zone: str) -> str:
    """Return the ISO week of an instant in a zone: "2026-W48"."""
    year, week, _day = at.astimezone(ZoneInfo(zone)).isocalendar()
    return f"{year}-W{week:02d}"
