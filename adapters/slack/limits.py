"""What Slack takes at most. Characters, unless the name says otherwise."""

from datetime import timedelta
from typing import Final

# Messages

BLOCKS: Final = 50
"""Blocks a message (docs.slack.dev, reference/block-kit/blocks)."""
MESSAGE_CHARACTERS: Final = 13_000
"""All blocks together: more than about 13,200 is `msg_blocks_too_long` (slackapi/bolt-js#2509)."""
FALLBACK_BYTES: Final = 4000
"""The text beside the blocks: chat.update refuses more than 4,000 characters (slack-api-ref, chat.update) and
chat.postEphemeral more than 4,000 bytes (docs.slack.dev, chat.postMessage)."""
HEADER_CHARACTERS: Final = 150
"""Text of a header block (node-slack-sdk, packages/types)."""
SECTION_CHARACTERS: Final = 3000
"""Text of a section or a text object (node-slack-sdk, packages/types); kept for rich text as well."""
FIELD_ROWS: Final = 10
"""Fields of a section (node-slack-sdk, packages/types); kept for our rows of rich text."""
FIELD_CHARACTERS: Final = 2000
"""Text of one of them (node-slack-sdk, packages/types)."""
BUTTONS_A_ROW: Final = 5
"""An actions block takes 25 (node-slack-sdk, packages/types); Discord's row takes 5, and cards are made for both."""
BUTTON_CHARACTERS: Final = 75
"""Text of a button (node-slack-sdk, packages/types)."""
VALUE_CHARACTERS: Final = 2000
"""Value of a button (node-slack-sdk, packages/types)."""
ID_CHARACTERS: Final = 255
"""action_id, block_id and callback_id (node-slack-sdk, packages/types)."""

ALT_CHARACTERS: Final = 2000
"""alt_text of an image block (node-slack-sdk, packages/types)."""
FILE_ALT_CHARACTERS: Final = 1000
"""alt_txt and title of a file: Slack names no limit; this is what older clients of its own took."""

# Modals and the Home

VIEW_BLOCKS: Final = 100
"""Blocks of a modal or a Home (docs.slack.dev, reference/block-kit/blocks)."""
VIEW_BYTES: Final = 250_000
"""A view as JSON: more is `view_too_large` (node-slack-sdk, packages/types, views.ts; slack-api-ref, views.open)."""
VIEW_TITLE_CHARACTERS: Final = 24
"""Title, submit and close of a modal (node-slack-sdk, packages/types, views.ts)."""
METADATA_CHARACTERS: Final = 3000
"""private_metadata (node-slack-sdk, packages/types, views.ts)."""
INPUT_CHARACTERS: Final = 3000
"""max_length of a plain_text_input (slack_sdk, models/blocks)."""
LABEL_CHARACTERS: Final = 150
"""Slack takes 2,000 for the label of an input (node-slack-sdk, packages/types); a question needs no more than this."""
HINT_CHARACTERS: Final = 300
"""As LABEL_CHARACTERS, for the hint."""
OPTIONS: Final = 100
"""Options of a select (node-slack-sdk, packages/types)."""
OPTION_CHARACTERS: Final = 75
"""Text of an option; its value too: slack_sdk says 150, node's types say 75 (models/blocks; packages/types)."""

# Rooms

TOPIC_CHARACTERS: Final = 250
"""Topic and purpose of a channel (slack-api-ref, conversations.setTopic)."""
INVITES: Final = 100
"""People a conversations.invite (slack-api-ref, conversations.invite)."""
PAGE: Final = 200
"""Rows a page of a list: what slack_sdk's guides recommend; distributed apps get 15 of a history at most
(docs.slack.dev, conversations.history), and a page may always be shorter."""

# Answers

RESPONSE_URL_USES: Final = 5
"""How often a response_url may be used (docs.slack.dev, interactivity/handling-user-interaction)."""
RESPONSE_URL_LIFE: Final = timedelta(minutes=30)
"""How long (the same page)."""
