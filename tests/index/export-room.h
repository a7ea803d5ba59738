/* tests/index/export-room.h - what the tests of packages share. */
#pragma once

#include <json-glib/json-glib.h>

#include "tests/index/sample.h"

#define FOLDER "fl-A-12_2008"

typedef struct {
    JsonNode *node;
    JsonObject *item; /* lent by node */
    const char *manifest;
} Exported;

Exported export_to(Sample *sample, const char *to_dir);
void same_item(const Exported *one, const Exported *other);
void must_be_whole(const char *dir, const char *manifest);
JsonObject *json_load(const char *dir, const char *path, JsonNode **node);
void must_fail(Sample *sample, const char *file_no, gboolean unchecked, int code,
               const char *words);
void must_be_empty(Sample *sample, const char *folder);

/* Each adds its tests. */
void export_version_tests(void);
void export_receipt_tests(void);
