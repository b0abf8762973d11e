/* A function for EventEdge in a container, without any library: include this and write answer(). It serves one connection at a time. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* A function takes what it needs of this. */
#pragma GCC diagnostic ignored "-Wunused-function"

static char request_text[4 << 20];
static char answer_text[1 << 20];
static size_t answer_size;
static int answer_status = 200;

/* Writes the answer to the call, which ends with a zero, by the functions below. No answer means no result. */
static void answer(const char *call);

static void put(const char *text) {
    size_t size = strlen(text);
    if (size > sizeof answer_text - answer_size) size = sizeof answer_text - answer_size;
    memcpy(answer_text + answer_size, text, size);
    answer_size += size;
}

/* The shortest decimal that reads back as the same number. */
static void put_number(double value) {
    char text[32];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    put(text);
}

/* Where the value of a key begins; NULL when there is none. */
static const char *find(const char *call, const char *key) {
    char name[128];
    snprintf(name, sizeof name, "\"%s\":", key);
    const char *at = strstr(call, name);
    return at ? at + strlen(name) : NULL;
}

/* Finds "key": and reads the number behind it; 0 when there is none. */
static int get_number(const char *call, const char *key, double *value) {
    const char *at = find(call, key);
    char *end;
    if (!at) return 0;
    double read = strtod(at, &end);
    if (end == at) return 0;
    *value = read;
    return 1;
}

static int send_all(int connection, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t sent = write(connection, bytes, size);
        if (sent <= 0) return 0;
        bytes += sent, size -= (size_t)sent;
    }
    return 1;
}

/* Reads one request and answers it; 0 when the connection is over. */
static int serve(int connection) {
    size_t size = 0, body = 0, length = 0;
    while (body == 0 || size < body + length) {
        ssize_t got = size < sizeof request_text - 1 ? read(connection, request_text + size, sizeof request_text - 1 - size) : 0;
        if (got <= 0) return 0;
        request_text[size += (size_t)got] = 0;
        char *end = body == 0 ? strstr(request_text, "\r\n\r\n") : NULL;
        if (!end) continue;
        body = (size_t)(end + 4 - request_text);
        char *header = strcasestr(request_text, "\r\ncontent-length:");
        if (header && header < end) length = strtoul(header + 17, NULL, 10);
    }

    answer_size = 0, answer_status = 200;
    if (strncmp(request_text, "POST ", 5) == 0) {
        answer(request_text + body);
        if (answer_size == 0) put("null");
    }

    char head[128];
    int head_size = snprintf(head, sizeof head, "HTTP/1.1 %d x\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", answer_status, answer_size);
    return send_all(connection, head, (size_t)head_size) && send_all(connection, answer_text, answer_size);
}

int main(void) {
    const char *port = getenv("PORT");
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons((unsigned short)(port ? atoi(port) : 8080)) };
    int door = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    signal(SIGPIPE, SIG_IGN);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(door, (struct sockaddr *)&here, sizeof here) != 0 || listen(door, 16) != 0) {
        perror("listen");
        return 1;
    }

    for (;;) {
        int connection = accept(door, NULL, NULL);
        if (connection < 0) continue;
        /* An answer is two writes: the second must not wait until the first is acknowledged. */
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        while (serve(connection)) { }
        close(connection);
    }
}
