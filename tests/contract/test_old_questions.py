"""What communities asked before the decks were data of the package is still asked, on both databases."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.keys import CommunityId, OccurrenceId, PromptId
from bot.voices.decks import by_key
from bot.voices.pools import worded
from bot.voices.wording import folded
from migrations.run import STEPS, upgrade
from storage.database import Database
from storage.prompts import SqlPrompts
from tests.worlds.ground import IDS

HOME = CommunityId("home")
COPY, CHANGED, OWN = "What are you stuck on, in one sentence?", "What are you stuck on, really?", "Who helped you?"
AT = "2026-11-23 09:00:00.000000"
HOME_ROW = (
    "INSERT INTO communities (id, name, charter, zone, language, stage, founded_at) "
    f"VALUES ('home', 'Home', '', 'UTC', 'en', 'potential', '{AT}')"
)
ROWS = (
    HOME_ROW,
    *(
        "INSERT INTO prompts (id, community_id, deck, text, folded, source, dated, added_at, base) "
        f"VALUES ('{ident}', 'home', 'practice', '{words}', '{folded(words)}', '', '', '{AT}', {base})"
        for ident, words, base in (("copy", COPY, 0), ("changed", CHANGED, 0), ("own", OWN, 4))
    ),
    *(
        "INSERT INTO prompt_uses (id, community_id, prompt_id, occurrence_id, used_at) "
        f"VALUES ('{ident}', 'home', '{prompt}', '{ident}', '2026-11-2{day} 09:00:00.000000')"
        for ident, prompt, day in (("a", "copy", 3), ("b", "copy", 4), ("c", "own", 5))
    ),
)


def _before(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS.parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "0036")


@pytest.fixture
async def before(any_url: str) -> Database:
    """Return a database of each kind as it was before, with a community that asked some."""
    database = Database(any_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(_before)
        for row in ROWS:
            await connection.execute(text(row))
    return database


async def test_copies_become_keys_and_what_was_asked_stays_asked(before: Database) -> None:
    await upgrade(before.engine)
    async with before.reading() as session:
        store = SqlPrompts(session, IDS)
        own = (await store.own([HOME], None))[HOME]
        assert [(p.id, p.turns) for p in own] == [("changed", 0), ("own", 5)]
        uses = await store.uses([HOME], [*by_key(), PromptId("copy")])
        assert {key: turns for (_home, key), (turns, _last) in uses.items()} == {"practice-02": 2}
        opened = await store.used_for([OccurrenceId(o) for o in ("a", "b", "c")])
        assert sorted(p.text for p in worded(tuple(opened.values()))) == [COPY, COPY, OWN]
    await before.close()
