/* Forms on typeset pages. Lines to write on are 8 mm apart, as on ruled paper. */
#include "batch/form.h"

#define TOP_PT FORM_MARGIN_PT
#define BOTTOM_PT (DRAW_A4_HEIGHT_PT - 22 * DRAW_PT_PER_MM) /* of the text */
#define FOOT_PT (DRAW_A4_HEIGHT_PT - 17 * DRAW_PT_PER_MM)
#define FIELD_PT (7.5 * DRAW_PT_PER_MM)
#define GAP_PT 4.0 /* between a label, what stands on the rule, and the next field */
#define TICK_PT 8.5
#define TICK_GAP_PT 16.0
#define WRITE_PT (20 * DRAW_PT_PER_MM) /* the least room to write in */

const DrawStyle form_body = {.size_pt = 10.5, .serif = TRUE};
const DrawStyle form_small = {.size_pt = 7.5};
const DrawStyle form_title = {.size_pt = 14, .serif = TRUE, .bold = TRUE, .align = DRAW_CENTER};
const DrawStyle form_centred = {.size_pt = 10.5, .serif = TRUE, .align = DRAW_CENTER};

struct Form {
    Flow flow;
    const char *foot;
    guint n_pages;
};

/* -------------------------------------------------------------------------------------- pages -- */

static void rule_draw(Form *form, double x_pt, double y_pt, double width_pt, double line_pt)
{
    cairo_t *cairo = draw_peek_cairo(form->flow.drawing);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_line_width(cairo, line_pt);
    cairo_move_to(cairo, x_pt, y_pt);
    cairo_rel_line_to(cairo, width_pt, 0);
    cairo_stroke(cairo);
}

static void foot_draw(gpointer owner)
{
    Form *form = owner;
    const double side_pt = 110;
    DrawStyle style = form_small;
    g_autofree char *page = g_strdup_printf("Page %u of %u", form_page(form) + 1, form->n_pages);
    rule_draw(form, FORM_MARGIN_PT, FOOT_PT - 3, FORM_WIDTH_PT, 0.5);
    draw_text(form->flow.drawing, FORM_MARGIN_PT, FOOT_PT, side_pt, "Initials:", &style);
    style.align = DRAW_CENTER;
    draw_text(form->flow.drawing, FORM_MARGIN_PT + side_pt, FOOT_PT, FORM_WIDTH_PT - 2 * side_pt,
              form->foot, &style);
    style.align = DRAW_END;
    draw_text(form->flow.drawing, FORM_MARGIN_PT + FORM_WIDTH_PT - side_pt, FOOT_PT, side_pt, page,
              &style);
}

Form *form_new(Typeset *typeset, const char *foot, guint n_pages)
{
    Form *form = g_new0(Form, 1);
    form->flow = (Flow){.typeset = typeset,
                        .top_pt = TOP_PT,
                        .bottom_pt = BOTTOM_PT,
                        .foot = foot_draw,
                        .owner = form};
    form->foot = foot;
    form->n_pages = n_pages;
    return form;
}

void form_next_page(Form *form)
{
    flow_next_page(&form->flow);
}

gboolean form_need(Form *form, double height_pt)
{
    return flow_need(&form->flow, height_pt);
}

guint form_page(const Form *form)
{
    return typeset_n_pages(form->flow.typeset);
}

gboolean form_end(Form *form, GError **error)
{
    gboolean done = flow_end(&form->flow, error);
    g_free(form);
    return done;
}

/* --------------------------------------------------------------------------------------- text -- */

void form_text(Form *form, const char *text, const DrawStyle *style)
{
    DrawExtent extent = draw_measure(form->flow.drawing, FORM_WIDTH_PT, text, style);
    form_need(form, extent.height_pt);
    form->flow.y_pt +=
        draw_text(form->flow.drawing, FORM_MARGIN_PT, form->flow.y_pt, FORM_WIDTH_PT, text, style);
}

void form_space(Form *form, double height_pt)
{
    form->flow.y_pt += height_pt;
}

void form_rule(Form *form)
{
    rule_draw(form, FORM_MARGIN_PT, form->flow.y_pt, FORM_WIDTH_PT, 0.5);
    form->flow.y_pt += 2;
}

/* ------------------------------------------------------------------------------------- fields -- */

static gboolean is_there(const char *text)
{
    return text && *text;
}

static double label_width(Form *form, const char *text)
{
    return is_there(text) ? draw_measure(form->flow.drawing, -1, text, &form_body).width_pt + GAP_PT
                          : 0;
}

