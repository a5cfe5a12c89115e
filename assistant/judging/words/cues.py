"""Families of predicates that researchers ask for: how a question asks for each, and how a paper states it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FLAGS = re.IGNORECASE | re.VERBOSE
_DATA = r"(?:data\ ?sets?|corpus|corpora|benchmarks?|resources?|treebanks?|test\ (?:sets?|suites?|collections?|data)|memes)"
_MAKE = (
    r"(?:introduc|releas|contribut|creat|build|built|collect|propos|provid|present|construct|annotat|curat|develop"
    r"|offer|compil|publish|assembl)\w*"
)

_PROPOSE = r"(?:propos|introduc|present|offer|contribut|develop|devis|design)\w*"
_METHOD = (
    r"(?:methods?|models?|approach(?:es)?|systems?|techniques?|architectures?|frameworks?|algorithms?|modules?|pipelines?"
    r"|mechanisms?|networks?|transformers?|encoders?|strateg(?:y|ies)|objectives?|paradigms?)"
)


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of predicate: ``asks`` finds it in a question, ``states`` in a sentence of a paper."""

    name: str
    asks: re.Pattern[str]
    states: re.Pattern[str]


def _family(name: str, asks: str, states: str) -> Family:
    return Family(name, re.compile(asks, _FLAGS), re.compile(states, _FLAGS))


