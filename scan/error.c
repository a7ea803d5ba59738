/* The error domain of all of Muhafiz. */
#include "scan/scan.h"

GQuark muhafiz_error_quark(void)
{
    return g_quark_from_static_string("muhafiz-error-quark");
}
