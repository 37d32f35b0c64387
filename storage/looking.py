"""Sessions of units that only read: what would write is refused before it reaches the database."""

from typing import Any

from sqlalchemy.orm import Session

from bot.errors import OnlyReads


class LookingSession(Session):
    """A session that lets no INSERT, UPDATE or DELETE through, whichever database is behind it."""

    def execute(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """Execute what reads. Raises OnlyReads for everything else."""
        _only_reads(statement)
        return super().execute(statement, *args, **kwargs)

    def scalar(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """Return one value. Raises as `execute`."""
        _only_reads(statement)
        return super().scalar(statement, *args, **kwargs)

    def scalars(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """Return values. Raises as `execute`."""
        _only_reads(statement)
        return super().scalars(statement, *args, **kwargs)


def _only_reads(statement: Any) -> None:
    if statement.is_dml:
        raise OnlyReads