FAMILIES = (
    _family(
        "surveys",
        r"\bsurveys?\b|\boverviews?\b|\b(?:literature\ )?reviews?\b(?!\ text)|\btutorials?\b",
        r"\bsurvey(?:s|ed)?\b|\b(?:we|paper|article|systematically)\ (?:\w+ly\ )?review|\breview\ (?:of|the|recent|paper)"
        r"|\ba\ (?:\w+\ ){0,2}(?:review|overview)\b|\boverview\ of\b|\btutorial\b|\bliterature\ review",
    ),
    _family(
        "makes data",
        rf"\b(?:new|{_MAKE})\s(?:\S+\s){{0,5}}?{_DATA}|^\W*(?:\w+\s)?{_DATA}\b|\b{_DATA}\s(?:papers|that|about|of|for|with|built)",
        rf"\b{_MAKE}\s(?:\S+\s){{0,10}}?{_DATA}\b|:\ an?\ (?:\S+\ ){{0,8}}{_DATA}\b|\bnew\ (?:\S+\ ){{0,4}}{_DATA}\b"
        rf"|\b{_DATA}\s(?:\w+\s){{0,4}}(?:is|are|was|were)\s(?:\w+\s)?{_MAKE}|\b(?:our|this)\ (?:\w+\ ){{0,2}}{_DATA}\b",
    ),
    _family(
        "shares",
        r"\b(?:code|data|models?|implementations?|weights|checkpoints|resources?)\b.{0,30}?\b(?:public|available|releas|shar"
        r"|open|download)\w*|\bopen[-\ ](?:source|weight)\w*|\b(?:public|available|shar\w+|releas\w+|open)\b.{0,20}?"
        r"\b(?:code|data|models?)\b|\bgithub\b|\bmade\ available\b"
        r"|\b(?:have|has|comes?\ with|provid\w+|offer\w*)\ (?:no\ |any\ |their\ )?(?:source\ )?code\b(?!-)",
        r"\bgithub\b|\b(?:public|free|open)ly\ (?:\w+\ )?(?:available|released|shared|accessible)|\bopen[-\ ]?sourc\w*"
        r"|https?://|\b(?:code|data|dataset|models?|corpus|resources?|weights|toolkit|software)\b.{0,60}?\b(?:available|released"
        r"|public|shared|accessible)\b|\b(?:we|will)\ (?:\w+\ ){0,2}(?:release|share|publish|make)\b|\bopen[-\ ]weights?\b",
    ),
    _family(
        "proves",
        r"\bproofs?\b|\btheor(?:y|etical\w*|ems?)\b|\bprov(?:e|es|ing|ably)\b|\blemmas?\b|\bmathematical\b|\bguarantees?\b",
        r"\bprov(?:e|es|ed|ing|ably|able)\b|\btheor(?:em|ems|etical|etically|y)\b|\blemma\b|\bguarantees?\b"
        r"|\b(?:upper|lower)\ bounds?\b|\bformal(?:ly)?\b|\bproofs?\b|\bmathematical\w*\b",
    ),
    _family(
        "admits",
        r"\badmit\w*|\blimit(?:s|ations?)\b|\bfall\w*\ short|\bweak\w*\b|\bworse\b|\bnegative\b|\bfail\w*|\bpoor\w*"
        r"|\bnot\ help\b|\b(?:still|well|far)\s(?:\w+\s)?(?:below|behind)\b|\bstruggl\w*|\bno\ better\b|\bshortcomings?\b"
        r"|\bgetting\ worse\b|\bwarn\w*|\bcritici\w*|\bunreliable\b",
        r"\bstruggl\w*|\bfail\w*|\bf(?:all|ell)s?\ short|\blimit(?:s|ations?|ed)\b|\bworse\b|\bpoor\w*|\bbehind\b|\bbelow\b"
        r"|\bdrop\w*|\bdegrad\w*|\bunable\b|\bgap\b|\broom\ for\b|\bnot\ (?:always\ )?(?:improve|help|outperform|reliab\w+)"
        r"|\bunderperform\w*|\bchalleng\w+\ for\b|\bshortcomings?\b|\bweak\w*|\bonly\ \d|\bunreliabl\w+|\bfar\ from\b|\blower\b",
    ),
    _family(
        "outdoes",
        r"\boutperform\w*|\bstate[-\ ]of[-\ ]the[-\ ]art\b|\bSOTA\b|\bbeat\w*|\bbetter\ than\b|\bsurpass\w*|\bfirst\ place\b"
        r"|\bcame\ first\b|\bw[io]n(?:ning)?\b|\bexceed\w*|\bmatch\b|\branked\b|\bplace\ they\ reached\b|\branking\b",
        r"\boutperform\w*|\bstate[-\ ]of[-\ ]the[-\ ]art\b|\bSOTA\b|\bbeat\w*|\bbetter\b|\bsurpass\w*|\bfirst\ place\b"
        r"|\bexceed\w*|\bsuperior\w*|\b(?:ranked?|placed?|ranking)\b|\b\d+(?:st|nd|rd|th)\b|\bw[io]n(?:ning)?\b|\bcomparable\b",
    ),
    _family(
        "compares",
        r"\bcompar\w+|\bversus\b|\bagainst\b|\bcontrast\w*|\bablations?\b",
        r"\bcompar\w+|\bversus\b|\bvs\b|\bcontrast\w*|\bagainst\b|\bablation\w*|\bdifferen(?:t|ces)\b|\bthan\b",
    ),
    _family(
        "evaluates",
        r"\bevaluat\w+|\btest(?:s|ed|ing)?\b|\bmeasur\w+|\bassess\w*|\bexperiments?\b|\bbenchmarking\b|\breport\w*\b",
        r"\bevaluat\w+|\btest(?:s|ed|ing)?\b|\bmeasur\w+|\bassess\w*|\bexperiment\w*|\bbenchmark\w*|\breport\w*\b",
    ),
    _family(
        "asks people",
        r"\bhumans?\b|\bpeople\b|\bparticipants?\b|\bannotators?\b|\bexperts?\b|\binterview\w*|\bcrowd\w*|\bprofessionals?\b",
        r"\bhumans?\b|\bpeople\b|\bparticipants?\b|\bannotat\w+|\bexperts?\b|\binterview\w*|\bcrowd\w*|\buser\ stud\w+"
        r"|\bprofessionals?\b|\bspeakers?\b|\bquestionnaire\w*|\bspecialists?\b|\bphysicians?\b",
    ),
    _family(
        "many languages",
        r"\bmultilingual\b|\bcross-?lingual\w*|\b(?:several|many|multiple|two|three|other)\s(?:\w+\s)?languages\b|\blanguages\b",
        r"\bmulti-?lingual\w*|\bcross-?lingual\w*|\b(?:several|many|multiple|various|two|three|four|five|six|seven|eight|nine|ten"
        r"|diverse|\d+)\s(?:\w+\s){0,2}languages\b|\blanguages\b",
    ),
    _family(
        "argues",
        r"\bposition\b|\bdiscuss\w*|\bopinions?\b|\brecommend\w*|\bargu\w+|\bcritici\w*|\bguidelines?\b",
        r"\bargu\w+|\bdiscuss\w*|\bposition\ paper\b|\brecommend\w*|\bcritici\w*|\bcritique\w*|\bcall\ for\b|\bperspectives?\b"
        r"|\bguidelines?\b|\breflect\w*|\bwe\ believe\b|\badvocat\w+",
    ),
    _family(
        "shared task",
        r"\bshared\ tasks?\b|\bSemEval\b|\bsubmissions?\b|\bentries\b|\bparticipa\w+|\bsystem\ papers\b|\borganisers\b|\borganizers\b",
        r"\bshared\ tasks?\b|\bSemEval\b|\bsubmi\w+|\bour\ team\b|\bparticipa\w+|\branked\b|\bworkshop\b|\bchallenge\b|@",
    ),
    _family(
        "cheap",
        r"\bfast(?:er)?\b|\bcheap\w*|\befficien\w+|\breal[-\ ]time\b|\blow(?:er)?\b.{0,15}\b(?:cost|comput\w+)|\bspeed\w*"
        r"|\bfew(?:er)?\s(?:\w+\s)?(?:steps|tokens|parameters)\b|\breduc\w+|\blightweight\b",
        r"\bfast(?:er)?\b|\bcheap\w*|\befficien\w+|\breal[-\ ]time\b|\bspeed\w*|\blatency\b|\bcosts?\b|\breduc\w+|\baccelerat\w+"
        r"|\blight-?weight\b|\bfewer\b|\bcompress\w*|\boverhead\b|\bmemory\b|\bsmall(?:er)?\b",
    ),
    _family(
        "states a number",
        r"\b(?:stat|giv|report|mention|nam)\w+\b.{0,30}?\b(?:numbers?|counts?|size|scores?|percent\w*|hardware|place)\b"
        r"|\bnumber\ stated\b|\bthousands?\b|\bmore\ than\ \w+\ (?:thousand|hundred|million)|\bhow\ long\b|\bF1\b",
        r"\d",
    ),
    _family(
        "proposes a method",
        rf"\b{_PROPOSE}\b.{{0,40}}?\b{_METHOD}\b|\b(?:new|novel|own)\ (?:\w+\ ){{0,2}}{_METHOD}\b",
        rf"\b(?:we|I|paper|work|study|article|authors)\ (?:\w+\ ){{0,3}}?{_PROPOSE}\ (?:\S+\ ){{0,10}}?{_METHOD}\b"
        rf"|\b(?:we|I|paper|work)\ (?:\w+\ ){{0,2}}?(?:propose|introduce|develop|devise|design)s?\ (?!.{{0,80}}?\b(?:{_DATA[3:-1]}"
        rf"|surveys?|taxonom\w+|tasks?|metrics?|evaluations?)\b)"
        rf"|\b(?:our|the\ proposed|proposed|novel)\ (?:\S+\ ){{0,3}}?{_METHOD}\b|\bwe\ call\b|\bis\ proposed\b",
    ),
    _family(
        "proposes",
        r"\b(?:propos|introduc|present)\w*",
        r"\b(?:propos|introduc|present|develop|devis|design)\w*",
    ),
)

# A paper that is asked for by one of these has to state it.
STRICT = frozenset({"surveys", "shares", "proves", "shared task", "many languages"})
