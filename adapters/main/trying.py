"""What keeps the time of trials, made for one unit of work."""

from adapters.main.ground import Ground
from bot.rhythm.asking import Asking
from bot.rhythm.store import RitualStore
from bot.rhythm.trying import Trying
from storage.recaps import SqlRecaps
from storage.trials import SqlTrials


def trying_of(ground: Ground, rituals: RitualStore) -> Trying:
    """Return what lets trials begin, rest and end."""
    now, trials, recaps = ground.now, SqlTrials(ground.session, ground.ids), SqlRecaps(ground.session)
    places, people, attention, desk = ground.places, ground.people, ground.attention, ground.desk
    asking = Asking(now, rituals, trials, recaps, places, people, ground.beats, ground.owe, attention, desk)
    return Trying(now, rituals, trials, asking, ground.ids)
