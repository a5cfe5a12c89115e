"""Forms of English words that a question put to one paper needs: a verb's plain form, a noun's singular, an article."""

from __future__ import annotations

import re

_VERBS = {"has": "have", "does": "do", "goes": "go", "is": "be"}
_NOUNS = {
    "theses": "thesis",
    "corpora": "corpus",
    "studies": "study",
    "libraries": "library",
    "strategies": "strategy",
    "technologies": "technology",
    "entries": "entry",
    "bases": "base",
    "analyses": "analysis",
    "critiques": "critique",
}
_PARTICIPLES = frozenset(
    "been shown built made done found run used known seen given taken written chosen kept left led put set read"
    " drawn grown proven begun become brought taught thought understood hidden broken spoken held won met"
    " sought".split()
)
_PASTS = frozenset(
    "found showed introduced gave took wrote made built ran led brought won began became saw chose held met got".split()
)
# Names of languages and people that keep their capital inside a sentence.
_PROPER = frozenset(
    "english french german chinese japanese korean hindi bengali arabic african indian european vietnamese marathi"
    " turkish hebrew swahili spanish italian russian dutch greek latin polish persian urdu thai indonesian portuguese"
    " dravidian malayalam tamil telugu gaussian bayesian markov wikipedia wiktionary google python java twitter reddit"
    " github wikidata nash hinglish wasserstein shapley fourier dirichlet laplace hilbert boltzmann".split()
)


def plain_verb(verb: str) -> str:
    """Return "work" for "works", "study" for "studies", "process" for "process"."""
    lower = verb.lower()
    if lower in _VERBS:
        return _VERBS[lower]
    if not lower.endswith("s") or lower.endswith(("ss", "us", "is")):
        return verb
    if lower.endswith("ies") and len(lower) > 4:
        return verb[:-3] + "y"
    return verb[:-2] if lower.endswith(("sses", "shes", "ches", "xes", "zes", "oes")) else verb[:-1]


def singular(noun: str) -> str:
    """Return "survey" for "surveys"; a noun in the singular stays."""
    lower = noun.lower()
    if lower in _NOUNS:
        return _NOUNS[lower]
    return noun if not lower.endswith("s") or lower.endswith(("ss", "us", "is")) else noun[:-1]


def with_article(phrase: str) -> str:
    """Return "an overview" for "overview"; acronyms go by the sound of their first letter."""
    first = re.split(r"[\s-]", phrase.strip(), maxsplit=1)[0]
    spelt = len(first) > 1 and first.isupper() and not re.search(r"[AEIOU]", first[1:3])
    vowel = first[:1] in "AEFHILMNORSX" if spelt else first[:1].lower() in "aeio" or _vowel_u(first)
    return f"{'an' if vowel else 'a'} {phrase}"


def _vowel_u(word: str) -> bool:
    return bool(re.match(r"(?i)u(?!ni(?!nt|nf|mp)|se|ti|ser|biq)", word))


def is_participle(word: str) -> bool:
    """Tell whether ``word`` may follow "have" in the perfect: "explored", "shown"."""
    return word.lower() in _PARTICIPLES or (word.lower().endswith("ed") and len(word) > 4)


def is_past(word: str) -> bool:
    """Tell whether a clause's verb is in the past: "proposed"; of words such as "read" it cannot be told."""
    return word.lower() in _PASTS or (
        word.lower().endswith("ed") and word.lower() not in ("need", "embed", "exceed")
    )


def inner(text: str) -> str:
    """Return words that began a sentence as they stand inside one: without the capital, unless it is a name's."""
    first = re.match(r"[A-Z][a-z'’]*(?=[-\s,;:/]|$)", text)
    if not first or first[0].lower() in _PROPER or first[0] == "I":
        return text
    return text[0].lower() + text[1:]
