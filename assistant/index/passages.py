"""Paper -> passages: chunks of the abstract for its topic, sentences for the exact words.

The id of a passage holds its place, ``<paper id>#<kind>:<field>:<start>-<end>``, so that a ranked list
of ids is all that a search has to read from an index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import IndexUnavailable
from assistant.text.sentences import sentence_spans
from assistant.text.tokens import encode
from assistant.types import Field_, Paper, Passage

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode

_KINDS = {"c": "chunk", "s": "sentence"}
_FIELDS: dict[str, Field_] = {"a": "abstract", "t": "title"}
_ID = re.compile(r"(?s)(?P<paper>.+)#(?P<kind>[cs]):(?P<field>[at]):(?P<start>\d+)-(?P<end>\d+)")


class Chunking(BaseModel):
    """How abstracts are cut; part of the index's manifest, so a change rebuilds the index.

    ``size`` and ``overlap`` are tiktoken tokens. The local embedding model reads 256 of its own tokens,
    title included, which is about 190 of tiktoken's for an abstract. ``segmenter`` is the version of the
    library that finds the sentences.
    """

    model_config = ConfigDict(frozen=True)

    size: int = 190
    overlap: int = 40
    version: int = 1
    segmenter: str = Field(default_factory=lambda: version("sentencex"))


def passage_id(paper_id: str, kind: str, field: str, start: int, end: int) -> str:
    """Return the id of a passage; the inverse of ``passage_of``."""
    return f"{paper_id}#{kind[0]}:{field[0]}:{start}-{end}"


def paper_id_of(passage: str) -> str:
    """Return the id of the paper that the passage id ``passage`` belongs to."""
    return passage.rpartition("#")[0]


def place_of(identifier: str) -> tuple[str, Field_, int, int]:
    """Return paper id, field, start and end that the id of a passage tells. Raises IndexUnavailable when it is none."""
    if not (found := _ID.fullmatch(identifier)):
        raise _no_passage(identifier, "a paper")
    return found["paper"], _FIELDS[found["field"]], int(found["start"]), int(found["end"])


def passage_of(identifier: str, paper: Paper) -> Passage:
    """Return the passage of ``paper`` that ``identifier`` names. Raises IndexUnavailable when it names none."""
    found = _ID.fullmatch(identifier)
    if not found or found["paper"] != paper.id:
        raise _no_passage(identifier, f"“{paper.id}”")
    field, start, end = _FIELDS[found["field"]], int(found["start"]), int(found["end"])
    text = (paper.title if field == "title" else paper.abstract)[start:end]
    kind = "chunk" if found["kind"] == "c" else "sentence"
    return Passage(identifier, paper.id, kind, field, start, end, text)  # type: ignore[arg-type]


def sentences(paper: Paper) -> tuple[Passage, ...]:
    """Return the sentences of the abstract; the title when there is no abstract."""
    if not paper.abstract.strip():
        return (title_passage(paper),)
    return tuple(
        _passage(paper, "sentence", "abstract", start, end) for start, end in sentence_spans(paper.abstract)
    )


def title_passage(paper: Paper, kind: str = "sentence") -> Passage:
    """Return the title as a passage."""
    return _passage(paper, kind, "title", 0, len(paper.title))


def chunks(papers: Sequence[Paper], chunking: Chunking) -> list[TextNode]:
    """Cut the abstracts with LlamaIndex's SentenceSplitter at sentence ends; a paper with none gives its title.

    Each node's ``node_id`` is a passage id; its metadata holds paper_id, title, field, start and end (characters).
    """
    # Whole first: while one thread imports it, another that asks for a part of it would be given half a package.
    import_module("llama_index.core")
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import Document

    splitter = SentenceSplitter(
        chunk_size=chunking.size,
        chunk_overlap=chunking.overlap,
        tokenizer=encode,
        chunking_tokenizer_fn=_with_gaps,
        include_metadata=False,
        include_prev_next_rel=False,
    )
    nodes: list[TextNode] = []
    for paper in papers:
        if not paper.abstract.strip():
            nodes.append(_node(paper, title_passage(paper, "chunk")))
            continue
        position = 0
        for node in splitter.get_nodes_from_documents([Document(text=paper.abstract, id_=paper.id)]):
            text = node.get_content()
            start = paper.abstract.index(text, position)
            nodes.append(_node(paper, _passage(paper, "chunk", "abstract", start, start + len(text))))
            position = start + 1
    return nodes


def embedded_text(title: str, text: str) -> str:
    """Return what is embedded for a chunk: the title says what a lone half of an abstract may not."""
    return text if text == title else f"{title}. {text}"


def _no_passage(identifier: str, of: str) -> IndexUnavailable:
    return IndexUnavailable(
        f"Expected the id of a passage of {of} in the index, found “{identifier}”. "
        "Rebuild the index with: paper-assistant index --rebuild"
    )


def _with_gaps(text: str) -> list[str]:
    """Cut ``text`` where sentences begin; the pieces join up to ``text``, as the splitter expects."""
    starts = [start for start, _ in sentence_spans(text)] or [0]
    return [text[a:b] for a, b in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True)]


def _node(paper: Paper, passage: Passage) -> TextNode:
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={
            "paper_id": paper.id,
            "title": paper.title,
            "field": passage.field,
            "start": passage.start,
            "end": passage.end,
        },
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=paper.id)},
    )


def _passage(paper: Paper, kind: str, field: Field_, start: int, end: int) -> Passage:
    text = (paper.title if field == "title" else paper.abstract)[start:end]
    identifier = passage_id(paper.id, kind, field, start, end)
    return Passage(identifier, paper.id, kind, field, start, end, text)  # type: ignore[arg-type]
