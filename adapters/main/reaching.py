"""A database that cannot be reached, as one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.errors import Invalid
from bot.i18n import _

log = structlog.get_logger()


@contextmanager
def reachable() -> Iterator[None]:
    """Turn a database that cannot be reached into one sentence.

    Raises:
        Invalid: with what to mend.
    """
    try:
        yield
    except (OSError, DBAPIError, ArgumentError) as error:
        log.debug("no database", exc_info=error)
        sentence = _("I cannot reach the database. Nothing was changed. Look at HEARTH_DATABASE_URL ({error}).")
        raise Invalid(sentence.format(error=type(error).__name__)) from error
