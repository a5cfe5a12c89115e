"""Ask a running chat page one question through Gradio's client; fail unless the answer is the right one."""

import os
import sys
import time
import urllib.error
import urllib.request

os.environ |= {"HF_HUB_OFFLINE": "1", "GRADIO_ANALYTICS_ENABLED": "False"}  # ask nobody but the page

from gradio_client import Client

WAIT_S = 300


def main(address: str) -> int:
    begun = time.monotonic()
    while True:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                break
        except (urllib.error.URLError, OSError) as error:
            if time.monotonic() - begun > WAIT_S:
                print(f"the page did not come up within {WAIT_S} s: {error}")
                return 1
            time.sleep(1)
    answer = str(
        Client(address, verbose=False, analytics_enabled=False).predict(
            "How many PET/CT exams were used?", api_name="/chat"
        )
    )
    print(answer[:600])
    return 0 if "25,578" in answer and "[1]" in answer else 1


sys.exit(main(sys.argv[1]))
