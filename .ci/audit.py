"""Look packages up in the public list of known faults; say in one sentence when that cannot be reached.

Exit codes: 0 none is known; 1 some are, listed; 2 nothing was looked up.
"""

from __future__ import annotations

import json
import subprocess
import sys


def main(files: list[str]) -> int:
    """Audit the requirements of ``files``, which hold hashes."""
    named = [word for file in files for word in ("--requirement", file)]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json"]
    ran = subprocess.run(
        [*command, "--progress-spinner", "off", *named], capture_output=True, text=True, check=False
    )
    try:
        found = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        why = (ran.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(
            f"audit: nothing was looked up, as the list of known faults could not be reached ({why[:200]}). "
            "Try again with a network.",
            file=sys.stderr,
        )
        return 2
    faulty = [each for each in found if each.get("vulns")]
    for each in faulty:
        for fault in each["vulns"]:
            fixed = ", ".join(fault["fix_versions"]) or "no version yet"
            print(f"{each['name']} {each['version']}: {fault['id']}, mended in {fixed}")
    print(f"{len(found)} packages looked up, {len(faulty)} with known faults")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
