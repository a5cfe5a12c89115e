import json
import sys

from gradio_client import Client

given = json.loads(sys.argv[1])
client = Client(given["url"], verbose=False)
answer = client.predict("How many PET/CT exams were used?", api_name="/chat")
print(json.dumps({"can": "chat", "ok": "25,578" in answer}), flush=True)
client.predict("Which papers avoid subword tokenizers?", api_name="/chat")
again = client.predict("Of those, which one works on images of text?", api_name="/chat")
print(json.dumps({"can": "follow up", "ok": "Pixel" in again}), flush=True)
