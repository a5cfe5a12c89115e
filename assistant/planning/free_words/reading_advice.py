"""A request for advice on what to read -> the papers that are meant: "What should I read first about creoles?".

Who is to read, and how much they know, says nothing of what papers are about.
"""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.VERBOSE
_SOMEONE = r"""(?:someone|somebody|anyone|anybody|people|a\ (?:person|researcher|student)|researchers|students|those
    |me|us)"""
_READ = r"(?:read|start|begin|look\ (?:at|into)|recommend|suggest|advise|consult|pick\ up|turn\ to|study)"
_LEARN = r"(?:learn|know|understand|read|find\ out|get\ started|get\ into|catch\ up)"
_ADVICE = tuple(
    re.compile(rf"^.*?\b{pattern}\s+(?P<what>.+?)\W*$", _FLAGS)
    for pattern in (
        # A beginner, whatever else is said of them.
        r"""(?:beginners?|newcomers?|novices?|starters?
        |(?:i['’]?\ ?a?m|someone|somebody|people)\ (?:quite\ |rather\ )?new)\s+(?:to|in|at)(?:\ the\ field\ of)?""",
        rf"""(?:should|could|can|must|would|do|to)\s+(?:i|we|one|you)\s+(?:best\ )?{_READ}(?:\ with)?
        (?:\ (?:first|next|now))?\s+
        (?:(?:if\ (?:i|we)\ want\ |in\ order\ )?to\ {_LEARN}\ (?:more\ |up\ )?(?:about|on|in|with|into)?
          |about|on|regarding|for)""",
        rf"to\s+{_LEARN}\s+(?:more\s+|up\s+)?(?:about|on)",
        r"""(?:good|great|best|gentle|nice|accessible|decent|first|easy)\s+
        (?:introductions?|starting\ points?|primers?|entry\ points?|places?\ to\ start|first\ reads?)\s+
        (?:to|for|on|in|into|with)""",
        rf"""(?:help(?:s|ful)?|useful|relevant|valuable|of\ (?:use|interest|help)|interesting|interest)\s+
        (?:(?:for|to)\s+)?{_SOMEONE}\s+(?:(?:who|that)\s+)?
        (?:(?:with|in|on)|(?:is\ |are\ )?(?:work(?:ing|s)?|interested|doing\ research)\ (?:on|in|with)
          |to\ (?:understand|improve|build|solve))""",
    )
)
# What follows the subject: another sentence, or what the reader is to do.
_FOLLOWED = re.compile(
    r"(?i)[.;?!]\s.*$|:.*$|,\s+(?:what|which|where|how|can|could|do|any|i|my|we|please|if)\b.*$"
    r"|\s(?:start|begin|manage|should|could|read|look)(?:\s+(?:to|with|at|by|first|reading|read))*\W*$"
)
_PAPERS_ON = re.compile(
    r"(?i)^(?:the\s+)?(?:papers|references|literature|work|research|studies)\s+(?:on|about)\s+"
)
_LEAST = 3  # characters of a subject


def advised(question: str) -> str:
    """Return what ``question`` wants read as a plain request for papers; "" where it asks for no advice."""
    asked = _FOLLOWED.sub("", " ".join(question.split()))
    for pattern in _ADVICE:
        if (found := pattern.match(asked)) and len(what := _PAPERS_ON.sub("", found["what"])) >= _LEAST:
            return f"papers on {what}"
    return ""
