#!/usr/bin/env python3
"""Prints the points of EventEdge frames, one JSON object a line.

    read_frame.py FILE...          frame bodies saved to files, compressed or not
    read_frame.py --queue NAME     from RabbitMQ on this machine (needs the pika package)

Only the standard library is needed for files. The format: docs/reference/bus-contract.md.
"""

import gzip
import json
import sys
from datetime import datetime, timedelta, timezone

TICKS_PER_UNIT = {"s": 10_000_000, "ms": 10_000, "us": 10, "100ns": 1}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def decode(body):
    """The frame in a message body."""
    frame = json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
    if frame["format"] != 1:
        raise ValueError(f"format {frame['format']} is not known")
    return frame


def at(column, row, default=None):
    """A column's value: absent is the default, a single entry holds for every row."""
    if column is None:
        return default
    return column[0] if len(column) == 1 else column[row]


def points(frame):
    """Every point of a frame, as a dictionary."""
    for block in frame["series"]:
        unit = TICKS_PER_UNIT[block["time"]["unit"]]
        time, sequence = block["time"]["base"], frame["first_sequence"]
        for row in range(block["count"]):
            time += block["time"]["step"][row]
            sequence += block["sequence"][row]
            length = at(block.get("window"), row)
            yield {
                "node": frame["node"],
                "sequence": sequence,
                "binding": block["binding"],
                "measurement": block["measurement"],
                "time": stamp(time * unit),
                "window_end": None if length is None else stamp((time + length) * unit),
                "tags": {tag["name"]: tag["values"][at(tag.get("index"), row, 0)] for tag in block["tags"]},
                "fields": {f["name"]: at(f["values"], row) for f in block["fields"] if at(f["values"], row) is not None},
                "revision": at(block.get("revision"), row, 0),
                "partial": at(block.get("partial"), row, False),
            }


def stamp(ticks):
    """Ticks of 100 ns since 1970 as ISO 8601."""
    return (EPOCH + timedelta(microseconds=ticks // 10)).isoformat()


def show(body):
    for point in points(decode(body)):
        print(json.dumps(point, ensure_ascii=False), flush=True)


def consume(queue):
    import pika  # only here: files need no package

    channel = pika.BlockingConnection().channel()
    for method, _, body in channel.consume(queue):
        show(body)
        channel.basic_ack(method.delivery_tag)


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--queue":
        consume(sys.argv[2])
    elif len(sys.argv) > 1:
        for name in sys.argv[1:]:
            with open(name, "rb") as file:
                show(file.read())
    else:
        sys.exit(__doc__)
