"""A request for papers in free words -> the same in plain ones: "Those on creoles, please" -> "papers on creoles".

For requests that the grammar sees as such but cannot take apart; what stands around their subject is left out.
"""

from __future__ import annotations

import re

from assistant.planning.free_words.peeled import cut
from assistant.planning.requests.sentences import asking_sentences

_FLAGS = re.IGNORECASE | re.VERBOSE
_PAPERS = r"""(?:papers?|works?|stud(?:y|ies)|research|literature|references?|citations?|articles?|publications?
    |documents?|titles|entries|pointers|hints|readings?|suggestions|prior\ art|sources?)"""
_OTHERS = r"""(?:(?:some|any|every)?thing|whatever|stuff|survey|thesis|chapter|review|reading\ (?:group|list)|seminar
    |section|talk)"""
_SHELF = r"(?:shelf|collection|library|literature|papers|pile)"
_ON = r"""(?:on|about|regarding|concerning|around|addressing|treating|mentioning|covering|against|into
    |(?:dealing|to\ do)\ with|related\ to)"""
_SEEN = r"""(?:represented|covered|studied|discussed|addressed|investigated|explored|considered|used|tried|treated
    |mentioned|examined|analy[sz]ed|known|improved(?:\ up)?(?:on)?|surveyed|criticised|questioned|tackled|measured
    |compared|applied)"""