/* With its baseline at baseline_pt. */
static void text_place(Form *form, const char *text, double x_pt, double width_pt,
                       double baseline_pt, const DrawStyle *style)
{
    if (!is_there(text))
        return;
    DrawExtent extent = draw_measure(form->flow.drawing, width_pt, text, style);
    draw_text(form->flow.drawing, x_pt, baseline_pt - extent.baseline_pt, width_pt, text, style);
}

/* How far below the first baseline the field reaches: a long value takes several lines. */
static double field_draw(Form *form, const FormField *field, double x_pt, double width_pt,
                         double baseline_pt)
{
    double label_pt = label_width(form, field->label), suffix_pt = label_width(form, field->suffix);
    double room_pt = MAX(width_pt - label_pt - suffix_pt - GAP_PT, WRITE_PT), more_pt = 0;
    text_place(form, field->label, x_pt, label_pt + GAP_PT, baseline_pt, &form_body);
    if (is_there(field->value)) {
        DrawExtent extent = draw_measure(form->flow.drawing, room_pt, field->value, &form_body);
        DrawExtent line = draw_measure(form->flow.drawing, -1, field->value, &form_body);
        more_pt = extent.height_pt - line.height_pt;
        text_place(form, field->value, x_pt + label_pt, room_pt, baseline_pt, &form_body);
    }
    rule_draw(form, x_pt + label_pt, baseline_pt + more_pt + 3, room_pt, 0.5);
    text_place(form, field->suffix, x_pt + label_pt + room_pt + GAP_PT, suffix_pt + GAP_PT,
               baseline_pt, &form_body);
    return more_pt;
}

void form_fields(Form *form, const FormField *fields, guint n_fields)
{
    double x_pt = FORM_MARGIN_PT, more_pt = 0;
    form_need(form, 2 * FIELD_PT);
    double baseline_pt = form->flow.y_pt + FIELD_PT - 4;
    for (guint i = 0; i < n_fields; i++) {
        double width_pt = FORM_WIDTH_PT * fields[i].share;
        double this_pt = field_draw(form, &fields[i], x_pt, width_pt, baseline_pt);
        more_pt = MAX(more_pt, this_pt);
        x_pt += width_pt;
    }
    form->flow.y_pt += FIELD_PT + more_pt;
}

/* -------------------------------------------------------------------------------------- ticks -- */

void form_ticks(Form *form, const FormTick *ticks, guint n_ticks)
{
    const double line_pt = 17;
    double x_pt = FORM_MARGIN_PT;
    form_need(form, 2 * line_pt);
    for (guint i = 0; i < n_ticks; i++) {
        double label_pt = label_width(form, ticks[i].label), all_pt = label_pt + TICK_PT;
        if (x_pt + all_pt > FORM_MARGIN_PT + FORM_WIDTH_PT) {
            x_pt = FORM_MARGIN_PT;
            form->flow.y_pt += line_pt;
        }
        double baseline_pt = form->flow.y_pt + 12;
        text_place(form, ticks[i].label, x_pt, label_pt + GAP_PT, baseline_pt, &form_body);
        if (!ticks[i].has_no_box)
            typeset_box(form->flow.typeset, x_pt + label_pt, baseline_pt - TICK_PT + 0.5, TICK_PT,
                        baseline_pt, ticks[i].is_ticked);
        x_pt += all_pt + TICK_GAP_PT;
    }
    form->flow.y_pt += line_pt;
}

/* ------------------------------------------------------------------------------------- tables -- */

void form_row(Form *form, const FormCell *cells, guint n_cells, const DrawStyle *style)
{
    double x_pt = FORM_MARGIN_PT, above_pt = 0, below_pt = 0;
    for (guint i = 0; i < n_cells; i++) {
        DrawExtent extent =
            draw_measure(form->flow.drawing, cells[i].width_pt - GAP_PT, cells[i].text, style);
        above_pt = MAX(above_pt, extent.baseline_pt);
        below_pt = MAX(below_pt, extent.height_pt - extent.baseline_pt);
    }
    form_need(form, above_pt + below_pt);
    for (guint i = 0; i < n_cells; i++) {
        text_place(form, cells[i].text, x_pt, cells[i].width_pt - GAP_PT,
                   form->flow.y_pt + above_pt, style);
        x_pt += cells[i].width_pt;
    }
    form->flow.y_pt += above_pt + below_pt;
}
