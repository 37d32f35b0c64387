"""How a community keeps two stewards, in one unit of work."""

from adapters.main.ground import Ground
from bot.community.heir_words import HeirWords
from bot.community.heirs import Heirs
from bot.community.succession import Succession
from storage.heirs import SqlHeirs


def succession_of(ground: Ground) -> Succession:
    """Return the service that hands the seat of a steward on."""
    now, places, store = ground.now, ground.places, SqlHeirs(ground.session)
    heirs = Heirs(HeirWords(now, places, ground.owe), store, places, ground.beats, ground.ids, ground.tell)
    return Succession(now, store, heirs, places, ground.people, ground.beats, ground.tell, ground.ids)
