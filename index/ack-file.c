/* The file of receipts, as it lies on whatever disk the import job came with. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/package.h"
#include "index/store-private.h"

#define RECEIPTS_BYTES_MAX (64 * 1024 * 1024)

static gboolean receipts_refuse(GError **error)
{
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
        "is not a receipt (a file of one JSON object a line, at most %d MiB): name the file "
        "that the import job wrote",
        RECEIPTS_BYTES_MAX >> 20);
    return FALSE;
}

/* Looks at what it is before anything is read; a pipe would have no end. */
static FILE *receipts_open(const char *path, gsize *size, GError **error)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) != 0) {
        scan_set_errno(error, errno, "open", path);
    } else if (!S_ISREG(status.st_mode) || status.st_size > RECEIPTS_BYTES_MAX) {
        receipts_refuse(error);
    } else {
        *size = (gsize)status.st_size;
        return fdopen(fd, "r");
    }
    if (fd >= 0)
        close(fd);
    return NULL;
}

char *package_receipts_load(const char *path, GError **error)
{
    gsize size;
    FILE *file = receipts_open(path, &size, error);
    if (!file)
        return NULL;
    g_autofree char *text = g_malloc(size + 1);
    gsize length = fread(text, 1, size, file);
    gboolean failed = ferror(file) != 0;
    if (failed)
        scan_set_errno(error, errno, "read", path);
    fclose(file);
    text[length] = '\0';
    if (failed)
        return NULL;
    for (gsize i = 0; i < length; i++) /* zeros that a power cut left: no line is lost for them */
        if (text[i] == '\0')
            text[i] = '\n';
    return g_str_has_prefix(text, "\xEF\xBB\xBF") ? g_strdup(text + 3) : g_steal_pointer(&text);
}
