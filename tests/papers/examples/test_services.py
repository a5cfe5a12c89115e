"""One paper as each service and reference manager exports it (``exports/``): every field comes through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.papers import read_papers
from tests.support.each_row import each_row

_EXPORTS = Path(__file__).with_name("exports")
_DOI = "https://doi.org/10.1234/kelp"
_PAGE = "https://example.org/kelp"
_SCOPUS = "https://www.scopus.com/inward/record.uri?eid=2-s2.0-85000000001"
_ARXIV = "https://arxiv.org/abs/2003.00001"
_AUTHORS = ("Ada Berg", "Bo Holm")
_ABSTRACT = "Kelp grows at 78 degrees north. It grows fast."
_CAPITALS = "ARCTIC THINGS"
# What an export says otherwise than the others.
_OTHERWISE: dict[str, dict[str, Any]] = {
    "ads.bib": {"venue": "ApJ"},
    "arxiv_atom.xml": {"url": _ARXIV},
    "arxiv_rss.xml": {"url": _ARXIV, "venue": None},
    "better_bibtex.json": {"url": _PAGE},
    "biorxiv.json": {"authors": ("A. Berg", "B. Holm"), "venue": "bioRxiv"},
    "core.json": {"url": "https://core.ac.uk/download/1.pdf"},
    "csl.json": {"url": _PAGE},
    "dblp.bib": {"abstract": ""},
    "dblp.json": {"abstract": ""},
    "dimensions.csv": {"url": "https://app.dimensions.ai/details/publication/pub.1000000001"},
    "embase.csv": {"authors": ("Berg A.", "Holm B.")},
    "endnote.enw": {"url": _PAGE},
    "endnote.xml": {"url": _PAGE},
    "europepmc.json": {"abstract": f"Background {_ABSTRACT}"},
    "ieee.csv": {
        "authors": ("A. Berg", "B. Holm"),
        "url": "https://ieeexplore.ieee.org/stamp/stamp.jsp?arnumber=1",
    },
    "oai_dc.xml": {"url": _PAGE},
    "openalex.csv": {"url": _PAGE},
    "openreview.json": {"url": "https://openreview.net/forum?id=kelp1"},
    "openreview_v1.json": {"url": "https://openreview.net/forum?id=kelp1"},
    "ovid.ris": {"url": "https://ovidsp.ovid.com/ovidweb.cgi?T=JS&AN=12345678"},
    "proquest.ris": {"url": "https://www.proquest.com/scholarly-journals/kelp/docview/2400000001"},
    "publish_or_perish.csv": {"authors": ("A Berg", "B Holm"), "url": _PAGE},
    "publish_or_perish.json": {"authors": ("A Berg", "B Holm"), "url": _PAGE},
    "pubmed.csv": {
        "authors": ("Berg A", "Holm B"),
        "venue": "Arct Things",
        "abstract": "",
    },
    "pubmed.xml": {
        "authors": ("Ada Berg", "Kelp Group"),
        "abstract": "BACKGROUND: Kelp grows at 78 degrees north. RESULTS: It grows fast.",
    },
    "rayyan.csv": {"url": _PAGE},
    "rayyan.ris": {"url": _PAGE},
    "scopus.bib": {"url": _SCOPUS},
    "scopus.csv": {"url": _SCOPUS},
    "scopus.ris": {"url": _SCOPUS, "authors": ("A. Berg", "B. Holm")},
    "scopus_old.csv": {"url": _SCOPUS, "authors": ("Berg A.", "Holm B.")},
    "semantic_scholar.json": {"url": f"https://www.semanticscholar.org/paper/{'a' * 40}"},
    "springer.csv": {
        "authors": ("Ada BergBo Holm",),
        "abstract": "",
        "url": "http://link.springer.com/article/10.1234/kelp",
    },
    "wos.bib": {"venue": _CAPITALS},
    "wos_plain.txt": {"venue": _CAPITALS},
    "wos_tab.txt": {"venue": _CAPITALS},
    "zotero.csv": {"url": _PAGE},
    "zotero.rdf": {"url": _PAGE},
    "zotero_api.json": {"url": _PAGE},
}
_WITHOUT_DOI = {"arxiv_rss.xml", "openreview.json", "openreview_v1.json", "rayyan.csv"}


@each_row("name", sorted(path.name for path in _EXPORTS.iterdir()))
def test_an_export_gives_title_authors_year_venue_address_and_abstract(name: str) -> None:
    right: dict[str, Any] = {
        "title": "Kelp forests of Svalbard",
        "authors": _AUTHORS,
        "year": 2020,
        "venue": "Arctic Things",
        "url": _DOI,
        "abstract": _ABSTRACT,
    } | _OTHERWISE.get(name, {})
    read = read_papers(_EXPORTS / name)
    [paper], [record] = read.papers, read.records
    assert {field: getattr(paper, field) for field in right} == right
    assert record.doi == (None if name in _WITHOUT_DOI else "10.1234/kelp")
    assert read.rejected == ()
