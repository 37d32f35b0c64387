"""Every sentence a person reads goes through here; the English text is its own key (gettext's custom)."""

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "en"
_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Read `locale/LANGUAGE/LC_MESSAGES/hearth.po`; a language that has none speaks English."""
    path = resources.files("bot") / "locale" / language / "LC_MESSAGES" / "hearth.po"
    if not path.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(path.read_bytes())))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, as IETF tags, sorted."""
    folders = (resources.files("bot") / "locale").iterdir()
    found = {f.name for f in folders if f.is_dir() and (f / "LC_MESSAGES").is_dir()}
    return tuple(sorted(found | {SOURCE_LANGUAGE}))


def warm() -> None:
    """Read every catalogue now: the first sentence of a language would otherwise hold everything up for 0.2 s."""
    for tag in languages():
        _catalogue(tag)


def language() -> str:
    """Return the language being spoken in this task, as an IETF tag."""
    return _language.get()


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Speak one language inside the block; an unknown tag speaks English."""
    token = _language.set(tag)
    try:
        yield
    finally:
        _language.reset(token)


def _(message: str) -> str:
    """Return the sentence in the language being spoken; nothing stays nothing, which gettext takes for its header."""
    if not message:
        return ""
    return _catalogue(_language.get()).gettext(message)


def counted(one: str, many: str, count: int) -> str:
    """Return the form for `count` things, with `{count}` filled in."""
    return _catalogue(_language.get()).ngettext(one, many, count).format(count=count)


def later(message: str) -> str:
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return message
