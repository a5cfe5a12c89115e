""" "Where does Liu publish?", "Who published at EMNLP?", "Does Liu have papers?" -> lists and counts of papers."""

from __future__ import annotations

from assistant.planning.conditions.words import PAPERS
from assistant.planning.wordings.wording import END, NAME, NEXT, ONCE, OPEN, PLACE, THINGS, WORKED, wording

PUBLISHED_BY = (
    # When and where somebody published.
    wording(
        rf"{OPEN}(?:in\s+)?(?:which|what)\s+years?\s+(?:did|has|have|was|is)\s+{NAME}\s+{ONCE}(?:{WORKED}|active|here|on\s+the\s+shelf){THINGS}(?:\s+(?:the\s+)?most(?:\s+{PAPERS})?)?\W*$",
        r"How many papers per year by \g<name>?",
        "name",
    ),
    wording(
        rf"{OPEN}when\s+(?:did|has|have|was)\s+{NAME}\s+{ONCE}(?:{WORKED}|active){THINGS}\W*$",
        r"How many papers per year by \g<name>?",
        "name",
    ),
    wording(
        rf"{OPEN}when\s+did\s+{NAME}\s+first\s+{WORKED}{THINGS}{END}",
        r"What is the oldest paper by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}when\s+did\s+{NAME}\s+last\s+{WORKED}{THINGS}{END}",
        r"What is the newest paper by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:where|(?:in|at)\s+(?:which|what)\s+(?:venues?|journals?|conferences?))\s+(?:do|does|did|has|have)\s+{NAME}\s+(?:mostly\s+|usually\s+|often\s+)?{ONCE}{WORKED}{THINGS}\W*$",
        r"How many papers per venue by \g<name>?",
        "name",
    ),
    wording(
        rf"{OPEN}(?:(?:what|which)\s+)?(?:(?:is|was|are|were)\s+)?(?:the\s+)?(?:very\s+)?{NAME}['’]s?\s+(?:very\s+)?(?:first|earliest|oldest)\s+{PAPERS}{END}",
        r"What is the oldest paper by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:(?:what|which)\s+)?(?:(?:is|was|are|were)\s+)?(?:the\s+)?(?:first|earliest)\s+paper\s+(?:by|of)\s+{NAME}{END}",
        r"What is the oldest paper by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:(?:what|which)\s+)?(?:(?:is|was|are|were)\s+)?(?:the\s+)?{NAME}['’]s?\s+last\s+{PAPERS}{END}",
        r"What is the newest paper by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}when\s+(?:is|was|did)\s+{NAME}['’]s?\s+(?:very\s+)?(?:first|earliest|oldest)\s+{PAPERS}(?:\s+(?:published|written|come\s+out|appear))?{END}",
        r"What is the oldest paper by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}when\s+(?:is|was|did)\s+{NAME}['’]s?\s+(?:last|latest|newest|most\s+recent)\s+{PAPERS}(?:\s+(?:published|written|come\s+out|appear))?{END}",
        r"What is the newest paper by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}when\s+was\s+{NAME}\s+first\s+published{END}",
        r"What is the oldest paper by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:which|what)\s+(?:conference|journal|venue)\s+(?:has\s+)?(?:published|printed|has|had)\s+(?:the\s+)?most\s+(?:{PAPERS}\s+)?(?:by|of|from)\s+{NAME}{END}",
        r"How many papers per venue by \g<name>",
        "name",
    ),
    # Whether, and how many.
    wording(
        rf"(?P<head>\b{PAPERS})\s+(?:did|do|does|has|have)\s+{NAME}\s+{ONCE}(?:{WORKED}|contributed?(?:\s+to)?|been\s+involved\s+in){END}",
        r"\g<head> by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}how\s+productive\s+(?:is|was|has)\s+{NAME}(?:\s+been)?{END}",
        r"How many papers are by \g<name>",
        "name",
    ),
    wording(rf"{OPEN}who\s+(?:is|was)\s+{NAME}\W*$", r"Which papers are by \g<name>?", "name"),
    wording(
        r"^\W*(?P<name>(?-i:[A-Z])[\w'’-]+|(?:(?:van|von|de|der|den|di|la|le)\s+)+[\w'’-]+),?\s+\(?(?P<year>(?:19|20)\d\d)\)?\W*$",
        r"papers by \g<name> from \g<year>",
        "name",
    ),
    wording(
        rf"{OPEN}how\s+often\s+(?:did|do|does|has|have)\s+{NAME}{NEXT}",
        r"How many papers did \g<name> ",
        "name",
    ),
    wording(
        rf"{OPEN}how\s+many\s+{PAPERS}\s+(?:did|do|does|has|have)\s+(?:the\s+)?{PLACE}\s+(?:have|publish(?:ed)?|accept(?:ed)?|get|contain|had|print(?:ed)?){END}",
        r"How many papers were published at \g<place>",
        "place",
    ),
    wording(
        rf"{OPEN}how\s+many\s+{PAPERS}\s+(?:do|does|did|has|have)\s+{NAME}\s+(?:have|got|has|had)(?:\s+(?:here|on\s+the\s+shelf))?{END}",
        r"How many papers are by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:do|does|has|have)\s+{NAME}\s+(?:have\s+|has\s+|got\s+)?(?:(?:any|a|an|some|more)\s+)?(?P<noun>{PAPERS}){END}",
        r"Which papers are by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:do|does|did|has|have)\s+{NAME}\s+{ONCE}{WORKED}(?:\s+(?:anything|something|any|a|an)\b(?:\s+{PAPERS})?)?{END}",
        r"Which papers are by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}what\s+(?:else\s+)?(?:did|do|does|has|have)\s+{NAME}\s+{ONCE}{WORKED}{END}",
        r"Which papers are by \g<name>",
        "name",
    ),
    wording(
        rf"{OPEN}(?:(?:is|are)\s+there\s+|do\s+(?:you|we|i)\s+have\s+|have\s+(?:you|we)\s+(?:got\s+)?)?(?:anything|something|everything|all|stuff)\s+(?:here\s+|new\s+)?(?:that\s+is\s+)?(?:by|from|of)\s+{NAME}{END}",
        r"Which papers are by \g<name>",
        "name",
    ),
    # Who published somewhere.
    wording(
        rf"{OPEN}(?:who|which\s+(?:authors|people|researchers)|(?:all\s+)?(?:the\s+)?(?:authors|people|researchers|everyone)\s+(?:who|that))(?:\s+has|\s+have)?\s+(?:published|presented|appeared|wrote|written|publish(?:es)?|had)(?:\s+(?:an?\s+|any\s+)?{PAPERS})?\s+(?=(?:at|in|from|since|after|before|between|until|during)\s)",
        r"Which authors have papers published ",
    ),
    wording(
        rf"{OPEN}(?:who|which)\s+(?:is|are|were)\s+(?:all\s+)?(?:the\s+)?(?:(?:most\s+\w+|top|main|leading)\s+)?(?:authors|people|researchers)\s+(?:of\s+{PAPERS}\s+)?(?=(?:at|in|from|since|after|before|between|until|during)\s)",
        r"Which authors have papers published ",
    ),
)
