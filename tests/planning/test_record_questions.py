"""Questions that are on records in all their words are read whatever the order of the words."""

from __future__ import annotations

from assistant.planning.conditions.take import conditions_text
from tests.planning.test_record_wordings import asked, turn
from tests.support.each_row import each_row
from tests.test_questions_doc import RECORDS, planned

LISTS = {
    "by 1 author": [
        "papers with one author",
        "Which of these were written alone?",
        "Show me the single-author papers",
        "sole-authored work",
        "which ones were a one-person effort",
        "Is there anything by a lone author?",
        "papers without co-authors",
        "work done by a single researcher",
    ],
    "by 2 authors": ["How many papers have just two authors?", "two-author papers", "written by a pair of authors"],
    "by at least 4 authors": [
        "Which papers have more than three authors?",
        "papers written by at least four people",
        "Papers by teams of four or more",
        "4+ authors",
    ],
    "by at most 2 authors": ["papers with fewer than three authors", "no more than two authors"],
    "by 1 author since 2020": ["solo papers since 2020", "single-author papers from 2020 on"],
    "by 1 author from 2022": ["Any solo papers in 2022?", "2022, written by one person only"],
    "by 1 author at EMNLP": ["Is there anything at EMNLP by a lone author?", "EMNLP papers with a single author"],
    "by Okafor as first author": [
        "papers with Okafor as first author",
        "Which papers were led by Okafor?",
        "papers first-authored by Okafor",
        "Okafor as lead author?",
        "papers in which Okafor is listed first",
        "Which ones have Okafor as the main author?",
    ],
    "by Okafor as last author": [
        "papers with Okafor as last author",
        "Where is Okafor the senior author?",
        "Did Okafor ever come last in the author list?",
        "In which papers is Okafor the last-named author?",
    ],
    "by Savolainen": [
        "What do we have from Savolainen?",
        "how many by Savolainen",
        "anything with Savolainen on it?",
        "I need the publications of Savolainen",
        "Savolainen's output?",
        "I'm looking for everything Savolainen has been an author of",
        "author: Savolainen",
        "Is there anything from Savolainen?",
        "How many publications does Savolainen have ?",
        "How many papers Savolainen has ?",
        "works that list Savolainen as an author",
    ],
    "by savolainen": ["savolainen papers"],
    "at emnlp": ["emnlp papers"],
    "by Rossi and Okafor": [
        "Rossi AND Okafor papers please",
        "Rossi and Okafor together",
        "Which articles did Rossi and Okafor co-author?",
        "how many papers Rossi and Okafor coauthored ?",
        "What papers have been written by both Rossi and Okafor ?",
    ],
    "not by Okafor": [
        "do not have Okafor as an author",
        "papers that are not co-written with Okafor",
        "everything Okafor had no hand in",
        "Papers where Okafor is not among the authors",
        "what did Okafor have nothing to do with?",
    ],
    "not by Okafor not by Rossi": ["How many are neither by Okafor nor by Rossi?"],
    "not by Okafor at EMNLP from 2020": ["what appeared at EMNLP that Okafor had nothing to do with, 2020 only"],
    "by Okafor at ACL": [
        "What has Okafor published at ACL ?",
        "conference: ACL, author: Okafor",
        "How many papers does Okafor have in ACL ?",
        "Which of Okafor's papers appeared at ACL?",
        "Were any of the ACL papers written by Okafor?",
    ],
    "at EMNLP": [
        "EMNLP",
        "what came out of EMNLP",
        "number of papers in EMNLP conference",
        "how many papers does EMNLP have ?",
    ],
    "at EMNLP from 2019": ["EMNLP+2019", "What came out of EMNLP 2019?", "what papers are in the EMNLP of 2019"],
    "after 2022": ["anything newer than 2022?", "post-2022 work", "Does anything postdate 2022?"],
    "before 2011": ["Does anything predate 2011?", "pre-2011 papers", "Papers older than 2011"],
    "since 2022": ["2022 onwards", "papers from 2022 to now", "everything from 2022 and later", "2022+"],
    "from 2010 to 2014": ["first half of the 2010s", "between 2010 and 2014 inclusive, what was published?"],
    "from the 2010s": ["stuff from the 2010s", "what was published during the 2010s?"],
    "from 2016 or 2017": ["publications dated 2016 or 2017", "2016 and 2017"],
    "not from 2023 or 2024": ["Everything except 2023 and 2024"],
    "without a year": ["list entries lacking a publication year", "Which ones don't say when they were published?"],
    "without an author": ["How many records have no author information?", "Show papers whose authors are unknown"],
    "without a venue": ["Are there papers where the venue isn't given?"],
    "with “mirrors” in the title": ["papers with “mirrors” in the title", "titles containing the word mirrors"],
    "with “mirrors” in the title since 2020": ["Which papers have mirrors in their title and came out since 2020?"],
}  # fmt: skip


