"""Which addresses of the web Hearth reads: pure rules on what was typed, or where a server sends us on to.

Sources: RFC 6890 and the IANA special-purpose address registries (IPv4, IPv6) as of 2025; WHATWG URL §3.5 for hosts
that end in a number; RFC 6052 §2.1 for addresses that carry an IPv4 one.
"""

import re
import unicodedata
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urlsplit, urlunsplit

IPAddress: TypeAlias = IPv4Address | IPv6Address
LONGEST_ADDRESS: Final = 500
PORTS: Final = {"http": 80, "https": 443}
MOST_HOST_CHARACTERS: Final = 253
"""RFC 1035 §2.3.4, without the dot at the end."""

_CLOSED_4: Final = tuple(
    IPv4Network(n)
    for n in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_OPEN_6: Final = IPv6Network("2000::/3")
"""All that is given out for the whole net; loopback, local, link-local and multicast addresses lie outside."""
_CLOSED_6: Final = tuple(
    IPv6Network(n) for n in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
_UNFIT: Final = re.compile(r"[\s<>\"'`|\\^{}\x00-\x20\x7f]")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_HERE: Final = (".localhost", ".local", ".internal", ".home.arpa", ".onion", ".invalid", ".test")
"""Ends of names that lead nowhere on the web (RFC 6761, RFC 6762, RFC 7686, RFC 8375)."""


def is_public(address: IPAddress) -> bool:
    """Return whether an address is one of a single machine on the public net.

    An IPv4 address inside an IPv6 one (mapped, or translated) is judged as that; other tunnels are closed.
    """
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return False
        inner = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None)
        if inner is None:
            return address in _OPEN_6 and not any(address in net for net in _CLOSED_6)
        address = inner
    return not any(address in net for net in _CLOSED_4)


def readable(text: str) -> str | None:
    """Return the address as it is asked for, its host in ASCII, without a fragment; None when Hearth does not read it.

    Read are http and https at their own ports, without credentials, of a host with a dot in its name or a public
    address in the usual notation. A name may still lead to a closed address: whoever connects checks that.
    """
    if len(text) > LONGEST_ADDRESS or _UNFIT.search(text):
        return None
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname
    except ValueError:
        return None
    scheme = parts.scheme.casefold()
    if scheme not in PORTS or not host or "@" in parts.netloc or port not in {None, PORTS[scheme]}:
        return None
    named = _host(host)
    if named is None:
        return None
    whole = urlunsplit(SplitResult(scheme, named, parts.path or "/", parts.query, ""))
    return whole if len(whole) <= LONGEST_ADDRESS else None


def _host(host: str) -> str | None:
    """Return the host as it is connected to; None for one that is closed, or no host at all."""
    plain = unicodedata.normalize("NFKC", host).casefold().replace("。", ".").removesuffix(".")
    if ":" in plain or _ends_in_a_number(plain):
        return _literal(plain)
    try:
        ascii_ = plain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    fits = len(ascii_) <= MOST_HOST_CHARACTERS and "." in ascii_ and all(map(_LABEL.fullmatch, ascii_.split(".")))
    return ascii_ if fits and not ascii_.endswith(_HERE) else None


def _ends_in_a_number(host: str) -> bool:
    """Return whether the web takes a host for an IPv4 address, in whichever notation (2130706433, 0x7f.1)."""
    last = host.rpartition(".")[2]
    return last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last) is not None


def _literal(host: str) -> str | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    if not is_public(address):
        return None
    return f"[{address}]" if isinstance(address, IPv6Address) else str(address)
