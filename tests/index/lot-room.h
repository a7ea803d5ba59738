/* tests/index/lot-room.h - what the tests of lots share. */
#pragma once

#include <json-glib/json-glib.h>

#include "tests/index/edit-office.h"
#include "tests/index/office-people.h"

/* n pages of a record, all done, by ravi. */
void record_make(Sample *sample, const char *file_no, guint n);
gint64 lot_int(JsonNode *lot, const char *member);
const char *lot_text(JsonNode *lot, const char *member);
guint lot_n_pages(JsonNode *lot);
JsonObject *lot_page(JsonNode *lot, guint i);
void plan_set(Sample *sample, gint64 lot_pages, const char *level, const char *aql,
              gint64 flagged_max);
/* A lot of what waits, with its sample; the store is sita's. */
JsonNode *lot_draw_new(Sample *sample);
void page_open(Sample *sample, gint64 lot_id, guint number);
void pages_open(Sample *sample, JsonNode *lot);
void defect_set(Sample *sample, gint64 lot_id, guint number, const char *reason);
void decide(Sample *sample, gint64 lot_id, gboolean accept, const char *reason);
/* A lot that is opened and decided at once. */
void lot_pass(Sample *sample, gboolean accept);
gint64 progress_of(Sample *sample, const char *group, const char *member);

/* Adds its tests. */
void lot_failed_tests(void);
