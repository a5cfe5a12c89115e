"""The words that questions on records are made of, by what they tell; a word of none of these is something else's."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question: ``low`` is in small letters and without a possessive ending."""

    text: str
    low: str
    start: int
    end: int


def words_in(text: str) -> list[Word]:
    """Return the words of ``text`` with their places."""
    return [_word(found) for found in _WORD.finditer(text)]


def _word(found: re.Match[str]) -> Word:
    low = found[0].lower().replace("’", "'")
    return Word(found[0], low if low in CONTRACTED else _POSSESSIVE.sub("", low), found.start(), found.end())


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# "A corpus" is what papers may make; "the corpus", "this library" is the shelf.
_A_CORPUS = (
    r"(?<!\bit\s)(?<!\bthis\s)(?<!\bthat\s)\b(?:an?|any|some|new|their|its|own|another|several|more)\s+(?:[\w-]+\s+)?"
    r"(?:corpus|corpora|collections?|databases?|library|libraries|archives?)\b(?!\s+of\s+(?:papers|articles)\b)"
)
_RESEARCH = (
    r"(?:us(?:e[sd]?|ing)|stud(?:y|ied|ying)|(?:introduc|propos|releas|creat|analy[sz]|explor|examin|evaluat|measur|improv"
    r"|handl|generat|compar|describ|provid)(?:e[sd]?|ing)|(?:present|investigat|address|predict|detect|model|discuss|tackl"
    r"|consider|develop|offer|extract|learn|survey|review|build|focus|deal|work|contribut)(?:e?s|e?d|ing)?(?:\s+(?:on|with|to))?)"
)
# What papers do or are about stands behind these, though it be a word of records: "papers about gender", "which papers
# study citations"; not "papers on the shelf", "presented at ACL".
_NOT_HERE = (
    r"(?!(?:the|this|that|my|your|our|here|file|hand|record|shelf|each|every|it|them|what|which|both|all)\b)"
)
_PAPERS_DO = (
    r"\b(?:papers|studies|works?|articles|publications|ones|those|these|them)\s+(?:(?:that|which|who)\s+)?(?:also\s+)?"
    rf"(?:{_RESEARCH}\s+(?!(?:at|in|by|from|since|before|after|between|during|for|most|the\s+most)\b)"
    r"|(?:look(?:s|ed|ing)?\s+(?:at|into)|talk(?:s|ed|ing)?\s+about|cover(?:s|ing)?|relat(?:ed|ing)\s+to|concerned\s+with)"
    rf"\s+{_NOT_HERE}|(?:are\s+)?(?:about|regarding|concerning)\s+|(?:are\s+)?on\s+{_NOT_HERE})[^\W\d]"
    rf"|\bwhich\s+{_RESEARCH}\s+(?!(?:at|in|by|from|since|before|after|between|during|for|most|the)\b)[^\W\d]"
    r"|\b(?:anything|something|research|literature|evidence|written|known|done)\s+(?:on|about|regarding)\s+"
    rf"{_NOT_HERE}[^\W\d]"
)
# "Which papers summarise several documents?": whatever papers do to something, though all the words be of records. Of
# themselves they are, have, come, appear; and "list the most authors", "name no venue" speaks of their records, too.
_OF_THEMSELVES = (
    r"(?:is|are|was|were|be|been|ha[sd]|have|having|do|does|did|can|could|will|would|shall|should|may|might|must|there|i|you|we"
    r"|they|he|she|it|by|from|in|on|at|of|with|without|to|for|since|until|before|after|between|about|as|per|over|under|not"
    r"|never|only|both|here|most|least|more|fewer|less|than|and|or|but|written|come|comes|came|appears?|lacks?|miss|misses"
    r"|belongs?|exists?|remains?|dates?|stems?|originates?|predates?|carr(?:y|ies)|records?|boasts?|don't|doesn't|didn't"
    r"|(?!(?:need|embed|feed|bring)\b)\w+(?:ed|ing)|each|every|all|per|this|that|who|whose|where|when|which|what|how)"
)
_DEGREE = (
    r"(?:(?:the\s+)?(?:most|more|fewest|fewer|least|less|longest|shortest|highest|lowest|largest|smallest)|no|neither|only|just"
    r"|exactly|one|two|three|four|five|six|seven|eight|nine|ten|an?\s+(?:single|year|date|venue|journal|author|abstract)"
    r"|authors?|years?|venues?|dates?|up|out|here|twice|together|first|last|number|their)"
)
_DO_TO = (
    r"(?:\b(?:which|what)\s+(?:of\s+(?:the|these|those)\s+)?(?:papers|studies|works?|articles|publications|preprints|ones)"
    r"|\b(?:papers?|studies|works?|articles|publications|ones|those|research|anything|something)\s+(?:that|which))"
    rf"\s+(?:(?:also|can|could)\s+)?(?!{_OF_THEMSELVES}\b)(?:find\s+out|[a-z]+)\s+(?!{_DEGREE}\b)[^\W\d]"
)
OF_RESEARCH = re.compile(rf"(?i){_A_CORPUS}|{_PAPERS_DO}")
DO_TO = re.compile(rf"(?i){_DO_TO}")
CONTRACTED = _set(
    "what's who's where's when's there's that's it's let's isn't aren't wasn't weren't don't doesn't"
    " didn't hasn't haven't hadn't can't couldn't won't wouldn't i'd i'm i've we've you've"
)
PAPERS = _set(
    "paper papers study studies work works article articles publication publications abstracts preprint"
    " preprints entry entries theses thesis report reports everything anything something stuff output"
    " title titles item items record records ones one contribution contributions submission submissions"
    " manuscript manuscripts document documents thing things effort efforts literature nothing pieces"
    " piece bibliography"
)
PEOPLE = _set(
    "author authors researcher researchers people person persons scientist scientists writer writers"
    " scholar scholars everyone everybody names contributor contributors individuals academics team teams"
    " group groups coauthor coauthors co-author co-authors collaborator collaborators authorship byline"
    " bylines"
)
WITH_WHOM = _set(
    "coauthor coauthors co-author co-authors collaborator collaborators collaborated collaborate"
    " collaborates collaboration collaborations co-authored coauthored coworkers co-workers partners"
    " partner"
)
WHO = _set("who whom whose who's")
YEARS = _set("year years date dates annual annually yearly timeline chronology")
WHEN = _set("when when's")
VENUES = _set(
    "venue venues journal journals conference conferences proceedings outlet outlets forum forums meeting"
    " meetings"
)
WHERE = _set("where where's")
PUBLISH = _set(
    "write writes wrote written writing publish publishes published publishing publication author authors"
    " authored coauthored co-authored coauthor co-author co-written co-wrote cowrote cowritten appear"
    " appeared appears appearing come comes came coming out released release printed print presented"
    " present presenting produce produced produces productive contribute contributed contributes"
    " collaborate collaborated collaborates worked involved participated credited listed penned"
    " represented featured feature features shows showed occurs occur occurred accepted issued done made"
    " signed contained included had together jointly joint active put dated down originate originated stem"
    " behind turned participate hosted carried hand saw see sees seen brought yielded boasts submit"
    " submits submitted send sends sent land lands landed place placed places deliver delivered draft"
    " drafted compose composed edit turn turns crop crops pop pops stay edited cooperate cooperated"
    " cooperates cooperating team teamed bring push pushed"
)
# How many, and the most of it.
COUNT = _set(
    "fraction percentage percent proportion portion many number numbers count counts total tally often"
    " frequency frequently amount quantity times share"
)
MOST = _set(
    "most highest top biggest largest maximum max greatest prolific productive frequent common commonest"
    " dominant busiest peak best strongest main leading major favourite favorite popular record-breaking"
)
LEAST = _set("fewest least lowest smallest minimum min rarest worst quietest weakest leanest")
LONG = _set("longest shortest biggest largest smallest")
AVERAGE = _set("average mean median typical typically averages usual usually")
NEWEST = _set("newest latest youngest freshest")
OLDEST = _set("oldest earliest")
PER = _set(
    "per each every by across over breakdown distribution distributed histogram grouped sorted broken spread"
    " evolution growth trend trends"
)
COMPARING = _set(
    "more fewer less than versus vs compared compare comparison comparing against better busier bigger"
    " larger ahead outnumber outnumbers outnumbered exceed exceeds exceeded beat beats higher greater"
    " lower respectively stronger smaller richer"
)
NEGATING = _set(
    "not no never without except excluding exclude excludes excepting nor neither besides minus omitting"
    " omit ignoring skip skipping isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't"
    " lacking lacks nobody none outside"
)
# What says nothing for itself: of asking, of the shelf, of order and degree.
_FRAME = _set(
    "a an the this that these those it its they them their he she his her and or but also as at in on of"
    " for from to into with within among amongst between during since until till after before by about up"
    " any all some both only just exactly even ever already altogether overall please thanks thank hi"
    " hello hey ok okay so then now again i we you me us my our your mine yours ours is are was were be"
    " been being am do does did doing has have having had can could would will shall should may might must"
    " let get gets got give gives given show shows list lists find finds tell tells see look looking want"
    " need know like which what how there here if whether not what's there's that's it's let's i'd i'm"
    " i've we've you've quick quickly quite really actually currently shelf collection library corpus"
    " database bibliography archive holdings folder set pile stack available different distinct unique"
    " separate various several few couple two three four five six seven eight nine ten other others else"
    " same too such own whole entire complete full new recent recently latest last first second third"
    " final next previous one once twice time times ago old older newer earlier later young far long big"
    " large small high low much very kind sort type types way ways hold holds contain contains include"
    " includes including cover covers covered belong belongs exist exists found go goes going went return"
    " returns pull display fetch retrieve search order rank ranked ordered say says said mean means think"
    " interested wondering remind identify enumerate provide select pick choose filter limit restrict"
    " restricted limited back off per information info data known recorded record associated corresponding"
    " respective indexed stored held keep kept wrote'em pls plz cheers right well sure perhaps maybe"
    " roughly approximately least possible when where who under above below beyond period range early late"
    " start started starting begin began end ended someone somebody anyone anybody called inclusive"
    " remains remain left remaining figure figures scholarly academic scientific peer-reviewed area chief"
    " prominent develop develops developed evolve evolves evolved grow grows grew grown change changes changed rise"
    " rises rose risen fall falls fell increase increases increased decrease decreases decreased shrink shrunk"
)
TOPICS = _set("topics themes subjects areas")
# What records of papers can hold elsewhere, and do not here.
UNRECORDED = {
    **dict.fromkeys("cited cites cite citing citation citations h-index impact".split(), "citations"),
    **dict.fromkeys("affiliation affiliations affiliated university universities institution institutions".split(),
                    "affiliations"),
    **dict.fromkeys("institute institutes employer employers lab labs".split(), "affiliations"),
    **dict.fromkeys(("keyword", "keywords", "keyphrase", "keyphrases"), "keywords"),
    **dict.fromkeys(("publisher", "publishers"), "publishers"),
    **dict.fromkeys(("pages", "page", "length"), "numbers of pages"),
    **dict.fromkeys("download downloads downloaded views upvotes upvoted likes stars".split(), "downloads"),
    **dict.fromkeys(("country", "countries", "nationality", "gender", "email", "emails"), "origins"),
    **dict.fromkeys(("editor", "editors", "reviewer", "reviewers"), "editors"),
    **dict.fromkeys(("award", "awards", "prize", "prizes", "award-winning"), "awards"),
}  # fmt: skip
VOCABULARY = (
    _FRAME | PAPERS | PEOPLE | WITH_WHOM | WHO | YEARS | WHEN | VENUES | WHERE | PUBLISH | COUNT | MOST | LEAST
    | LONG | AVERAGE | NEWEST | OLDEST | PER | COMPARING | NEGATING | TOPICS | frozenset(UNRECORDED)
)  # fmt: skip
# What papers do with something that is named.
NAMING = _set(
    "mention mentions mentioned mentioning name names named naming cite cites cited citing use uses used"
    " using refer refers referring reference references discuss discusses discussed contain contains"
    " evaluate evaluates employ employs talk talks"
)
