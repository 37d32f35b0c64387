"""The forms that come with Hearth. Their sentences go through the translation catalogue (ci/texts.py)."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from bot.spark.form_model import Form
from bot.spark.form_reading import read_form

FOLDER = "forms"


def called(name: str) -> str:
    """Return what makes two names of forms the same."""
    return " ".join(name.split()).casefold()


@cache
def sources() -> Mapping[str, str]:
    """Return the text of each shipped form by its name, in the order of their files."""
    folder = resources.files("bot.spark") / FOLDER
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    texts = [f.read_text(encoding="utf-8") for f in files]
    return {called(read_form(text, shipped=True).name): text for text in texts}


@cache
def shipped() -> Mapping[str, Form]:
    """Return each shipped form by its name."""
    return {name: read_form(text, shipped=True) for name, text in sources().items()}
