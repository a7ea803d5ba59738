/* scan/look-match.h - inside scan/: how one page lies on another by places that both have. */
#pragma once

#include "scan/look-pose.h"

G_BEGIN_DECLS

/* FALSE: too few places of b are where those of a are. *pose is right within a few millimetres. */
gboolean scan_match_pose(const ScanPlaces *a, const ScanPlaces *b, ScanPose *pose);

G_END_DECLS
