/* Which files a sample hashes.
 *
 * A file's draw is the first 64 bits of SHA-256(seed, line feed, path). Those with the lowest draws are
 * in: so many, or below so large a part of all 64-bit numbers. So the seed alone decides, whoever draws;
 * and as the seed is the head of the chain, which every act moves on, nobody knows beforehand what the
 * next sample looks at. */
#include <string.h>

#include "index/db.h"
#include "index/store-private.h"
#include "index/verify.h"

static guint64 draw(const char *seed, const char *path)
{
    guint8 digest[32];
    gsize size = sizeof digest;
    guint64 first;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)seed, -1);
    g_checksum_update(sum, (const guchar *)"\n", 1);
    g_checksum_update(sum, (const guchar *)path, -1);
    g_checksum_get_digest(sum, digest, &size);
    memcpy(&first, digest, sizeof first);
    return GUINT64_FROM_BE(first);
}

gboolean verify_is_drawn(const Verify *verify, const char *path)
{
    if (verify_state_is_taken_over(verify))
        return FALSE;
    return verify->limit == G_MAXUINT64 || draw(verify->report->seed, path) <= verify->limit;
}

static int by_draw(gconstpointer a, gconstpointer b)
{
    guint64 left = *(const guint64 *)a, right = *(const guint64 *)b;
    return left < right ? -1 : left > right;
}

static gboolean draws_load(Verify *verify, GArray *draws, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), "verify_sample_paths", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        guint64 one = draw(verify->report->seed, db_rows_text(rows, 0));
        g_array_append_val(draws, one);
    }
    return rows && !db_rows_failed(rows);
}

/* The draw of the last file that is in. */
static gboolean limit_find(Verify *verify, guint64 n, GError **error)
{
    g_autoptr(GArray) draws = g_array_new(FALSE, FALSE, sizeof(guint64));
    if (!draws_load(verify, draws, error))
        return FALSE;
    g_array_sort(draws, by_draw);
    verify->limit = n < draws->len ? g_array_index(draws, guint64, n - 1) : G_MAXUINT64;
    return TRUE;
}

gboolean verify_sample_init(Verify *verify, GError **error)
{
    const VerifySettings *settings = verify->settings;
    verify->limit = G_MAXUINT64;
    if (settings->sample_files == 0 && settings->sample_percent <= 0)
        return TRUE;
    if (!verify->report->seed) /* else it is that of the check that goes on */
        verify->report->seed =
            g_strdup(settings->seed ? settings->seed : verify->report->event_head);
    if (settings->sample_files)
        return limit_find(verify, settings->sample_files, error);
    if (settings->sample_percent < 100)
        verify->limit = (guint64)(settings->sample_percent / 100 * (double)G_MAXUINT64);
    return TRUE;
}
