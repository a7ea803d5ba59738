/* The error domain of all of Muhafiz. */
#include "scan/scan.h"

G_DEFINE_QUARK(muhafiz - error - quark, muhafiz_error)
