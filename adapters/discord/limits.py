"""What Discord takes, as numbers. Each is a number of characters unless its name says otherwise."""

from typing import Final

V2_FLAG: Final = 1 << 15
"""A message made of components alone (discord-api-docs, components/reference)."""
EPHEMERAL_FLAG: Final = 1 << 6
"""Only the asker sees it (discord-api-docs, resources/message)."""
MESSAGE_CHARACTERS: Final = 4000
"""All text displays of a message together (discord.py 2.7, ui/view.py)."""
MESSAGE_COMPONENTS: Final = 40
"""Components of a message, nested ones counted (discord-api-docs, components/reference)."""
ATTACHMENTS: Final = 10
"""Files of a message."""
ALT: Final = 1024
"""The description of a file. Both: discord-api-docs, resources/message."""
PINGED_PEOPLE: Final = 100
"""`allowed_mentions.users` (discord-api-docs, resources/message)."""
BUTTONS_A_ROW: Final = 5
"""An action row (discord-api-docs, components/reference)."""
BUTTON_LABEL: Final = 80
CUSTOM_ID: Final = 100
"""Both: discord-api-docs, components/reference."""
TITLE: Final = 150
"""Slack's header block, so that one card reads alike on both (slackapi/node-slack-sdk, packages/types)."""
FIELD_LABEL: Final = 256
FIELD_VALUE: Final = 1024
"""The name and the value of an embed's field (discord-api-docs, resources/message)."""
FIELD_ROWS: Final = 10
"""Slack's section fields (slackapi/node-slack-sdk, packages/types)."""

MODAL_TITLE: Final = 45
MODAL_COMPONENTS: Final = 5
MODAL_LABEL: Final = 45
MODAL_DESCRIPTION: Final = 100
MODAL_INPUT: Final = 4000
SELECT_OPTIONS: Final = 25
SELECT_OPTION: Final = 100
"""All of the modal: discord-api-docs, components/reference."""

NONCE: Final = 25
"""Create Message (discord-api-docs, resources/message)."""
CHANNEL_NAME: Final = 100
CHANNEL_TOPIC: Final = 1024
"""Both: discord-api-docs, resources/channel."""
SERVER_CHANNELS: Final = 500
CATEGORY_CHANNELS: Final = 50
"""Both: discord-api-docs, resources/channel; of a server, more are refused with code 30013."""
ACTIVE_THREADS: Final = 1000
"""Of a server. The documentation names the code (160006) and no number; this one is what servers meet."""
EVENT_NAME: Final = 100
EVENT_ABOUT: Final = 1000
EVENT_PLACE: Final = 100
"""All three: discord-api-docs, resources/guild-scheduled-event."""

COMMAND_DESCRIPTION: Final = 100
COMMAND_OPTIONS: Final = 25
COMMAND_VERBS: Final = 25
COMMAND_CHOICES: Final = 25
COMMAND_CHARACTERS: Final = 8000
"""A command with its verbs, options and choices, the longest localisation counted.

All of the commands: discord-api-docs, interactions/application-commands.
"""
