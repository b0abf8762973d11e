/* Per event: how far a temperature is above the limit. */
#define _GNU_SOURCE
#include "eventedge.h"

static void answer(const char *call) {
    double temperature, limit = 90;
    get_number(call, "limit", &limit);
    if (!get_number(call, "temperature", &temperature)) {
        put("{\"error\":\"no temperature\"}");
    } else if (temperature > limit) {
        put("{\"fields\":{\"excess\":");
        put_number(temperature - limit);
        put("}}");
    }
}
