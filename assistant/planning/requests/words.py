"""The words of requests: what can be asked for, how it is asked for, and what frames it; words only."""

from __future__ import annotations

# What a reader of papers asks for, by what stands on the shelf itself.
PAPER = frozenset(
    "paper study work article publication preprint survey overview reference citation thesis dissertation submission"
    " abstract tutorial entry monograph manuscript literature-review".split()
)
PAPERS = frozenset(
    "papers studies works articles publications preprints surveys overviews references citations theses"
    " dissertations submissions abstracts tutorials readings entries monographs manuscripts literature-reviews".split()
)
UNCOUNTED = frozenset("work research literature evidence scholarship".split())
# These are papers only where they are asked for outright ("give examples of"), for other things have them too.
TOLD_ONLY = frozenset(
    "example examples source sources review reviews report reports stuff something anything everything nothing"
    " list lists bibliography bibliographies reads pointers leads links things thing critique critiques attempts"
    " efforts".split()
)
# What papers offer: asked for as such, each stands for the paper that has it.
OFFER = frozenset(
    "model method approach technique architecture system framework benchmark dataset corpus resource algorithm tool"
    " strategy solution pipeline toolkit metric library platform protocol way procedure".split()
)
OFFERS = frozenset(
    "models methods approaches techniques architectures systems frameworks benchmarks datasets corpora resources"
    " algorithms tools strategies solutions pipelines toolkits metrics libraries platforms protocols ways procedures"
    " datas ones functions attempts efforts experiments advances advancements developments breakthroughs"
    " improvements technologies networks agents extensions alternatives measures proposals contributions"
    " ideas objectives schemes variants applications tricks remedies theories".split()
)
# Whoever wrote the papers.
PEOPLE = frozenset("authors researchers groups teams participants labs scholars people organisers".split())
# "Summarizers" and "animators" are offers too; of the words that end like them these are not.
NOT_DOERS = frozenset(
    "parameters hyperparameters layers numbers factors errors optimizers answers readers computers users doctors"
    " tracers vectors tensors clusters centers centres others members speakers teachers indicators operators colors"
    " characters letters orders powers markers pointers registers filters kernels triggers papers identifiers"
    " transformers buffers servers writers workers customers players engineers directors sensors neighbors colours"
    " headers chapters years offers scorers tiers towers errors annotators raters reviewers competitors genders"
    " twitters altogethers mothers fathers".split()
)
ONE = frozenset({"one", "ones"})
# Words that end the run of words before a noun.
STOPS = frozenset(
    "of in on at that which who whom whose where is are was were do does did has have had with by for from to not"
    " into than about over under between without within as if when while how what why it they he she we i you its"
    " the a an their will would can could may might must should be been being".split()
)
# What a question on a fact asks for: a figure, a name, a place, a part of one paper.
FACTS = frozenset(
    "rate rates size sizes number numbers score scores accuracy f1 bleu perplexity dimension dimensions parameter"
    " parameters hyperparameters epochs batch optimizer loss backbone vocabulary author authors year venue date"
    " conference journal title abstract code weights checkpoint result results limitations contribution"
    " contributions conclusion conclusions idea meaning name cost price training-data hardware gpu gpus length"
    " duration speed latency precision recall percentage share amount baseline baselines tasks languages summary"
    " finding findings takeaway takeaways gist definition explanation answer difference differences similarity".split()
)
REQUEST_VERBS = (
    "list name find show give identify enumerate provide suggest recommend cite specify mention share send present"
    " display retrieve get fetch collect gather select supply return bring offer compile discover locate tell count"
    " filter read pick search look point direct refer think propose include check need want quote know state"
    " report say dig pull put furnish hand".split()
)
# These are as often the beginning of a subject: "direct preference optimization", "search engines", "point clouds".
ALSO_NOUNS = frozenset(
    "list name find show cite specify share present display supply return tell count filter read pick search look point"
    " direct refer think include check need want quote offer mention report state say".split()
)
FRAME_WORDS = (
    "which what many list name find show give please papers paper studies articles publications surveys literature"
    " research references methods approaches techniques datasets benchmarks provide suggest recommend identify"
    " enumerate there about using".split()
)
# Whoever may have done something, whatever may be there, and those who work in a field; by these a request is told.
ANYBODY = frozenset("anyone anybody someone somebody whoever everyone everybody nobody".split())
ANYTHING = frozenset("anything something everything stuff things whatever material nothing".split())
SCHOLARS = frozenset("people researchers others authors scholars groups teams labs colleagues".split())
# Other words for what stands on a shelf.
SHELVED = frozenset("titles documents texts books sources reads pointers refs items".split())
SHELVED_ONE = frozenset("document source title text book ref item".split())
