"""The catalogues of sentences hold what the code says."""

import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.i18n import _, languages, speaking
from ci import texts

LOCALE = Path(texts.LOCALE)


def _read(path: Path) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    with path.open("rb") as file:
        return {m.id: m.string for m in read_po(file) if m.id}  # type: ignore[misc]


def _names(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_the_catalogues_are_not_stale() -> None:
    assert texts.stale() == [], "sentences have changed: make texts"


def test_english_says_every_sentence_as_it_is_written() -> None:
    template, english = _read(texts.TEMPLATE), _read(texts.ENGLISH)
    assert english.keys() == template.keys()
    assert len(english) > 300
    assert [m for m, said in english.items() if m != said] == []


@pytest.mark.parametrize("language", languages())
def test_a_translation_names_what_its_sentence_names(language: str) -> None:
    for message, said in _read(LOCALE / language / "LC_MESSAGES" / "hearth.po").items():
        forms = (message,) if isinstance(message, str) else message
        wanted = set.union(*(_names(f) for f in forms))
        for form in (said,) if isinstance(said, str) else said:
            assert form, message
            assert _names(form) <= wanted, message


def test_a_language_without_a_catalogue_speaks_english() -> None:
    with speaking("tlh"):
        assert _("Nothing was changed.") == "Nothing was changed."
