import json
import os
import pathlib
import subprocess
import sys

given = json.loads(sys.argv[1])
folder = pathlib.Path(given["folder"]) / "llm"
folder.mkdir(exist_ok=True)
(folder / "extra-openai-models.yaml").write_text(
    f"- model_id: papers\n  model_name: paper-assistant\n  api_base: {given['url']}/v1\n  api_key_name: papers\n"
)
program = [str(pathlib.Path(sys.executable).parent / "llm"), "-m", "papers", "--key", given["key"]]
environment = {**os.environ, "LLM_USER_PATH": str(folder)}
for can, more in (("prompt, streamed", []), ("prompt, whole", ["--no-stream"]), ("continue", ["-c"])):
    question = "Who wrote it?" if can == "continue" else "How many PET/CT exams were used?"
    done = subprocess.run([*program, *more, question], env=environment, capture_output=True, text=True)
    ok = done.returncode == 0 and (can == "continue" or "25,578" in done.stdout)
    note = "" if ok else (done.stderr or done.stdout)[-150:].strip()
    print(json.dumps({"can": can, "ok": ok, "note": note}), flush=True)
