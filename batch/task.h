/* batch/task.h - work as it travels to a page worker: tasks of index/ to JSON and back. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/index.h"

G_BEGIN_DECLS

JsonObject *task_page_request(const char *store_dir, const PageTask *task, const PdfRecipe *recipe);
JsonObject *task_side_request(const char *store_dir, const SideTask *task);

/* Asks for the pages of task->smaller. */
JsonObject *task_smaller_request(const char *store_dir, const SideTask *task,
                                 const PdfRecipe *recipe);
/* How such a request wants pages encoded. */
PdfRecipe task_recipe_parse(JsonObject *request);

/* The volumes of a side request: VolumeTask, strings borrowed from the request, lists owned by
 * the array. */
GPtrArray *task_volumes_parse(JsonObject *request);

/* What a worker answered, as it may be committed: complete, of the right types, and naming files
 * that are there. Texts are borrowed from the answer. DATA says what makes no sense. */
gboolean task_page_answer_parse(JsonObject *answer, const char *store_dir, PageReading *reading,
                                GError **error);
/* One row for each volume of the task. */
gboolean task_side_answer_parse(JsonObject *answer, const char *store_dir, const SideTask *task,
                                VolumeRow *rows, GError **error);

G_END_DECLS
