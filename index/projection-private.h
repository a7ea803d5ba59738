/* index/projection-private.h - what the two files of projection.h share. */
#pragma once

#include "index/projection.h"

G_BEGIN_DECLS

#define LOOK_BACK 366 /* calendar days */
#define WEEKDAYS 6    /* Monday to Saturday */

/* Working days before today, oldest first. */
typedef struct {
    double amounts[LOOK_BACK];
    guint8 weekdays[LOOK_BACK]; /* 0: Monday */
    guint n;
    double today; /* done on it until now; 0 where it is no working day */
} History;

/* What was done on Sundays and holidays stands on the next working day; flagged days are left out; a negative amount takes back what the days before
 * it had. */
void projection_history_take(History *history, const ProjectionInput *input);
gboolean projection_is_working(const ProjectionInput *input, gint32 julian);
guint projection_weekday(gint32 julian); /* 0: Monday */

G_END_DECLS
