"""The columns that readers ask for most, by the names they give them, each with a question that gets good cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.tabulating.values import Column, ColumnType


@dataclass(frozen=True, slots=True)
class Known:
    """The question behind a well-known name; ``cues`` are words of which a sentence that answers holds one.

    With ``strict`` what a model gives is held to them, too. With ``whole`` the value is the sentence: a few words of a
    result say too little.
    """

    question: str
    cues: re.Pattern[str]
    type: ColumnType = "text"
    strict: bool = False
    whole: bool = False

    def speaks(self, text: str | None) -> bool:
        """Tell whether ``text`` holds a cue."""
        return bool(text) and bool(self.cues.search(text or ""))


def _known(
    names: str,
    question: str,
    cues: str,
    type_: ColumnType = "text",
    *,
    strict: bool = False,
    whole: bool = False,
) -> dict[str, Known]:
    known = Known(question, re.compile(rf"\b(?:{cues})", re.IGNORECASE), type_, strict, whole)
    return {name.strip(): known for name in names.split("|")}


_KNOWN: dict[str, Known] = {
    **_known(
        "data set|dataset|data sets|datasets|data|corpus|corpora|training data",
        "On which data set or corpus does it train or test, or which does it introduce?",
        r"data ?sets?|corpus|corpora|benchmarks?|collections?|treebanks?|cohorts?|trained on|evaluated on|tested on",
        strict=True,
    ),
    **_known(
        "sample size|number of participants|participants|n|sample|number of subjects|number of patients",
        "How large is the sample: how many participants, patients, documents or other items were studied?",
        r"participants?|patients?|subjects?|students?|people|adults|children|users|samples|examples|instances|items"
        r"|documents|sentences|papers|files|images|exams|pairs|tweets|posts|questions|articles|utterances"
        r"|recordings|records|reports|scans|respondents|annotators|pages|studies|videos|dialogu?es|queries|notes",
        "number",
        strict=True,
    ),
    **_known(
        "language|languages|human language|natural language",
        "Which human language or languages are the texts or data in?",
        r"languages\b(?! (?:models?|modell?ing))|multilingual|monolingual|bilingual|cross-?lingual"
        r"|English|Chinese|Mandarin|German|French|Spanish"
        r"|Arabic|Hindi|Japanese|Korean|Portuguese|Italian|Russian|Turkish|Dutch|Polish|Czech|Persian|Urdu|Bengali"
        r"|Bangla|Vietnamese|Indonesian|Thai|Hebrew|Greek|Swedish|Danish|Norwegian|Finnish|Ukrainian|Romanian"
        r"|Hungarian|Swahili|Tamil|Telugu|Catalan|Basque|Latin|Sanskrit|Yoruba|Amharic",
        strict=True,
    ),
    **_known(
        "main result|result|results|main finding|finding|findings|main findings|key finding|outcome|conclusion",
        "What is the main result or finding?",
        r"results?\b|we (?:also |further )?(?:find|found|show|observe|demonstrate|achieve|obtain|report|conclude)\b"
        r"|findings|experiments?|outperforms?|outperformed|achiev\w+|surpass\w*|reveal\w*|exceeds?|state[- ]of[- ]the",
        strict=True,
        whole=True,
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
        strict=True,
    ),
    **_known(
        "task|tasks|problem|research question|aim|objective|goal",
        "Which task or problem does the paper work on?",
        r"tasks?|problems?|challeng\w+|aims?|goal|objective|address\w*|tackle\w*|focus\w*|study|studies|investigat\w+"
        r"|explor\w+|examin\w+|we propose|for",
    ),
    **_known(
        "model|models|base model|architecture|language model",
        "Which model or architecture does the paper use or propose?",
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
        strict=True,
        whole=True,
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
        strict=True,
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


def known_for(column: Column) -> Known | None:
    """Return what is known of ``column``, if it asks the question that goes with its name."""
    known = known_column(column.name)
    return known if known and known.question == column.question else None


def known_columns() -> tuple[str, ...]:
    """Return one name for each column that is known, to offer to a reader."""
    first: dict[str, str] = {}
    for name, known in _KNOWN.items():
        first.setdefault(known.question, name)
    return tuple(first.values())


def plain_name(name: str) -> str:
    """Return a name as it is compared: small letters, single spaces, no mark at its end."""
    return " ".join(name.replace("_", " ").casefold().split()).strip(" ?:.")
