/* batch/form.h - forms to be signed, set on typeset pages: paragraphs, fields to fill in, tick boxes and
 * tables that run over pages, each page with a foot, a place for initials and "Page 2 of 7".
 *
 * The first trouble is kept and told by form_end; until then all calls are harmless.
 */
#pragma once

#include "batch/typeset.h"

G_BEGIN_DECLS

#define FORM_MARGIN_PT (20 * DRAW_PT_PER_MM)
#define FORM_WIDTH_PT (DRAW_A4_WIDTH_PT - 2 * FORM_MARGIN_PT)

typedef struct Form Form;

/* foot: stands at the bottom of every page; n_pages: what "of" says. Both are borrowed. The first page
 * is begun by form_next_page. */
Form *form_new(Typeset *typeset, const char *foot, guint n_pages);
/* Frees the form. */
gboolean form_end(Form *form, GError **error);

void form_next_page(Form *form);
/* A new page unless so much room is left. Answers whether it began one. */
gboolean form_need(Form *form, double height_pt);
guint form_page(const Form *form); /* that is being filled, from 0 */

void form_text(Form *form, const char *text, const DrawStyle *style);
void form_space(Form *form, double height_pt);
void form_rule(Form *form);

/* A row of fields: label, value over a rule, suffix. Without a value there is room to write by hand. */
typedef struct {
    const char *label, *value, *suffix; /* "" or NULL: none */
    double share;                       /* of the width */
} FormField;

void form_fields(Form *form, const FormField *fields, guint n_fields);

typedef struct {
    const char *label;
    gboolean is_ticked;
    gboolean has_no_box; /* words between or behind the boxes */
} FormTick;

/* In as many lines as they take. */
void form_ticks(Form *form, const FormTick *ticks, guint n_ticks);

/* A row of a table: cells that break within their widths, on one baseline. */
typedef struct {
    const char *text;
    double width_pt;
} FormCell;

void form_row(Form *form, const FormCell *cells, guint n_cells, const DrawStyle *style);

extern const DrawStyle form_body, form_small, form_title, form_centred;

G_END_DECLS
