"""Greetings, thanks, and questions on the assistant itself, which no paper answers."""

from __future__ import annotations

import re

from assistant.planning.patterns import CHAT

# One of these, and besides only such words and the ones below: "lol ok thanks".
_SOCIAL = frozenset(
    "hi hiya hello hey heya heyy heyyy yo howdy greetings morning evening afternoon night bye goodbye cheerio"
    " ciao thanks thank thx thanx ty tysm ta cheers appreciated lol haha hah hehe sorry oops oopsie apologies"
    " nevermind mind nvm forget great perfect nice cool awesome super brilliant excellent wonderful amazing"
    " lovely fine ok okay okey alright welcome congrats bravo wow yay hooray".split()
)
_BESIDE = frozenset(
    "a an the you u your i am i'm is it's it that that's this was were very much so lot lots again all"
    " everyone there then now never mind for to and but oh ah um hm hmm well good day one job work done no"
    " problem worries my bad mistake too really just yes yep yeah right got gotcha have later see soon next"
    " time until friend mate buddy assistant bot dear helpful helps helped useful everything enough needed"
    " wanted exactly of help today please quick fast done anyway though nothing".split()
)
_YOU = re.compile(
    r"""(?ix)\W*(?:(?:so|and|but|hey|hi|hello|ok|well|tell\ me)[\s,!.]+)*(?:
    what\ (?:else\ )?(?:can|could|do|are|will)\ you\ (?:(?:able|supposed|made|here|good)\ (?:to|for|at)\ ?)?
      (?:do|help|know)?
      (?:\ (?:for\ me|exactly|here|with|all\ day|best))*
    |who\ (?:are|made|built|trained|programmed|created|wrote)\ you
    |(?:who|what)\ am\ i\ (?:talking|speaking|writing|chatting)\ (?:to|with)
    |what(?:['’]s|\ is)\ your\ (?:name|purpose|job)
    |(?:are|r)\ (?:you|u)\ (?:an?\ |even\ )?(?:real|human|robot|bot|ai|alive|chatgpt|person|machine|sure|ok(?:ay)?
      |there|awake)
      (?:\ \w+)?
    |(?:can|do|will)\ you\ (?:remember\ me|speak\ \w+|understand\ me|hear\ me)
    |(?:just\ )?(?:wait|hold\ on|(?:wait\ |just\ )?(?:one|a|half\ a)\ (?:second|sec|moment|minute))(?:\ please)?
    |let(?:['’]s|\ us|\ me)\ (?:start|begin|go(?:\ on)?|try(?:\ (?:it|again))?|think)
    |(?:i\ have|i['’]ve(?:\ got)?|i\ got|(?:can|may|could)\ i\ ask(?:\ you)?)\ (?:an?|one|another|some|something)?
      (?:\ ?(?:quick|short|other|more))*(?:\ ?questions?|\ ?thing)?(?:\ for\ you)?
    |(?:good|bad|nice|clever|smart|great|stupid|dumb|silly)\ (?:bot|assistant|machine|job|work|answer|boy|girl)
    |you(?:['’]re|\ are|\ were)\ (?:so\ |very\ |really\ )?(?:wrong|right|great|funny|welcome|useless|kind|helpful|nice
      |good|mistaken)
    |(?:that|this)(?:['’]s|\ is|\ was|\ will\ be)\ (?:all|it|enough|everything)
      (?:\ (?:for\ (?:today|now|me)|from\ me|thanks))*
    |(?:sorry|oops|whoops|my\ bad)[\s,.!]*(?:that\ was\ (?:a\ )?(?:typo|mistake)
      |i\ (?:pressed|hit|typed|sent|clicked)\ (?:enter|that|it|this)
      (?:\ (?:too\ (?:early|soon|fast)|by\ (?:mistake|accident)))?)
    |(?:lovely|great|nice|super|perfect|ok|excellent|wonderful|good|thanks)[\s,!.]+
      (?:that|this|it)(?:['’]s|\ is|\ was)\ (?:exactly\ |just\ )?
      what\ i\ (?:was\ (?:after|looking\ for)|needed|meant|wanted)
    |how\ (?:do|can|should)\ (?:i|we)\ (?:use|talk\ to|work\ with|start\ with)\ (?:you|this(?:\ (?:thing|tool|app))?)
    )\W*"""
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
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_LONGEST = 10  # words


def is_small_talk(question: str) -> bool:
    """Tell whether ``question`` greets, thanks, apologises or asks who it is talking to, and nothing else."""
    words = [word.replace("’", "'") for word in _WORD.findall(question.lower())]
    social = 0 < len(words) <= _LONGEST and not set(words) - _SOCIAL - _BESIDE and bool(_SOCIAL & set(words))
    asks = question.rstrip().endswith("?") and "how are you" not in question.lower()
    return bool(
        CHAT.fullmatch(question)
        or (social and not asks)
        or _YOU.fullmatch(question)
        or _NOW.fullmatch(question)
    )
