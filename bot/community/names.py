"""Names that people give to what they make."""

from bot.errors import Invalid
from bot.i18n import _


def clean_name(text: str, *, field: str = "name") -> str:
    """Return a name as it is kept, its words one space apart.

    Raises:
        Invalid: at `field`; nobody could say it.
    """
    name = " ".join(text.split())
    if not any(c.isalnum() for c in name):
        raise Invalid(_("A name needs a letter or a number. Nothing was changed."), field=field)
    return name
