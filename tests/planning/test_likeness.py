"""Whatever words a reader chooses, a request for papers is one, and a question for a fact is none.

No embedding model runs here: what is told is told by the words that frame a question.
"""

from __future__ import annotations

from assistant.planning.likeness.odds import papers_odds
from assistant.planning.requests.scraps import is_scrap
from assistant.planning.rules import kind_of
from tests.support.each_row import each_row

# By how they ask: politely, by need, for existence, of anybody, by question word, or by a noun phrase alone.
PAPERS = """
Could you provide me studies that look at negation?
Would you mind naming some works on spelling?
Can you suggest, recommend or cite anything on ellipsis?
Please specify research that measures reading time.
I'm looking for approaches to clustering.
We need evidence that bytes suffice.
I could use a few references on calibration.
Is there work that does without parallel data?
Are there data sets for Basque? Are there any corpora?
Anything on irony?
Do any of them use images?
Has anyone studied emoji?
Has the effect of casing been investigated?
Who else works on speech?
Where can I read about parsing?
What work proposed replaced token detection?
What has been done about long inputs?
What methods exist for pruning?
Which summarizers turn dialogue into a graph?
Which datasets were produced by a pipeline?
Which training objectives avoid negatives?
Which one is about job search?
How many systems score below 0.6?
How have researchers dealt with imbalance?
Surveys of dialogue summarization
knowledge distillation without the teacher's logits
Direct preference optimization
Extraction from scientific articles using more than the text of the paper itself
I am new to this. Which papers should I read on agents?
wich papers use graphs
List whatever deals with noise, all of it
Just out of curiosity: which papers measure reading time?
Name one paper that questions perplexity.
""".strip().splitlines()
FACTS = """
What F1 did LLMSeg reach?
Which F1 did LLMSeg reach?
Which GPU was it trained on?
Which classifier was put on top?
Which model reached the best score?
Which model is used as the teacher in the distillation paper?
Which models did the authors compare?
Which of the two theses is about Chinese?
Which languages were left out?
Into which languages was it transferred?
How many annotators labelled the corpus?
How big is the vocabulary?
Why do tokenizers hurt?
Who annotated the data?
Where does the data come from?
Is the data public?
Did they try larger batches?
Could you explain what a lexinvariant model is?
Please tell me which corpus CuBERT was trained on.
Give me a short summary of the paper.
Give me the URL of the code.
Explain matryoshka embeddings.
the learning rate of the encoder
What do the papers say about quantum computing?
What is a hypernetwork?
Tokenizers are slow. The model is wrong.
What are the limitations?
Walk me through the training.
Could you tell me what the dissertation on creoles finds?
Tell me what the thesis about creoles argues.
In plain words, what is masking?
One more thing, was the encoder frozen?
and the third one, what data did it use?
""".strip().splitlines()


@each_row("question", PAPERS)
def test_a_request_for_papers_is_seen(question: str) -> None:
    assert kind_of(question) == "set"


@each_row("question", FACTS)
def test_a_question_for_a_fact_is_not_taken_for_one(question: str) -> None:
    assert kind_of(question) == "lookup"


@each_row(
    ("question", "papers"),
    [
        ("Which papers compare with RoBERTa?", True),
        ("Papers on the Segment Anything models", True),
        ("Extensions of the Segment Anything models to three dimensions", True),
        ("MonoByte", False),
        ("Combien de paramètres a MonoByte ?", False),
        ("MonoByte parameters", False),
        ("training data of CuBERT", False),
        ("Can ZeTT be applied to decoders?", False),
        ("Which paper introduces CuBERT?", False),
    ],
)
def test_a_named_paper_tells_a_fact_from_a_set(question: str, papers: bool) -> None:
    assert (kind_of(question, named=1) == "set") is papers


def test_what_a_request_is_about_does_not_matter() -> None:
    asked = "Put together a reading list on {}."
    assert papers_odds(asked.format("quasicrystal growth"), 0) == papers_odds(
        asked.format("enzyme kinetic"), 0
    )


@each_row(
    ("follow_up", "scrap"),
    [
        ("multilingual ones?", True),
        ("and in Chinese?", True),
        ("training data?", True),
        ("papers on graphs", False),
        ("Which ones use code?", False),
        ("surveys", False),
    ],
)
def test_a_scrap_of_a_follow_up_is_told_from_a_request(follow_up: str, scrap: bool) -> None:
    assert is_scrap(follow_up) is scrap
