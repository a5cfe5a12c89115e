import json
import sys

import litellm

given = json.loads(sys.argv[1])
asked = {
    "model": "openai/paper-assistant",
    "api_base": given["url"] + "/v1",
    "api_key": given["key"],
    "messages": [{"role": "user", "content": "How many PET/CT exams were used?"}],
}


def say(can, ok, note=""):
    print(json.dumps({"can": can, "ok": bool(ok), "note": note}), flush=True)


say("completion", "25,578" in litellm.completion(**asked).choices[0].message.content)
pieces = [chunk.choices[0].delta.content or "" for chunk in litellm.completion(**asked, stream=True)]
say("stream", "25,578" in "".join(pieces))
try:
    litellm.completion(**asked, n=2)
    say("refusals by name", False)
except litellm.BadRequestError as error:
    say("refusals by name", "n must be 1" in str(error))
