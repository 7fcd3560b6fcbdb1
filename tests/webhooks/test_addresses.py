"""What a webhook may lead to: the internet, and nothing that only this network can reach."""

from ipaddress import ip_address

import pytest

from wanstudio.errors import WebhookRefused
from wanstudio.webhooks.addresses import Unreachable, is_public, read_url, resolve

PRIVATE = """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.254 127.0.0.1 127.8.9.1 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.8 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250
    240.0.0.1 255.255.255.255 192.88.99.1
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::127.0.0.1
    64:ff9b::10.1.1.1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 fc00::1 fd00:ec2::254 fe80::1
    3fff::1 4000::1 fec0::1 ff02::1 5f00::1
""".split()
PUBLIC = """
    1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.169.0.1 2606:4700:4700::1111
    2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::808:808
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_private(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"],
)
async def test_every_way_to_write_this_machine_is_refused_unless_allowed(host):
    place = read_url(f"http://{host}:8080/hook")
    with pytest.raises(Unreachable, match="not a public address; webhook_private_addresses is off"):
        await resolve(place, private=False)
    for address in await resolve(place, private=True):
        assert address.is_loopback or address.ipv4_mapped


async def test_a_name_that_is_none():
    with pytest.raises(Unreachable, match=r"nowhere\.invalid has no address"):
        await resolve(read_url("https://nowhere.invalid/hook"), private=True)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://example.org/hook", "not begin with https"),
        ("example.org/hook", "not begin with https"),
        ("file:///etc/passwd", "not begin with https"),
        ("http:///hook", "names no host"),
        ("http://[::1/hook", "host cannot be read"),
        ("https://me:secret@example.org/", "user or password"),
        ("https://example.org/#part", "no fragment"),
        ("https://example.org/" + "a" * 2048, "2048 characters"),
        ("https://example.org:0/", "port is no number"),
        ("https://example.org:70000/", "port"),
        ("https://exa mple.org/", "holds a space"),
        ("http://0177.0.0.1/", "no URL"),
    ],
)
def test_what_is_no_place_to_tell_anything(url, problem):
    with pytest.raises(WebhookRefused, match=problem):
        read_url(url)


def test_names_in_other_scripts_are_asked_for_as_the_net_writes_them():
    assert read_url("https://bücher.example/hook").host == "xn--bcher-kva.example"
