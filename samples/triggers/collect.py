"""A data collector: what the machine is doing, each time a timer ticks."""

import os
import platform

from eventedge import measurement, run


def collect(call):
    one, five, fifteen = os.getloadavg()
    disk = os.statvfs("/")
    return measurement(
        {
            "load_1m": one,
            "load_5m": five,
            "load_15m": fifteen,
            "disk_free_bytes": disk.f_bavail * disk.f_frsize,
            "missed": call["event"]["fields"]["missed"],
        },
        tags={"host": platform.node()},
    )


run(collect)
