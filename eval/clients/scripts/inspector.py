import json
import os
import pathlib
import subprocess
import sys

CALL = ["--method", "tools/call", "--tool-name"]
given = json.loads(sys.argv[1])
program = pathlib.Path(given["folder"]) / "node_modules" / ".bin" / "mcp-inspector"
header = ["--transport", "http", "--header", f"Authorization: Bearer {given['key']}"]
places = {"HTTP": [given["url"] + "/mcp", *header], "stdio": list(given["stdio"])}
sends_headers = (
    "--header"
    in subprocess.run(
        ["grep", "-rho", "--", "--header", str(program.parent.parent / "@modelcontextprotocol")],
        capture_output=True,
        text=True,
    ).stdout
)
if not sends_headers:
    note = "this version sends no header, and the server wants a key; newer ones need a newer node"
    print(json.dumps({"can": "everything over HTTP", "ok": None, "note": note}), flush=True)
    del places["HTTP"]
for how, place in places.items():
    for can, more, wanted in (
        (f"list tools over {how}", ["--method", "tools/list"], "readOnlyHint"),
        (
            f"ask over {how}",
            [*CALL, "ask_papers", "--tool-arg", "question=How many PET/CT exams were used?"],
            "25,578",
        ),
        (
            f"pass a number over {how}",
            [*CALL, "search_papers", "--tool-arg", "query=bytes", "--tool-arg", "k=2"],
            "byt",
        ),
    ):
        done = subprocess.run(
            [str(program), "--cli", *place, *more], capture_output=True, text=True, env=dict(os.environ)
        )
        ok = done.returncode == 0 and wanted in done.stdout and '"isError": true' not in done.stdout
        note = "" if ok else " ".join((done.stderr or done.stdout).split())[:200]
        print(json.dumps({"can": can, "ok": ok, "note": note}), flush=True)
