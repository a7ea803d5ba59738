/* index/pack.h - a text as the index keeps it: small. Private to index/.
 *
 * The first byte says how the rest is kept: 'l' letters (brief.h), deflated (RFC 1951); 'z' UTF-8, deflated, where letters
 * gain nothing and in older stores; 'p' plain UTF-8, where that is no longer, and in still older ones.
 */
#pragma once

#include <glib.h>

GBytes *index_text_pack(const char *text);
/* DATA: no text was ever packed so. */
char *index_text_unpack(GBytes *packed, GError **error);
