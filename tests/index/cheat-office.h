/* tests/index/cheat-office.h - an office that somebody tries to make look further than it is.
 *
 * A case has honest work, then a trick. Both are steps with ";" between them: those of edit-office.h, and
 *     scan SIDE N     as many new pages, of other pictures each time        again SIDE    the last scan, the same pictures
 *     like SIDE N      that look like earlier ones
 *     blank SIDE N    blank ones         cover SIDE N     covers            loose N       pages of no known record
 *     set SIDE KEY VALUE                 add FILE_NO      a provisional record
 *     register FILE_NO N                 the office's list brings it, with N pages of correspondence
 *     remove FILE_NO                     takes it out of the register
 *     propose SIDE                       to exclude it, which nobody approves
 *     shut FILE_NO REASON                closes its correspondence
 *     run             reads and assembles what is there           sql STATEMENT
 *     look            asks how far we are: what changes later is counted alone
 * SIDE is a letter of edit-office.h, or a file number. */
#pragma once

#include <json-glib/json-glib.h>

#include "tests/index/sample.h"

/* What the office's list has, and its plan. */
#define CHEAT_REGISTER                                                                             \
    "file_no,subject,kind,year,correspondence_pages\n"                                             \
    "A-12/2008,Mutation,file,2008,2\nB-7/2010,Mutation,file,2010,4\n"                              \
    "C-3/2011,Mutation,file,2011,4\nR-1/1998,Mutations,register,1998,\n"
#define CHEAT_TARGETS "office,records,pages,deadline\nTEST,10,40,2027-03-31\n"

typedef struct {
    Sample *sample;
    guint n_scanned; /* pictures so far */
    guint n_last;    /* of the last scan */
} Drive;

/* Both. */
void office_make(Sample *sample);
void register_import(Sample *sample, const char *csv);
void plan_import(Sample *sample, const char *csv);
void add(Sample *sample, const char *file_no);
void take_out(Sample *sample, const char *file_no);
void steps(Drive *drive, const char *all);

/* The return with "records", and what stands in its grand total. */
JsonNode *progress(Sample *sample);
JsonObject *total(JsonNode *item);
gint64 count(JsonNode *item, const char *group, const char *member);
JsonArray *list_of(JsonNode *item, const char *name);

/* All that a trick could make larger. Records that are scanned and pages stay what they are; a record that is taken
 * apart may fall back behind that. */
#define N_FIGURES 9
enum { SCANNED = 0, PAGES = 8 };

typedef struct {
    gint64 counts[N_FIGURES], registered;
    char *percent;
} Figures;

void figures_clear(Figures *figures);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Figures, figures_clear)

void figures_read(Sample *sample, Figures *figures);
/* new_pages: that truly came in between. */
void figures_compare(const Figures *before, const Figures *after, gint64 new_pages);
/* What is kept is what counting anew gives, days add up to totals, and as many records are uncounted as are listed. */
void counts_must_hold(Sample *sample);
