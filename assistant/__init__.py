"""Ask a shelf of research papers; every claim carries a citation to the exact sentence.

    from assistant import Assistant

    answer = Assistant().ask("Which papers avoid subword tokenizers?")

Importing this package opens no connection and loads nothing heavy: the public names are listed in ``__init__.pyi``,
and each is loaded when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
