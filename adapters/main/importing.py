"""The services that take speakers of files in, and show where what is known of guests comes from."""

from typing import Any

from adapters.main.ground import Ground
from bot.voices.importing import Importing
from bot.voices.presenting import Presenting
from bot.voices.service import Guests
from storage.contacts import SqlContacts
from storage.origins import SqlOrigins
from storage.voices import SqlGuests


def importing_services(ground: Ground) -> dict[type, Any]:
    """Return the services by their class."""
    guests, origins = SqlGuests(ground.session), SqlOrigins(ground.session, ground.ids)
    wished = Guests(ground.now, guests, ground.ids, SqlContacts(ground.session, ground.door.seals))
    return {
        Presenting: Presenting(ground.now, guests, origins),
        Importing: Importing(ground.now, guests, origins, wished),
    }
