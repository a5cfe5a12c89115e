"""The child process that runs a GGUF model; a program of its own, which imports nothing of this package.

It reads one line of JSON from its standard input, loads the model, and writes one line of JSON: the address
that it serves, or what went wrong. Then it serves until its standard input closes, which the system does
when the parent ends, in whatever way.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from typing import Any

# Linux's prctl: the signal to get when the parent's thread ends.
_PR_SET_PDEATHSIG = 1
# llama.cpp's level of logging: errors and warnings.
_WARNINGS = 2


def main() -> None:
    """Serve the model that the first line of standard input describes."""
    os.umask(0o077)  # what it keeps of papers is for their owner alone
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the library prints belongs in the log
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to act on
    wish = json.loads(sys.stdin.readline())
    _end_with_parent(wish["parent"])
    try:
        server = _serve(wish)
        report = {"url": f"{server.listening_address}/v1"}
    except ImportError as error:
        report = {"missing": str(error)}
    except RuntimeError as error:
        report = {"error": str(error)}
    print(json.dumps(report), file=answers, flush=True)
    if "url" in report:
        sys.stdin.read()
    os._exit(0)  # the library's threads are not waited for


def _end_with_parent(parent: int) -> None:
    """Have Linux end this process with its parent, also while the library is loading and hears nothing else."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we could ask
        os._exit(0)


def _serve(wish: dict[str, Any]) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = wish["path"]
    params.model_alias = {wish["name"]}
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.api_keys = [wish["key"]]
    params.n_ctx, params.n_parallel = wish["context"], 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = wish["threads"]
    params.cache_ram_mib = wish["cache_mib"]
    params.swa_full = True  # some models could not reuse the beginning of a prompt otherwise
    params.slot_save_path = os.path.join(wish["readings"], "")  # it is put before names as it stands
    params.ui, params.verbosity, params.offline = False, _WARNINGS, True
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
