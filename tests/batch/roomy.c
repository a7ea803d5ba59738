/* Preloaded by disk.sh: a disk that had plenty of room when it was looked at, and fills up then. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/statvfs.h>

int statvfs(const char *path, struct statvfs *disk)
{
    int (*real)(const char *, struct statvfs *) =
        (int (*)(const char *, struct statvfs *))dlsym(RTLD_NEXT, "statvfs");
    int result = real(path, disk);
    if (result == 0)
        disk->f_bavail = (1ul << 40) / disk->f_frsize;
    return result;
}
