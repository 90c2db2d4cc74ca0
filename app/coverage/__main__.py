"""`python -m app.coverage`: reads everything for the coverage table while nothing else has to be done, so that the page need not."""

from __future__ import annotations

import os
import signal

from app.coverage.kept import readings

LAST_IN_LINE = 19

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.nice(LAST_IN_LINE)
    readings()
