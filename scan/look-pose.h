/* scan/look-pose.h - inside scan/: how one page lies on another. */
#pragma once

#include "scan/look.h"
#include "scan/traits.h"

G_BEGIN_DECLS

struct ScanLook {
    ScanGray *ink; /* 255: all of the paper's brightness is gone; owned */
    guint strong;  /* from here on it is ink, on this page */
    gboolean is_blank;
    ScanPlaces places;
};

/* The second page is turned about its middle, made size times as large and then moved, to lie on the first. */
typedef struct {
    double degrees, size;
    double x_mm, y_mm;
} ScanPose;

/* Correlation, -1 to 1, of the pages as they lie best. Below this they are different pages. */
#define SCAN_POSE_ALIKE_MIN 0.55

/* Answers as soon as they are not alike enough; *pose is then of no use. */
double scan_pose_find(const ScanLook *a, const ScanLook *b, ScanPose *pose);

/* moved, in the place and the size of still. */
ScanGray *scan_pose_apply(const ScanGray *moved, const ScanGray *still, const ScanPose *pose);

typedef struct {
    double x, y;
} ScanPoint;

/* Where a pixel of still comes from, in pixels of moved. */
ScanPoint scan_pose_unmove(const ScanGray *moved, const ScanGray *still, const ScanPose *pose,
                           ScanPoint point);

G_END_DECLS
