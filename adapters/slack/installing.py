"""An installation from a token: which workspace it belongs to, what it may do, and who installed it."""

from adapters.slack.clients import Clients
from adapters.slack.faults import CAUGHT, fault_of
from adapters.slack.installs import Installation
from bot.errors import Invalid
from bot.i18n import _

SCOPES_HEADER = "x-oauth-scopes"
"""Stands on every answer (docs.slack.dev, authentication/installing-with-oauth)."""


async def installation(clients: Clients, token: str, installer: str | None) -> Installation:
    """Return the installation that a bot's token stands for; `installer` is Slack's id of whoever made it.

    Raises:
        PlatformFault: Slack does not take the token, or does not answer.
        Invalid: the workspace has nobody with the installer's id.
    """
    client = clients.client(token)
    try:
        told = await client.auth_test()
    except CAUGHT as error:
        raise fault_of(error, "auth.test") from error
    scopes = {k.lower(): v for k, v in told.headers.items()}.get(SCOPES_HEADER, "")
    made = Installation(
        team=str(told["team_id"]),
        team_name=str(told.get("team") or told["team_id"]),
        enterprise=told.get("enterprise_id"),
        bot_token=token,
        bot_id=str(told.get("bot_id") or ""),
        bot_user=str(told["user_id"]),
        installer=installer,
        scopes=tuple(sorted(s.strip() for s in scopes.split(",") if s.strip())),
        app=str(told.get("app_id") or ""),
    )
    if not made.bot_id:
        raise Invalid(_("HEARTH_SLACK_BOT_TOKEN is a person's token. Nothing was kept. Copy the bot's: xoxb-…"))
    if installer is not None:
        try:
            await client.users_info(user=installer)
        except CAUGHT as error:
            sentence = _("HEARTH_SLACK_INSTALLER names nobody of that workspace. Nothing was kept. Copy the member ID.")
            raise Invalid(sentence) from error
    return made
