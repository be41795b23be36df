/* A device whose writes and flushes fail, put before the system's calls of one process (LD_PRELOAD).

   Of every file in DISK_FOLDER whose name holds ".sqlite" it keeps in DISK_DURABLE what the device itself holds: what was
   written and then flushed. A flush that fails reports EIO once and loses what it was to flush, as Linux does: the process
   still reads it, and later flushes succeed without it. DISK_ODDS is a file: how many calls of a thousand fail, as text. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct range { ino_t file; off_t at; size_t size; };
static struct range *dirty;
static size_t dirty_count, dirty_room;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned seed;

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

/* Whether it is a file of the folder; its name goes to `name`, the path of its durable copy to `durable`. */
static int watched(int fd, char *durable, size_t size) {
    const char *folder = getenv("DISK_FOLDER"), *kept = getenv("DISK_DURABLE");
    char link[64], path[4096];
    if (!folder || !kept) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    if (strncmp(path, folder, strlen(folder))) return 0;
    const char *name = strrchr(path, '/') + 1;
    snprintf(durable, size, "%s/%s", kept, name);
    return strstr(name, ".sqlite") && !strstr(name, "-shm") ? 2 : 1;
}

static int fails(void) {
    char text[16] = {0};
    const char *odds = getenv("DISK_ODDS");
    int fd = odds ? open(odds, O_RDONLY) : -1;
    if (fd < 0) return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (!seed) seed = (unsigned)getpid();
    return n > 0 && rand_r(&seed) % 1000 < (unsigned)atoi(text);
}

static ino_t inode(int fd) {
    struct stat seen;
    return fstat(fd, &seen) ? 0 : seen.st_ino;
}

static void note(int fd, off_t at, size_t size) {
    if (dirty_count == dirty_room) {
        dirty_room = dirty_room ? dirty_room * 2 : 1024;
        dirty = realloc(dirty, dirty_room * sizeof *dirty);
    }
    dirty[dirty_count++] = (struct range){inode(fd), at, size};
}

/* What this file has written since its last flush goes to the device, or is lost. */
static void flushed(int fd, const char *durable, int keep) {
    int to = keep ? open(durable, O_RDWR | O_CREAT, 0600) : -1;
    ino_t file = inode(fd);
    size_t left = 0;
    for (size_t i = 0; i < dirty_count; i++) {
        if (dirty[i].file != file) { dirty[left++] = dirty[i]; continue; }
        if (to < 0) continue;
        char *bytes = malloc(dirty[i].size);
        ssize_t n = pread(fd, bytes, dirty[i].size, dirty[i].at);
        if (n > 0 && REAL(pwrite64)(to, bytes, n, dirty[i].at) != n) abort();
        free(bytes);
    }
    dirty_count = left;
    if (to >= 0) close(to);
}

static ssize_t put(int fd, const void *bytes, size_t size, off_t at) {
    char durable[4096];
    int kind = watched(fd, durable, sizeof durable);
    if (kind != 2) return REAL(pwrite64)(fd, bytes, size, at);
    pthread_mutex_lock(&lock);
    ssize_t n = -1;
    if (fails()) errno = EIO;
    else n = REAL(pwrite64)(fd, bytes, size, at);
    if (n > 0) note(fd, at, n);
    pthread_mutex_unlock(&lock);
    return n;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) { return put(fd, bytes, size, at); }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return put(fd, bytes, size, at); }

ssize_t write(int fd, const void *bytes, size_t size) {
    char durable[4096];
    if (watched(fd, durable, sizeof durable) != 2) return REAL(write)(fd, bytes, size);
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t n = put(fd, bytes, size, at);
    if (n > 0) lseek(fd, at + n, SEEK_SET);
    return n;
}

static int flush(int fd, int (*real)(int)) {
    char durable[4096];
    int kind = watched(fd, durable, sizeof durable), done;
    if (!kind) return real(fd);
    pthread_mutex_lock(&lock);
    if (fails()) {
        if (kind == 2) flushed(fd, durable, 0);
        errno = EIO;
        done = -1;
    } else {
        done = real(fd);
        if (kind == 2) flushed(fd, durable, !done);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

int fsync(int fd) { return flush(fd, REAL(fsync)); }
int fdatasync(int fd) { return flush(fd, REAL(fdatasync)); }

/* A file's length and name are kept in the file system's own journal: they are durable at once. */
static int cut(int fd, off_t size) {
    char durable[4096];
    int done = REAL(ftruncate64)(fd, size);
    if (!done && watched(fd, durable, sizeof durable) == 2) {
        pthread_mutex_lock(&lock);
        size_t left = 0;
        for (size_t i = 0; i < dirty_count; i++)
            if (dirty[i].file != inode(fd) || dirty[i].at < size) dirty[left++] = dirty[i];
        dirty_count = left;
        if (truncate(durable, size) && errno != ENOENT) abort();
        pthread_mutex_unlock(&lock);
    }
    return done;
}

int ftruncate64(int fd, off64_t size) { return cut(fd, size); }
int ftruncate(int fd, off_t size) { return cut(fd, size); }

int unlink(const char *path) {
    const char *folder = getenv("DISK_FOLDER"), *kept = getenv("DISK_DURABLE"), *name = strrchr(path, '/');
    char durable[4096];
    int done = REAL(unlink)(path);
    if (!done && folder && kept && name && !strncmp(path, folder, strlen(folder)) && strstr(name, ".sqlite")) {
        snprintf(durable, sizeof durable, "%s%s", kept, name);
        REAL(unlink)(durable);
    }
    return done;
}
