"""Keep-alive clients in a process of their own, run as a file with nothing but the standard library.

Reads a plan from the first line of its input: `{"port", "clients": [[{"path", "cookie", "form": [[name, value], …]}, …], …]}`. Each client
opens the page of its first task for every account, as a browser would, and takes its token from it. Then it says `ready`, waits for a
line, and the clients post the tasks (or ask for those pages that have no form to post), each the next that is left; prints what came:
`{"answers": [{"ms", "status", "sent", "received", "cost"}], "seconds"}`.
"""

from __future__ import annotations

import http.client
import json
import re
import secrets
import socket
import sys
import threading
import time
import urllib.parse
from collections import deque
from typing import Any

TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')
LENGTH = re.compile(rb"(?i)^content-length: *(\d+)", re.MULTILINE)
COST = re.compile(rb"(?i)^server-timing: *([^\r\n]*)", re.MULTILINE)
CRLF = "\r\n"
SESSION = re.compile(r"(goufu_form=[^;]+)")
BOUNDARY = "----goufu" + secrets.token_hex(8)
PARTS, PAIRS = f"multipart/form-data; boundary={BOUNDARY}", "application/x-www-form-urlencoded"


class Client:
    """One browser on one connection."""

    def __init__(self, port: int, tasks: list[dict[str, Any]]) -> None:
        self.port = port
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

    def prepare(self) -> list[tuple[bytes, int]]:
        """Every request as the bytes that go over the line: what a browser computes is no load of the server's machine."""
        self.connection.close()
        return [self._request(task) for task in self.tasks]

    def _request(self, task: dict[str, Any]) -> tuple[bytes, int]:
        token, cookie = self.tokens[task["cookie"]]
        lines = [f"Host: 127.0.0.1:{self.port}", f"Cookie: {cookie}", "Accept-Encoding: identity"]
        if task["form"] is None:
            return f"GET {task['path']} HTTP/1.1\r\n{CRLF.join(lines)}\r\n\r\n".encode(), 0
        pairs = [("_csrf", token), ("_key", secrets.token_hex(16)), ("_seen", "1"), *map(tuple, task["form"])]
        body = multipart(pairs) if self.in_parts else urllib.parse.urlencode(pairs).encode()
        lines += [f"Content-Type: {PARTS if self.in_parts else PAIRS}", f"Content-Length: {len(body)}"]
        return f"POST {task['path']} HTTP/1.1\r\n{CRLF.join(lines)}\r\n\r\n".encode() + body, len(body)

    def work(self, todo: deque[tuple[bytes, int]]) -> None:
        """Hand in what is next, until nothing is left: a line to a busy process of the server then waits for it alone."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (one := following(todo)) is not None:
                request, sent = one
                begun = time.perf_counter()
                line.sendall(request)
                head, received = answered(line)
                took = (time.perf_counter() - begun) * 1000
                cost = COST.search(head)
                status, said = int(head[9:12]), cost[1].decode() if cost else ""
                self.answers.append({"ms": took, "status": status, "sent": sent, "received": received, "cost": said})


def following(todo: deque[tuple[bytes, int]]) -> tuple[bytes, int] | None:
    """The next request, if any is left; another client may take it between a look and a grasp."""
    try:
        return todo.popleft()
    except IndexError:
        return None


def answered(line: socket.socket) -> tuple[bytes, int]:
    """The head of an answer, and how many bytes came in all. Raises SystemExit where the server hangs up."""
    came = b""
    while (end := came.find(b"\r\n\r\n")) < 0:
        came += _more(line)
    length = LENGTH.search(came[:end])
    whole = end + 4 + (int(length[1]) if length else 0)
    received = len(came)
    while received < whole:
        received += len(_more(line))
    return came[:end], received


def _more(line: socket.socket) -> bytes:
    part = line.recv(65536)
    if not part:
        raise SystemExit("the server hung up")
    return part


def multipart(pairs: list[Any]) -> bytes:
    """A form with files as a browser sends it."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


def main() -> None:
    """Look, wait for the word, work, report."""
    plan = json.loads(sys.stdin.readline())
    clients = [Client(plan["port"], tasks) for tasks in plan["clients"]]
    todo: deque[tuple[bytes, int]] = deque()
    for client in clients:
        client.look()
        todo.extend(client.prepare())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    threads = [threading.Thread(target=client.work, args=(todo,)) for client in clients]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    json.dump({"answers": [one for client in clients for one in client.answers], "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()
