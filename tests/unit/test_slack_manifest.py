"""The app's manifest."""

import jsonschema
import pytest

from adapters.main.house import catalogue
from adapters.slack.codes import SCOPE_OF
from adapters.slack.manifest import SCOPES, SHORTCUT, manifest, usage
from tests.unit.slack_shapes import schema

WITHOUT = {"groups:history", "mpim:history", "users:read.email", "chat:write.public", "chat:write.customize"}


@pytest.mark.parametrize("socket_mode", [True, False])
def test_it_is_valid(socket_mode: bool) -> None:
    made = manifest(catalogue(), "/warm", socket_mode=socket_mode, url="https://hearth.example.org/")
    jsonschema.validate(made, schema("slack-manifest.schema.2.json"))


def test_over_http_slack_is_told_one_address_for_all() -> None:
    made = manifest(catalogue(), socket_mode=False, url="https://hearth.example.org/")
    address = "https://hearth.example.org/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["settings"]["interactivity"]["message_menu_options_url"] == address
    assert made["features"]["slash_commands"][0]["url"] == address
    assert "request_url" not in str(manifest(catalogue(), socket_mode=True))


def test_people_and_rooms_come_as_ids() -> None:
    (command,) = manifest(catalogue(), "/warm", socket_mode=True)["features"]["slash_commands"]
    assert (command["command"], command["should_escape"]) == ("/warm", True)
    assert command["usage_hint"].startswith("help | community | ritual")
    assert len(usage(catalogue())) <= 1000


def test_the_shortcut_names_a_command() -> None:
    assert tuple(SHORTCUT.split("_")) in catalogue().entries


def test_each_scope_says_what_it_is_for_and_no_private_room_can_be_read() -> None:
    scopes = [scope for scope, _why in SCOPES]
    assert scopes == sorted(set(scopes))
    assert all(why for _scope, why in SCOPES)
    assert not WITHOUT & set(scopes)
    assert set(SCOPE_OF.values()) <= set(scopes)
