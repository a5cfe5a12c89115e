"""The columns that readers ask for most, by the names they give them, each with a question that gets good cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.tabulating.values import ColumnType


@dataclass(frozen=True, slots=True)
class Known:
    """The question behind a well-known name; ``cues`` are words of which a sentence that answers holds one."""

    question: str
    cues: re.Pattern[str]
    type: ColumnType = "text"


def _known(names: str, question: str, cues: str, type_: ColumnType = "text") -> dict[str, Known]:
    known = Known(question, re.compile(rf"\b(?:{cues})", re.IGNORECASE), type_)
    return {name.strip(): known for name in names.split("|")}


_KNOWN: dict[str, Known] = {
    **_known(
        "data set|dataset|data sets|datasets|data|corpus|corpora|training data",
        "Which data set or corpus does the paper use or introduce (its name, else what it consists of)?",
        r"data ?sets?|corpus|corpora|benchmarks?|collections?|treebanks?|cohorts?|trained on|evaluated on|tested on",
    ),
    **_known(
        "sample size|number of participants|participants|n|sample|number of subjects|number of patients",
        "How large is the sample: how many participants, patients, documents or other items were studied?",
        r"participants?|patients?|subjects?|students?|people|adults|children|users|samples?|examples?|instances|items"
        r"|documents?|sentences?|papers?|files?|images?|exams?|pairs?|tweets?|posts?|questions?|articles?|utterances?"
        r"|recordings?|records|reports?|scans?|respondents?|annotators?|pages|hours|words|tokens|languages",
        "number",
    ),
    **_known(
        "language|languages|human language|natural language",
        "Which human language or languages are the texts or data in?",
        r"languages?|multilingual|monolingual|bilingual|cross-?lingual|English|Chinese|Mandarin|German|French|Spanish"
        r"|Arabic|Hindi|Japanese|Korean|Portuguese|Italian|Russian|Turkish|Dutch|Polish|Czech|Persian|Urdu|Bengali"
        r"|Bangla|Vietnamese|Indonesian|Thai|Hebrew|Greek|Swedish|Danish|Norwegian|Finnish|Ukrainian|Romanian"
        r"|Hungarian|Swahili|Tamil|Telugu|Catalan|Basque|Latin|Sanskrit|Yoruba|Amharic",
    ),
    **_known(
        "main result|result|results|main finding|finding|findings|main findings|key finding|outcome|conclusion",
        "What is the main result or finding?",
        r"results?|find|found|findings|shows?|showed|demonstrates?|outperforms?|achiev\w+|improv\w+|obtain\w*"
        r"|yields?|reach\w*|surpass\w*|reveal\w*|conclude\w*|observe\w*|increases?|reduces?|exceeds?|suggests?",
    ),
    **_known(
        "method|methods|approach|technique|main method",
        "Which method or approach does the paper propose or use?",
        r"propos\w+|introduc\w+|present\w*|develop\w*|methods?|approach\w*|models?|framework|technique|algorithm"
        r"|using|we use|based on|architecture",
    ),
    **_known(
        "metric|metrics|measure|measures|evaluation metric|evaluation metrics|evaluation measure",
        "By which metric or measure is it evaluated?",
        r"accura\w+|F1|F-?scores?|BLEU|ROUGE|METEOR|chrF|COMET|BERTScore|perplexit\w+|precision|recall|AUC|AUROC|mAP"
        r"|MRR|nDCG|Hits@|WER|CER|error rate|kappa|correlation|Pearson|Spearman|exact match|Dice|MSE|RMSE|scores?"
        r"|metrics?|latency|speed-?up|win rate|human evaluation",
    ),
    **_known(
        "task|tasks|problem|research question|aim|objective|goal",
        "Which task or problem does the paper work on?",
        r"tasks?|problems?|challeng\w+|aims?|goal|objective|address\w*|tackle\w*|focus\w*|study|studies|investigat\w+"
        r"|explor\w+|examin\w+|we propose|for",
    ),
    **_known(
        "model|models|base model|architecture|language model",
        "Which model or architecture does the paper use or propose (its name)?",
        r"models?|BERT\w*|GPT\S*|\w*BERT|T5|LLaMA\S*|Transformers?|LSTM|CNN|RNN|network|encoder|decoder|architecture"
        r"|LLMs?|autoencoder",
    ),
    **_known(
        "baseline|baselines|compared with|comparison",
        "What is it compared with (baselines, earlier systems)?",
        r"baselines?|compar\w+|outperform\w*|than|previous|prior|existing|state[- ]of[- ]the[- ]art|versus",
    ),
    **_known(
        "limitation|limitations|weakness|weaknesses",
        "Which limitation of its own work does the paper state?",
        r"limit\w*|however|although|despite|fails?|shortcoming\w*|caveats?|future work|remains?",
    ),
    **_known(
        "domain|field|application|application area",
        "In which domain or field is it applied?",
        r"domains?|field|medic\w+|clinical|biomedical|legal|financ\w+|news|social media|scientific|education\w*"
        r"|health\w*|applications?|code|software",
    ),
    **_known(
        "code|code available|code availability|open source|is code available",
        "Does the abstract say that code, data or models are made available?",
        r"code|available|release\w*|open-?source\w*|publicly|github|https?",
        "yes_no",
    ),
    **_known(
        "study design|design|type of study|study type",
        "What kind of study is it (experiment, survey, review, trial, new resource, ...)?",
        r"study|survey|review|trial|experiments?|meta-analysis|cohort|questionnaire|interviews?|case stud\w+"
        r"|benchmark|data ?set|shared task|randomi[sz]ed",
    ),
}


def known_column(name: str) -> Known | None:
    """Return what is known of a column by its ``name``, in whatever case; None for a name that is not well known."""
    return _KNOWN.get(plain_name(name))


def known_columns() -> tuple[str, ...]:
    """Return one name for each column that is known, to offer to a reader."""
    first: dict[str, str] = {}
    for name, known in _KNOWN.items():
        first.setdefault(known.question, name)
    return tuple(first.values())


def plain_name(name: str) -> str:
    """Return a name as it is compared: small letters, single spaces, no mark at its end."""
    return " ".join(name.replace("_", " ").casefold().split()).strip(" ?:.")
