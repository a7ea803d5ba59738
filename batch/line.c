/* JSON lines over a socket. */
#include "batch/line.h"

#include "batch/child.h"
#include "index/index.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define READ_BYTES 65536

void line_buffer_init(LineBuffer *buffer)
{
    buffer->bytes = g_byte_array_new();
}

void line_buffer_clear(LineBuffer *buffer)
{
    g_byte_array_unref(buffer->bytes);
}

int line_buffer_fill(LineBuffer *buffer, int fd, int flags)
{
    guint8 bytes[READ_BYTES];
    ssize_t n;
    do
        n = recv(fd, bytes, sizeof bytes, flags);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        g_byte_array_append(buffer->bytes, bytes, (guint)n);
    return n > 0 ? 1 : n == 0 ? 0 : -1;
}

static JsonObject *object_parse(const char *text, gsize length)
{
    g_autoptr(JsonNode) root = index_json_parse(text, length, NULL);
    return root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_dup_object(root) : NULL;
}

JsonObject *line_buffer_take(LineBuffer *buffer, gboolean *bad)
{
    const guint8 *start = buffer->bytes->data;
    const guint8 *end = buffer->bytes->len ? memchr(start, '\n', buffer->bytes->len) : NULL;
    *bad = FALSE;
    if (!end) {
        *bad = buffer->bytes->len > CHILD_LINE_MAX;
        return NULL;
    }
    guint length = (guint)(end - start);
    JsonObject *object = object_parse((const char *)start, length);
    g_byte_array_remove_range(buffer->bytes, 0, length + 1);
    *bad = object == NULL;
    return object;
}

char *line_format(JsonObject *line)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, line);
    g_autofree char *text = json_to_string(node, FALSE);
    return g_strconcat(text, "\n", NULL);
}
