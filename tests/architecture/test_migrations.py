"""The steps lead from an empty database to the tables of the code, on both databases."""

from pathlib import Path

import pytest
from alembic.util import CommandError
from sqlalchemy import text

from migrations.run import check, upgrade
from storage.database import Database


async def test_the_steps_lead_to_the_tables_and_a_second_upgrade_changes_nothing(any_url: str) -> None:
    database = Database(any_url)
    await upgrade(database.engine)
    await upgrade(database.engine)
    await check(database.engine)
    await database.close()


async def test_a_table_changed_by_hand_is_noticed(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'hearth.db'}")
    await upgrade(database.engine)
    async with database.writing() as session:
        await session.execute(text("ALTER TABLE circles ADD COLUMN loudness INTEGER"))
    with pytest.raises(CommandError):
        await check(database.engine)
    await database.close()
