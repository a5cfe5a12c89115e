"""``python -m assistant`` is the command ``paper-assistant``."""

from __future__ import annotations

import sys

from assistant.cli.command import main

sys.exit(main())
