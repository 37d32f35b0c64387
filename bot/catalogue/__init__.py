"""Joins the features' commands; the text reader, forms, help and documents derive from it."""

from bot.catalogue.catalogue import Catalogue
from bot.catalogue.helping import Help
from bot.catalogue.reading import PersonRef, RoomRef, quoted

__all__ = ["Catalogue", "Help", "PersonRef", "RoomRef", "quoted"]