_TOPIC_OF = r"(?:topic|subject|problem|idea|question|area|issue)\ of\b"
_GENERAL = rf"(?!(?:the|it|this|that|they|these|those|its|their)\b(?!\ {_TOPIC_OF}))"
_WHOEVER = r"(?:somebody|someone|anybody|anyone|everybody|everyone)"
_OFFERED = "{how} {what}"
# A pattern, and how the request reads with what it found; the first that fits is taken.
_FORMS: tuple[tuple[str, str], ...] = (
    (
        r"""\b(?:claim|believe|think|suspect|assume|write|wrote|heard|read|know|argue|state)s?\s+(?:that\s+|(?=[“"]))
        [“"]?(?P<what>[^”"?!.]{8,})""",
        "evidence that {what}",
    ),
    (
        r"^(?:those|(?:the\ )?ones|these)\s+(?P<what>(?:about|on|that|which|with|without|using|for)\s.+)",
        "papers {what}",
    ),
    (
        rf"""^(?:do|does|did|have|has)\s+(?:any|some|several|many|all|most)\s+(?:of\s+)?(?:the(?:se)?\s+)?
        {_PAPERS}\s+(?P<what>.+)""",
        "papers that {what}",
    ),
    (
        r"""^(?:is|are|was|were)\s+any\s+(?:of\s+)?(?:it|this|that|them|these)\s+
        (?P<what>(?:about|on|for)\s.+)""",
        "papers {what}",
    ),
    (
        rf"\b(?:anything|something|everything|much)\s+(?:known\s+)?{_ON}\s+(?P<what>.+)",
        "papers on {what}",
    ),
    (
        rf"""^(?:where\s+)?(?:is|are|was|were|has|have|had)\s+{_GENERAL}(?:the\ {_TOPIC_OF}\s+)?(?P<what>.+?)\s+
        (?:ever\s+)?(?:been\s+)?{_SEEN}\b(?P<tail>(?:\s+(?:for|to|in|with|by|on)\s[^?]+)?)""",
        "papers on {what}{tail}",
    ),
    (
        rf"""^what\s+(?:has|have|had|did|do|does|is|was)\s+(?:(?:the|this|your|my|these)\s+)?
        (?:{_SHELF}|people|researchers|others|anybody|anyone|the\ field|scholars)\s+
        (?:(?:got|have|say|said|know|find|found|proposed?|done?|tried|written?|write|report(?:ed)?|there)\s+)?
        (?:{_ON}|for|with)\s+(?P<what>.+)""",
        "papers on {what}",
    ),
    (
        r"""^what['’\s](?:is|s|are)?\b.{0,20}\b(?:out\ there|available|around|known)\s+(?:for|on|about|against|to)\s+
        (?P<what>.+)""",
        "papers on {what}",
    ),
    (
        r"""\b(?:all|everything|any)\s+(?:of\s+)?(?:the\s+)?(?P<what>.+?)\s+
        (?:stuff|things|material|business)\W*$""",
        "papers on {what}",
    ),
    (
        rf"""\b{_PAPERS}\b(?:\s+(?:i|we|one)\s+(?:should|could|can|need\ to|must)\s+(?:read|cite|know)\b)?
        (?:\s+before\s+\w+ing)?(?:\s+(?:to|for)\s+(?:the\s+|further\s+)?{_PAPERS})?
        (?:\s+(?:would|should|could|can|do)\s+(?:you|i|we)\s+\w+)?\s+(?:that\s+(?:has|have)\s+)?
        (?:{_ON}|for)\s+(?P<what>.+)""",
        "papers on {what}",
    ),
    (rf"\b{_OTHERS}\s+(?:{_ON}|of|for)\s+(?P<what>.+)", "papers on {what}"),
    (r"\bwhatever\s+(?P<what>\w+s\s.+)", "work that {what}"),
    (r"^(?P<what>[\w, -]+?)\s+-\s+(?:which|what|who)\b.*$", "papers on {what}"),
    (r"^(?:keywords?|relevant|topics?|search|subject)\s*:\s*(?P<what>.+)", "papers on {what}"),
    (
        rf"""\b(?:{_WHOEVER}|who)\s+(?:else\s+)?(?:did|(?:has|have)\s+(?:already\s+)?(?:dealt\ with|worked\ on|done
        |looked\ (?:at|into)|written\ (?:on|about)|tried|studied))\s+(?P<what>.+)""",
        "papers on {what}",
    ),
    (rf"^{_WHOEVER}\s+(?:who|that)\s+(?P<what>.+)", "work that {what}"),
    (
        r"""\b(?P<how>methods|approaches|techniques|models|benchmarks|datasets|systems)\s+
        (?P<what>(?:of|for|that)\s.+)""",
        _OFFERED,
    ),
)
_COMPILED = tuple((re.compile(pattern, _FLAGS), reads) for pattern, reads in _FORMS)
# What comes after a subject and does not belong to it.
_AFTER = re.compile(
    r"""(?:[\s,;]*(?:\b(?:please|here|anywhere|thanks|exists?|if\ possible|if\ any|too|as\ well|so\ far|at\ all
      |at\ hand)
    |\b(?:which|what)\ (?:ones\ )?(?:do|can|could|would)\ (?:you|i|we)\b.*|\bdo\ you\ have\b.*
    |\b(?:on|in)\ (?:the|this|your|my)\ (?:shelf|collection|library)
    |\bi\ (?:still\ )?(?:lack|need|miss|want|collect|search)\b.*|\b(?:is|are)\ there\b.*
    |\bfor\ (?:me\b|my\ .*)))*[\s.,;:?!”"')]*$""",
    _FLAGS,
)
# Asks for no more than what the sentence before it spoke of: "What is there?", "Any?", "Which are they?".
_SUCH = re.compile(
    r"""\W*(?:(?:and|so|but|please|do\ you\ (?:know|have))\s+)*(?:any(?:\ (?:ideas?|pointers?|suggestions?
      |hints?|thoughts|here))?
    |(?:what|which)(?:\ (?:else|ones?|are|is|exists?|there|they|those|these|that|do|does|we|you|i|have|know|here|this|so
     |should|could|can|cite|read|use|look|at))*
    |who\ (?:does|did|do|has\ done|is\ doing)(?:\ (?:that|this|so|it))
    |(?:is|are)\ there\ (?:any|some)(?:thing)?(?:\ here)?|help|where(?:\ (?:are\ they|do\ i\ find\ them)))\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_GREETING = re.compile(
    r"^\W*(?:(?:good\ (?:day|morning|evening|afternoon)|hello|hi|hey|dear\ \w+)\b[\s.,!]*)+", _FLAGS
)
_LEAST = 3  # letters: a subject is a word
_BACK = re.compile(r"\b(?:it|this|these|those|such|they|them)\b", _FLAGS)  # what another sentence tells


def in_plain_words(question: str) -> str:
    """Return ``question`` as a plain request; "" where no form is known, or several sentences ask for something."""
    parts = [part for part in asking_sentences(_GREETING.sub("", question)) if not _SUCH.fullmatch(part)]
    plain = [request for part in parts if (request := _plain(part, alone=len(parts) == 1))]
    return plain[0] if len(plain) == 1 else ""


def _plain(sentence: str, alone: bool) -> str:
    for pattern, reads in _COMPILED:
        if not (found := pattern.search(sentence)) or (reads == _OFFERED and not alone):
            continue
        what = _AFTER.sub("", found["what"]).strip(" “”\"'")
        if len(what) >= _LEAST and not _BACK.search(what):
            parts = {key: value or "" for key, value in found.groupdict().items()}
            return cut(_AFTER.sub("", reads.format_map({**parts, "what": what})))
    return ""
