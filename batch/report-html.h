/* batch/report-html.h - what the parts of the HTML page share. */
#pragma once

#include "batch/report-doc.h"

G_BEGIN_DECLS

/* The one style sheet of the page. */
extern const char report_style[];

void html_escaped(GString *html, const char *text);
/* An <svg> with title and description; number makes its ids unique in the page. */
void html_chart(GString *html, const Chart *chart, guint number);
void html_table(GString *html, const DocTable *table, ReportLanguage language, guint number);

G_END_DECLS
