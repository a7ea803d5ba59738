/* batch/line.h - JSON lines over a socket: used by both ends of batch/child.h. */
#pragma once

#include <json-glib/json-glib.h>

/* Bytes received that are not yet a whole line. */
typedef struct {
    GByteArray *bytes;
} LineBuffer;

void line_buffer_init(LineBuffer *buffer);
void line_buffer_clear(LineBuffer *buffer);
/* Reads what is there. 1: something came, 0: end of file, -1: nothing now (flags MSG_DONTWAIT), or
 * an error, in errno, that means the other end is gone. */
int line_buffer_fill(LineBuffer *buffer, int fd, int flags);
/* The next whole line as an object, or NULL. *bad is set for a line that is no JSON object or too long. */
JsonObject *line_buffer_take(LineBuffer *buffer, gboolean *bad);

/* The object as one line; it is taken. */
char *line_format(JsonObject *line);
