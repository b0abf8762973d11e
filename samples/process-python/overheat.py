"""Per event: how far a temperature is above the limit."""

from eventedge import measurement, run


def overheat(call):
    excess = call["event"]["fields"]["temperature"] - call["with"].get("limit", 90)
    return measurement({"excess": excess}) if excess > 0 else None


run(overheat)
