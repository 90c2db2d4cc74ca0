"""Keep-alive clients in a process of their own, run as a file with nothing but the standard library.

Reads a plan from the first line of its input: `{"port", "clients": [[{"path", "cookie", "form": [[name, value], …]}, …], …]}`. Each client
opens the page of its first task for every account, as a browser would, and takes its token from it. Then it says `ready`, waits for a
line, posts its tasks one after the other, or asks for those pages that have no form to post, and prints what came back:
`{"answers": [{"ms", "status", "sent", "received", "cost"}], "seconds"}`.
"""

from __future__ import annotations

import http.client
import json
import re
import secrets
import sys
import threading
import time
import urllib.parse
from typing import Any

TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')
SESSION = re.compile(r"(goufu_form=[^;]+)")
BOUNDARY = "----goufu" + secrets.token_hex(8)
PARTS, PAIRS = f"multipart/form-data; boundary={BOUNDARY}", "application/x-www-form-urlencoded"


class Client:
    """One browser on one connection."""

    def __init__(self, port: int, tasks: list[dict[str, Any]]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.tasks = tasks
        self.tokens: dict[str, tuple[str, str]] = {}
        self.in_parts = False
        self.answers: list[dict[str, Any]] = []

    def look(self) -> None:
        """Take a token for each account."""
        for task in self.tasks:
            if task["cookie"] not in self.tokens:
                self.connection.request("GET", task["path"], headers={"Cookie": task["cookie"]})
                response = self.connection.getresponse()
                page = response.read().decode()
                token, session = TOKEN.search(page), SESSION.search("; ".join(response.headers.get_all("Set-Cookie") or []))
                if token is None or session is None:
                    raise SystemExit(f"{task['path']} answered {response.status} without a token: {page[:2000]}")
                self.tokens[task["cookie"]] = (token[1], f"{task['cookie']}; {session[1]}")
                self.in_parts = 'enctype="multipart/form-data"' in page

    def work(self) -> None:
        """Hand in every task."""
        for task in self.tasks:
            token, cookie = self.tokens[task["cookie"]]
            if task["form"] is None:
                self._ask("GET", task["path"], b"", {"Cookie": cookie})
            else:
                pairs = [("_csrf", token), ("_key", secrets.token_hex(16)), ("_seen", "1"), *map(tuple, task["form"])]
                body = multipart(pairs) if self.in_parts else urllib.parse.urlencode(pairs).encode()
                self._ask("POST", task["path"], body, {"Cookie": cookie, "Content-Type": PARTS if self.in_parts else PAIRS})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        took = (time.perf_counter() - begun) * 1000
        received = len(answer) + sum(len(name) + len(value) + 4 for name, value in response.getheaders())
        cost = response.headers.get("Server-Timing", "")
        self.answers.append({"ms": took, "status": response.status, "sent": len(body), "received": received, "cost": cost})


def multipart(pairs: list[Any]) -> bytes:
    """A form with files as a browser sends it."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


def main() -> None:
    """Look, wait for the word, work, report."""
    plan = json.loads(sys.stdin.readline())
    clients = [Client(plan["port"], tasks) for tasks in plan["clients"]]
    for client in clients:
        client.look()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    threads = [threading.Thread(target=client.work) for client in clients]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    json.dump({"answers": [one for client in clients for one in client.answers], "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()
