"""Who may be connected to: the address that was checked is the address that is connected to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.addresses import IPAddress

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[tuple[IPAddress, int]]]]
"""(host, port) to the (address, port) pairs behind it."""
Allowed: TypeAlias = Callable[[IPAddress], bool]


async def looked_up(host: str, port: int) -> Sequence[tuple[IPAddress, int]]:
    """Return what the system's resolver says."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(ip_address(to[0]), int(to[1])) for *_rest, to in found]


class Closed(OSError):
    """An address to which Hearth does not connect."""


@dataclass(slots=True)
class Guard(AbstractResolver):
    """The resolver of one read. `shut` tells that an address was refused.

    One closed address among several shuts the name: an honest name has none, and a rebinding one has both.
    """

    look_up: Resolve
    allowed: Allowed
    shut: bool = field(default=False, init=False)

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,
    ) -> list[ResolveResult]:
        """Return the addresses of a name, each of them checked."""
        del family
        found = await self.look_up(host, port)
        for address, _port in found:
            self.check(address)
        return [_result(host, address, at) for address, at in found]

    async def close(self) -> None:
        """Hold nothing."""

    def connect(self, info: tuple[Any, ...]) -> socket.socket:
        """Return a socket for an address about to be connected to: also one that no resolver was asked for."""
        family, kind, protocol, _name, to = info
        self.check(ip_address(to[0]))
        return socket.socket(family, kind, protocol)

    def check(self, address: IPAddress) -> None:
        """Refuse a closed address.

        Raises:
            Closed: it is one.
        """
        if not self.allowed(address):
            self.shut = True
            raise Closed


def _result(host: str, address: IPAddress, port: int) -> ResolveResult:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=str(address), port=port, family=family, proto=0, flags=flags)
