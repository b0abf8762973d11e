/* A function that does what it is told to do, and much of what it should not. */
#define _GNU_SOURCE
#include "eventedge.h"
#include <fcntl.h>
#include <linux/capability.h>
#include <netdb.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

static const char *call_text;

static int is(const char *what) {
    const char *at = find(call_text, "do");
    size_t size = strlen(what);
    return at && at[0] == '"' && strncmp(at + 1, what, size) == 0 && at[size + 1] == '"';
}

static void field(const char *name, double value) {
    put(answer_size == 0 ? "{\"fields\":{\"" : ",\"");
    put(name);
    put("\":");
    put_number(value);
}

/* 1 when somebody answers there. */
static int reaches(const char *address, int port) {
    struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port) };
    struct timeval limit = { .tv_sec = 1 };
    int client = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, address, &there.sin_addr);
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    int reached = connect(client, (struct sockaddr *)&there, sizeof there) == 0;
    close(client);
    return reached;
}

static int writes(const char *path) {
    int file = open(path, O_CREAT | O_WRONLY, 0600);
    int written = file >= 0 && write(file, "x", 1) == 1;
    if (file >= 0) close(file);
    return written;
}

static void network(void) {
    char other[64] = "";
    const char *at = find(call_text, "other");
    if (at) sscanf(at, "\"%63[0-9.]\"", other);
    field("out", reaches("1.1.1.1", 53) || reaches("192.0.2.1", 80));
    field("other", other[0] ? reaches(other, 8080) : -1);
    field("raw", socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0);
    put("}}");
}

static void root_folder(void) {
    field("root", writes("/x"));
    field("own", writes("/function"));
    field("proc", writes("/proc/sys/kernel/hostname"));
    field("data", writes("/data/x"));
    field("tmp", writes("/tmp/x"));
    chmod("/tmp/x", 0755);
    execl("/tmp/x", "/tmp/x", NULL);
    put("}}");
}

static void privileges(void) {
    struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct all[2] = { { ~0u, ~0u, ~0u }, { ~0u, ~0u, ~0u } };
    char status[4096] = "";
    int file = open("/proc/self/status", O_RDONLY);
    if (file >= 0 && read(file, status, sizeof status - 1) < 0) status[0] = 0;
    const char *effective = strstr(status, "CapEff:"), *bounding = strstr(status, "CapBnd:"), *locked = strstr(status, "NoNewPrivs:");
    field("uid", getuid());
    field("capabilities", effective ? (double)strtoull(effective + 7, NULL, 16) : -1);
    field("bounding", bounding ? (double)strtoull(bounding + 7, NULL, 16) : -1);
    field("locked", locked ? atoi(locked + 11) : -1);
    field("setuid", setuid(0) == 0);
    field("capset", syscall(SYS_capset, &head, all) == 0);
    field("mount", mount("none", "/tmp", "tmpfs", 0, NULL) == 0);
    field("namespace", unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0);
    field("mknod", mknod("/tmp/device", S_IFBLK | 0600, 0x801) == 0);
    put("}}");
}

static void answer(const char *call) {
    double value;
    call_text = call;
    fprintf(stderr, "called\n");
    if (is("memory")) for (;;) memset(malloc(1 << 20), 1, 1 << 20);
    if (is("fork")) for (;;) if (fork() == 0) pause();
    if (is("loop")) for (volatile int i = 0;; i++) { }
    if (is("flood")) for (;;) puts("a flood of words that nobody asked for");
    if (is("deaf")) for (signal(SIGTERM, SIG_IGN);;) pause();
    if (is("crash")) abort();
    if (is("exit")) fprintf(stderr, "cannot go on\n"), exit(3);
    if (is("network")) network();
    if (is("write")) root_folder();
    if (is("privilege")) privileges();
    if (is("refuse")) put("not like this"), answer_status = 422;
    if (is("fail")) fprintf(stderr, "out of order\n"), put("broken"), answer_status = 500;
    if (is("garble")) put("{\"fields\":");
    if (is("long")) while (answer_size < sizeof answer_text) put(" ");
    if (is("wait")) for (; access("/gate/go", F_OK) != 0;) usleep(10000);
    if (answer_size == 0 && get_number(call, "value", &value)) field("double", value * 2), put("}}");
    signal(SIGTERM, is("stay") ? SIG_IGN : SIG_DFL);
}
