"""Untrusted text -> text that cannot end the data it stands in, nor begin a turn of any common chat format.

A server puts a prompt between the control tokens of its model's format, and most of them read those tokens
in the middle of a text, too. Their first character is exchanged for one that looks like it; of role lines,
which are plain words, the colon.
"""

from __future__ import annotations

import re

# The tags that mark data in our prompts, and what models are taught to read as tags of their own.
_OURS = "paper|papers|title|abstract|question|data"
_THOUGHTS = "think|thinking|thoughts?|reasoning|reflection|response|tools?|tool_calls?|tool_response"
# Gemma, Llama 2, Mistral, InternLM, Baichuan, Command-R, Nemotron, Seed, GLM, T5.
_WORDS = (
    r"(?:start|end)_of_(?:turn|image|audio|role|text)|s|bos|eos|pad|unk|mask|sop|eop|eo[hasutm]|sys|human|user|bot"
    r"|assistant|system|BOS_TOKEN|EOS_TOKEN|PAD_TOKEN|(?:beginning|end)_of_sentence|extra_id_\d+|special_\d+"
    r"|reserved_\d+|unused\d+|seed:\w+|0x[0-9a-f]{2}"
)
# Mistral, Llama 2, GLM; "[|" is EXAONE's.
_BRACKETS = (
    r"INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_(?:CALLS|RESULTS|CONTENT)|THINK|MODEL_SETTINGS|IMG(?:_\w+)?"
    r"|gMASK|sMASK|ARGS|CALL_ID|BEGIN_AUDIO|CONTROL_\d+"
)
_BAR = "|｜"  # ChatML, Llama 3 and 4, Phi, Granite, harmony, GLM, Command-R; the wide one is DeepSeek's
_TOKEN = re.compile(
    rf"[<＜](?=[{_BAR}]|[\s/]*(?:{_OURS}|{_THOUGHTS})\b|[<＜]?/?(?:{_WORDS})[>＞]|/?[\w▁]{{1,40}}[{_BAR}][>＞])"
    rf"|\[(?=/?(?:{_BRACKETS})\]|[{_BAR}])"
    r"|\](?=~[!b])|[◁](?=/?think)",  # MiniMax, Kimi
    re.IGNORECASE,
)
_ROLE = "human|user|assistant|system|instructions?|response|input|output|question|gpt|bot|model"
# Alpaca and older chat formats begin a turn by a line, Vicuna by a word in capitals within it.
_ROLE_LINE = re.compile(
    rf"(?i:^[ \t]*#{{0,4}}[ \t]*(?:{_ROLE})|\#{{2,4}}[ \t]*(?:{_ROLE}))[ \t]*(?P<colon>[:：])"
    r"|\b(?:USER|ASSISTANT|SYSTEM|HUMAN|GPT4? Correct User|GPT4? Correct Assistant)[ \t]*(?P<other>[:：])",
    re.MULTILINE,
)


def fenced(text: str) -> str:
    """Return untrusted text that holds no tag of our prompts and no control token or role line of a chat format."""
    return _ROLE_LINE.sub(lambda found: f"{found[0][:-1]}꞉", _TOKEN.sub("‹", text))
