/*
 * The machine under the edge, as far as it can be spoiled from below without touching the program: loaded in front of the C library
 * (LD_PRELOAD), it moves the wall clock, slows syncs or fails them, turns one directory read-only, and notes what a power cut would take:
 * what each write replaced, until its file is synced. What to do is read from, and what was done is counted in, a page of memory shared with the
 * torture suite: the file that TORTURE_MACHINE names. EdgeMachine.cs has the same layout, and PowerCut.cs reads the notes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct page {
    volatile int64_t clock_offset_ns;
    volatile int64_t sync_delay_ms;
    volatile int64_t read_only;
    volatile int64_t moved_readings;
    volatile int64_t slow_syncs;
    volatile int64_t refused_writes;
    volatile int64_t noting;
    volatile int64_t deaf_to_syncs;
    volatile int64_t failing_syncs; /* of a hundred; negative for the segments of logs alone */
    volatile int64_t failed_syncs;
};

struct note {
    int64_t inode;
    int64_t offset;
    int64_t bytes;
};

static struct page none;
static struct page *page = &none;
static const char *directory;
static dev_t device;
static int notes = -1;

__attribute__((constructor)) static void map_page(void) {
    const char *name = getenv("TORTURE_MACHINE");
    struct stat where;
    int file = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (file >= 0) close(file);
    directory = getenv("TORTURE_DIRECTORY");
    if (mapped == MAP_FAILED || !directory || stat(directory, &where) != 0) return;
    name = getenv("TORTURE_NOTES");
    if (name) notes = open(name, O_WRONLY | O_APPEND | O_CLOEXEC);
    device = where.st_dev;
    page = mapped;
}

static void count(volatile int64_t *what) { __atomic_add_fetch(what, 1, __ATOMIC_RELAXED); }

#define REAL(name) ({ static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name); real; })

/* The wall clock. */

static int64_t moved(void) {
    if (page->clock_offset_ns != 0) count(&page->moved_readings);
    return page->clock_offset_ns;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = REAL(clock_gettime)(clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t at = (int64_t)time->tv_sec * 1000000000 + time->tv_nsec + moved();
        time->tv_sec = at / 1000000000;
        time->tv_nsec = at % 1000000000;
    }
    return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *target) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (target) *target = now.tv_sec;
    return now.tv_sec;
}

/*
 * What a power cut takes: before a write, what was there (zeros behind the end) is noted; a sync of the file makes its notes void. One that
 * fails is noted too: the kernel then takes what was written for clean, and no later sync writes it.
 */

#define SYNCED (-1)
#define SYNC_FAILED (-2)

static int is_noted(int file, struct stat *where) {
    return page->noting && notes >= 0 && fstat(file, where) == 0 && S_ISREG(where->st_mode) && where->st_dev == device;
}

static void note_write(int file, size_t bytes, off_t at) {
    struct stat where;
    char *before = is_noted(file, &where) ? calloc(1, bytes) : NULL;
    struct note note = { before ? (int64_t)where.st_ino : 0, at, (int64_t)bytes };
    struct iovec parts[] = { { &note, sizeof note }, { before, bytes } };
    if (!before) return;
    if (pread(file, before, bytes, at) >= 0 && writev(notes, parts, 2) < 0) abort();
    free(before);
}

static void note_sync(int file, int64_t how) {
    struct stat where;
    if (!is_noted(file, &where)) return;
    struct note note = { (int64_t)where.st_ino, how, 0 };
    struct iovec part = { &note, sizeof note };
    if (writev(notes, &part, 1) < 0) abort();
}

static size_t length_of(const struct iovec *parts, int count) {
    size_t bytes = 0;
    for (int i = 0; i < count; i++) bytes += parts[i].iov_len;
    return bytes;
}

/* A slow disk, a deaf one, or one that fails to sync. */

static void wait_for_disk(void) {
    int64_t delay = page->sync_delay_ms;
    struct timespec wait = { delay / 1000, delay % 1000 * 1000000 };
    if (delay == 0) return;
    count(&page->slow_syncs);
    nanosleep(&wait, NULL);
}

