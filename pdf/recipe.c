/* Names of the ways a page is encoded, and the keys of the layers cache. */
#include "pdf/pdf.h"

/* Raise with every change that makes other bytes of the same page. */
#define RECIPE_VERSION 1

char *pdf_recipe_name(const PdfRecipe *recipe)
{
    guint quality = recipe->jpeg_quality ? recipe->jpeg_quality : PDF_JPEG_QUALITY_DEFAULT;
    return g_strdup_printf("%d-%u", RECIPE_VERSION, quality);
}

char *pdf_layers_key(const char *master_sha256, const PdfRecipe *recipe, const char *text_sha256)
{
    g_autofree char *name = pdf_recipe_name(recipe);
    g_autofree char *all = g_strdup_printf("%s %s %s", master_sha256, name, text_sha256);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
}
