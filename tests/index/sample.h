/* tests/index/sample.h - a store with a small register, and pages that went the whole way without
 * a scanner or an engine: a master's bytes are the text that is "recognised" on it. */
#pragma once

#include "index/hand-over.h"
#include "index/index.h"

typedef struct {
    char *root; /* a temporary folder, holding */
    char *dir;  /* the store */
    Store *store;
} Sample;

/* What schemas 32 to 34 made, taken back, for an index that is to be an older one. */
#define SAMPLE_BEFORE_32                                                                           \
    "DROP VIEW record_sent_back; DROP TRIGGER progress_page_withheld; DROP VIEW package_recall; "  \
    "DROP VIEW page_removed;"                                                                      \
    "DROP VIEW side_unbound; DROP INDEX package_volume_in; DROP INDEX flag_withheld;"              \
    "DROP INDEX event_register; DROP VIEW work_day;"                                               \
    "CREATE VIEW record_copies AS SELECT 0;"

/* For g_test_add: a store with the records A-12/2008 (2 pages of correspondence expected),
 * B-7/2010, C-3/2011 and the register R-1/1998. */
void sample_setup(Sample *sample, gconstpointer data);
void sample_teardown(Sample *sample, gconstpointer data);

typedef struct {
    const char *path;
    void (*test)(Sample *, gconstpointer);
} SampleTest;

/* g_test_add for each, without data. */
void sample_tests_add(const SampleTest *tests, gsize n, void (*setup)(Sample *, gconstpointer));

/* One batch of n pages with these texts for a side ("" the kind's default), or, where file_no is
 * NULL, for no record. */
void sample_scan(Sample *sample, const char *file_no, const char *side, const char *const *texts,
                 guint n);
/* The same as a batch that begins so; its number. */
gint64 sample_feed(Sample *sample, const BatchStart *start, const char *file_no, const char *side,
                   const char *const *texts, guint n);
/* Does all jobs: recognises, assembles. */
void sample_run(Sample *sample);
/* Two pages of correspondence for A-12/2008, all done. */
void sample_make_ready(Sample *sample);

/* index_record_set of one value. */
gboolean sample_set(Sample *sample, const char *file_no, const char *key, const char *value,
                    GError **error);

/* A statement on the database behind the store's back. */
void sample_sql(Sample *sample, const char *sql);
/* As if the row had been written by Muhafiz: its seal is that of what it holds now (index/seal.h). */
void sample_vouch(Sample *sample, const char *unit, const char *key);
char *sample_path(Sample *sample, const char *relative);
char *sample_read(const char *dir, const char *path);

/* Of a side that is made if there is none. */
gint64 sample_side(Sample *sample, const char *file_no, const char *side);
/* Of a scan that goes on. */
gint64 sample_batch_open(Sample *sample);
/* Takes in lines of a receipt, in which %m is the manifest's hash; to be cleared. */
AckReport sample_ack(Sample *sample, const char *lines, const char *manifest);
void sample_must_have_stage(Sample *sample, const char *file_no, const char *stage);
/* "1, 2 blank", from show: folios and flags of a side (notes stand before correspondence). */
char *sample_pages(Sample *sample, const char *file_no, guint side);