/* So many of a hundred, in an order that nothing follows. */
static int fails(void) {
    static uint32_t syncs;
    uint32_t mixed = __atomic_add_fetch(&syncs, 1, __ATOMIC_RELAXED) * 2654435761u;
    return (int64_t)((mixed >> 8) % 100) < llabs(page->failing_syncs);
}

static int is_on_disk(int file) {
    struct stat where;
    return fstat(file, &where) == 0 && where.st_dev == device;
}

static int is_log(int file) {
    char link[32], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, ".log") != NULL;
}

static int noted_sync(int file, int (*sync)(int)) {
    wait_for_disk();
    if (page->deaf_to_syncs) return 0;
    if (page->failing_syncs && is_on_disk(file) && (page->failing_syncs > 0 || is_log(file)) && fails()) {
        count(&page->failed_syncs);
        note_sync(file, SYNC_FAILED);
        errno = EIO;
        return -1;
    }
    int result = sync(file);
    if (result == 0) note_sync(file, SYNCED);
    return result;
}

int fsync(int file) { return noted_sync(file, REAL(fsync)); }
int fdatasync(int file) { return noted_sync(file, REAL(fdatasync)); }

/* A disk that has become read-only, as one does after an error. */

static int refuse(void) {
    count(&page->refused_writes);
    errno = EROFS;
    return 1;
}

static int refused_file(int file) {
    struct stat where;
    return page->read_only && fstat(file, &where) == 0 && S_ISREG(where.st_mode) && where.st_dev == device && refuse();
}

static int refused_path(const char *path) {
    return page->read_only && strncmp(path, directory, strlen(directory)) == 0 && refuse();
}

ssize_t write(int f, const void *b, size_t n) { return refused_file(f) ? -1 : REAL(write)(f, b, n); }
ssize_t pwrite(int f, const void *b, size_t n, off_t at) { return refused_file(f) ? -1 : (note_write(f, n, at), REAL(pwrite)(f, b, n, at)); }
ssize_t pwrite64(int f, const void *b, size_t n, off64_t at) { return refused_file(f) ? -1 : (note_write(f, n, at), REAL(pwrite64)(f, b, n, at)); }
ssize_t pwritev(int f, const struct iovec *v, int n, off_t at) { return refused_file(f) ? -1 : (note_write(f, length_of(v, n), at), REAL(pwritev)(f, v, n, at)); }
ssize_t pwritev64(int f, const struct iovec *v, int n, off64_t at) { return refused_file(f) ? -1 : (note_write(f, length_of(v, n), at), REAL(pwritev64)(f, v, n, at)); }
int ftruncate(int f, off_t n) { return refused_file(f) ? -1 : REAL(ftruncate)(f, n); }
int ftruncate64(int f, off64_t n) { return refused_file(f) ? -1 : REAL(ftruncate64)(f, n); }
int fallocate(int f, int m, off_t at, off_t n) { return refused_file(f) ? -1 : REAL(fallocate)(f, m, at, n); }
int fallocate64(int f, int m, off64_t at, off64_t n) { return refused_file(f) ? -1 : REAL(fallocate64)(f, m, at, n); }
int posix_fallocate(int f, off_t at, off_t n) { return refused_file(f) ? EROFS : REAL(posix_fallocate)(f, at, n); }
int posix_fallocate64(int f, off64_t at, off64_t n) { return refused_file(f) ? EROFS : REAL(posix_fallocate64)(f, at, n); }
int unlink(const char *path) { return refused_path(path) ? -1 : REAL(unlink)(path); }
int rename(const char *from, const char *to) { return refused_path(to) ? -1 : REAL(rename)(from, to); }
int mkdir(const char *path, mode_t mode) { return refused_path(path) ? -1 : REAL(mkdir)(path, mode); }

static int refused_open(const char *path, int flags) {
    return (flags & (O_CREAT | O_WRONLY | O_RDWR)) && refused_path(path);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return refused_open(path, flags) ? -1 : REAL(name)(path, flags, mode); \
    }

OPEN(open)
OPEN(open64)
