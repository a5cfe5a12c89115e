import json
import sys

from langchain_openai import ChatOpenAI

given = json.loads(sys.argv[1])
question = "How many PET/CT exams were used?"


def say(can, ok, note=""):
    print(json.dumps({"can": can, "ok": bool(ok), "note": note}), flush=True)


model = ChatOpenAI(
    base_url=given["url"] + "/v1", api_key=given["key"], model="paper-assistant", max_tokens=500
)
say("invoke", "25,578" in model.invoke(question).text)
say("stream", "25,578" in "".join(piece.text for piece in model.stream(question)))
other = ChatOpenAI(
    base_url=given["url"] + "/v1", api_key=given["key"], model="paper-assistant", use_responses_api=True
)
say("invoke by responses", "25,578" in str(other.invoke(question).content))
