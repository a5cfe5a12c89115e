"""The words that frame a request in free words; words only, see ``peeled`` for their use."""

from __future__ import annotations

from assistant.planning.requests.words import (
    ANYBODY,
    ANYTHING,
    PAPER,
    PAPERS,
    REQUEST_VERBS,
    SCHOLARS,
    SHELVED,
    SHELVED_ONE,
    STOPS,
    UNCOUNTED,
)

# Chatter, who asks and for whom, and what papers do with their subjects.
_CHATTER = frozenset(
    "out before direction back remains off line attribute lack lacks miss misses side ones quick quickly ok"
    " okay hmm hm mm uh um well so oh wait nah nope no yes yeah yep please pls plz asap thanks thank hi hello"
    " hey dear maybe perhaps actually really just simply kindly now then today tomorrow urgently urgent sth"
    " hope listen look sorry right damn bloody hell lol btw anyway honestly basically like think let let's"
    " lets wonder wondering suppose guess start begin stop talking said asked ask told tell surprise impress"
    " odd interesting good nice cool strong strongest best top main key important relevant useful classic few"
    " couple several some any all every each both many much more most other others else another one two three"
    " four five six ten dozen bunch list short brief bibliography picture overview summary rundown slide"
    " holdings patron patrons reader client boss supervisor prof professor reviewer editor colleague friend"
    " student team topic subject question idea kind kinds sort sorts type types lot set pile prepare make keep"
    " keeps going put get got getting give take bring go come comes want wants wanted need needs needed like"
    " likes love enjoy interested interest interesting after looking look looks searching search hunting seek"
    " seeking find finding know knows known heard hear see seen seems remember believe think thought claim"
    " claims doubt talk talks write writing wrote read reading cite citing quote have has had having is are"
    " was were be been being do does did doing done can could would will shall should may might must ought"
    " exist exists existing available here there where which what who whom whose how when why if whether that"
    " this these those it its they them their he she we you i me my mine us our your yours myself a an the"
    " already ever yet still again even at least also too only not and or but about on of in into to for from"
    " with by concerning regarding around toward towards covering touching extend extends deal deals dealing"
    " cover covers mention mentions discuss discusses address addresses treat treats involve involves concern"
    " concerns happen happens say says saying show shows shown work works worked working players people"
    " experts folks scientists prior previous earlier recent latest new novel current related existing"
    " respective published publication year years time library shelf collection corpus database items item"
    " least something somehow someone's paper's use try tried attempt attempted attempts against under file"
    " hold thinking isn't aren't wasn't doesn't don't haven't hasn't can't there's what's who's i'm i'd i've"
    " we're we'd you've gimme understand landscape written covered coming surely direction".split()
)
FRAME = (
    _CHATTER
    | STOPS
    | PAPERS
    | PAPER
    | UNCOUNTED
    | SHELVED
    | SHELVED_ONE
    | ANYBODY
    | ANYTHING
    | SCHOLARS
    | frozenset(REQUEST_VERBS)
)
# After one of these a subject is told by what it does: "somebody who | made embeddings shorter".
DOERS = (
    frozenset("who whoever already actually ever could can scientists folks experts".split())
    | ANYBODY
    | SCHOLARS
)
STILL = frozenset("have has to must be really".split())  # may stand between them and the verb
# Of what frames a subject these may begin it too.
OF_SUBJECT = frozenset("not no without use".split())
PREPOSITIONS = frozenset(
    "on about of in into to for from with by against concerning regarding around".split()
)
# "If I want to save memory": what comes is something to do.
AIMS = frozenset("want wants need like try tried trying attempt attempts doing done".split())
# Words that frame and also begin names: question answering, topic models, claim detection.
ALSO_NAMES = frozenset(
    "question topic claim reading writing search list key text people work time type read set theme subject"
    " evidence source reference citation document paper like interest novel new recent year opinion".split()
)
_LEAST, _MOST_LEFT = 3, 4  # letters of a subject; words peeled from its end