@each_row(("conditions", "question"), [(told, each) for told, some in LISTS.items() for each in some])
def test_a_list_is_asked_for(conditions: str, question: str) -> None:
    plan = planned(question)
    assert (plan.asks, conditions_text(plan.filters)) == ("list", conditions)


TABLES = {
    "authors ": [
        "who wrote the most papers",
        "Which author shows up most often?",
        "Who's the most represented researcher in this collection?",
        "Top 5 authors by paper count",
        "How many distinct authors are there in total?",
        "Name the researcher who turns up on the largest number of papers.",
        "Who are the ten people with the most papers?",
    ],
    "authors at EMNLP": [
        "Who published most at EMNLP?",
        "Give me everyone who had a paper at EMNLP",
        "who publishes in EMNLP ?",
        "return me the author who has the most number of papers in the EMNLP .",
        "how is the most prolific author in EMNLP ?",
        "Who has published more papers in EMNLP ?",
    ],
    "authors at EMNLP from 2019": ["who had papers at EMNLP 2019 ?", "How many authors published at EMNLP in 2019 ?"],
    "authors-each-20-0 ": ["Which authors have at least 20 papers?", "who has 20 papers or more?"],
    "authors-each-12-12 ": ["Which authors have written exactly 12 papers?"],
    "venues-each-36-0 ": ["List the venues that have at least 36 papers"],
    "years ": [
        "which year has most papers",
        "What was the best year for publications here?",
        "In what year do the publications peak?",
        "give me a timeline: number of papers for every year",
        "Rank years by output",
    ],
    "years-least ": ["which year saw the fewest papers?", "What year has the smallest number of papers, and how many?"],
    "years by Okafor": ["In what year did Okafor publish the most?", "When did Okafor publish ?"],
    "years at EMNLP": ["return me the number of papers published in EMNLP in each year ."],
    "venues ": ["Which journal do we have the most articles from?", "how are the papers distributed over journals"],
    "venues by Okafor": [
        "At which conferences does Okafor publish ?",
        "In what scholarly journals does Okafor publish ?",
        "What conferences does Okafor submit to ?",
        "What journals does Okafor publish most in ?",
    ],
    "venues by Okafor from 2019": ["Where did Okafor publish in 2019"],
    "coauthors by Okafor": [
        "who does Okafor work with ?",
        "who does Okafor collaborate with ?",
        "co-authors of Okafor",
    ],
    "newest by Okafor": [
        "most recent papers by Okafor",
        "When was the last time Okafor published a paper ?",
        "What is Okafor 's latest paper ?",
    ],
    "oldest by Okafor": ["Which is the first paper by Okafor ?", "When was Okafor 's first publication ?"],
    "team-most ": ["which paper has the longest author list?", "largest team on the shelf?"],
    "team-average ": ["How many authors does a paper have on average?", "average number of authors per paper"],
    "topics at EMNLP": ["popular topics at EMNLP", "which topics were most popular at EMNLP"],
    "unrecorded-citations ": ["most cited papers here", "How many citations do these have?"],
    "unrecorded-citations by Okafor": ["who cites Okafor most ?"],
}  # fmt: skip


@each_row(("told", "question"), [(told, each) for told, some in TABLES.items() for each in some])
def test_a_table_or_an_order_is_asked_for(told: str, question: str) -> None:
    plan = planned(question)
    assert f"{plan.asks} {conditions_text(plan.filters)}" == told
    assert plan.kind == "shelf"


SIDES = {
    "at EMNLP / at ACL": [
        "Did EMNLP or ACL publish more?",
        "More EMNLP or more ACL papers?",
        "How many papers at EMNLP compared to ACL?",
        "Number of papers: EMNLP versus ACL",
        "Is EMNLP or ACL better ?",
    ],
    "from 2019 / from 2018": [
        "Are there more papers from 2019 or from 2018?",
        "Was 2019 busier than 2018?",
        "were there fewer papers in 2019 than in 2018",
    ],
    "before 2018 by Okafor / after 2018 by Okafor": ["Did Okafor publish more before 2018 or after 2018?"],
    "by Rossi / by Okafor": [
        "Has Rossi written more than Okafor?",
        "Is Rossi or Okafor better represented?",
        "Who has more papers here, Rossi or Okafor?",
        "compare the number of papers by Rossi with those by Okafor",
    ],
    "by Rossi / by Okafor / by Silva": ["who's got more: Rossi, Okafor or Silva?"],
    "at EMNLP by Okafor / at ACL by Okafor": ["EMNLP or ACL - where did Okafor publish more?"],
    "ImageNet / GSM8K": [
        "Do more papers mention ImageNet than GSM8K?",
        "Is ImageNet mentioned more than GSM8K?",
    ],
}


