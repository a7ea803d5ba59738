/* pdf/recipe.h - what a recipe's zeros stand for (inside pdf/ only). */
#pragma once

#include "pdf/pdf.h"

guint pdf_recipe_quality(const PdfRecipe *recipe); /* of pictures: 1-100 */
/* The background's step at PDF_JPEG_QUALITY_DEFAULT: the least bytes for a likeness (SSIM at 100 dpi) of 0.9 on pages
 * of medium age. */
#define PDF_STEP_DEFAULT 24

guint pdf_recipe_step(const PdfRecipe *recipe); /* of the background (PdfJpeg): 1-255 */
