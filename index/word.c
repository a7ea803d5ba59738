/* A word of a command that messages advise, as a shell takes it. */
#include <string.h>

#include "index/index.h"

/* Letters of other scripts need no quotes, and are read more easily without. */
static gboolean is_plain(const char *word)
{
    for (const char *at = word; *at; at++)
        if ((guchar)*at < 0x80 && !g_ascii_isalnum(*at) && !strchr("/_-.:,+@%=", *at))
            return FALSE;
    return *word != '\0';
}

char *index_word(const char *text)
{
    return is_plain(text) ? g_strdup(text) : g_shell_quote(text);
}
