/* index/member.h - members of JSON that another process sent.
 *
 * A member of the wrong type is treated as one that is missing, and a missing object (NULL) as one
 * without members: whoever asks must only decide what to do without the value.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

const char *member_text(JsonObject *object, const char *name); /* or NULL */
gint64 member_int(JsonObject *object, const char *name, gint64 fallback);
double member_double(JsonObject *object, const char *name, double fallback);
gboolean member_flag(JsonObject *object, const char *name); /* or FALSE */
JsonObject *member_object(JsonObject *object, const char *name);
JsonArray *member_array(JsonObject *object, const char *name);
/* The texts of an array; never NULL. */
char **member_texts(JsonObject *object, const char *name);

guint member_length(JsonArray *array);
JsonObject *member_element(JsonArray *array, guint i); /* or NULL */

/* 64 hexadecimal digits, small letters. */
gboolean member_is_sha256(const char *text);

G_END_DECLS
