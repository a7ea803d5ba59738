/* pdf/recipe.h - what a recipe's zeros stand for (inside pdf/ only). */
#pragma once

#include "pdf/pdf.h"

guint pdf_recipe_quality(const PdfRecipe *recipe); /* of pictures: 1-100 */
guint pdf_recipe_step(const PdfRecipe *recipe);    /* of the background (PdfJpeg): 1-255 */
