/* batch/edit.h - what the commands page and record have in common: naming pages, telling what
 * became of them. */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

#define EDIT_HELP_PAGES                                                                            \
    "PAGES are places in the side as show --pages counts them (5, 5-7, 5-, 2,5-7), folio:12A for " \
    "the page with that label, id:123 by page id, or batch:7:4-9 for sheets 4 to 9 of a batch. "
#define EDIT_HELP_ANYWHERE "Ids need no FILE_NO, nor do sheets that have no record yet. "

#define EDIT_OPTION_SIDE                                                                           \
    {                                                                                              \
        "side", 0, OPTION_TEXT, 0, 0, NULL, "SIDE",                                                \
            "notes, correspondence, issues or references (openings, sheets)"                       \
    }

/* The side that a command works on. file_no NULL: none, side_id is 0. */
gboolean edit_side_find(const Context *context, const char *file_no, const char *side, SideUse use,
                        gint64 *side_id, GError **error);
/* Pages from the words of a command: FILE_NO PAGES, or PAGES alone where they say where they are.
 * Array of gint64. */
GArray *edit_words_find(const Context *context, const char *const *words, guint n_words,
                        const char *side, GError **error);
/* A place of a side from --before PAGE or --after PAGE; neither: the end. */
gboolean edit_place_find(const Context *context, gint64 side_id, const Arguments *arguments,
                         PagePlace *place, GError **error);

/* Prints the answer of a correction and takes it; NULL: it failed. The command's exit status. */
int edit_tell(const Context *context, JsonNode *answer);

G_END_DECLS
