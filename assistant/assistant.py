"""The facade that apps, the page, the commands and the evaluation use."""

from __future__ import annotations

from assistant.conversation import Conversation
from assistant.facade.papers import PapersPart
from assistant.facade.questions import QuestionPart


class Assistant(QuestionPart, PapersPart):
    """Answers questions about one shelf of papers; one object serves many threads.

    Opening it opens the shelf and, the first time, indexes the bundled papers (``progress`` is told step,
    done, total). Another shelf must be there, or be asked for with ``Settings(create=True)``. With ``rebuild`` the
    index is made anew from the papers on the shelf. With ``background`` opening and adding wait for the words of
    the papers only: a thread embeds many papers meanwhile. ``llm`` and ``embedding`` take LlamaIndex's own classes
    in place of what the settings name, ``retriever`` one that ranks the papers instead (its nodes name a paper in
    ``metadata["paper_id"]``); ``node_postprocessors``, such as a reranker or a filter, have what was retrieved
    before it is read or judged. With ``strict`` a language model that fails raises ModelUnavailable or BadReply (what
    your own class raised is its cause), in place of an answer in the papers' own sentences. A process that was
    forked opens one of its own. ``beside`` is an assistant of another shelf of the same home, open for longer, whose
    language model answers here too, whatever it is at the time.
    Raises SettingsError, PapersError (no such shelf) and IndexUnavailable.
    """

    def conversation(self) -> Conversation:
        """Begin a conversation that remembers its turns."""
        return Conversation(self)
