/* Stands between the program and the C library, and breaks one call in the n-th: kills the process there, as a crash or
 * a power cut does, or says that it failed. Calls are counted over all threads, so that every one of a run can be met,
 * which `strace -e inject` cannot do: it counts for each thread apart.
 *
 * FAILPOINT_UNDER   calls on files below this path count, others do not
 * FAILPOINT_CALLS   names of the calls that count, with commas around each: ",fsync,rename,"
 * FAILPOINT_AT      the number of the call that breaks, from 1; 0: none
 * FAILPOINT_ACTION  kill, power (what was not synced is cut off, then kill), tear (half of a write, then kill), or an errno
 * FAILPOINT_LASTING set: all that count after it break too, as on a full disk
 * FAILPOINT_LOG     a file that gets a line for each call that counts
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { KILL = -1, POWER = -2, TEAR = -3 };

/* A file that was written to, and its length when it was last synced. */
struct written {
    char path[PATH_MAX];
    off_t synced;
    int is_clean;
};

static const char *under, *calls;
static long at, counted;
static int action, is_lasting, log_file = -1;
static struct written written[4096];
static size_t num_written;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    under = getenv("FAILPOINT_UNDER");
    calls = getenv("FAILPOINT_CALLS");
    const char *text = getenv("FAILPOINT_AT");
    at = text ? atol(text) : 0;
    is_lasting = getenv("FAILPOINT_LASTING") != NULL;
    text = getenv("FAILPOINT_ACTION");
    if (!text || !strcmp(text, "kill")) action = KILL;
    else if (!strcmp(text, "power")) action = POWER;
    else if (!strcmp(text, "tear")) action = TEAR;
    else if (!strcmp(text, "EIO")) action = EIO;
    else if (!strcmp(text, "ENOSPC")) action = ENOSPC;
    else if (!strcmp(text, "EMFILE")) action = EMFILE;
    else if (!strcmp(text, "EROFS")) action = EROFS;
    else abort();
    text = getenv("FAILPOINT_LOG");
    if (text) log_file = syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static void lose_unsynced(void) {
    for (size_t i = 0; i < num_written; i++)
        if (!written[i].is_clean) {
            int fd = syscall(SYS_openat, AT_FDCWD, written[i].path, O_WRONLY | O_CLOEXEC);
            if (fd >= 0) syscall(SYS_ftruncate, fd, written[i].synced);
        }
}

/* Whether this call is to fail; errno is set then. Does not come back when it is to end the process. */
static int breaks(const char *call, const char *path, int fd, const void *bytes, size_t num_bytes) {
    char name[40];
    if (!under || !path || strncmp(path, under, strlen(under))) return 0;
    snprintf(name, sizeof name, ",%s,", call);
    if (!calls || !strstr(calls, name)) return 0;
    pthread_mutex_lock(&lock);
    long number = ++counted;
    if (log_file >= 0) {
        char line[PATH_MAX + 60];
        int len = snprintf(line, sizeof line, "%ld %s %s\n", number, call, path);
        syscall(SYS_write, log_file, line, (size_t)len);
    }
    int is_met = at && (number == at || (is_lasting && number > at));
    if (is_met && action < 0) {
        if (action == TEAR && bytes) syscall(SYS_write, fd, bytes, num_bytes / 2);
        if (action == POWER) lose_unsynced();
        die();
    }
    pthread_mutex_unlock(&lock);
    if (is_met) errno = action;
    return is_met;
}

static const char *place_of(int fd, char *place) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = syscall(SYS_readlinkat, AT_FDCWD, link, place, PATH_MAX - 1);
    if (len < 0) return NULL;
    place[len] = 0;
    return place;
}

static const char *place_at(int folder, const char *path, char *place) {
    if (path[0] == '/' || folder == AT_FDCWD) return path;
    if (!place_of(folder, place)) return NULL;
    size_t len = strlen(place);
    snprintf(place + len, PATH_MAX - len, "/%s", path);
    return place;
}

static struct written *find(const char *path) {
    for (size_t i = 0; i < num_written; i++)
        if (!strcmp(written[i].path, path)) return &written[i];
    return NULL;
}

