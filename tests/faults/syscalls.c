/* Counts what a process asks of the system that changes files below one folder, and stops it at the one wanted:
   ends it, half-way through a write if that is what it is, or lets the call fail. Loaded with LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[4096];
static long counted, wanted;
static int error_wanted, for_good, only_growing;

/* `at` counts from 1; 0 only counts. `error` 0 kills. */
void eoi_arm(const char *folder, long at, int error, int forever, int growing) {
    snprintf(root, sizeof root, "%s/", folder);
    counted = 0, wanted = at, error_wanted = error, for_good = forever, only_growing = growing;
}
void eoi_disarm(void) { root[0] = 0; }
long eoi_counted(void) { return counted; }

static int below(const char *path) { return root[0] && path && !strncmp(path, root, strlen(root)); }

static int handle_below(int handle) {
    char link[64], path[4096];
    if (!root[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

/* Whether the call is the one wanted: 1 where it is to fail; where it is to be killed, it does not return. */
static int stop(int grows) {
    if (only_growing && !grows) return 0;
    counted++;
    if (!wanted || (for_good ? counted < wanted : counted != wanted)) return 0;
    if (!error_wanted) kill(getpid(), SIGKILL);
    errno = error_wanted;
    return 1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

/* Killed in a write, half of it has reached the file. */
static int torn(int handle) {
    if (!handle_below(handle)) return 0;
    if (wanted && counted + 1 == wanted && !error_wanted) return 2;
    return stop(1);
}

ssize_t write(int handle, const void *from, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    int how = torn(handle);
    if (how == 1) return -1;
    if (how == 2) { real(handle, from, size / 2); stop(1); }
    return real(handle, from, size);
}

#define PWRITE(name, offset) \
    ssize_t name(int handle, const void *from, size_t size, offset at) { \
        REAL(ssize_t, #name, int, const void *, size_t, offset); \
        int how = torn(handle); \
        if (how == 1) return -1; \
        if (how == 2) { real(handle, from, size / 2, at); stop(1); } \
        return real(handle, from, size, at); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_HANDLE(name, grows, parameters, arguments, ...) \
    int name parameters { \
        REAL(int, #name, __VA_ARGS__); \
        if (handle_below(handle) && stop(grows)) return -1; \
        return real arguments; \
    }
ON_HANDLE(fsync, 1, (int handle), (handle), int)
ON_HANDLE(fdatasync, 1, (int handle), (handle), int)
ON_HANDLE(ftruncate, 0, (int handle, off_t size), (handle, size), int, off_t)
ON_HANDLE(ftruncate64, 0, (int handle, off64_t size), (handle, size), int, off64_t)

#define ON_PATH(name, grows, path, parameters, arguments, ...) \
    int name parameters { \
        REAL(int, #name, __VA_ARGS__); \
        if (below(path) && stop(grows)) return -1; \
        return real arguments; \
    }
ON_PATH(rename, 1, to, (const char *from, const char *to), (from, to), const char *, const char *)
ON_PATH(link, 1, to, (const char *from, const char *to), (from, to), const char *, const char *)
ON_PATH(linkat, 1, to, (int in, const char *from, int into, const char *to, int how), (in, from, into, to, how), int, const char *, int, const char *, int)
ON_PATH(unlink, 0, path, (const char *path), (path), const char *)
ON_PATH(rmdir, 0, path, (const char *path), (path), const char *)
ON_PATH(mkdir, 1, path, (const char *path, mode_t mode), (path, mode), const char *, mode_t)

#define OPEN(name) \
    int name(const char *path, int how, ...) { \
        REAL(int, #name, const char *, int, ...); \
        va_list rest; \
        va_start(rest, how); \
        mode_t mode = how & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if (how & O_CREAT && below(path) && access(path, F_OK) && stop(1)) return -1; \
        return real(path, how, mode); \
    }
OPEN(open)
OPEN(open64)
