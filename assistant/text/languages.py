"""Text -> the language it is written in, told by its script or by small words."""

from __future__ import annotations

import re

_SCRIPTS = (
    ("Japanese", re.compile(r"[\u3040-\u30ff]")),
    ("Korean", re.compile(r"[\uac00-\ud7af]")),
    ("Chinese", re.compile(r"[\u4e00-\u9fff]")),
    ("Russian", re.compile(r"[\u0400-\u04ff]")),
    ("Greek", re.compile(r"[\u0370-\u03ff]{2}")),
    ("Arabic", re.compile(r"[\u0600-\u06ff]")),
    ("Hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("Hindi", re.compile(r"[\u0900-\u097f]")),
)
_ENGLISH = frozenset(
    "the which what how does do is are of about papers paper and that with in on for to who when where why did was "
    "were has have any all list show find compare tell me it its as at or by from no not can".split()
)
# Words that no other of these languages has, nor English; two of them are enough, or one of a short question.
_WORDS = {
    "German": "der die das den dem welche welcher welches wie was ist sind und über von mit nicht ein eine einen für "
    "wird viele werden gibt es zu im auf haben hat wer wann warum arbeiten zeige nenne gehen um sich oder keine ohne",
    "French": "le la les des du quels quelles quel quelle que qu est sont et sur avec pas un une pour dans qui "
    "comment pourquoi quand articles traitent utilisent parlent combien montre liste sans ou au aux de ce cette",
    "Spanish": "el la los las del qué que cuál cuáles es son y sobre con no un una para en quién cómo cuándo cuántos "
    "artículos tratan usan utilizan muestra lista sin o de por",
    "Italian": "il lo la gli le dei quali quale che cosa è sono e su con non un una per in chi come quando quanti "
    "articoli trattano usano mostra senza o di del della",
    "Portuguese": "o os dos quais qual que é são e sobre com não um uma para em quem como quando quantos artigos "
    "tratam usam mostre sem ou de do da",
    "Dutch": "de het een welke wat is zijn en over van met niet voor wie hoe wanneer hoeveel artikelen gaan gebruiken "
    "toon zonder of geen",
}
_SETS = {name: frozenset(words.split()) for name, words in _WORDS.items()}
LANGUAGES = ("English", *(name for name, _ in _SCRIPTS), *_WORDS)
_LETTERS = re.compile(r"[^\W\d_]+")
_READ = 300  # characters of a paper that are looked at: enough for some forty words
_SHARE = 0.25  # of a question's letters that must be of a script


def language_of(question: str) -> str:
    """Return the English name of the language of ``question``, "" when it is English or cannot be told."""
    letters = "".join(_LETTERS.findall(question))
    for name, script in _SCRIPTS:
        held = sum(len(found) for found in script.findall(question))
        if letters and held / len(letters) >= _SHARE:
            return name
    words = [word.lower() for word in _LETTERS.findall(question)]
    english = sum(word in _ENGLISH for word in words)
    counts = {name: sum(word in known for word in words) for name, known in _SETS.items()}
    best = max(counts, key=lambda name: counts[name])
    enough = counts[best] >= 2 and counts[best] >= len(words) / 4
    return best if enough and counts[best] > english else ""


def written_in(text: str) -> str:
    """Return the language of a paper's text by its beginning, "" where too little of it is there to tell."""
    beginning = text[:_READ]
    words = beginning.lower().split()
    if beginning.isascii() and sum(word in _ENGLISH for word in words) * 5 >= len(words) >= 5:
        return "English"  # most papers, told without a closer look
    if found := language_of(beginning):
        return found
    return "English" if sum(word in _ENGLISH for word in words) >= 2 else ""
