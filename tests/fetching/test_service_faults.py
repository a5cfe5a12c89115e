"""A service that fails, is slow, or says anything at all is told of, and the next one asked."""

from __future__ import annotations

import threading

import pytest

import assistant
from tests.support.services.looked_up import DOI, Online, told, why
from tests.support.services.scholarly import (
    Reply,
    Scholarly,
    openalex_work,
)

# What a service may do wrong.


def test_a_busy_service_is_asked_again_when_it_says(
    services: Scholarly, online: Online, waits: list[float]
) -> None:
    good = Reply(b'{"message": {"DOI": "10.1234/abc", "title": ["Roofs of moss"], "abstract": "Moss."}}')
    busy = Reply(b"slow down", 429, "text/plain", {"Retry-After": "7"})
    services.script("/crossref", busy, Reply(b"", 503), good)
    assert assistant.fetch(DOI, online()).papers[0].abstract == "Moss."
    assert [wait for wait in waits if wait >= 1] == [7.0, 2.0]


def test_a_service_that_wants_to_be_left_alone_for_long_is(services: Scholarly, online: Online) -> None:
    services.script("/crossref", Reply(b"", 429, headers={"Retry-After": "3600"}))
    fetched = assistant.fetch([DOI, "10.1234/other"], online())
    assert "Crossref: it asks to be left alone for 3,600 s" in fetched.not_found[0].reason
    assert "Crossref: not asked again, since it asks" in fetched.not_found[1].reason
    assert len(services.paths("/crossref")) == 1


WRONG = {
    "status 500": (Reply(b"oops", 500, "text/plain"), "HTTP 500"),
    "a page": (Reply(b"<html><body>Log in to the hotel</body></html>", kind="text/html"), "not of its kind"),
    "broken JSON": (Reply(b'{"message": {"title": ["Roo'), "not of its kind"),
    "another kind": (Reply(b"@article{a, title={Roofs of moss}, year={2023}}"), "not of its kind"),
    "cut": (Reply(b'{"message": {', cut=100), "broke off"),
    "packed": (Reply(b"x", headers={"Content-Encoding": "gzip"}), "packed"),
    "an empty answer": (Reply(b""), "not of its kind"),
    "no title": (Reply(b'{"message": {"DOI": "10.1234/abc", "title": []}}'), "no title"),
    "refused": (Reply(b"", 403), "refused"),
    "in a circle": (Reply(b"", 302, headers={"Location": "/crossref/again"}), "led on"),
    "elsewhere, inside": (
        Reply(b"", 302, headers={"Location": "http://127.0.0.1:9/works"}),
        "no https address",
    ),
    "elsewhere, by a number": (Reply(b"", 301, headers={"Location": "https://[::1]/works"}), "leads to ::1"),
    "elsewhere, a file": (
        Reply(b"", 302, headers={"Location": "file:///etc/passwd"}),
        "no address of the web",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_service_that_fails_is_told_and_the_next_is_asked(
    services: Scholarly, online: Online, wrong: str
) -> None:
    reply, expected = WRONG[wrong]
    services.script("/crossref", reply)
    reason = why(assistant.fetch(DOI, online(retries=1)))
    assert expected in reason.split("; Semantic Scholar")[0]
    services.openalex[f"doi:{DOI}"] = openalex_work("Roofs of moss", "EntryFields by the third.", DOI)
    assert told(assistant.fetch(DOI, online(retries=0))) == [(DOI, "OpenAlex", "OpenAlex")]


def test_an_endless_answer_is_not_taken_and_a_slow_one_not_waited_for(
    services: Scholarly, online: Online
) -> None:
    hold = threading.Event()
    services.script("/crossref", Reply(b" " * 65536, endless=True))
    services.script("/semantic_scholar", Reply(b"[]", hold=hold))
    try:
        reason = why(assistant.fetch(DOI, online(timeout_s=0.3, retries=0)))
    finally:
        hold.set()
    assert "Crossref: its answer" in reason
    assert "Semantic Scholar: 127.0.0.1 did not answer in time" in reason


def test_a_service_that_failed_twice_is_left_alone(services: Scholarly, online: Online) -> None:
    services.script("/crossref", Reply(b"", 500))
    fetched = assistant.fetch([f"10.1234/{number}" for number in range(5)], online(retries=0))
    assert len(services.paths("/crossref")) == 2
    assert "Crossref: not asked again, since it answered with HTTP 500" in fetched.not_found[4].reason


def test_a_list_from_semantic_scholar_that_does_not_fit_is_not_used(
    services: Scholarly, online: Online
) -> None:
    services.script(
        "/semantic_scholar", Reply(b'[{"paperId": "a", "title": "One"}, {"paperId": "b", "title": "Two"}]')
    )
    assert "not the list that was asked for" in why(assistant.fetch(DOI, online()))
