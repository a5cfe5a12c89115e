"""Greetings, thanks, and questions on the assistant itself, which no paper answers."""

from __future__ import annotations

import re

from assistant.planning.likeness.odds import Meaning, unknown
from assistant.planning.special.kind_odds import kind_odds
from assistant.planning.special.shelf_words import OF_PAPERS

# One of these, and besides only such words and the ones below: "lol ok thanks".
_SOCIAL = frozenset(
    "hi hiya hello hey heya heyy heyyy yo howdy greetings morning evening afternoon night bye goodbye cheerio"
    " ciao thanks thank thx thanx ty tysm ta cheers appreciated lol haha hah hehe sorry oops oopsie apologies"
    " nevermind mind nvm forget great perfect nice cool awesome super brilliant excellent wonderful amazing"
    " lovely fine ok okay okey alright welcome congrats bravo wow yay hooray wait help wrong right stupid merci"
    " splendid useful helpful hm hmm hola bonjour salut hallo buenos buenas dias".split()
)
_BESIDE = frozenset(
    "a an the you u your i am i'm is it it's that that's this was were very much so lot lots again all"
    " everyone there then now never for to and but oh ah um well good day one job work done no"
    " problem worries my bad mistake too really just yes yep yeah got gotcha have later see soon next"
    " time until friend mate buddy assistant bot dear helps helped everything enough needed"
    " wanted exactly of today please quick fast anyway though nothing was after looking what pressed enter"
    " early typo many you're second moment minute hold start begin let's try question questions i've another".split()
)
# Words of questions to the assistant; one that holds no other speaks of nothing else.
_ASKED = frozenset(
    "so and but hey hi hello ok well tell me what what's who how can could do does are r will would is am you u"
    " your i we this thing tool app assistant bot else able supposed made make here good to for at help know with"
    " exactly all day best built trained programmed created behind wrote talking speaking chatting name purpose"
    " job real human robot ai alive chatgpt person machine sure okay there awake ready doing today remember hear"
    " understand use work start ask something a an the may quick question even really please".split()
)
_TO_YOU = frozenset("you u your tool app assistant bot".split())
_ASKING = frozenset(
    ("may i ask", "can i ask", "could i ask", "am i talking", "am i speaking", "am i chatting")
)
# What no paper tells: the time, the day and the weather of this moment.
_NOW = re.compile(
    r"""(?ix)\W*
    (?:(?:so|and|hey|hi|hello|please|(?:can|could)\ you\ tell\ me|tell\ me|do\ you\ know|what['’]?s|what\ is)[\s,!.]+)*
    (?:(?:(?:what|which)\ )?(?:the\ )?(?:time|date|day|weekday|month|year|hour)\ (?:is\ it|do\ we\ have|it\ is|are\ we)
    |(?:the\ )?(?:current\ |exact\ )?(?:time|date|day)(?:\ (?:is\ it|of\ the\ week))?
      (?=\ (?:right\ )?(?:now|today|currently|in)\b|\W*$)
    |(?:today|tomorrow|yesterday)['’]s\ (?:date|weather|news)
    |(?:(?:how|what)\ is\ )?(?:the\ )?weather(?:\ like)?(?:\ forecast)?
      (?=\ (?:today|tomorrow|now|outside|in|like|this)\b|\W*$)
    |(?:is\ it|will\ it|is\ it\ going\ to)\ (?:be\ )?(?:rain|snow|raining|snowing|sunny|cold|hot|warm))
    (?:\ (?:right\ now|now|today|tomorrow|currently|outside|exactly|please|like|here|there|this\ \w+
      |in\ [\w\ ]{2,30}))*\W*"""
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONGEST = 12  # words
# What papers are about, or a coined name.
_CONTENT = re.compile(
    r"(?i:\b(?:(?:work|research|literature|something|anything|everything|stuff|sth|starting\s+points?)\s+(?:on|about|for|with)"
    r"|(?:work|read(?:ing)?|write|writing)\s+(?:up\s+)?on)\b)|\b(?!Chat)[A-Z][a-z]+[A-Z]\w*"
)
_SPEAKERS = frozenset("you your you're u i i'm i've me my we us our".split())
# Tries whether anything answers.
_CALLING = re.compile(
    r"(?i)\W*(?:(?:test(?:ing)?|mic|check)[\s\d,.!]*){2,}|\W*(?:is\s+)?any(?:one|body)\s+(?:home|here|there)\W*"
)
# Wants something of papers, in a word or two: "I want translation", "show me speech please".
_WANTED = re.compile(
    r"(?i)\W*(?:i\s+(?:want|need)|(?:show|give|find|get)\s+me|looking\s+for)\s+(?:some\s+|any\s+)?"
    r"(?!(?:help|to|you|your|a|an|the|it|that|this|more|out)\b)\w+(?:\s+\w+)?(?:\s+please)?\W*"
)
_CLEAR = 2.5  # log-odds from which words that do not look like small talk are
_FEW = 3  # words that may be small talk whatever they are; more must speak of the two who talk, or be social


def is_small_talk(question: str, meaning: Meaning = unknown) -> bool:
    """Tell whether ``question`` greets, thanks, apologises or asks of the assistant, and nothing else.

    Where all its words are of small talk they tell it, else what it means has to.
    """
    if _NOW.fullmatch(question) or _CALLING.fullmatch(question):
        return True
    text = question.lower().replace("’", "'")
    words = set(_WORD.findall(text))
    if words and len(text.split()) <= _LONGEST and not re.search(r"\d", text):
        asks = question.rstrip().endswith("?")
        if words & _SOCIAL and not words - _SOCIAL - _BESIDE and not asks:
            return True
        if words <= _ASKED | _SOCIAL and (words & _TO_YOU or any(each in text for each in _ASKING)):
            return True
        if not asks and words <= _BESIDE:
            return bool(words)
    if OF_PAPERS.search(question) or _CONTENT.search(question):
        return False
    may_be = _may_be(question, words - {"please"})
    if (not may_be and len(words) <= _FEW) or _WANTED.fullmatch(question):
        return False  # keywords
    least = 0.0 if may_be else _CLEAR
    odds = kind_odds("chat", question, meaning)
    return odds is not None and odds > max(kind_odds("shelf", question, meaning) or 0.0, least)


def _may_be(question: str, words: set[str]) -> bool:
    """Tell whether the words may be small talk: telegraphic ones and questions on others are not."""
    if words & _SPEAKERS:
        return True
    if question.rstrip().endswith("?"):
        return len(words) <= _FEW and bool(words & (_SOCIAL | _BESIDE | _ASKED))
    return (
        bool(words & _SOCIAL)
        or (bool(words & _BESIDE) and "all" not in words)
        or question.rstrip().endswith("!")
    )
