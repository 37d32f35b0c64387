"""Which addresses Hearth reads, and which it never connects to."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.fetching.entries import untracked
from bot.addresses import LONGEST_ADDRESS, is_public, readable


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.8.8.8", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.7", "192.88.99.1", "192.168.1.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1",
        "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "5f00::1", "3fff::1", "4000::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_one_machine_on_the_public_net_is_closed(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.1", "223.255.255.255",
     "2606:4700:4700::1111", "2a00:1450:4001:82a::200e", "::ffff:1.1.1.1", "64:ff9b::101:101"],
)  # fmt: skip
def test_an_address_of_the_public_net_is_open(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_is_open_that_python_knows_as_closed(address: IPv4Address | IPv6Address) -> None:
    if is_public(address):
        inner = address if isinstance(address, IPv4Address) else address.ipv4_mapped
        known = inner or address
        shut = (known.is_private, known.is_loopback, known.is_link_local, known.is_multicast, known.is_unspecified)
        assert not any(shut)
        assert known.version == 6 or not known.is_reserved


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_as_itself(address: IPv4Address) -> None:
    assert is_public(IPv6Address(f"::ffff:{address}")) == is_public(address)
    assert is_public(IPv6Address(f"64:ff9b::{address}")) == is_public(address)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("http://looms.example.org", "http://looms.example.org/"),
        ("HTTPS://Looms.Example.org:443/Feed?x=1#top", "https://looms.example.org/Feed?x=1"),
        ("http://looms.example.org.:80/a", "http://looms.example.org/a"),
        ("http://b\u00fccher.example.org/", "http://xn--bcher-kva.example.org/"),
        ("http://\uff4c\uff4f\uff4f\uff4d.example.org/", "http://loom.example.org/"),
        ("http://looms\u3002example\u3002org/", "http://looms.example.org/"),
        ("http://1.1.1.1/feed", "http://1.1.1.1/feed"),
        ("http://[2606:4700:4700::1111]/feed", "http://[2606:4700:4700::1111]/feed"),
    ],
)
def test_an_address_is_read_in_its_plain_form(typed: str, asked: str) -> None:
    assert readable(typed) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "", "looms.example.org", "//looms.example.org/", "ftp://looms.example.org/", "file:///etc/passwd",
        "javascript:alert(1)", "gopher://looms.example.org/", "http:///feed", "http://looms.example.org:8080/",
        "http://looms.example.org:443/", "https://looms.example.org:80/", "http://looms.example.org:99999/",
        "http://looms.example.org:x/", "http://me:pw@looms.example.org/", "http://@looms.example.org/",
        "http://looms.example.org\\@127.0.0.1/", "http://localhost/", "http://LOCALHOST./", "http://router/",
        "http://printer.local/", "http://api.internal/", "http://a.localhost/", "http://hidden.onion/",
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/",
        "http://0177.0.0.1/", "http://017700000001/", "http://\uff11\uff12\uff17.0.0.1/", "http://\u2460\u2461\u2466.0.0.1/",
        "http://127\u30020\u30020\u30021/", "http://1.1.1.1.1/", "http://1.1.1.256/", "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25eth0]/",
        "http://[::", "http://looms.example.org/a b", "http://looms.example.org/\n", "http://looms.example.org/\x00",
        "http://a..b/", "http://.example.org/", "http://-a.example.org/", f"http://{'a' * 64}.example.org/",
        f"http://looms.example.org/{'a' * LONGEST_ADDRESS}", "http://exa\u00admple/", "http://\u202eexample.org/",
    ],
)  # fmt: skip
def test_an_address_that_hearth_does_not_read_is_none(typed: str) -> None:
    assert readable(typed) is None


@given(st.text(alphabet="htp:/.@[]%#?\\0127x\u2460\uff10\u3002 aZ-é", max_size=40).map(lambda t: "http://" + t))
@example("http://0x7f。1/")
@example("http://[0:0::1.1.1.1]")
def test_what_is_read_is_plain_and_read_again_the_same(typed: str) -> None:
    found = readable(typed)
    if found is not None:
        parts = urlsplit(found)
        host = parts.hostname or ""
        assert host.isascii()
        assert (parts.port, parts.username, parts.fragment) == (None, None, "")
        assert readable(found) == found
        if ":" in host or host[-1].isdigit():
            assert is_public(ip_address(host))


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://a.example.org/x?utm_source=rss&utm_medium=feed", "https://a.example.org/x"),
        ("https://a.example.org/x?id=7&fbclid=abc#part", "https://a.example.org/x?id=7#part"),
        ("https://a.example.org/x?id=7&q=a%20b", "https://a.example.org/x?id=7&q=a%20b"),
        ("", ""),
    ],
)
def test_what_follows_readers_around_is_taken_out_of_a_link(link: str, kept: str) -> None:
    assert untracked(link) == kept
