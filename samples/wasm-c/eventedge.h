/* A function for EventEdge as a WebAssembly module, without any library: include this and write answer(). */
#include <stddef.h>

#define EXPORT(name) __attribute__((export_name(name)))

static char call_text[65536];
static char answer_text[1024];
static size_t answer_size;

/* Writes the answer to the call, which ends with a zero, by the functions below. No answer means no result. */
static void answer(const char *call);

EXPORT("alloc") char *alloc(size_t size) { return size < sizeof call_text ? call_text : NULL; }

EXPORT("invoke") unsigned long long invoke(const char *call, size_t size) {
    call_text[size] = 0;
    answer_size = 0;
    answer(call);
    if (answer_size == 0) return (unsigned long long)(size_t)"null" << 32 | 4;
    return (unsigned long long)(size_t)answer_text << 32 | answer_size;
}

static void put(const char *text) {
    while (*text && answer_size < sizeof answer_text) answer_text[answer_size++] = *text++;
}

/* A number with up to three decimals, below a billion. */
static void put_number(double value) {
    char digits[24], *next = digits + sizeof digits - 1;
    long long thousandths = (long long)(value * 1000 + (value < 0 ? -0.5 : 0.5)), rest = thousandths < 0 ? -thousandths : thousandths;
    int decimals = 3;
    for (*next = 0; decimals > 0 && rest % 10 == 0; decimals--) rest /= 10;
    for (int place = 0; rest > 0 || place <= decimals; place++, rest /= 10) {
        if (place == decimals && decimals > 0) *--next = '.';
        *--next = (char)('0' + rest % 10);
    }
    if (thousandths < 0) put("-");
    put(next);
}

/* Finds "key": and reads the number behind it; 0 when there is none. */
static int get_number(const char *call, const char *key, double *value) {
    for (; *call; call++) {
        const char *at = call, *name = key;
        if (*at++ != '"') continue;
        while (*name && *at == *name) at++, name++;
        if (*name || at[0] != '"' || at[1] != ':') continue;
        double sign = at[2] == '-' ? -1 : 1, scale = 1;
        at += at[2] == '-' ? 3 : 2;
        if (*at < '0' || *at > '9') return 0;
        for (*value = 0; *at >= '0' && *at <= '9'; at++) *value = *value * 10 + (*at - '0');
        if (*at == '.') for (at++; *at >= '0' && *at <= '9'; at++) *value = *value * 10 + (*at - '0'), scale *= 10;
        *value = sign * *value / scale;
        return 1;
    }
    return 0;
}
