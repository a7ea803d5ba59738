/* The SQL function rank_pages(TABLE, WEIGHT...) of FTS5: BM25 that costs no more than what it ranks.
 *
 * Method: FTS5's own bm25() (Robertson and Zaragoza 2009; k1 = 1.2, b = 0.75), the better the lower, but for one thing. That
 * counts the rows of each phrase through the whole index before it ranks the first, which for common words takes
 * many times what ranking some candidates takes. Here counting ends at COUNT_MAX rows, and the rest is taken to be as
 * dense as those; rowids are numbers of pages, so the place where counting ended tells. A phrase of several words
 * that is asked for alone is not counted: how rare it is moves all of its rows alike.
 */
#include "index/db-sqlite-rank.h"

#include <math.h>

#define COUNT_MAX 2000
#define K1 1.2
#define B 0.75
#define IDF_MIN 1e-6  /* of a phrase that stands in half of the rows */
#define IDF_ALONE 6.0 /* of a phrase that is not counted: as of one row in 400 */

typedef struct {
    double average_length; /* tokens in a row */
    int n_phrases;
    double *idf, *frequency; /* of each phrase; the latter in the row at hand */
} Ranking;

static void ranking_free(void *data)
{
    Ranking *ranking = data;
    g_free(ranking->idf);
    g_free(ranking->frequency);
    g_free(ranking);
}

/* ----------------------------------------------------------------------------------------- counting -- */

typedef struct {
    gint64 n;
    sqlite3_int64 last;
} Count;

static int row_count(const Fts5ExtensionApi *api, Fts5Context *fts, void *data)
{
    Count *count = data;
    count->last = api->xRowid(fts);
    return ++count->n < COUNT_MAX ? SQLITE_OK : SQLITE_DONE;
}

static int phrase_weigh(const Fts5ExtensionApi *api, Fts5Context *fts, int phrase,
                        sqlite3_int64 n_rows, double *idf)
{
    Count count = {0};
    *idf = IDF_ALONE;
    if (api->xPhraseCount(fts) == 1 && api->xPhraseSize(fts, phrase) > 1)
        return SQLITE_OK;
    int result = api->xQueryPhrase(fts, phrase, &count, row_count);
    double n = (double)count.n, all = (double)n_rows;
    if (count.n == COUNT_MAX && count.last > 0)
        n = MIN(all, n * MAX(1.0, all / (double)count.last));
    *idf = MAX(IDF_MIN, log((all - n + 0.5) / (n + 0.5)));
    return result;
}

/* ------------------------------------------------------------------------------------------ ranking -- */

static int ranking_fill(const Fts5ExtensionApi *api, Fts5Context *fts, Ranking *ranking)
{
    sqlite3_int64 n_rows = 0, n_tokens = 0;
    int result = api->xRowCount(fts, &n_rows);
    if (result == SQLITE_OK)
        result = api->xColumnTotalSize(fts, -1, &n_tokens);
    ranking->average_length = n_rows && n_tokens ? (double)n_tokens / (double)n_rows : 1;
    for (int i = 0; result == SQLITE_OK && i < ranking->n_phrases; i++)
        result = phrase_weigh(api, fts, i, n_rows, &ranking->idf[i]);
    return result;
}

/* Made at the first row, and kept by FTS5 for the others. */
static int ranking_get(const Fts5ExtensionApi *api, Fts5Context *fts, Ranking **ranking)
{
    *ranking = api->xGetAuxdata(fts, 0);
    if (*ranking)
        return SQLITE_OK;
    Ranking *made = g_new0(Ranking, 1);
    made->n_phrases = api->xPhraseCount(fts);
    made->idf = g_new0(double, made->n_phrases);
    made->frequency = g_new0(double, made->n_phrases);
    int result = ranking_fill(api, fts, made);
    if (result != SQLITE_OK) {
        ranking_free(made);
        return result;
    }
    *ranking = made;
    return api->xSetAuxdata(fts, made, ranking_free); /* which frees it where that fails */
}

static int frequencies_count(const Fts5ExtensionApi *api, Fts5Context *fts, Ranking *ranking,
                             int n_weights, sqlite3_value **weights)
{
    int n = 0;
    int result = api->xInstCount(fts, &n);
    for (int i = 0; i < ranking->n_phrases; i++)
        ranking->frequency[i] = 0;
    for (int i = 0; result == SQLITE_OK && i < n; i++) {
        int phrase, column, offset;
        result = api->xInst(fts, i, &phrase, &column, &offset);
        if (result == SQLITE_OK)
            ranking->frequency[phrase] +=
                column < n_weights ? sqlite3_value_double(weights[column]) : 1.0;
    }
    return result;
}

static int row_rank(const Fts5ExtensionApi *api, Fts5Context *fts, int n_weights,
                    sqlite3_value **weights, double *score)
{
    Ranking *ranking;
    int length = 0;
    int result = ranking_get(api, fts, &ranking);
    if (result == SQLITE_OK)
        result = frequencies_count(api, fts, ranking, n_weights, weights);
    if (result == SQLITE_OK)
        result = api->xColumnSize(fts, -1, &length);
    *score = 0;
    for (int i = 0; result == SQLITE_OK && i < ranking->n_phrases; i++) {
        double frequency = ranking->frequency[i];
        *score -= ranking->idf[i] * frequency * (K1 + 1) /
                  (frequency + K1 * (1 - B + B * length / ranking->average_length));
    }
    return result;
}

static void rank_pages(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context,
                       int n_weights, sqlite3_value **weights)
{
    double score;
    int result = row_rank(api, fts, n_weights, weights, &score);
    if (result == SQLITE_OK)
        sqlite3_result_double(context, score);
    else
        sqlite3_result_error_code(context, result);
}

/* -------------------------------------------------------------------------------------- registering -- */

/* As SQLite's documentation of FTS5 (7, "Extending FTS5") has it. */
fts5_api *sqlite_fts5_api(sqlite3 *connection)
{
    fts5_api *api = NULL;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

gboolean sqlite_rank_register(sqlite3 *connection)
{
    fts5_api *api = sqlite_fts5_api(connection);
    return api && api->xCreateFunction(api, "rank_pages", NULL, rank_pages, NULL) == SQLITE_OK;
}
