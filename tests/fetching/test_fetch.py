"""References are looked up, gaps filled from the next service, and nothing is asked unless it is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

import assistant
from assistant import Settings, SettingsError
from tests.support.services.looked_up import DOI, Online, told
from tests.support.services.scholarly import (
    MOSS,
    Reply,
    Scholarly,
    article,
    openalex_work,
    preprint,
    s2_paper,
    work,
)


def test_each_kind_of_reference_is_looked_up_at_its_service(services: Scholarly, online: Online) -> None:
    services.works[DOI] = work(DOI)
    services.preprints["2401.01234"] = preprint("2401.01234")
    services.articles["31452104"] = article("31452104")
    given = f"https://doi.org/{DOI}\narXiv:2401.01234v1, PMID: 31452104"
    fetched = assistant.fetch(given, online())
    assert told(fetched) == [
        (f"https://doi.org/{DOI}", "Crossref", "Crossref"),
        ("arXiv:2401.01234v1", "arXiv", "arXiv"),
        ("PMID:31452104", "PubMed", "PubMed"),
    ]
    roofs, gutters, thatch = fetched.papers
    assert (roofs.title, roofs.abstract, roofs.authors, roofs.year) == (
        "Roofs of moss",
        MOSS,
        ("Ilse Tamm",),
        2023,
    )
    assert (roofs.url, roofs.venue) == (f"https://doi.org/{DOI}", "Journal of Roofs")
    assert (gutters.id, gutters.abstract) == ("2401.01234", "Gutters sing when rain falls on tin.")
    assert (thatch.title, thatch.authors, thatch.year) == ("Thatch and asthma", ("Ada Okoro",), 2021)
    assert thatch.url == "https://pubmed.ncbi.nlm.nih.gov/31452104/"
    assert fetched.not_found == ()
    assert fetched.notes == ()


def test_an_abstract_that_crossref_lacks_is_asked_of_the_next_service(
    services: Scholarly, online: Online
) -> None:
    for number in (1, 2, 3, 4):
        services.works[f"10.1234/{number}"] = work(f"10.1234/{number}", f"Roofs of moss, part {number}", None)
    services.s2["DOI:10.1234/1"] = s2_paper("Roofs of moss, part 1", "EntryFields by the second.")
    services.s2["DOI:10.1234/2"] = s2_paper("Roofs of moss, part 2", None)
    services.s2["DOI:10.1234/4"] = s2_paper("Something else entirely", "A stranger's abstract.")
    services.openalex["doi:10.1234/2"] = openalex_work(
        "Roofs of moss, part 2", "EntryFields by the third.", "10.1234/2"
    )
    fetched = assistant.fetch([f"10.1234/{number}" for number in (1, 2, 3, 4)], online())
    assert [each.abstract for each in fetched.papers] == [
        "EntryFields by the second.",
        "EntryFields by the third.",
        "",
        "",
    ]
    assert told(fetched) == [
        ("10.1234/1", "Crossref", "Semantic Scholar"),
        ("10.1234/2", "Crossref", "OpenAlex"),
        ("10.1234/3", "Crossref", ""),
        ("10.1234/4", "Crossref", ""),
    ]
    (note,) = fetched.notes
    assert "2 papers found without an abstract" in note
    (batch,) = [each for each in services.asked if each.path == "/semantic_scholar/paper/batch"]
    assert batch.json == {"ids": [f"DOI:10.1234/{number}" for number in (1, 2, 3, 4)]}


def test_what_nobody_knows_is_told_with_what_each_service_said(services: Scholarly, online: Online) -> None:
    fetched = assistant.fetch([DOI, "moss on roofs", "2401.99999"], online())
    assert fetched.papers == ()
    assert fetched.found == ()
    doi, words, arxiv = fetched.not_found
    assert doi.reason == "Crossref, Semantic Scholar, OpenAlex: it does not know it"
    assert (words.reference, words.reason.split(",")[0]) == ("moss on roofs", "it is no DOI")
    assert arxiv.reason.startswith("arXiv, Semantic Scholar, OpenAlex: it does")


def test_an_id_that_arxiv_calls_malformed_does_not_spoil_the_others(
    services: Scholarly, online: Online
) -> None:
    services.preprints["2401.01234"] = preprint("2401.01234")
    fetched = assistant.fetch(["2413.00001", "2401.01234"], online())
    assert [each.id for each in fetched.papers] == ["2401.01234"]
    assert fetched.not_found[0].reference == "2413.00001"


@pytest.mark.parametrize("setting", [None, False])
def test_nothing_is_asked_unless_it_is_allowed(
    services: Scholarly, online: Online, setting: bool | None, home: Path
) -> None:
    settings = online(online=setting)
    with pytest.raises(SettingsError) as refused:
        assistant.fetch([DOI, "2401.01234"], settings)
    assert "2 references asks 127.0.0.1 over the net" in str(refused.value)
    assert "ASSISTANT_ONLINE=1" in str(refused.value)
    with pytest.raises(SettingsError) as refused:
        assistant.fetch(f"{DOI} https://example.org/mine.bib", Settings(home=home))
    assert "api.crossref.org, api.semanticscholar.org, api.openalex.org and example.org" in str(refused.value)
    assert services.asked == []
    assert assistant.fetch("only words", settings).not_found[0].reference == "only words"
    services.works[DOI] = work(DOI)
    assert assistant.fetch(DOI, settings, allowed=True).found


def test_the_hosts_are_told_in_the_order_in_which_they_are_asked() -> None:
    settings = Settings()
    assert assistant.fetch_hosts("2401.01234 https://example.org/a.bib", settings) == (
        "export.arxiv.org",
        "api.semanticscholar.org",
        "api.openalex.org",
        "example.org",
    )
    assert assistant.fetch_hosts("no reference at all", settings) == ()


def test_a_file_at_an_address_is_read_as_any_file(services: Scholarly, online: Online) -> None:
    bib = b"@article{a, title={Roofs of moss}, year={2023}, doi={10.1234/abc}}\n@article{b, title={Tin}}\n"
    services.files["/mine.bib"] = Reply(bib, kind="text/plain")
    services.files["/page.ris"] = Reply(b"<!DOCTYPE html><html><body>Log in</body></html>", kind="text/html")
    fetched = assistant.fetch(
        f"{services.url}/mine.bib\n{services.url}/page.ris\n{services.url}/gone.bib", online()
    )
    assert [each.title for each in fetched.papers] == ["Roofs of moss", "Tin"]
    assert fetched.found[0].papers == ("roofs-of-moss", "tin")
    page, gone = fetched.not_found
    assert "page.ris" in page.reason
    assert "web page" in page.reason
    assert gone.reason == "it does not know it"


def test_one_paper_by_two_references_is_one_paper(services: Scholarly, online: Online) -> None:
    services.works[DOI] = work(DOI, "Gutters sing when it rains", "<p>Short.</p>")
    services.preprints["2401.01234"] = preprint("2401.01234", "Gutters sing when it rains")
    services.preprints["2401.01234"] = (
        services.preprints["2401.01234"].replace("2024-01", "2023-01").replace("Juan Ruiz", "Ilse Tamm")
    )
    fetched = assistant.fetch([DOI, "2401.01234"], online())
    assert len(fetched.papers) == 1
    assert fetched.found[0].papers == fetched.found[1].papers == (fetched.papers[0].id,)


# Manners.


def test_services_are_told_who_asks_and_keys_go_to_their_own_service_alone(
    services: Scholarly, online: Online, home: Path
) -> None:
    services.works[DOI] = work(DOI, abstract=None)
    services.script("/semantic_scholar", Reply(b"", 307, headers={"Location": "http://localhost:1/x"}))
    keys = "semantic_scholar=S2KEY,openalex=OAKEY"
    assistant.fetch(DOI, online(online_mailto="ada@example.org", online_keys=keys, retries=0))
    crossref, s2, alex = services.asked
    assert crossref.headers["user-agent"].startswith("paper-assistant/")
    assert crossref.headers["user-agent"].endswith("(mailto:ada@example.org)")
    assert crossref.params["mailto"] == "ada@example.org"
    assert s2.headers["x-api-key"] == "S2KEY"
    assert "x-api-key" not in alex.headers
    assert alex.params["api_key"] == "OAKEY"
    kept = b"".join(each.read_bytes() for each in (home / "lookups").iterdir())
    assert b"OAKEY" not in kept
    assert b"S2KEY" not in kept
    with pytest.raises(SettingsError, match="ASSISTANT_ONLINE_KEYS"):
        assistant.fetch(DOI, online(online_keys="crossref:secret"))


def test_requests_keep_the_pace_of_the_service(
    services: Scholarly, online: Online, waits: list[float]
) -> None:
    assistant.fetch([f"10.1234/{number}" for number in range(4)], online())
    assert any(0.1 < wait <= 0.2 for wait in waits)


def test_what_is_known_is_not_asked_again_and_what_is_old_only_if_it_changed(
    services: Scholarly, online: Online, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    from assistant.fetching import client

    body = b'{"message": {"DOI": "10.1234/abc", "title": ["Roofs of moss"], "abstract": "Moss."}}'
    services.script(
        "/crossref", Reply(body, headers={"ETag": '"v1"'}), Reply(b"", 304, headers={"ETag": '"v1"'})
    )
    assert assistant.fetch(DOI, online()).papers[0].abstract == "Moss."
    assert assistant.fetch(DOI, online()).papers[0].abstract == "Moss."
    assert len(services.asked) == 1
    monkeypatch.setattr(client, "_FRESH_S", 0.0)
    assert assistant.fetch(DOI, online()).papers[0].abstract == "Moss."
    assert services.asked[1].headers["if-none-match"] == '"v1"'
    (kept,) = (home / "lookups").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    kept.write_bytes(b"damaged")
    services.script("/crossref", Reply(body))
    assert assistant.fetch(DOI, online()).papers[0].abstract == "Moss."
