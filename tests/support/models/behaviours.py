"""How endpoints behave, one row each: what the server does, and what the reader sees of it (docs/endpoints.md)."""

from __future__ import annotations

from tests.support.fakes import Cut, Empty, Garbage, Html, Raw, Status, Text
from tests.support.models.behaviour import ANSWER, FORM, IDEA, Behaviour, bare, body, events, failing

THINKS = "Only the answer; what the model thought is never shown, cited, parsed or stored"
_TAGGED = {
    "<think> before the answer": f"<think>\n{IDEA}\n</think>\n\n{ANSWER}",
    "<thinking> before the answer": f"<thinking>{IDEA}</thinking>\n{ANSWER}",
    "<reasoning> before the answer": f"<reasoning>{IDEA}</reasoning>\n{ANSWER}",
    "[THINK] before the answer": f"[THINK]{IDEA}[/THINK]{ANSWER}",
    "harmony channels (gpt-oss)": (
        f"<|channel|>analysis<|message|>{IDEA}<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}"
    ),
    "harmony channels without their tokens": f"analysis{IDEA}assistantfinal{ANSWER}",
    "only the closing tag": f"Okay, {IDEA}\n</think>\n\n{ANSWER}",
    "an end token in the text": f"{ANSWER}<|im_end|>",
}
_CONTEXT = "longer than the model reads"
_VLLM = "This model's maximum context length is 4096 tokens. However, you requested 9999 tokens."
BROKE = "broke off"
BEHAVIOURS = (
    *(Behaviour(name, THINKS, (Text(text),), ANSWER) for name, text in _TAGGED.items()),
    Behaviour(
        "only the closing tag, from a model known to think (by its name)", THINKS,
        (Text(f"Papers on code are many.\n{IDEA}\n</think>\n\n{ANSWER}"),), ANSWER,
        settings={"model": "deepseek-r1:7b"},
    ),
    Behaviour("thoughts in reasoning_content", THINKS, (body({"content": ANSWER, "reasoning_content": IDEA}),), ANSWER),
    Behaviour(
        "thoughts in reasoning, streamed", THINKS,
        (events({"reasoning": IDEA}, {"content": ANSWER}),), ANSWER, modes="streamed",
    ),
    Behaviour(
        "content parts of type thinking", THINKS,
        (body({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": IDEA}]},
                           {"type": "text", "text": ANSWER}]}),), ANSWER,
    ),
    Behaviour(
        "a thought that never closes", "The answer of a second request, with room to think",
        (Text(f"<think>{IDEA}"), Text(ANSWER)), ANSWER, chats=2,
    ),
    Behaviour(
        "a thought cut at the limit, beside an empty answer", "The answer of a second request, with room to think",
        (Text("", finish="length", reasoning=IDEA), Text(ANSWER)), ANSWER, chats=2, modes="whole",
    ),
    Behaviour(
        "nothing but thoughts, twice", "The papers' own sentences, and that the model only thought",
        (Text(f"<think>{IDEA}</think>"), Text(f"<think>{IDEA}")), error="only its thoughts", chats=2,
    ),
    Behaviour(
        "finish_reason length", "What came, and that it was cut off", (Text(ANSWER, finish="length"),), ANSWER,
        cached=False
    ),
    Behaviour(
        "finish_reason content_filter", "What came, and that the filter stopped it",
        (Text(ANSWER, finish="content_filter"),), ANSWER, cached=False,
    ),
    Behaviour(
        "content_filter and not a word", "The papers' own sentences, and that the filter held the answer back",
        (Empty("content_filter"),), error="content filter",
    ),
    Behaviour("no finish_reason, but [DONE]", "The answer", (Text(ANSWER, finish=None),), ANSWER),
    Behaviour(
        "no finish_reason, [DONE] in mid-sentence", "What came, and that it was cut off",
        (Text("CuBERT reads", finish=None),), "CuBERT reads", cached=False,
    ),
    Behaviour(
        "neither finish_reason nor [DONE]", "The answer begins anew in the papers' own sentences, and why",
        (events({"content": ANSWER}, finish=None, done=False),), error=BROKE, modes="streamed",
    ),
    Behaviour(
        "the connection breaks in the middle", "The answer begins anew in the papers' own sentences, and why",
        (Cut(3),), error=BROKE, modes="streamed",
    ),
    Behaviour(
        "the connection breaks before the first word", "The answer of a second request",
        (Cut(0), Text(ANSWER)), ANSWER, chats=2, modes="streamed",
    ),
    Behaviour("an empty reply", "The answer of a second request", (Empty(), Text(ANSWER)), ANSWER, chats=2),
    Behaviour("an empty reply, twice", "The papers' own sentences, and why", (Empty(), Empty()), error="empty",
        chats=2),
    Behaviour(
        "an error in a reply with status 200: rate limit", "The server's words, and to wait",
        (bare({"error": {"message": "Slow down, please", "code": 429}}),), error="Slow down, please",
    ),
    Behaviour(
        "an error in a reply with status 200: quota", "The server's words, and to check the plan",
        (bare({"error": {"message": "Buy credits", "type": "insufficient_quota"}}),),
        error="quota is used up: \"Buy credits",
    ),
    Behaviour(
        "an error in a reply with status 200: context length", "The answer from fewer papers",
        (bare({"error": {"message": _VLLM, "code": 400}}),), error=_CONTEXT,
    ),
    Behaviour(
        "an error in a reply with status 200, once", "The answer of a second request",
        (bare({"error": {"message": "Upstream died", "code": 502}}), Text(ANSWER)), ANSWER, chats=2,
    ),
    Behaviour(
        "an error in a reply with status 200, twice", "The server's words",
        (bare({"error": "Upstream died"}),) * 2, error="Upstream died", chats=2,
    ),
    Behaviour(
        "finish_reason error within a choice", "The server's words",
        (body({"content": ""}, "error", error={"message": "Provider is down"}),) * 2, error="Provider is down", chats=2,
    ),
    Behaviour(
        "an error in mid-stream: rate limit", "The answer begins anew in the papers' own sentences; the server's words",
        (failing({"message": "Slow down", "type": "rate_limit_exceeded"}, "CuBERT"),), error="Slow down",
        modes="streamed",
    ),
    Behaviour(
        "an error in mid-stream: context length", "The answer from fewer papers",
        (failing({"message": "too long", "code": "context_length_exceeded"}),), error=_CONTEXT, modes="streamed",
    ),
    Behaviour(
        "an error in mid-stream before the first word", "The answer of a second request",
        (failing({"message": "CUDA died"}), Text(ANSWER)), ANSWER, chats=2, modes="streamed",
    ),
    Behaviour(
        "a web page in place of a reply", "The papers' own sentences, and to check the address",
        (Html(), Html()), error="OPENAI_BASE_URL", chats=2,
    ),
    Behaviour(
        "plain JSON in place of a stream", "The answer", (body({"content": ANSWER}),), ANSWER, modes="streamed"
    ),
    Behaviour(
        "a plain JSON error in place of a stream", "The server's words",
        (bare({"error": {"message": "Slow down", "code": "rate_limit_exceeded"}}),), error="Slow down",
        modes="streamed",
    ),
    Behaviour("JSON of another shape", "The papers' own sentences, and why", (Garbage(), Garbage()),
        error="cannot be read", chats=2),
    Behaviour(
        "content as a list of parts", "The answer",
        (body({"content": [{"type": "text", "text": "CuBERT reads "}, {"type": "text", "text": "code [1]."}]}),),
        ANSWER,
    ),
    Behaviour(
        "pieces that are lists of parts", "The answer",
        (events({"content": [{"type": "text", "text": "CuBERT reads "}]}, {"content": [{"text": "code [1]."}]}),),
        ANSWER,
        modes="streamed",
    ),
    Behaviour(
        "pieces with a role, null or nothing in them", "The answer",
        (events({"role": "assistant", "content": None}, {}, {"content": ""}, {"content": ANSWER}),), ANSWER,
        modes="streamed",
    ),
    Behaviour(
        "comments among the pieces, lines ended by CR LF", "The answer",
        (Raw((b": ping\r\n\r\n", *events({"content": ANSWER}, end="\r\n\r\n").pieces),),), ANSWER, modes="streamed",
    ),
    Behaviour(
        "a first piece without choices", "The answer",
        (Raw((b'data: {"choices": [], "prompt_filter_results": []}\n\n', *events({"content": ANSWER}).pieces)),),
        ANSWER,
        modes="streamed",
    ),
    Behaviour(
        "a stream of nothing but comments", "The papers' own sentences, and that nothing was said in time",
        (Raw((b": ping\n\n",), pause=0.02, forever=True),), error="ASSISTANT_TIMEOUT_S", modes="streamed",
        settings={"timeout_s": 0.5},
    ),
    Behaviour(
        "a stream without end that heeds no limit", "What came until far over the limit, and that it was cut off",
        (Raw(events({"content": "word " * 100}, finish=None, done=False).pieces, forever=True),), text="word word",
        cached=False, modes="streamed",
    ),
    Behaviour(
        "thoughts without end", "The papers' own sentences, and that the model only thought",
        (Raw(events({"reasoning_content": "so " * 5000}, finish=None, done=False).pieces, forever=True),) * 2,
        error="only its thoughts", chats=2, modes="streamed",
    ),
    Behaviour(
        "a gigabyte", "The papers' own sentences, and that the reply was too large",
        (Raw((b" " * 1_000_000,), "application/json", forever=True),), error="larger than 32 MiB", modes="whole",
    ),
    Behaviour(
        "a redirect", "The papers' own sentences, and where the endpoint wanted papers and key to go",
        (Raw((), status=308, headers={"Location": "https://elsewhere.example/v1"}),), error="https://elsewhere.example",
    ),
    Behaviour(
        "no system role", "The answer; the instructions go into the user's message, from then on at once",
        (Status(400, error={"message": "System role not supported"}), Text(ANSWER)), ANSWER, chats=2,
    ),
    Behaviour(
        "roles that must alternate", "The answer; the instructions go into the user's message, from then on at once",
        (Status(400, error={"message": "Conversation roles must alternate user/assistant/user/..."}), Text(ANSWER)),
        ANSWER, chats=2,
    ),
    Behaviour(
        "a prompt too long, told by a code", "The answer from fewer papers",
        (Status(400, error={"message": "no", "code": "context_length_exceeded"}),), error=_CONTEXT,
    ),
    Behaviour(
        "a prompt too long, told in words", "The answer from fewer papers",
        (Status(400, error={"message": _VLLM, "type": "BadRequestError", "code": 400}),), error=_CONTEXT,
    ),
    Behaviour(
        "a prompt too long, told by status 413", "The answer from fewer papers",
        (Status(413, error={"message": "Payload"}),), error=_CONTEXT,
    ),
    Behaviour(
        "status 401", "The papers' own sentences, and to check the key",
        fake={"api_keys": {"another"}}, error="OPENAI_API_KEY", settings={"model": "m", "context_window": 4096},
    ),
    Behaviour(
        "status 404", "The papers' own sentences, and to check model and address",
        (Status(404, error={"message": "no such model"}),), error="ASSISTANT_MODEL",
    ),
    Behaviour("status 429, once", "The answer, a little later", (Status(429), Text(ANSWER)), ANSWER, chats=2),
    Behaviour(
        "status 429 for good", "The server's words, and to wait",
        (Status(429, error={"message": "40 a minute"}),) * 2, error="40 a minute", chats=2,
    ),
    Behaviour(
        "status 429: quota", "The server's words, and to check the plan",
        (Status(429, error={"message": "Add money", "code": "insufficient_quota"}),) * 2, error="Add money", chats=2,
    ),
    Behaviour("status 503, once", "The answer, a little later", (Status(503), Text(ANSWER)), ANSWER, chats=2),
    Behaviour(
        "temperature refused", "The answer; it is left out from then on", fake={"refuse": {"temperature"}},
        replies=(Text(ANSWER),), text=ANSWER, chats=2,
    ),
    Behaviour(
        "stream_options refused without a name", "The answer; what few servers know is left out from then on",
        fake={"refuse": {"stream_options"}, "names_refused": False}, replies=(Text(ANSWER),), text=ANSWER, chats=2,
        modes="streamed",
    ),
    Behaviour(
        "JSON of a given form refused by name", "The answer; a JSON object of any form is asked for from then on",
        fake={"refuse_json": "json_schema"}, replies=(Text(ANSWER),), text=ANSWER, chats=2, modes="whole", json=FORM,
    ),
    Behaviour(
        "JSON of a given form refused without a name",
        "The answer; a JSON object of any form is asked for from then on",
        fake={"refuse_json": "json_schema", "names_refused": False}, replies=(Text(ANSWER),), text=ANSWER, chats=2,
        modes="whole", json=FORM,
    ),
    Behaviour(
        "JSON refused in whatever form", "The answer, read as JSON from plain text from then on",
        fake={"refuse": {"response_format"}}, replies=(Text(ANSWER),), text=ANSWER, chats=3, modes="whole", json=FORM,
    ),
    Behaviour(
        "JSON of a given form that is not heeded", "The answer, read from what comes",
        (Text(f"Sure! {ANSWER}"),), f"Sure! {ANSWER}", modes="whole", json=FORM,
    ),
    Behaviour(
        "an embedding model first in the list of models", "The answer, of the first model that chats",
        (Text(ANSWER),), ANSWER,
        fake={"models": [{"id": "text-embedding-nomic-v1.5"}, {"id": "bge-reranker-v2-m3"}, {"id": "whisper-large-v3"},
                         {"id": "kokoro-tts"}, {"id": "fake-model"}]},
    ),
    Behaviour(
        "a model's modalities told as an object (llama.cpp, OpenRouter)", "The answer", (Text(ANSWER),), ANSWER,
        fake={"models": [{"id": "fake-model", "tags": [], "architecture": {"input_modalities": ["text", "image"]}}]},
    ),
    Behaviour(
        "a model's kind told beside its name", "The answer, of the first model that chats", (Text(ANSWER),), ANSWER,
        fake={"models": [{"id": "a", "type": "embeddings"}, {"id": "b", "type": "rerank"}, {"id": "fake-model",
        "type": "llm"}]},
    ),
)  # fmt: skip
