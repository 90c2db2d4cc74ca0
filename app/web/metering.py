"""For the benchmark: each answer tells what it cost this process, in a Server-Timing header."""

from __future__ import annotations

import time

from flask import Flask, Response, g

from app.db import Meter


def tell_cost(flask: Flask, meter: Meter) -> None:
    """Add statements, commits and CPU milliseconds of the request's thread. Exact while requests of one process follow each other."""

    def begin() -> None:
        g.cost = (meter.statements, meter.commits, time.thread_time())

    def answer(response: Response) -> Response:
        statements, commits, cpu = g.cost
        spent = f"cpu;dur={(time.thread_time() - cpu) * 1000:.3f}"
        counts = f'statements;desc="{meter.statements - statements}", commits;desc="{meter.commits - commits}"'
        response.headers["Server-Timing"] = f"{counts}, {spent}"
        return response

    flask.before_request(begin)
    flask.after_request(answer)
