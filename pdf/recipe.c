/* Names of the ways a page is encoded, and the keys of the layers cache. */
#include "pdf/recipe.h"

/* Raise with every change that makes other bytes of the same page. */
#define RECIPE_VERSION 9

guint pdf_recipe_quality(const PdfRecipe *recipe)
{
    if (recipe->jpeg_quality)
        return recipe->jpeg_quality;
    return recipe->is_archival ? PDF_JPEG_QUALITY_ARCHIVAL : PDF_JPEG_QUALITY_DEFAULT;
}

/* As libjpeg's tables grow with falling quality. */
guint pdf_recipe_step(const PdfRecipe *recipe)
{
    guint quality = pdf_recipe_quality(recipe);
    guint percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    return CLAMP(PDF_STEP_DEFAULT * percent / (200 - 2 * PDF_JPEG_QUALITY_DEFAULT), 1, 255);
}

char *pdf_recipe_name(const PdfRecipe *recipe)
{
    return g_strdup_printf("%d-%u%s%s%s", RECIPE_VERSION, pdf_recipe_quality(recipe),
                           recipe->is_archival ? "-archival" : "",
                           recipe->paper_is_jpx ? "-jpx" : "", recipe->masks_are_g4 ? "-g4" : "");
}

char *pdf_layers_key(const char *master_sha256, const PdfRecipe *recipe, const char *text_sha256)
{
    g_autofree char *name = pdf_recipe_name(recipe);
    g_autofree char *all = g_strdup_printf("%s %s %s", master_sha256, name, text_sha256);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
}