/* Remembers that a file was written to (`is_clean` 0) or synced. */
static void note(int fd, const char *path, int is_clean) {
    if (action != POWER || !path || !under || strncmp(path, under, strlen(under))) return;
    pthread_mutex_lock(&lock);
    struct written *file = find(path);
    if (!file && !is_clean && num_written < sizeof written / sizeof *written) {
        file = &written[num_written++];
        strncpy(file->path, path, PATH_MAX - 1);
        file->synced = 0;
        file->is_clean = 1;
        /* What an older process wrote counts as synced: it was written before this one began. */
        off_t len = syscall(SYS_lseek, fd, 0, SEEK_CUR);
        if (len > 0) file->synced = len;
    }
    if (file) {
        file->is_clean = is_clean;
        if (is_clean) file->synced = syscall(SYS_lseek, fd, 0, SEEK_CUR);
    }
    pthread_mutex_unlock(&lock);
}

static void moved(const char *from, const char *to) {
    pthread_mutex_lock(&lock);
    struct written *old = find(to), *file = find(from);
    if (old) old->path[0] = 0;
    if (file) {
        if (to) strncpy(file->path, to, PATH_MAX - 1);
    }
    pthread_mutex_unlock(&lock);
}

static void gone(const char *path) {
    pthread_mutex_lock(&lock);
    struct written *file = find(path);
    if (file) file->path[0] = 0;
    pthread_mutex_unlock(&lock);
}

static int open_it(int folder, const char *path, int flags, mode_t mode) {
    char place[PATH_MAX];
    const char *call = flags & O_CREAT ? "create" : "open";
    if (breaks(call, place_at(folder, path, place), -1, NULL, 0)) return -1;
    return syscall(SYS_openat, folder, path, flags, mode);
}

#define MODE_OF(flags) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE_OF(flags) return open_it(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return open_it(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE_OF(flags) return open_it(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE_OF(flags) return open_it(folder, path, flags, mode); }

ssize_t write(int fd, const void *bytes, size_t num_bytes) {
    char place[PATH_MAX];
    const char *path = under ? place_of(fd, place) : NULL;
    if (breaks("write", path, fd, bytes, num_bytes)) return -1;
    note(fd, path, 0);
    return syscall(SYS_write, fd, bytes, num_bytes);
}

ssize_t read(int fd, void *bytes, size_t num_bytes) {
    char place[PATH_MAX];
    if (breaks("read", under ? place_of(fd, place) : NULL, fd, NULL, 0)) return -1;
    return syscall(SYS_read, fd, bytes, num_bytes);
}

static int sync_it(const char *call, long number, int fd) {
    char place[PATH_MAX];
    const char *path = under ? place_of(fd, place) : NULL;
    if (breaks(call, path, fd, NULL, 0)) return -1;
    int result = syscall(number, fd);
    if (!result) note(fd, path, 1);
    return result;
}

int fsync(int fd) { return sync_it("fsync", SYS_fsync, fd); }
int fdatasync(int fd) { return sync_it("fdatasync", SYS_fdatasync, fd); }

static int truncate_it(int fd, off_t len) {
    char place[PATH_MAX];
    if (breaks("ftruncate", under ? place_of(fd, place) : NULL, fd, NULL, 0)) return -1;
    return syscall(SYS_ftruncate, fd, len);
}

int ftruncate(int fd, off_t len) { return truncate_it(fd, len); }
int ftruncate64(int fd, off64_t len) { return truncate_it(fd, len); }

int rename(const char *from, const char *to) {
    if (breaks("rename", to, -1, NULL, 0)) return -1;
    int result = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (!result) moved(from, to);
    return result;
}

int unlink(const char *path) {
    if (breaks("unlink", path, -1, NULL, 0)) return -1;
    int result = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (!result) gone(path);
    return result;
}

int unlinkat(int folder, const char *path, int flags) {
    char place[PATH_MAX];
    if (breaks("unlink", place_at(folder, path, place), -1, NULL, 0)) return -1;
    return syscall(SYS_unlinkat, folder, path, flags);
}

int mkdir(const char *path, mode_t mode) {
    if (breaks("mkdir", path, -1, NULL, 0)) return -1;
    return syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}
