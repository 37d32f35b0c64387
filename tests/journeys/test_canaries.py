"""Words of people in every text field of what Slack and Discord send stand in no table, log line or metric."""

import gc
import json
import logging
from collections.abc import Iterator, Sequence
from secrets import token_hex

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from structlog.testing import capture_logs

from adapters.logs import configure
from storage.database import Database
from tests.journeys.telling import kept, sets_up, starts_ritual, traces
from tests.worlds.discord import payloads
from tests.worlds.discord.state import Message
from tests.worlds.discord.town import DiscordTown
from tests.worlds.slack.shapes import user_of
from tests.worlds.slack.streets import SlackTown
from tests.worlds.storms import Storm
from tests.worlds.towns import PEOPLE, Town, opened

RITUAL = '/ritual create "Friday wins" "every Friday 10:00" "What went well" minutes:30'


def words(many: int) -> list[str]:
    """Return words that stand nowhere else."""
    return [f"zq{token_hex(6)}" for _ in range(many)]


def metrics() -> str:
    """Return what every registry of this process would tell Prometheus."""
    registries = [r for r in gc.get_objects() if isinstance(r, CollectorRegistry)]
    assert registries
    return "".join(generate_latest(r).decode() for r in registries)


async def typed_and_refused(town: Town, looked_up: str, answered: str) -> None:
    """Type into everything that offers something, and send a form that is refused."""
    for entry in town.ground.hearth.engine.catalogue.entries.values():
        for arg in entry.command.args:
            if arg.suggest is not None:
                await town.offered("jonas", entry.command.path, arg.name, looked_up)
    form = await town.types("jonas", "/ritual create")
    refused = await town.fills("jonas", form.opened, dict.fromkeys(("name", "when", "value"), answered))
    assert refused.opened.error != ""


async def slack_sends(town: SlackTown, given: Sequence[str]) -> str:
    """Let Slack send these words in all its fields; return all it sent."""
    text, block, file, reaction, status, title, mail, name, shortcut, line, verb, looked_up, answered = given
    noor, general = town.people["noor"], town.channel("general")
    assert town.team.install is not None
    said = await town.says("noor", text)
    event = {"type": "message", "channel": general.id, "channel_type": "channel", "user": noor.id, "text": text}
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": block}}]
    more = {"ts": "1700000000.000100", "blocks": blocks, "files": [{"id": "F1", "name": file, "title": file}]}
    town.world.emit(town.team, {**event, **more, "attachments": [{"fallback": block, "text": block}]})
    town.hands.reacts(noor, *town.cards[said.id], reaction)
    changed = user_of(town.team, noor, now=town.world.now(), locale=True)
    changed["profile"] |= {"status_text": status, "title": title, "email": mail, "phone": mail}
    town.world.emit(town.team, {"type": "user_change", "user": changed, "cache_ts": 1})
    den = town.hands.makes(noor, "den", private=True)
    town.hands.lets_in(noor, den, town.team.install.bot_user, town.people["jonas"].id)
    town.hands.renames(den, name)
    await town.picks("aisha", await town.says("noor", shortcut))
    await town.types("noor", f"/ritual show {line}", room=name)
    await town.types("noor", f"/{verb} {line}")
    await typed_and_refused(town, looked_up, answered)
    await town.slack.quiet()
    return json.dumps([s.payload for s, _ in town.slack.server.outbox.sent], ensure_ascii=False)


async def discord_sends(town: DiscordTown, given: Sequence[str]) -> str:
    """Let Discord send these words in all its fields; return all it sent."""
    text, meant, embed, file, reaction, topic, room, name, thread, menu, line, looked_up, answered = given
    state, guild, noor = town.discord.state, town.guild, town.users["noor"]
    general = next(c for c in guild.channels.values() if c.name == "general")
    await town.says("noor", text)
    # A message that names Hearth arrives whole, though nobody asked for its content.
    made = Message(state.ids.new(), general.id, noor, state.clock.real(), meant, [{"type": "rich", "title": embed}])
    general.messages[made.id] = made
    told = payloads.message(made, state) | {"mentions": [payloads.user(state.app.user)], "guild_id": str(guild.id)}
    told["attachments"] = [{"id": "1", "filename": file, "size": 1, "url": "https://x/y", "proxy_url": "https://x/y"}]
    told["member"] = payloads.member(guild.members[noor.id], with_user=False)
    town.discord.gateway.tell("MESSAGE_CREATE", told, guild=guild, channel=general)
    town.acts.reacts(general, noor, made, reaction)
    den = town.acts.makes_room(guild, room, private=True, by=noor)
    den.topic = topic
    town.acts.renames(guild, den, name)
    town.acts.opens_thread(guild, den, thread, noor)
    await town.settles()
    asked = town.acts.says(general, noor, menu)
    opened_form = town.clients.menu(town.users["aisha"], general, asked, "Suggest as a prompt")
    await town.settles()
    assert opened_form.modal is not None
    await town.types("noor", f'/ritual show "{line}"')
    await typed_and_refused(town, looked_up, answered)
    return json.dumps(town.discord.gateway.told, ensure_ascii=False)


@pytest.fixture
def every_line() -> Iterator[None]:
    """Let every line of the log be written."""
    configure("DEBUG", "text")
    yield
    configure("WARNING", "text")


@pytest.mark.usefixtures("every_line")
@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_what_people_write_stands_in_no_table_log_or_metric(
    platform: str, database: Database, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(database, platform) as worlds:
        town = await worlds[platform].opens("town", PEOPLE)
        await sets_up(town)
        await starts_ritual(town, "maria", RITUAL)
        await Storm(town).owes("Hearth is here")  # on Slack it hears only in rooms in which it is
        with caplog.at_level(logging.INFO), capture_logs() as logs:
            if isinstance(town, SlackTown):
                given = words(13)
                sent = await slack_sends(town, given)
            else:
                assert isinstance(town, DiscordTown)
                given = words(13)
                sent = await discord_sends(town, given)
        assert [w for w in given if w not in sent] == [], "every word was really sent"
        assert traces(await kept(database), *given) == {}
    printed = capsys.readouterr()
    logged = "".join([*map(str, logs), caplog.text, printed.out, printed.err, metrics()])
    assert [w for w in given if w in logged] == []
