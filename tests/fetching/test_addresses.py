"""An address from outside never leads inside, whatever it is written as or resolves to."""

from __future__ import annotations

import pytest

from assistant.fetching.addresses import NotAllowed, is_public, place_of
from tests.support.each_row import each_row

INSIDE = (
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 ::1 fe80::1%eth0 fc00::1 "
    "::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: nonsense"
).split()


@each_row("number", INSIDE)
def test_numbers_inside_are_not_opened(number: str) -> None:
    assert not is_public(number)
    with pytest.raises(NotAllowed, match="inside this machine or its network"):
        place_of("https://example.org/a.bib", resolve=lambda host, port: ["93.184.215.14", number])


def test_a_public_machine_is_asked_by_the_number_that_was_checked() -> None:
    place = place_of("https://example.org:8443/a.bib?x=1#y", resolve=lambda host, port: ["93.184.215.14"])
    assert (place.pinned, place.asked_as) == (("https://93.184.215.14:8443/a.bib?x=1",), "example.org:8443")
    both = ["2606:2800:21f::1", "93.184.215.14"]
    place = place_of("https://example.org/", resolve=lambda host, port: both)
    assert place.pinned == ("https://[2606:2800:21f::1]/", "https://93.184.215.14/")


def test_an_address_of_the_settings_may_lie_inside_and_no_other_port_of_it() -> None:
    base = ("http://127.0.0.1:9000/crossref",)
    assert place_of("http://127.0.0.1:9000/elsewhere", base).numbers == ("127.0.0.1",)
    for url in ("http://127.0.0.1:9001/", "https://127.0.0.1:9000/"):
        with pytest.raises(NotAllowed):
            place_of(url, base)


@each_row(
    "url",
    [
        "http://example.org/a.bib",
        "ftp://example.org/a",
        "https://me:word@example.org/",
        "https://",
        "https://[1",
        "x",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        place_of(url, resolve=lambda host, port: ["93.184.215.14"])
    assert "word" not in str(refused.value).replace("password", "")
