import json
import sys

from openai import BadRequestError, OpenAI

given = json.loads(sys.argv[1])
client = OpenAI(base_url=given["url"] + "/v1", api_key=given["key"])
asked = [{"role": "user", "content": "How many PET/CT exams were used?"}]


def say(can, ok, note=""):
    print(json.dumps({"can": can, "ok": bool(ok), "note": note}), flush=True)


say(
    "list and retrieve models",
    client.models.retrieve(client.models.list().data[0].id).id == "paper-assistant",
)
done = client.chat.completions.create(model="paper-assistant", messages=asked)
say("chat, with citations", "25,578" in done.choices[0].message.content and done.answer["citations"])
chunks = list(client.chat.completions.create(model="paper-assistant", messages=asked, stream=True))
say("stream", "25,578" in "".join(chunk.choices[0].delta.content or "" for chunk in chunks))
say(
    "responses",
    "25,578" in client.responses.create(model="paper-assistant", input=asked[0]["content"]).output_text,
)
with client.responses.stream(model="paper-assistant", input=asked[0]["content"]) as stream:
    say("stream of responses", "25,578" in stream.get_final_response().output_text)
limited = client.chat.completions.create(model="paper-assistant", messages=asked, extra_body={"filters": []})
say("fields of our own", limited.answer["status"])
try:
    client.chat.completions.create(model="paper-assistant", messages=asked, n=2)
    say("refusals by name", False)
except BadRequestError as error:
    say("refusals by name", error.param == "n")
