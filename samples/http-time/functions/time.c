/* Answers a request with the time at which the node took it. In UTC alone: the image holds no time zones. */
#define _GNU_SOURCE
#include "eventedge.h"

static void answer(const char *call) {
    const char *zone = find(call, "query.zone"), *received = find(call, "received_at");
    if (!received || (zone && strncmp(zone, "\"UTC\"", 5) != 0)) {
        put("{\"error\":\"the time is known in UTC alone\"}");
        return;
    }

    /* The time of receipt, and not the clock's: the same request has the same answer when a replay repeats it. Its first character is a quote. */
    char seconds[sizeof "2026-01-02T03:04:05"];
    snprintf(seconds, sizeof seconds, "%.*s", (int)sizeof seconds - 1, received + 1);
    put("{\"fields\":{\"time\":\"");
    put(seconds);
    put("+00:00\",\"zone\":\"UTC\"}}");
}
