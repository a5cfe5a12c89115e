"""Words that researchers use for one another, as stems: "corpus" is found by "dataset", "NMT" by "translation"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from assistant.index.words.bm25 import stems

# One group a line; written by reading abstracts of the field, no shelf in particular.
_GROUPS = """
image picture photo visual vision pixel scan
image ct mri pet x-ray xray radiograph tomography ultrasound microscopy mammogram
medical ct mri pet x-ray xray radiograph tomography ultrasound mammogram scan
video clip footage
audio sound acoustic
speech spoken voice audio asr
dataset corpus corpora benchmark collection resource treebank
survey review overview
llm llms gpt chatgpt
translation nmt mt translating
summarization summary summaries abstractive
multilingual crosslingual languages
medical clinical health biomedical patient radiology medicine healthcare hospital disease physician doctor radiologist
medical cancer tumour tumor lesion diagnosis mri pathology
code programming software program
bias fairness stereotype biased prejudice
hate offensive abusive toxic toxicity harmful
dialogue conversation conversational chat chatbot dialog
rl reinforcement rlhf ppo grpo
distillation distilling distil teacher student
tweets twitter social
misinformation disinformation rumour rumor fake
sentiment opinion emotion
qa question answering
retrieval ranking search retrieving retriever
cheap efficient fast cost latency speed efficiency
robot robotic embodied manipulation
education educational learner teaching classroom
legal law court judicial
quantization quantize pruning compression compress
compress compact shorten shrink condense squeeze
long lengthy extended lengthen
short brief concise
robust robustness noise noisy perturbation adversarial
detect detection identify identification recognition recognize spot
classify classification categorize classifier
generate generation synthesize synthesis
forget forgetting unlearning
child children kid
old elderly older
typo misspelling spelling misspelled
parsing parser syntax syntactic treebank
human people participants annotators crowdworkers
women gender misogyny misogynistic sexism
tokenizer tokenization token vocabulary
subword bpe wordpiece
knowledge ontology wordnet
graph graphs gnn node
reasoning chain-of-thought cot
agent agents agentic multi-agent
hallucination factuality factual faithfulness
privacy private federated
explain explanation interpretability interpretable explainable
augmentation augment synthetic
unlabelled unlabeled unsupervised unannotated
labelled labeled annotated annotation label supervision
few-shot few low-resource
domain domains
diffusion denoising
scientific science scholarly
math mathematical arithmetic
political election propaganda
entity entities ner
relation relations extraction
pretraining pre-trained pretrained
text textual
african swahili yoruba hausa amharic igbo
indian hindi tamil malayalam bengali marathi dravidian kannada telugu
"""


@lru_cache(maxsize=1)
def related() -> Mapping[str, frozenset[str]]:
    """Return stem -> the stems that may stand for it."""
    found: dict[str, set[str]] = {}
    for line in _GROUPS.strip().splitlines():
        group = {stem for word in line.split() for stem in stems(word)}
        for stem in group:
            found.setdefault(stem, set()).update(group - {stem})
    return {stem: frozenset(others) for stem, others in found.items()}
