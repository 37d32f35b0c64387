"""Who calls a method, and what every method asks first: token, scope, sight, membership."""

from dataclasses import dataclass

from tests.worlds.slack.ground import Channel, Install, Kind, Refused, Team, User
from tests.worlds.slack.reading import Args
from tests.worlds.slack.scopes import BY_KIND, SCOPES
from tests.worlds.slack.world import World


@dataclass(frozen=True, slots=True)
class Caller:
    """A call of a bot: world, workspace, the method's name and its arguments."""

    world: World
    team: Team
    install: Install
    method: str
    args: Args

    @property
    def bot(self) -> str:
        """Return the bot's user id."""
        return self.install.bot_user

    def needs(self, *scopes: str) -> None:
        """Refuse unless the token has one of these scopes."""
        if scopes and not self.install.scopes & set(scopes):
            provided = ",".join(sorted(self.install.scopes))
            raise Refused("missing_scope", needed=scopes[0], provided=provided)

    def needs_for(self, kind: Kind) -> None:
        """Refuse unless the token has the method's scope for this kind of conversation."""
        if self.method in BY_KIND:
            self.needs(*BY_KIND[self.method][kind])

    def conversation(self) -> Channel:
        """Return the conversation meant, if the bot can see it and its scopes reach it."""
        channel = self.team.channel(self.args.must("channel"))
        if channel is None or (channel.kind is not Kind.PUBLIC and self.bot not in channel.members):
            raise Refused("channel_not_found")
        self.needs_for(channel.kind)
        return channel

    def room(self, *, member: bool = True, archived: bool = False) -> Channel:
        """Return the channel meant; DMs are none. `archived`: it may be archived."""
        channel = self.conversation()
        if channel.kind is Kind.IM:
            raise Refused("method_not_supported_for_channel_type")
        if member and self.bot not in channel.members:
            raise Refused("not_in_channel")
        if channel.archived and not archived:
            raise Refused("is_archived")
        return channel

    def person(self, name: str = "user") -> User:
        """Return somebody of the workspace, also one who left it."""
        found = self.team.users.get(self.args.must(name))
        if found is None:
            raise Refused("user_not_found")
        return found


def caller(world: World, token: str, method: str, args: Args) -> Caller:
    """Return who calls.

    Raises:
        Refused: the token is none, or has not the scope.
    """
    if not token:
        raise Refused("not_authed")
    if token == world.app.app_token:
        raise Refused("not_allowed_token_type")
    found = next((t for t in world.teams.values() if t.install is not None and t.install.token == token), None)
    if found is None or found.install is None:
        raise Refused("invalid_auth")
    if found.install.revoked:
        raise Refused("token_revoked")
    if method not in SCOPES:
        raise Refused("unknown_method")
    made = Caller(world, found, found.install, method, args)
    made.needs(*SCOPES[method])
    return made
