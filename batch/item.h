/* batch/item.h - items of an answer (JSON from index/) as people read them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A member as text: "" for null and for what is not there, one decimal for a real number. */
char *item_text(JsonObject *item, const char *member);

void item_set_strings(JsonObject *item, const char *member, const GPtrArray *strings);
/* "disputed: rejected at 2026-11-28T10:00:00+05:30, no section", of the last receipt that contradicts what was taken of a package;
 * owned. NULL: none does. */
char *item_dispute_text(JsonObject *package);

/* What output_items wants; take what they are given. */
JsonNode *item_node(JsonObject *item);
JsonNode *item_node_array(JsonArray *items);

typedef struct {
    const char *member, *title;
    guint max_characters; /* then an ellipsis; 0: all */
} ItemColumn;

/* An array of items as an aligned table with a head, on standard output. */
void item_print_table(JsonArray *items, const ItemColumn *columns, guint n_columns);

G_END_DECLS
