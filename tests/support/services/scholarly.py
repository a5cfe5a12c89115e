"""A server on loopback that answers as Crossref, arXiv, PubMed, Semantic Scholar and OpenAlex do, errors included."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

MOSS = "Moss roofs keep a house four degrees cooler in July, as we measured on 38 roofs."


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent: ``cut`` bytes are promised and never come, ``endless`` begins the body anew without end."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    endless: bool = False
    hold: threading.Event | None = None


@dataclass
class Asked:
    """A request as it came."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    json: Any = None


class Scholarly:
    """The server: papers that it knows, replies scripted by the beginning of a path, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.works: dict[str, dict[str, Any]] = {}
        self.preprints: dict[str, str] = {}
        self.articles: dict[str, str] = {}
        self.s2: dict[str, dict[str, Any]] = {}
        self.openalex: dict[str, dict[str, Any]] = {}
        self.files: dict[str, Reply] = {}
        self._scripts: dict[str, list[Reply]] = {}
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    @property
    def settings(self) -> dict[str, str]:
        """Settings that lead every service here."""
        names = ("crossref", "arxiv", "pubmed", "semantic_scholar", "openalex")
        return {f"{name}_url": f"{self.url}/{name}" for name in names}

    def script(self, path: str, *replies: Reply) -> None:
        """Answer requests to a path (its beginning) with these replies in turn, the last one again and again."""
        self._scripts[path] = list(replies)

    def paths(self, beginning: str = "/") -> list[str]:
        """Return the paths asked for, in order."""
        return [each.path for each in self.asked if each.path.startswith(beginning)]

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        for path, replies in self._scripts.items():
            if asked.path.startswith(path):
                return replies.pop(0) if len(replies) > 1 else replies[0]
        service, _, rest = asked.path.lstrip("/").partition("/")
        known: dict[str, Callable[[str, Asked], Reply]] = {
            "crossref": self._crossref,
            "arxiv": self._arxiv,
            "pubmed": self._pubmed,
            "semantic_scholar": self._semantic_scholar,
            "openalex": self._openalex,
        }
        if service in known:
            return known[service](rest, asked)
        return self.files.get(asked.path, Reply(b"not here", 404, "text/plain"))

    def _crossref(self, rest: str, asked: Asked) -> Reply:
        work = self.works.get(unquote(rest.removeprefix("works/")))
        if work is None:
            return Reply(b"Resource not found.", 404, "text/plain;charset=utf-8")
        told = {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": work}
        return Reply(
            json.dumps(told).encode(), headers={"x-rate-limit-limit": "5", "x-rate-limit-interval": "1s"}
        )

    def _arxiv(self, rest: str, asked: Asked) -> Reply:
        wanted = asked.params["id_list"].split(",")
        if bad := [each for each in wanted if each.startswith("2413.")]:
            entry = (
                f"<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_{bad[0]}</id><title>Error</title>"
                f"<summary>incorrect id format for {bad[0]}</summary></entry>"
            )
            return Reply(_feed(entry), 400, "application/atom+xml")
        return Reply(
            _feed("".join(self.preprints[each] for each in wanted if each in self.preprints)),
            kind="application/atom+xml; charset=utf-8",
        )

    def _pubmed(self, rest: str, asked: Asked) -> Reply:
        wanted = asked.params["id"].split(",")
        found = "".join(self.articles[each] for each in wanted if each in self.articles)
        head = '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "x.dtd">\n'
        return Reply(
            f"{head}<PubmedArticleSet>{found}</PubmedArticleSet>".encode(), kind="text/xml; charset=UTF-8"
        )

    def _semantic_scholar(self, rest: str, asked: Asked) -> Reply:
        found = [self.s2.get(each) for each in asked.json["ids"]]
        return Reply(json.dumps(found).encode())

    def _openalex(self, rest: str, asked: Asked) -> Reply:
        work = self.openalex.get(unquote(rest.removeprefix("works/")))
        if work is None:
            return Reply(b'{"error": "Not found"}', 404)
        return Reply(json.dumps(work).encode())


@contextmanager
def scholarly() -> Iterator[Scholarly]:
    """Serve until the block ends."""
    server = Scholarly()
    thread = threading.Thread(target=server._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server._http.shutdown()
        server._http.server_close()


def work(
    doi: str, title: str = "Roofs of moss", abstract: str | None = f"<jats:p>{MOSS}</jats:p>"
) -> dict[str, Any]:
    """Return a work as Crossref describes it."""
    told: dict[str, Any] = {
        "DOI": doi,
        "type": "journal-article",
        "title": [title],
        "author": [{"given": "Ilse", "family": "Tamm", "sequence": "first"}],
        "container-title": ["Journal of Roofs"],
        "issued": {"date-parts": [[2023, 4, 1]]},
        "URL": f"https://doi.org/{doi}",
    }
    return told if abstract is None else {**told, "abstract": abstract}


def preprint(
    arxiv: str, title: str = "Gutters sing", abstract: str = "Gutters sing when rain falls on tin."
) -> str:
    """Return an entry of arXiv's feed."""
    return (
        f"<entry><id>http://arxiv.org/abs/{arxiv}v2</id><updated>2024-02-01T00:00:00Z</updated>"
        f"<published>2024-01-03T00:00:00Z</published><title>{title}</title><summary>  {abstract}\n</summary>"
        f"<author><name>Juan Ruiz</name></author></entry>"
    )


