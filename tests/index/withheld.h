/* tests/index/withheld.h - a record that turns out to be confidential, and whether its words are anywhere still. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/exclusion.h"
#include "tests/index/sample.h"

#define WITHHELD "A-12/2008"
#define WITHHELD_WORD "quizzaciousness" /* stands on its pages */

extern const char *const withheld_texts[2];

/* index_record_set on it; note as there, or NULL. */
void withheld_mark(Sample *sample, const char *key, const char *value, char **note);
/* Two pages of withheld_texts, read, bound and exported, and one of B-7/2010. */
void withheld_plant(Sample *sample);
/* Files below dir that have the word. */
guint withheld_find(const char *dir);
/* A backup into dir, which takes at least so many files off it. */
void withheld_backup(Sample *sample, const char *dir, gint64 purged_least);
/* No damage is found; notes: how many lines that are none. */
void withheld_verify(Sample *sample, guint notes);
void withheld_must_have_jobs(Sample *sample, guint expected);
