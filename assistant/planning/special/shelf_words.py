"""The words that tell what is asked of a shelf as a whole: one pattern for each thing that it can be asked for."""

from __future__ import annotations

import re

from assistant.planning.record_grammar.lexicon import UNRECORDED, VOCABULARY

PAPERS = (
    r"(?:papers?|stud(?:y|ies)|works?|articles?|publications?|abstracts?|entry|entries|documents?|titles?|items?|records?"
    r"|texts?|preprints?|additions?|thing|ones?)"
)
_SEVERAL = (
    r"(?:papers|studies|works|articles|publications|abstracts|entries|documents|titles|items|records|texts)"
)
SHELF = (
    r"(?:shelf|shelves|collections?|library|libraries|corpus|database|bookshelf|holdings|pile|stock|repository|archive"
    r"|catalog(?:ue)?|bibliography|inventory|table\s+of\s+contents)"
)
_WHOLE = r"(?:all|every(?:thing)?|each|complete|entire|whole|full)"
_SHOW = r"(?:list|show|print|export|dump|display|enumerate|name|sort|see|give|have|put|browse|download)"
_SPAN = r"(?:span|period|range|time\s?frame|timespan|decades?|years?|dates|\w+\s+date)"
_NEW = r"(?:newest|latest|youngest|most\s+recent(?:ly)?)"
_OLD = r"(?:oldest|earliest)"
# Names of what is asked for, as a plan has them, and what tells it; the first that fits counts. Where several stand
# beside each other (as "a+b") all of them are told.
# ruff: noqa: E501 - lists of words
_CUES: tuple[tuple[str, str], ...] = (
    (
        "duplicates",
        r"duplicat\w*|doubles?|doubled|twice|more\s+than\s+once|repeated|the\s+same\s+titles?|identical",
    ),
    ("unrecorded-DOIs", r"dois?|isbns?"),
    ("unrecorded-full texts", r"full[\s-]?texts?|pdfs?|whole\s+texts?"),
    (
        "unrecorded-kinds of publication",
        r"preprints?\s.*\bor\b|(?:or|and|any)\s+preprints?\W*$|any\s+preprints?\s+(?:included|among)",
    ),
    (
        "unrecorded-dates of adding+newest",
        r"last\s+(?:\w+\s+)?additions?|(?:recently|lately|last|newly|just)\s+(?:been\s+|have\s+|\w+\s+)?(?:added|loaded|imported)"
        r"|(?:added|imported|uploaded|updated|loaded)\s+(?:most\s+recently|recently|lately|last|to\s+the\s+\w+\s+last)",
    ),
    (
        "unrecorded-dates of adding",
        r"(?:was|were|is|been|when|who|have|has|ever)\b.*\b(?:add(?:ed)?|updated?|removed?|deleted|uploaded|imported)",
    ),
    (
        "unrecorded-word of who chose the papers, or how",
        r"(?:how|who|whom|why)\s.*\b(?:selected|chosen|chose|picked|curated?|compiled|assembled|maintains?|put\s.*\btogether)",
    ),
    ("languages", r"languages?|(?:all|everything|papers|only)\b.*\bin\s+(?:english|german|french|spanish|chinese)"),
    ("length-average", r"(?:average|mean|typical|median)\b.*\b(?:length|long|words|characters)|how\s+long\s+are"),
    ("longest-title", r"longest\s+(?:\w+\s+)?titles?"),
    ("shortest-title", r"shortest\s+(?:\w+\s+)?titles?"),
    ("longest", r"longest"),
    ("shortest", r"shortest"),
    ("team-average", r"(?:average|mean|typical)\b.*\bauthors"),
    (
        "topics",
        r"overview|summary|rundown|outline|gist|tour|summari[sz]e|describe|characteri[sz]e|description|profile"
        r"|(?:what|which)\s+(?:\w+\s+)?(?:topics?|themes?|subjects?|areas?|fields?|disciplines?|domains?)",
    ),
    (
        "list",
        rf"{_SHOW}\b.*\b(?:{_WHOLE}|the|your)\b.*\b(?:{_SEVERAL}|list|catalog(?:ue)?|bibliography|inventory)|{_SHOW}\b.*\btitles"
        rf"|{_SHOW}\b.*\b{_WHOLE}\s+(?:of\s+)?(?:(?:the|your|my|our)\s+)?(?:{SHELF}|it|them|you)|{_SHOW}\W+(?:it\s+)?everything"
        rf"|{_WHOLE}\s+(?:of\s+)?(?:the\s+|your\s+|its\s+)?(?:single\s+)?(?:list|{_SEVERAL})\b.*"
        r"\b(?:please|pls|sorted|by\s+date|with\s+(?:year|author)\w*)|titles\s*(?:\+|&|and)\s*(?:years|authors)"
        r"|table\s+of\s+contents|(?:complete|full|entire|whole|paper)\s+(?:list(?:ing)?|catalog(?:ue)?|bibliography)"
        r"|(?:list|inventory|enumerate)\b.*\b(?:sorted|with\s+(?:its|the|their)?\s*year)"
        rf"|enumerate\b.*\b{_SEVERAL}|titles\s+only|(?:every|each|all)\s+(?:the\s+)?(?:paper\s+)?titles?",
    ),
    ("years", rf"{_OLD}\b.*\b{_NEW}|{_NEW}\b.*\b{_OLD}\s+(?:dates?|years?)"),
    ("newest", rf"{_NEW}|(?:the|name)\s+last\s+(?:\w+\s+)?{PAPERS}\s+(?:published|to\s+appear)"),
    (
        "oldest",
        rf"{_OLD}|(?:the|very)\s+first\s+(?:published\s+)?{PAPERS}(?:\s+published)?(?!\s+in\s+the\s+list)",
    ),
    (
        "years",
        r"(?:over|through|across)\s+(?:the\s+)?(?:years|time)|year\s+(?:by|after|on|to)\s+year|trends?"
        rf"|{_SPAN}|when\s+to\s+when|(?:go|goes|reach|reaches)\b.*\bback|how\s+far\s+back|up\s+to\s+date|how\s+(?:old|recent|new|current)"
        r"|(?:average|mean)\s+age|(?:first|early)\s+to\s+(?:the\s+)?(?:last|latest)|chronolog\w*|outdated|timeline",
    ),
    ("venues", r"venues?|journals?|conferences?|proceedings|outlets|where\b.*\b(?:published|appear(?:ed)?)"),
    (
        "sources",
        r"sources?|files?|imports?|where\b.*\b(?:come|came|taken|gathered|obtained)\b.*",
    ),
    ("authors", r"authors?|who|writers?|researchers?|scholars|people|names\s+of"),
    (
        "count",
        rf"how\s+(?:many|big|large|much)|numbers?|nr|count|size|big|large|small|total|extent|amount|empty"
        rf"|(?:more|fewer|less)\s+than\s+(?:an?\s+)?\w+\s+(?:{_SEVERAL})|{_SEVERAL}\s+(?:carry|have)\s+an\s+abstract",
    ),
    (
        "topics",
        r"topics?|themes?|subjects?|areas?|fields?|disciplines?|domains?|picture|view|breakdown|kinds?|sorts?|types?|organi[sz]ed|grouped"
        r"|arranged|structured|(?:about|on|with)\W*$|about,|covers?|covered|contains?|focus(?:ed|es)?|speciali[sz]\w*"
        rf"|know\s+about|what\b.*\b(?:in|inside)\s+(?:here|there|it|this|{SHELF})",
    ),
)  # fmt: skip
CUES = tuple((name, re.compile(rf"(?i)\b(?:{pattern})(?!\w)")) for name, pattern in _CUES)
# Papers are to be listed, where nothing else is asked for.
LISTED = re.compile(
    r"(?i)\b(?:"
    rf"(?:what|which|all|every(?:thing)?|list)\b.*\b(?:{SHELF}|here|there|in\s+there|(?:you|we|i)\s+(?:have|hold|got|keep|own|know))"
    rf"|(?:what|which)\b.*\bhave\s+(?:you|we)\s+got|(?:list|show)\s+(?:me\s+)?(?:all|every\w*)\b.*\b{_SEVERAL}|{SHELF}\W*$"
    r")(?!\w)"
)
# Words of such questions beside those of questions on records.
KNOWN = VOCABULARY - frozenset(UNRECORDED) | frozenset(
    "texts text abstract sorts kinds shelves libraries pile stock repository bookshelf inventory catalogue catalog contents"
    " addition additions duplicate duplicates duplicated double doubles doubled repeated identical name names named titled"
    " own owns store stores comprise comprises loaded indexed got hold carry carries keep size extent overview summary"
    " rundown outline gist picture tour view birds-eye bird's-eye summarize summarise describe characterize characterise"
    " description subject subjects field fields topic theme disciplines discipline domains main major broadly roughly"
    " concerned deal deals dealing talk main span spans spanned timespan decade decades era file files import imports"
    " source sources print export dump enumerate alphabetical alphabetically listing whats gimme u nr brief briefly short"
    ""
    " changed change changes evolve evolved develop developed grow grown growth rise rises falling fall increase time trend trends"
    " inside actual version total pls offer represented organised organized average length age".split()
)
# That the shelf is meant, and who keeps it.
OF_SHELF = re.compile(
    rf"(?i)\b(?:{SHELF}|table\s+of\s+contents)\b|\b(?:in|on|around|is|are)\s+(?:here|there)\b"
)
KEPT = re.compile(
    rf"(?i)\b(?:you|we|i)(?:['’](?:ve|re))?\s+(?:have|hold|got|keep|own|store|cover|know|possess|offer)\b|\b(?:your|our|my)\s+"
    rf"(?:\w+\s+)?{PAPERS}\b|\b{_SEVERAL}\s+(?:here|(?:do|have|are)\s+(?:you|we|i|there))\b|\bhere\W*$|\bhave\s+you\b"
)
OF_PAPERS = re.compile(
    rf"(?i)\b(?:{_SEVERAL}|paper|article|study|publication|entry|document|item|record|additions?|title|abstract)\b"
)
# A question that is nothing but what is asked for: "main themes?", "ten latest".
BARE = re.compile(
    rf"""(?ix)\W*(?:(?:the|what|which|who|by|per|are|is|main|major|my|your|all|\d+|two|three|four|five|ten|twenty)\s+)*(?:topics|themes
    |subjects|years|venues|journals|authors|sources|duplicates|overview|{_NEW}|{_OLD}|longest|shortest|total(?:\s+count)?)
    (?:\s+(?:one|ones|five|ten|three|\d+|please|pls|are\s+there|in\s+(?:here|there)))*\W*"""
)
