/* Checking of bags as an auditor does it: every file that a manifest names has its hash, the tag
 * manifest has the hash in our index, and no file stands there that no manifest names.
 *
 * Or quicker, where many are to be looked at: the payload must be there by its names, and have as many files and bytes as
 * Payload-Oxum (RFC 8493 2.2.2) says. That finds what a pulled disk or a hand leaves, and no flipped bit. */
#define _GNU_SOURCE /* nftw */
#include "index/bag.h"

#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <unistd.h>

typedef struct {
    const char *dir;
    BagDepth depth;
    GHashTable *named; /* paths the manifests name */
    GPtrArray *problems;
    guint64 payload_bytes;
    guint n_payload;
} BagCheck;

static void problem_add(BagCheck *check, const char *path, const char *what)
{
    g_ptr_array_add(check->problems, g_strdup_printf("%s/%s: %s", check->dir, path, what));
}

static gboolean is_payload(const char *path)
{
    return g_str_has_prefix(path, "data/");
}

static void size_add(BagCheck *check, const char *path, const char *full)
{
    GStatBuf status;
    if (!is_payload(path) || g_stat(full, &status) != 0)
        return;
    check->payload_bytes += (guint64)status.st_size;
    check->n_payload++;
}

static void file_check(BagCheck *check, const char *path, const char *sha256)
{
    char found[SCAN_SHA256_SIZE];
    g_autoptr(GError) error = NULL;
    g_autofree char *full = g_build_filename(check->dir, path, NULL);
    g_hash_table_add(check->named, g_strdup(path));
    size_add(check, path, full);
    if (!g_file_test(full, G_FILE_TEST_IS_REGULAR))
        problem_add(check, path, "is missing");
    else if (check->depth == BAG_SIZES && is_payload(path))
        return;
    else if (!scan_file_sha256(full, found, NULL, &error))
        problem_add(check, path, error->message);
    else if (strcmp(found, sha256) != 0)
        problem_add(check, path, "is damaged (its hash differs)");
}

static gboolean line_is_entry(const char *line)
{
    return strspn(line, "0123456789abcdef") == SCAN_SHA256_SIZE - 1 &&
           g_str_has_prefix(line + SCAN_SHA256_SIZE - 1, "  ") && !strstr(line, "..");
}

static void manifest_check(BagCheck *check, const char *name)
{
    g_autofree char *full = g_build_filename(check->dir, name, NULL), *text = NULL;
    if (!g_file_get_contents(full, &text, NULL, NULL)) {
        problem_add(check, name, "is missing or cannot be read");
        return;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (line_is_entry(*line)) {
            (*line)[SCAN_SHA256_SIZE - 1] = '\0';
            file_check(check, *line + SCAN_SHA256_SIZE + 1, *line);
        } else if (**line) {
            problem_add(check, name, "is damaged (a line is not \"hash  path\")");
        }
    }
}

static void folder_check(BagCheck *check, const char *relative)
{
    g_autofree char *full = g_build_filename(check->dir, relative, NULL);
    g_autoptr(GDir) folder = g_dir_open(full, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *path = *relative ? g_build_filename(relative, name, NULL) : g_strdup(name);
        g_autofree char *inside = g_build_filename(check->dir, path, NULL);
        if (g_file_test(inside, G_FILE_TEST_IS_DIR) && !g_file_test(inside, G_FILE_TEST_IS_SYMLINK))
            folder_check(check, path);
        else if (!g_hash_table_contains(check->named, path))
            problem_add(check, path, "does not belong there (no manifest names it)");
    }
}

/* A bag without the line was not made here. */
static void oxum_check(BagCheck *check)
{
    g_autofree char *full = g_build_filename(check->dir, "bag-info.txt", NULL), *text = NULL;
    g_autofree char *wanted = g_strdup_printf("\nPayload-Oxum: %" G_GUINT64_FORMAT ".%u\n",
                                              check->payload_bytes, check->n_payload);
    if (g_file_get_contents(full, &text, NULL, NULL) && strstr(text, "\nPayload-Oxum: ") &&
        !strstr(text, wanted))
        problem_add(check, "data", "is damaged (it has not the size that bag-info.txt says)");
}

void bag_check(const char *dir, const char *manifest_sha256, BagDepth depth, GPtrArray *problems)
{
    g_autoptr(GHashTable) named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    BagCheck check = {.dir = dir, .depth = depth, .named = named, .problems = problems};
    guint n_problems = problems->len;
    file_check(&check, "tagmanifest-sha256.txt", manifest_sha256);
    manifest_check(&check, "tagmanifest-sha256.txt");
    manifest_check(&check, "manifest-sha256.txt");
    folder_check(&check, "");
    if (depth == BAG_SIZES && problems->len == n_problems)
        oxum_check(&check);
}

/* What is on the disk already need not be kept in memory. */
static int file_forget(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)place;
    int fd = type == FTW_F ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        close(fd);
    }
    return 0;
}

gboolean bag_read_back(const char *dir, const char *manifest_sha256, GError **error)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    nftw(dir, file_forget, 16, FTW_PHYS);
    bag_check(dir, manifest_sha256, BAG_ALL, problems);
    if (problems->len == 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                "%s, as it was read back: the disk is failing or was pulled out; nothing on it "
                "counts as exported. Use another one",
                (const char *)problems->pdata[0]);
    return FALSE;
}
