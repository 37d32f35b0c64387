"""Every sentence goes through the catalogue, and the English one is complete."""

import gettext
import string

from bot.i18n import _ as said
from bot.i18n import _catalogue, languages, later, speaking
from ci import texts


def test_the_catalogues_hold_what_the_code_says() -> None:
    assert texts.stale() == [], "run: make texts"


def test_english_says_every_sentence() -> None:
    english = _catalogue("en")
    assert isinstance(english, gettext.GNUTranslations)
    for message in texts.found():
        if isinstance(message.id, str) and message.id:
            assert english.gettext(message.id) == message.id


def test_every_template_can_be_filled() -> None:
    for message in texts.found():
        for text in message.id if isinstance(message.id, (tuple, list)) else (message.id,):
            assert list(string.Formatter().parse(text)) or not text


def test_a_language_without_a_catalogue_speaks_english() -> None:
    with speaking("xx"):
        assert said(later("Yes")) == "Yes"
    assert "en" in languages()
