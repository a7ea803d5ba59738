/* Parts on pages, one below the other (typeset.h). */
#include "batch/typeset.h"

static void page_end(Flow *flow)
{
    if (!flow->drawing)
        return;
    flow->foot(flow->owner);
    typeset_page_end(flow->typeset, flow->error ? NULL : &flow->error);
    flow->drawing = NULL;
}

void flow_next_page(Flow *flow)
{
    page_end(flow);
    flow->drawing = typeset_page_begin(flow->typeset);
    flow->y_pt = flow->top_pt;
}

gboolean flow_need(Flow *flow, double height_pt)
{
    if (flow->y_pt + height_pt <= flow->bottom_pt)
        return FALSE;
    flow_next_page(flow);
    return TRUE;
}

gboolean flow_end(Flow *flow, GError **error)
{
    page_end(flow);
    if (!flow->error)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&flow->error));
    return FALSE;
}
