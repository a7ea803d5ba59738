#include "tests/bench/office.h"

#include <glib.h>

const char *bench_office(const char *recognition)
{
    static const struct {
        const char *recognition, *office;
    } offices[] = {{"pan", "pan+eng+hin"}, {"lus", "lus+eng"}, {"eng+hin", "eng+hin+urd"}};
    for (guint i = 0; i < G_N_ELEMENTS(offices); i++)
        if (g_str_equal(offices[i].recognition, recognition))
            return offices[i].office;
    return "eng+hin+urd";
}
