"""The prompts of prompts/, one Markdown file each, with declared placeholders that are checked when a prompt is loaded.

A file begins with front matter that names its placeholders; a ``# system`` part (not in a follow-up) and
a ``# user`` part come next::

    ---
    placeholders: question, sources
    ---
    # system
    ...
    # user
    {{sources}}
    {{question}}
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from assistant.parts import part_folder

__all__ = ["Prompt", "all_prompts", "fenced", "load", "parse", "prompts_hash"]

_FILE = re.compile(
    r"---\nplaceholders:(?P<names>[^\n]*)\n---\n(?:# system\n(?P<system>.*?)\n)?# user\n(?P<user>.*)",
    re.DOTALL,
)
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
# The tags that mark data in our prompts, and what models are taught to read as tags of their own.
_OURS = "paper|papers|title|abstract|question|data"
_THOUGHTS = "think|thinking|thoughts?|reasoning|reflection|response|tools?|tool_calls?|tool_response"
# Gemma, Llama 2, Mistral, InternLM, Baichuan, Command-R, Nemotron, Seed, GLM, T5.
_TOKEN_WORDS = (
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
    rf"[<＜](?=[{_BAR}]|[\s/]*(?:{_OURS}|{_THOUGHTS})\b|[<＜]?/?(?:{_TOKEN_WORDS})[>＞]|/?[\w▁]{{1,40}}[{_BAR}][>＞])"
    rf"|\[(?=/?(?:{_BRACKETS})\]|[{_BAR}])"
    r"|\](?=~[!b])|[◁](?=/?think)",  # MiniMax, Kimi
    re.IGNORECASE,
)
_ROLES = "human|user|assistant|system|instructions?|response|input|output|question|gpt|bot|model"
# Alpaca and older chat formats begin a turn by a line, Vicuna by a word in capitals within it.
_ROLE_LINE = re.compile(
    rf"(?i:^[ \t]*#{{0,4}}[ \t]*(?:{_ROLES})|\#{{2,4}}[ \t]*(?:{_ROLES}))[ \t]*(?P<colon>[:：])"
    r"|\b(?:USER|ASSISTANT|SYSTEM|HUMAN|GPT4? Correct User|GPT4? Correct Assistant)[ \t]*(?P<other>[:：])",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked prompt; ``render`` fills it."""

    name: str
    placeholders: frozenset[str]
    system: str
    user: str

    def render(self, **values: str) -> tuple[str, str]:
        """Return the (system, user) texts with every placeholder filled.

        Each value is put in once and never looked at again, so a value cannot smuggle in a placeholder.
        Raises ValueError when a value is missing or is not a placeholder of this prompt.
        """
        if values.keys() != self.placeholders:
            raise ValueError(
                f"The prompt {self.name} takes {sorted(self.placeholders)}, but was given {sorted(values)}."
            )
        return _fill(self.system, values), _fill(self.user, values)


@cache
def load(name: str) -> Prompt:
    """Return the prompt of the file ``<name>.md``. Raises ValueError when the file does not hold what it declares."""
    return parse(name, (part_folder("prompts") / f"{name}.md").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Prompt:
    """Make a Prompt of a file's text; its declared placeholders must be exactly those that occur in it."""
    found = _FILE.fullmatch(text)
    if not found:
        raise ValueError(
            f"The prompt {name} must begin with front matter that declares placeholders, "
            "and have a '# user' part, after an optional '# system' part."
        )
    system, user = (found["system"] or "").strip(), found["user"].strip()
    declared = frozenset(part.strip() for part in found["names"].split(",") if part.strip())
    used = frozenset(_PLACEHOLDER.findall(system + user))
    if declared != used:
        raise ValueError(f"The prompt {name} declares {sorted(declared)} but uses {sorted(used)}.")
    return Prompt(name, declared, system, user)


def all_prompts() -> tuple[Prompt, ...]:
    """Return every prompt, by name."""
    return tuple(load(name) for name in sorted(file.stem for file in part_folder("prompts").glob("*.md")))


@cache
def prompts_hash() -> str:
    """Hash all prompts (12 hex digits): part of an answer's fingerprint."""
    content = [(prompt.name, prompt.system, prompt.user) for prompt in all_prompts()]  # sets have no order
    return hashlib.sha256(repr(content).encode()).hexdigest()[:12]


def _fill(template: str, values: dict[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def fenced(text: str) -> str:
    """Return untrusted text that holds no tag of our prompts and no control token or role line of a chat format."""
    return _ROLE_LINE.sub(lambda found: f"{found[0][:-1]}꞉", _TOKEN.sub("‹", text))
