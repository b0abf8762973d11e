"""Runs a function as a worker of EventEdge: one call and one answer a line, as JSON. Copy this file beside your function."""

import json
import sys
import traceback


def run(function):
    """Calls function(call) for every call until EventEdge ends the worker.

    call is a dict; call["event"]["fields"] or call["window"]["events"] hold the data, call["with"] the settings.
    Return None, a measurement or a list of them; measurement() makes one. Raise to have the call tried again and,
    after the last attempt, its event dead-lettered. print() goes to the node's log.
    """
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        try:
            answer = function(json.loads(line))
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer, allow_nan=False) + "\n")
        answers.flush()


def measurement(fields, name=None, tags=None, time=None):
    """A result. Without a name, tags or a time it takes those of its binding."""
    given = {"name": name, "tags": tags, "time": time}
    return {"fields": fields, **{key: value for key, value in given.items() if value is not None}}
