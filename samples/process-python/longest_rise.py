"""Per window: the longest run of rising temperatures."""

from eventedge import measurement, run


def longest_rise(call):
    temperatures = [event["fields"]["temperature"] for event in call["window"]["events"]]
    longest = current = 0
    for before, after in zip(temperatures, temperatures[1:]):
        current = current + 1 if after > before else 0
        longest = max(longest, current)
    return measurement({"rises": longest})


run(longest_rise)
