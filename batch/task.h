/* batch/task.h - work as it travels to a page worker: tasks of index/ to JSON and back. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/index.h"

G_BEGIN_DECLS

JsonObject *task_page_request(const char *store_dir, const PageTask *task);
JsonObject *task_side_request(const char *store_dir, const SideTask *task);

/* The volumes of a side request: VolumeTask, strings borrowed from the request, lists owned by
 * the array. */
GPtrArray *task_volumes_parse(JsonObject *request);

G_END_DECLS
