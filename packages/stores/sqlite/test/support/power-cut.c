// Writes down what a program does to the files of one folder: LAB_POWER_FOLDER, into LAB_POWER_LOG. For LD_PRELOAD.
// A record: kind (1 byte), number of the file (4), offset (8), length (8), bytes. Files are numbered when they are opened.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int files[65536]; // 0: not of the folder
static int numbers = 0;
static int logFile = -1;
static const char *folder;

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static ssize_t realWrite(int fd, const void *data, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  return real(fd, data, length);
}

__attribute__((constructor)) static void begin(void) {
  folder = getenv("LAB_POWER_FOLDER");
  const char *path = getenv("LAB_POWER_LOG");
  if (!folder || !path) return;
  int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
  logFile = real(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

static void record(char kind, int32_t file, int64_t offset, const void *data, int64_t length) {
  char head[21];
  head[0] = kind;
  memcpy(head + 1, &file, 4);
  memcpy(head + 5, &offset, 8);
  memcpy(head + 13, &length, 8);
  realWrite(logFile, head, 21);
  if (data && length > 0) realWrite(logFile, data, (size_t)length);
}

static int inFolder(const char *path) {
  return logFile >= 0 && strncmp(path, folder, strlen(folder)) == 0;
}

static int fileOf(int fd) {
  return logFile >= 0 && fd >= 0 && fd < 65536 ? files[fd] : 0;
}

static int opened(int fd, const char *path, int flags, int existed) {
  if (fd >= 0 && fd < 65536) files[fd] = 0;
  if (fd < 0 || fd >= 65536 || !inFolder(path)) return fd;
  files[fd] = ++numbers;
  record('O', files[fd], existed ? 0 : 1, path, (int64_t)strlen(path));
  if (existed && (flags & O_TRUNC)) record('T', files[fd], 0, NULL, 0);
  return fd;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int, #name, const char *, int, ...); \
    va_list arguments; va_start(arguments, flags); int mode = va_arg(arguments, int); va_end(arguments); \
    if (!inFolder(path)) { int fd = real(path, flags, mode); if (fd >= 0 && fd < 65536) files[fd] = 0; return fd; } \
    pthread_mutex_lock(&lock); \
    int existed = access(path, F_OK) == 0; \
    int fd = opened(real(path, flags, mode), path, flags, existed); \
    pthread_mutex_unlock(&lock); \
    return fd; \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  REAL(int, "close", int);
  pthread_mutex_lock(&lock);
  if (fd >= 0 && fd < 65536) files[fd] = 0;
  int result = real(fd);
  pthread_mutex_unlock(&lock);
  return result;
}

// What is said on the standard output is said at this place of the order.
ssize_t write(int fd, const void *data, size_t length) {
  if (fd != 1 && fileOf(fd) == 0) return realWrite(fd, data, length);
  pthread_mutex_lock(&lock);
  int64_t at = fd == 1 ? 0 : (int64_t)lseek(fd, 0, SEEK_CUR);
  ssize_t result = realWrite(fd, data, length);
  if (logFile >= 0 && result > 0) record(fd == 1 ? 'A' : 'W', fileOf(fd), at, data, result);
  pthread_mutex_unlock(&lock);
  return result;
}

#define PWRITE(name, offset_type) \
  ssize_t name(int fd, const void *data, size_t length, offset_type offset) { \
    REAL(ssize_t, #name, int, const void *, size_t, offset_type); \
    if (fileOf(fd) == 0) return real(fd, data, length, offset); \
    pthread_mutex_lock(&lock); \
    ssize_t result = real(fd, data, length, offset); \
    if (result > 0) record('W', fileOf(fd), (int64_t)offset, data, result); \
    pthread_mutex_unlock(&lock); \
    return result; \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset_type) \
  int name(int fd, offset_type length) { \
    REAL(int, #name, int, offset_type); \
    if (fileOf(fd) == 0) return real(fd, length); \
    pthread_mutex_lock(&lock); \
    int result = real(fd, length); \
    if (result == 0) record('T', fileOf(fd), (int64_t)length, NULL, 0); \
    pthread_mutex_unlock(&lock); \
    return result; \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
  int name(int fd) { \
    REAL(int, #name, int); \
    if (fileOf(fd) == 0) return real(fd); \
    pthread_mutex_lock(&lock); \
    int result = real(fd); \
    if (result == 0) record('S', fileOf(fd), 0, NULL, 0); \
    pthread_mutex_unlock(&lock); \
    return result; \
  }
SYNC(fsync)
SYNC(fdatasync)

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  if (!inFolder(path)) return real(path, mode);
  pthread_mutex_lock(&lock);
  int result = real(path, mode);
  if (result == 0) record('M', 0, 0, path, (int64_t)strlen(path));
  pthread_mutex_unlock(&lock);
  return result;
}

#define REMOVE(name) \
  int name(const char *path) { \
    REAL(int, #name, const char *); \
    if (!inFolder(path)) return real(path); \
    pthread_mutex_lock(&lock); \
    int result = real(path); \
    if (result == 0) record('U', 0, 0, path, (int64_t)strlen(path)); \
    pthread_mutex_unlock(&lock); \
    return result; \
  }
REMOVE(unlink)
REMOVE(remove)
