/* index/answer.h - rows of the database as the JSON that other programs read. Private to index/.
 *
 * A table of fields names the columns of a statement in their order; a NULL becomes null.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "index/db.h"

/* ANSWER_JSON: a text that was JSON when it was stored. */
typedef enum { ANSWER_TEXT, ANSWER_INT, ANSWER_REAL, ANSWER_BOOL, ANSWER_JSON } AnswerType;

typedef struct {
    const char *key;
    AnswerType type;
} AnswerField;

/* Adds the row's columns from first_column on as members of object. */
void answer_add_fields(JsonObject *object, DbRows *rows, guint first_column,
                       const AnswerField *fields, guint n_fields);
/* All rows of a statement, one object each. */
JsonArray *answer_array(Db *db, const char *statement, const DbValue *values, guint n_values,
                        const AnswerField *fields, guint n_fields, GError **error);
/* The same as JSON text; for many rows. The statement takes no values. */
char *answer_text(Db *db, const char *statement, const AnswerField *fields, guint n_fields,
                  GError **error);
/* Rows of (name, count) as {name: count} into object. */
gboolean answer_add_counts(JsonObject *object, Db *db, const char *statement, const DbValue *values,
                           guint n_values, GError **error);

/* Those of from's members that names (ends with NULL) has, where they are there. */
void answer_copy_members(JsonObject *to, JsonObject *from, const char *const *names);

/* The flags of a page that has its "page_id", as people see them: "flags": [{"flag", "value"}...]. */
gboolean answer_add_flags(JsonObject *page, Db *db, GError **error);

/* Both take what they are given. */
JsonNode *answer_node_of_object(JsonObject *object);
JsonNode *answer_node_of_array(JsonArray *array);
/* text: NULL for null. */
void answer_set_text(JsonObject *object, const char *member, const char *text);
