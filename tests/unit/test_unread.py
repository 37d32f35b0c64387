"""What a circle's room says of reading is true on each platform, and no more than that."""

import pytest

from adapters.discord.client import intents
from adapters.main.unread import UNREAD
from adapters.slack.manifest import SCOPES
from bot.circles.model import Kind
from bot.circles.unread import Unread, limit, promise
from tests.worlds.town import Town

PLAIN = "I do not read what you write here."


def test_slack_lets_hearth_read_no_private_channel_and_discord_only_where_it_is_mentioned() -> None:
    assert UNREAD == {"slack": Unread.BARRED, "discord": Unread.UNLESS_NAMED}
    assert not {"groups:history", "mpim:history"} & {scope for scope, _why in SCOPES}
    assert not any(intents(members=m).message_content for m in (True, False))


@pytest.mark.parametrize("kind", list(Kind))
def test_a_room_claims_no_permission_missing_that_is_there(kind: Kind) -> None:
    closed = kind is not Kind.OPEN
    assert (promise(kind, Unread.PROMISED), limit(kind, Unread.PROMISED)) == (PLAIN, "")
    # Slack's public channels can be read with channels:history, which Hearth has.
    assert promise(kind, Unread.BARRED) == (
        "I do not read what you write here: I have no permission to." if closed else PLAIN
    )
    assert limit(kind, Unread.BARRED) == ("I have no permission to read what is written there." if closed else "")
    assert promise(kind, Unread.UNLESS_NAMED).endswith("I have no permission to see it, except where you mention me.")
    assert limit(kind, Unread.UNLESS_NAMED).startswith("I have no permission to see what is written there")


async def test_the_sandbox_claims_no_more_than_a_promise(home: Town) -> None:
    await home.types("maria", '/circle create "Mentors" "How we mentor" @jonas')
    (first,) = await home.reads("jonas", "mentors")
    assert f"nobody outside sees that it exists. {PLAIN}\n" in home.text(first)
    assert "permission" not in await home.said(await home.types("jonas", "/circle show Mentors"))
