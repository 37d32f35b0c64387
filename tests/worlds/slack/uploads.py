"""files.* (docs.slack.dev): an address to send to, the bytes, and the word that they are complete."""

from dataclasses import dataclass
from typing import Final

from tests.worlds.slack.caller import Caller
from tests.worlds.slack.ground import Json, Kind, Refused, Team
from tests.worlds.slack.world import World

ALT: Final = 2000
LARGEST: Final = 1 << 30


@dataclass(slots=True)
class File:
    """A file. `data` once it was sent, `complete` once that was said; it is looked at until `ready`, in seconds."""

    id: str
    team: str
    owner: str
    name: str
    length: int
    alt: str = ""
    title: str = ""
    data: bytes | None = None
    complete: bool = False
    ready: float = 0.0
    shared: str = ""
    """The conversation it was shared in, by itself."""


async def url(call: Caller) -> Json:
    name, length = call.args.must("filename"), call.args.whole("length", 0)
    if not 0 < length <= LARGEST:
        raise Refused("invalid_arguments", "must be greater than 0 [json-pointer:/length]")
    alt = call.args.text("alt_txt")
    if len(alt) > ALT:
        raise Refused("alt_txt_too_large")
    made = File(call.world.id("F"), call.team.id, call.bot, name, length, alt)
    call.world.files[made.id] = made
    return {"upload_url": f"{call.world.url}/upload/{made.id}", "file_id": made.id}


def received(world: World, file: str, data: bytes) -> bool:
    """Take the bytes of a file; tell whether they are what was announced."""
    found = world.files.get(file)
    if found is None or found.complete or len(data) != found.length:
        return False
    found.data = data
    return True


async def complete(call: Caller) -> Json:
    told = call.args.json("files", "invalid_arguments")
    if not isinstance(told, list) or not told or any(not isinstance(t, dict) or "id" not in t for t in told):
        raise Refused("invalid_arguments", "files")
    found = []
    for one in told:
        file = call.world.files.get(str(one["id"]))
        if file is None or file.owner != call.bot or file.data is None or file.complete:
            raise Refused("file_not_found")
        found.append((file, str(one.get("title") or file.name)))
    place = call.args.text("channel_id")
    channel = call.team.channel(place) if place else None
    if place and (channel is None or (channel.kind is not Kind.PUBLIC and call.bot not in channel.members)):
        raise Refused("channel_not_found")
    if channel is not None and call.bot not in channel.members:
        raise Refused("not_in_channel")
    for file, title in found:
        file.complete, file.title = True, title
        file.ready = call.world.now() + call.world.looks_at_files_s
        if channel is not None:
            file.shared = channel.id
            call.world.message(channel, call.bot, "", bot=call.install.bot, files=[file])
    return {"files": [{"id": f.id, "title": t} for f, t in found]}


def known(world: World, team: Team, blocks: list[Json]) -> None:
    """Refuse an image block whose file is not there, not the app's, or not looked at yet."""
    wrong = []
    for n, block in enumerate(blocks):
        named = block.get("slack_file") if block.get("type") == "image" else None
        file = world.files.get(str(named.get("id"))) if isinstance(named, dict) else None
        if named is not None and not _usable(world, team, file):
            wrong.append(f"invalid slack file [json-pointer:/blocks/{n}/slack_file]")
    if wrong:
        raise Refused("invalid_blocks", *wrong)


def _usable(world: World, team: Team, file: File | None) -> bool:
    install = team.install
    own = file is not None and install is not None and (file.team, file.owner) == (team.id, install.bot_user)
    return own and file is not None and file.complete and file.ready <= world.now()


METHODS: Final = {"files.getUploadURLExternal": url, "files.completeUploadExternal": complete}
