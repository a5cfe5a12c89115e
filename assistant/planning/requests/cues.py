"""Cues by which a sentence asks for papers, or for a fact; patterns only, see ``asked`` for their use."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.VERBOSE
# "What datasets did they use": a question on somebody's choice, however the noun reads.
INVERTED = re.compile(
    r"""^(?:(?:do|does|did)\b(?!\s+(?:not|n['’]t|without|well|better|so|badly|away|worse|this)\b)
    |(?:the|they|it|he|she|we)\b
    |(?-i:[A-Z])\S+\s+(?:was|were|is|did|has|uses?|used|needs?|compares?|reports?|reached|evaluates?)\b
    |(?:was|were|is|are|has|have|had|can|could|should|will|would)\s+
     (?:the|these|those|this|that|they|it|he|she|we|i|its|their)\b)
    |^(?:of|for|in|to)\ .*\b(?:did|does|do)\ (?:the|they|these|it|he|she|we)\b""",
    _FLAGS,
)
# Of what was done once, and of what came out best, there is one answer; and so where a second question follows.
ONCE = re.compile(
    r"""^(?:was|were|had)\b(?!\s+(?:\w+ly\s+)?(?:produced|collected|created|built|made|proposed|introduced|released
      |designed|developed|constructed|annotated|published|written|suggested)\b
      |(?:were\s+(?:evaluated|tested|tried|applied|trained)\s+(?:on|to|in|for|with)\s+(?!(?:the|this|that|these|its|it|their)\b)[a-z]))
    | ^(?:came|turned|scored|won|reached|achieved|performed|got|gained|took|ranked|improved|ran|gave|works?\ best
      |has\ the|have\ the|is\ (?:the\ )?(?:best|worst|most|least)|are\ (?:used|compared|the\ (?:best|worst)))\b
    | \bis\ the\ (?:\w+est|most\ \w+|least\ \w+)\b
    | \b(?:best|worst|highest|lowest|fastest|largest|smallest|most\ accurate)\W*$
    | ,?\ and\ (?:how|by\ how|what|which|why|where|when|with\ how|with\ what)\b""",
    _FLAGS,
)
PERFECT = re.compile(
    r"""^(?:has|have)\s+(?:\w+\s+)?(?:been|people|researchers|others|anyone|authors|studies)\b
    | ^(?:exist|are\ (?:there|available|known))\b""",
    _FLAGS,
)
_COINED = r"(?-i:\w*[A-Z]\w*[A-Z])"
_STUDIED = (
    r"(?:investigated|studied|explored|examined|addressed|considered|tried|measured|compared|used|applied|proposed"
    r"|published|shown|done|tested|tackled|discussed|covered)"
)
# "The latest methods", "what has been done on", "what should I cite": asked of the field, not of one paper.
FIELD = re.compile(
    rf"""\b(?:latest|recent|newest|current|cutting[- ]edge|state[- ]of[- ]the[- ]art|existing|effective|promising|known
      |best|main)\s+(?:\w+\s+){{0,2}}?(?:methods|approaches|techniques|research|work|advances|advancements|progress
      |developments|solutions|technologies|breakthroughs|literature|papers|studies|models|systems|algorithms)\b
    | ^what\ (?:have|has|are|do|did)\ (?:others|people|researchers|scholars|practitioners|we\ know)\b
    | ^what\ (?:has|have)\ the\ (?:field|community|literature|research)\b
    | ^what\ .{{3,40}}\ are\ there\ (?:for|on|to|against)\b
    | ^what\ (?:else\ )?(?:is|exists)\ (?:there\ |known\ |out\ there\ )?(?:on|about)\b
    | ^what\ (?:else\ )?(?:has|have)\ (?:\w+\ )?been\ (?:said|written|reported|found|learned|{_STUDIED})\b
    | ^how\ (?:is|are|do|does)\b.*\b(?:usually|typically|commonly|generally|often)\b
    | ^in\ what\ ways?\b
    | ^is\ (?!(?:the|it)\b(?!\ (?:topic|subject|problem|question|idea|issue|area|matter)\ of\b)).*\banywhere\b
    | ^what\ (?:else\ )?(?:would|could|might|may|should|is|will)\ (?:also\ )?(?:be\ )?(?:relevant|useful|helpful
      |of\ (?:interest|use|help)|worth\ (?:reading|citing|a\ look))\ (?:to|for|when|if|on|in)\b
    | ^(?:those|(?:the\ )?ones|these)\ (?:about|on|that|which|who|with|without|using|dealing|concerning|regarding|for)\b
    | ^(?:is|are|was|were)\ (?!(?:the|it|they|this|that|these|those|its|their)\b)(?!{_COINED})[^,]*
      \b(?:discussed|addressed|studied|considered|covered|explored|investigated)\W*$
    | ^(?:has|have)\ (?!{_COINED})(?!(?:the|this|that)\ (?:\w+\ )?(?:model|paper|system|code|data|method|study)\b)
      .*\bbeen\ (?:\w+ly\ )?{_STUDIED}\b
    | ^(?:is|are|was|were|has|have)\ (?!(?:the|it|they|this|that|these|those|its|their|he|she|you)\b)(?!{_COINED})
      [^,]*\bever\ (?:been\ )?\w+(?:ed|n|t)\b
    | ^where\ (?:is|are|was|were|has|have)\ (?!(?:the|it|they|this|that|these|those|its|their)\b)(?!{_COINED})[^,]*
      \b(?:{_STUDIED}|improved(?:\ (?:up)?on)?|surveyed|criticised|questioned)\W*$
    | ^(?:what|which\ \w+|where)\s+(?:should|can|could|to|do)\b(?:\s+(?:i|we|one|you))?
      \s+(?:read|cite|refer\ to|start\ with)\b
    | ^what\ (?:would|do|could|can)\ you\ (?:cite|recommend|suggest|read|know)\b
    | ^(?:what|which)\ (?:kinds?|types?|sorts?|forms?|varieties)\ of\ (?!.*\b(?:the|it|its|they|their|this)\b)[^,]*
      \b(?:exists?|are\ there|(?:have|has)\ been)\b
    | ^(?:for|in|on|to|with|at)\ (?:which|what)\ (?:\w+\ ){{1,3}}(?:has|have|is|are)\ (?!(?:the|it|they|this
    |that|these|those|its
      |their)\b)(?!\w*[A-Z]\w*[A-Z])[^,]*\b(?:been\ )?(?:\w+ly\ )?(?:used|tried|tested|applied|studied
      |evaluated|proposed)\b
    | \bwhat\ (?:should|can|could)\ i\ (?:read|cite)\b | \bfrom\ (?:multiple|several|different)\ perspectives\b""",
    _FLAGS,
)
WITH_PAPERS = re.compile(
    r"""\b(?:with|and|including|from|supporting|provide|give|cite)\b.{0,60}
    \b(?:papers|references|citations|studies|publications)\b""",
    _FLAGS,
)
_RESEARCHERS = (
    r"(?:researchers|people|others|scholars|practitioners|(?:\w+\ )?(?:work|works|research|studies|papers))"
)
HOW = re.compile(
    rf"""^how\ (?:have|has|do|did)\ {_RESEARCHERS}\b
    | ^how\ (?:can|could|might|to)\b(?!\ (?:you|i|it|this|that|they)\b)
    | ^how\ (?:does|do|is|are)\b(?!\ (?:the|these|those|this|that|they|it|its|their|you)\b).*?
      \b(?:improv|enhanc|optimi[sz]|help|benefit|appl(?:y|ied)|impact|influenc|reduc|driv|handle|contribut|affect
      |address|mitigat)""",
    _FLAGS,
)
WHO = re.compile(
    r"""^(?:else\s+|here\s+)*(?:(?:first|already|ever|originally|previously)\s+\w+(?:ed|t|n|ew)\ (?!(?:the|this
      |that|it)\b)
    |(?:has|have|is|are)\s+(?:\w+(?:ed|ing|n)|done|built)\b
    |did\s+(?!(?:the|this|that|it|they|you|he|she|we)\b)
    |(?!(?:is|was|has|does|as)\b)[a-z]+s\b)""",
    _FLAGS,
)
# "Who proposed ...?", "Whose data were used ...?" ask for whom, and not for papers.
INVENTED = re.compile(
    r"^who\s+(?:first\s+|originally\s+)?(?:proposed|introduced|invented|coined|discovered|pioneered)\b"
    r"|^whose\s+(?:\w+\s+){1,2}(?:was|were)\b",
    _FLAGS,
)
WHERE = re.compile(
    r"""^(?:can|could|do|would|might|should)\ (?:i|we|one)\ (?:find|read|see|learn|look)\b
    |^(?:do|have|did)\ (?:people|researchers|others|scholars|practitioners)\b
    | ^(?:has|have)\ .+\ been\b""",
    _FLAGS,
)
# "Are any of them about speech?", "Is any of it on Dutch?": of the papers, whatever else is named.
ANY_OF = re.compile(
    r"""^(?:is|are|was|were|do|does|did|has|have|can|could)\s+(?:any|some|several|most|all|none)(?:thing)?\s+(?:of|in|among)\s+
    (?:it|them|these|those|this|here|(?:the|these|those|this|your|my)\s+(?:\w+\s+)?
      (?:papers|studies|works|articles|publications|abstracts|entries|literature|collection|shelf|library|lot))\b""",
    _FLAGS,
)
ANYBODY = re.compile(r"^(?:(?:any|some|other)(?:one|body|thing)?|people|researchers)\b", _FLAGS)
ANYTHING = re.compile(r"\b(?:any|some|every)thing\b|\bstuff\b", _FLAGS)
# Papers that are not those spoken of already, wherever they stand in the sentence.
SOME_PAPERS = re.compile(
    r"""(?<!\bthe\ )(?<!\bthese\ )(?<!\bthose\ )(?<!\btheir\ )(?<!\byour\ )(?<!\btwo\ )(?<!\bboth\ )\b
    (?:papers|studies|publications|articles|references|citations|literature|pointers|surveys|preprints)\b""",
    _FLAGS,
)
THEY = re.compile(r"\b(?:it|they|he|she|the\ (?:paper|authors|study|model))\b", _FLAGS)
# "Anything on creoles": whatever verb it stands beside.
ON_TOPIC = re.compile(
    r"""\b(?:anything|something|stuff|material|reading|literature)\s+(?:on|about|regarding|concerning)\s
    (?!(?:it|this|that|them|the\ (?:paper|authors|model))\b)""",
    _FLAGS,
)
# "In the distillation paper": one that is known.
ONE_PAPER = re.compile(
    r"""\b(?:in|of|by|from|did|does|was)\ (?:the|this|that)\ (?:[\w-]+\ ){0,3}(?:paper|study|article|thesis)\b
    | \bof\ the\ two\b""",
    _FLAGS,
)
OF_THE = re.compile(r"\b(?:of|in)\ (?:the|its|their|this|these)\b", _FLAGS)
# One of those shown before; what is no noun phrase; and a thing that the asker has in mind.
ORDINALS = frozenset("first second third fourth fifth last former latter other previous next same".split())
CLAUSE = re.compile(
    r"""\b(?:is|are|was|were|does|did|do|has|had|i|you|we|it|how|why|can['’]?t|don['’]?t|didn['’]?t)\b
    |['’](?:s|re|m)\ (?:a|the|what|exactly|not)\b""",
    _FLAGS,
)
THE_ONE = re.compile(r"^(?:the|this|that|your|their|his|her|its|my)\b", _FLAGS)
# A yes or no that is not asked of something known.
YES_NO = re.compile(
    r"^(?:do|does|did|has|have|is|are|can|could)\b(?!\ (?:you|it|they|the|this|that|these|those)\b)", _FLAGS
)
# "I need to cite someone on ...", "what are trends in ...": no noun that can be asked for, yet perhaps papers are.
WISH = re.compile(r"^(?:i|we)(?:['’]d)?\ (?:need|want|would\ like|like|wish|have|must)\b", _FLAGS)
SEVERAL = re.compile(r"^what\ are\ (?!(?:the|its|their|these|those|they)\b)", _FLAGS)
SAY = re.compile(r"^what\ (?:do|does|did|can)\b", _FLAGS)
SAME_PAPERS = re.compile(r"\b(?:these|those|the)\ (?:papers|studies|authors|works)\b", _FLAGS)
# "... are compared in DefSent+?"
IN_A_PAPER = re.compile(
    r"\b(?:in|by|from|of|for)\ (?:the\ )?(?-i:\S*[A-Z0-9]\S*)(?:\s(?:paper|study|experiments))?\W*$", _FLAGS
)
NO_THING = re.compile(r"^(?:an?|any)?\s*(?:differences?|reason|need|way\ to\ (?:use|run))\b", _FLAGS)
# A model that "links the clinical terms" is one that the asker has in mind.
DEFINITE_OBJECT = re.compile(
    r"^(?!never\b|do|no\b)\w+(?:\s+best)?\s+(?:the|his|her|their)\s|^is\ used\b", _FLAGS
)
PLURAL_DOES = re.compile(r"(?:[\w-]+\s+){0,3}?(?P<noun>[a-z-]{4,}(?<!s)s)\s+(?P<verb>[a-z]+)\b")
# Asks for no more than what the sentence before it spoke of: "What is there?", "Any?", "Which are they?".
SUCH = re.compile(
    r"""\W*(?:(?:and|so|but|please|do\ you\ (?:know|have))\s+)*(?:any(?:\ (?:ideas?|pointers?|suggestions?
      |hints?|thoughts|here))?
    |(?:what|which)(?:\ (?:else|ones?|are|is|exists?|there|they|those|these|that|do|does|we|you|i|have|know|here|this|so
     |should|could|can|cite|read|use|look|at))*
    |who\ (?:does|did|do|has\ done|is\ doing)(?:\ (?:that|this|so|it))
    |(?:is|are)\ there\ (?:any|some)(?:thing)?(?:\ here)?|help|where(?:\ (?:are\ they|do\ i\ find\ them)))\W*""",
    _FLAGS,
)
# What a sentence speaks of that may then be asked for.
OF_SOME = re.compile(
    r"""\b(?:papers?|stud(?:y|ies)|work|works|research|literature|references?|citations?|publications?|articles?|evidence|sources)
    \b\s*(?:on|about|of|for|that|which|in|with|where|dealing|showing|by)\b
    |\b(?:reading\ (?:group|list)|survey|review|thesis|dissertation|chapter|seminar|lecture
      |related\ work|essay|tutorial|talk)\ (?:on|about|of|for)\b
    |^(?:(?:i|we)\ (?:heard|read|know|believe|think|guess|saw|remember)\b|there\ (?:is|are|must)\b|(?:a|one
    |some)\ lines?\ of\ work\b)""",
    _FLAGS,
)
# "How many here look at ...": of all papers.
COUNT_HERE = re.compile(
    r"""^(?:here|in\ here|of\ (?:them|these|those|the\ \w+)(?:\ here)?|in\ (?:total|all)|on\ (?:the|this|my)\ shelf)\s+
    (?!are\ there\b|there\b|\W*$)""",
    _FLAGS,
)
# "The alternatives to fixed vocabularies": of the field, not "of the model".
AT_LARGE = re.compile(
    r"""^(?:to|for|against|of|in|on|that|which)\s+(?!.*\b(?:the|this|that|its|their|these|those|it|they)\b)(?!.*[A-Z]\w*[A-Z0-9])""",
    _FLAGS & ~re.IGNORECASE,
)
# What a word means, or a text comes to.
MEANS = re.compile(
    r"^(?:the\ )?(?:definition|meaning|gist|tl;?\s?dr|takeaways?)\ (?:of|for|from)\b|^(?:the\ )?abstract\ of\ the\b",
    _FLAGS,
)
