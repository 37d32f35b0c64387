"""A stranger's body, read as far as it may be long: both as it is sent and as it is unpacked."""

import zlib
from collections.abc import AsyncIterator
from typing import Final

from bot.pages import Trouble

MOST_BYTES: Final = 2_000_000
"""Our own limit, sent or unpacked: full texts of some hundred entries; the longest podcasts have more."""
CHUNK: Final = 65_536
_EITHER: Final = 32 + zlib.MAX_WBITS  # gzip or zlib, by its first bytes (zlib manual, inflateInit2)
ENCODINGS: Final = "gzip, deflate"
UNPACKED: Final = frozenset({"", "identity"})
PACKED: Final = frozenset({"gzip", "x-gzip", "deflate"})


async def body(chunks: AsyncIterator[bytes], encoding: str, most: int = MOST_BYTES) -> bytes | Trouble:
    """Return the whole body, unpacked, or why not; never more than `most` bytes and a chunk are held."""
    if encoding in UNPACKED:
        return await _whole(chunks, most)
    if encoding not in PACKED:
        return Trouble.KIND
    try:
        return await _inflated(chunks, most)
    except zlib.error:
        return Trouble.BROKEN


async def _whole(chunks: AsyncIterator[bytes], most: int) -> bytes | Trouble:
    found = bytearray()
    async for chunk in chunks:
        found += chunk
        if len(found) > most:
            return Trouble.LARGE
    return bytes(found)


async def _inflated(chunks: AsyncIterator[bytes], most: int) -> bytes | Trouble:
    unpacker, found, sent = zlib.decompressobj(_EITHER), bytearray(), 0
    async for chunk in chunks:
        sent += len(chunk)
        found += unpacker.decompress(chunk, most + 1 - len(found))
        if len(found) > most or sent > most:
            return Trouble.LARGE
    found += unpacker.flush(CHUNK)
    return bytes(found) if unpacker.eof and len(found) <= most else Trouble.BROKEN
