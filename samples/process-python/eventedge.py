"""Runs a function as a worker of EventEdge. Copy this file beside your function."""

import json
import os
import socket
import sys
import traceback


def run(function):
    """Calls function(call) for every call until EventEdge ends the worker.

    call is a dict; call["event"]["fields"] or call["window"]["events"] hold the data, call["with"] the settings.
    Return None, a measurement or a list of them; measurement() makes one. Raise to have the call tried again and,
    after the last attempt, its event dead-lettered. print() goes to the node's log.
    """
    calls, answer = _socket() if "EVENTEDGE_SOCKET" in os.environ else _lines()
    for call in calls:
        try:
            result = function(json.loads(call))
        except Exception as error:
            traceback.print_exc()
            result = {"error": f"{type(error).__name__}: {error}"}
        answer(json.dumps(result, allow_nan=False).encode())


def measurement(fields, name=None, tags=None, time=None):
    """A result. Without a name, tags or a time it takes those of its binding."""
    given = {"name": name, "tags": tags, "time": time}
    return {"fields": fields, **{key: value for key, value in given.items() if value is not None}}


def _lines():
    """protocol: lines, one document a line on standard input and output."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    return sys.stdin.buffer, lambda body: (answers.write(body + b"\n"), answers.flush())


def _socket():
    """protocol: socket, every document behind its length in four bytes."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(os.environ["EVENTEDGE_SOCKET"])
    stream = connection.makefile("rb")
    calls = (stream.read(int.from_bytes(head, "big")) for head in iter(lambda: stream.read(4), b""))
    return calls, lambda body: connection.sendall(len(body).to_bytes(4, "big") + body)
