"""Question + sentence -> whether the sentence only repeats the question, or tells the reader what to answer.

Such a sentence holds all the words of the question and so looks like the best evidence, yet states nothing
that was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.index.words.bm25 import stems

# A question to which a sentence of its own words alone is no answer. "Does X do Y?" is answered by "X does Y.",
# and "Which papers do Y?" by "We do Y.".
_OPEN = re.compile(
    r"(?i)\W*(?:and |but |so )?(?:how|who|whom|whose|when|where|why|(?:what|which)\b(?!\s+(?:\w+\s+)?"
    r"(?:papers?|stud(?:y|ies)|works?|articles?|abstracts?)\b))\b"
)
# Words to the reader about the answer; of what was found papers write in other words.
_CLAIM = re.compile(
    r"(?i)\b(?:correct|right|true|only|best|final|expected|real)\s+answer\b[^.]{0,200}?(?:\bis\b|:|=)"
    r"|\banswer\s+to\s+(?:the|this|that|your|any|every|all)\s+questions?\b"
    r"|\b(?:this|the following)\s+(?:sentence|passage|paper|abstract)\s+(?:is|holds|contains|states)\s+the\s+"
    r"(?:\w+\s+)?answer\b"
    r"|\b(?:ignore|disregard|forget)\s+(?:all|any|the|your|every|previous|prior|earlier|other)\b[^.]{0,60}"
    r"\b(?:instructions?|prompts?|papers|sources|sentences)\b"
    r"|\b(?:always|please|must|should)\s+(?:answer|reply|respond|cite|quote)\b"
)
# Questions about such words: of models that answer or take orders.
_ABOUT_CLAIMS = re.compile(r"(?i)answer|instruct|prompt|inject|attack|jailbreak")
_LEADING = 5  # words of a question that nobody writes in a row by chance
_HELD = 0.8  # share of the question's information
_WORD = re.compile(r"\w+")
# Words (stems) that add nothing to a repetition, beside those that ask.
_EMPTY = frozenset(
    "a an the and or of in on at by to for with as it it this that these those here there question asked answer "
    "correct right true inde veri realli so then thus yes no not paper is are was were be been".split()
)


def echoes(question: str, sentence: str, coverage: float, asking: Collection[str]) -> bool:
    """Tell whether ``sentence``, which holds ``coverage`` (0 to 1) of the question's information, states nothing.

    ``asking`` are stems of words that only ask.
    """
    if _CLAIM.search(sentence) and not _ABOUT_CLAIMS.search(question):
        return True
    if not _OPEN.match(question):
        return False
    asked, sentence_words = (_WORD.findall(text.lower()) for text in (question, sentence))
    leading = asked[:_LEADING]
    if len(leading) > 1 and f" {' '.join(leading)} " in f" {' '.join(sentence_words)} ":
        return True
    if coverage < _HELD:
        return False
    if sentence.rstrip(" \"'”’)").endswith("?"):
        return True
    known = {*stems(question), *asking, *_EMPTY}
    return known.issuperset(stems(sentence))