def article(
    pmid: str, title: str = "Thatch and asthma.", abstract: str = "Thatch does not cause asthma."
) -> str:
    """Return an article as PubMed's efetch gives it."""
    told = f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else ""
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal><JournalIssue><PubDate>'
        f"<Year>2021</Year></PubDate></JournalIssue><Title>Lungs</Title></Journal><ArticleTitle>{title}</ArticleTitle>"
        f"{told}<AuthorList><Author><LastName>Okoro</LastName><ForeName>Ada</ForeName></Author></AuthorList></Article>"
        f"</MedlineCitation></PubmedArticle>"
    )


def s2_paper(title: str, abstract: str | None, **outside: str) -> dict[str, Any]:
    """Return a paper as Semantic Scholar gives it."""
    return {
        "paperId": "f" * 40,
        "externalIds": {"CorpusId": 1, **outside},
        "url": f"https://www.semanticscholar.org/paper/{'f' * 40}",
        "title": title,
        "abstract": abstract,
        "venue": "",
        "year": 2023,
        "authors": [{"authorId": "1", "name": "Ilse Tamm"}],
    }


def openalex_work(title: str, abstract: str | None, doi: str) -> dict[str, Any]:
    """Return a work as OpenAlex gives it: the abstract as word -> places."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate((abstract or "").split()):
        places.setdefault(word, []).append(place)
    return {
        "id": "https://openalex.org/W1",
        "doi": f"https://doi.org/{doi}",
        "title": title,
        "publication_year": 2023,
        "authorships": [{"author": {"display_name": "Ilse Tamm"}}],
        "abstract_inverted_index": places or None,
        "primary_location": {
            "landing_page_url": f"https://doi.org/{doi}",
            "source": {"display_name": "Roofs"},
        },
    }


def _feed(entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>arXiv Query</title>{entries}</feed>"
    ).encode()


def _handler(server: Any) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one piece

        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, told: Any) -> None:
            parts = urlsplit(self.path)
            params = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            with suppress(OSError):  # a client that had enough
                self._send(server.answer(Asked(parts.path, params, headers, told)))

        def _send(self, reply: Reply) -> None:
            if reply.hold is not None:
                reply.hold.wait(10)
            self.send_response(reply.status)
            for name, value in {"Content-Type": reply.kind, **reply.headers}.items():
                self.send_header(name, value)
            if reply.endless:
                self.send_header("Connection", "close")
            else:
                self.send_header("Content-Length", str(len(reply.body) + reply.cut))
            self.end_headers()
            if reply.status != 304:
                self.wfile.write(reply.body)
            self.wfile.flush()
            while reply.endless:
                self.wfile.write(reply.body)
            if reply.cut or reply.endless:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
