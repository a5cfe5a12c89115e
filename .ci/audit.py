"""Look packages up in the public list of known faults; say in one sentence when that cannot be reached.

Exit codes: 0 none is known; 1 some are, listed; 2 not all could be looked up.
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
        found = []
    unknown = [each["name"] for each in found if "skip_reason" in each]
    if len(unknown) == len(found):
        why = (ran.stderr.strip().splitlines() or ["no reason given"])[-1].partition(":")[0][:100]
        told = "not one package is known there" if found else f"it could not be reached ({why})"
        print(
            f"audit: nothing was looked up in the list of known faults: {told}. Try again with a network.",
            file=sys.stderr,
        )
        return 2
    if unknown:
        print(f"audit: {len(unknown)} are not in the list: {', '.join(unknown)}", file=sys.stderr)
    faulty = [each for each in found if each.get("vulns")]
    for each in faulty:
        for fault in each["vulns"]:
            fixed = ", ".join(fault["fix_versions"]) or "no version yet"
            print(f"{each['name']} {each['version']}: {fault['id']}, mended in {fixed}")
    print(f"{len(found) - len(unknown)} packages looked up, {len(faulty)} with known faults")
    return 1 if faulty else 2 if unknown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
