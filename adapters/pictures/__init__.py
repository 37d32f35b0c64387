"""Pictures: one definition each, drawn as PNG for chats and as SVG for the web."""

from adapters.pictures.pictures import HeavyPictures

__all__ = ["HeavyPictures"]