@each_row(("sides", "question"), [(told, each) for told, some in SIDES.items() for each in some])
def test_two_counts_are_compared(sides: str, question: str) -> None:
    plan = planned(question)
    assert plan.asks == "versus"
    assert (
        " / ".join(side.things[0] if side.things else conditions_text(side.filters) for side in plan.parts)
        == sides
    )


@each_row(
    ("question", "things", "unnamed"),
    [
        ("papers that mention AIME but not GSM8K", "AIME", "GSM8K"),
        ("Which papers use BERT without mentioning RoBERTa?", "BERT", "RoBERTa"),
        ("Which ones name LoRA but never diffusion?", "LoRA", "diffusion"),
        ("Abstracts with GPT-4o in them but no Gemini", "GPT-4o", "Gemini"),
        ("which papers cite CLIP yet never mention ImageNet?", "CLIP", "ImageNet"),
        ("which papers do not mention any LLM", "", "LLM"),
    ],
)
def test_words_are_left_out(question: str, things: str, unnamed: str) -> None:
    plan = planned(question)
    assert (", ".join(plan.things), ", ".join(plan.unnamed)) == (things, unnamed)
    assert plan.asks.startswith(("name", "use"))


@each_row(
    ("question", "asks", "conditions", "topic"),
    [
        ("What has Okafor done about parsing?", "", "by Okafor", "parsing"),
        ("older work (before 2015) on parsing", "", "before 2015", "parsing"),
        ("When did Okafor publish his parsing paper ?", "when", "by Okafor", "parsing"),
        ("What is the paper about parsing from Okafor ?", "", "by Okafor", "parsing"),
        ("I want the co-authors of papers on parsing with Okafor", "who", "by Okafor", "parsing"),
        ("single-author papers on parsing", "", "by 1 author", "parsing"),
        ("who published parsing papers at ACL 2019", "who", "at ACL from 2019", "parsing"),
        ("Show me some recent papers on Language Resources ?", "newest", "", "Language Resources"),
    ],
)
def test_a_topic_is_asked_under_conditions(question: str, asks: str, conditions: str, topic: str) -> None:
    plan = planned(question)
    assert (plan.kind, plan.asks, conditions_text(plan.filters)) == ("set", asks, conditions)
    assert topic in plan.topic


@each_row(
    ("question", "asks"),
    [
        ("How many people wrote the Quiet Anchors for Sentiment Analysis: Study 2 paper?", "author_count"),
        ("Year of Quiet Anchors for Sentiment Analysis: Study 2?", "year"),
        (
            "Quiet Anchors for Sentiment Analysis: Study 2: who wrote it and where did it appear?",
            "authors+venue",
        ),
        ("Was Quiet Anchors for Sentiment Analysis: Study 2 published in 2015?", "year"),
    ],
)
def test_one_paper_is_asked_about_in_other_words(question: str, asks: str) -> None:
    plan = planned(question)
    assert (plan.kind, plan.asks, len(plan.named)) == ("lookup", asks, 1)


@each_row(
    "question",
    [
        "What does Okafor propose?",
        "Which method did Okafor use?",
        "Which papers compare results from 2018 with results from 2020?",
        "Which models were trained before 2020?",
        "How many authors were identified in the authorship attribution corpus?",
        "How many people took part in the study?",
        "Which papers work without a single annotator?",
        "Who was the first to use attention?",
        "Which papers report more than three languages?",
        "Who won the FIFA world cup?",
        "When did World War II end?",
        "When do models fail?",
        "Where is the code?",
        "Are more parameters better?",
        "Which papers have more than one data set?",
        "When was it published?",
    ],
)  # fmt: skip
def test_what_papers_say_is_not_read_from_records(question: str) -> None:
    plan = planned(question)
    assert plan.kind != "shelf"
    assert plan.asks in ("", "year")
    assert not any(one.field in ("year", "author_count") for one in plan.filters)


@each_row(
    ("first", "then", "asks", "conditions"),
    [
        ("How many papers are by Okafor?", "only those at ACL", "list", "by Okafor at ACL"),
        ("Who published at EMNLP in 2018?", "same for ACL", "authors", "from 2018 at ACL"),
        (
            "What did Okafor write before 2018?",
            "and without Rossi",
            "list",
            "by Okafor before 2018 not by Rossi",
        ),
        ("How many EMNLP papers are there?", "How about ACL?", "list", "at ACL"),
        ("Papers at ACL", "drop the ones before 2014", "list", "at ACL since 2014"),
        ("papers by Okafor", "who did she write them with?", "coauthors", "by Okafor"),
        ("papers by Okafor", "and with a single author?", "list", "by Okafor by 1 author"),
    ],
)
def test_a_follow_up_changes_the_conditions(first: str, then: str, asks: str, conditions: str) -> None:
    plan = asked(then, [turn(first)])
    told = " ".join(dict.fromkeys(one.text for one in plan.filters))
    assert (plan.asks, told, plan.within) == (asks, conditions, None)
    assert RECORDS.matching(plan.filters) or "single" in then
