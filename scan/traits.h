/* scan/traits.h - inside scan/: places of a page, and the traits of these. What is not found by them stands in traits.c. */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

/* A trait: signs of the ink around a place, in the low 32 bits, and behind them which are the weakest. */
typedef struct {
    double x_mm, y_mm; /* from the middle of the page */
    guint64 traits[SCAN_TRAIT_SIZES];
} ScanPlace;

typedef struct {
    ScanPlace places[SCAN_PLACES_MAX]; /* the strongest first */
    guint n;
    double degrees; /* how the page lies (field.h), as its traits were taken */
} ScanPlaces;

/* None of a page without ink. */
void scan_places_take(const ScanGray *ink, ScanPlaces *places);

/* The signs as they would be, had the page been fed with another edge first: n quarter turns on, clockwise. */
guint32 scan_trait_signs(guint64 trait, guint n_turns);

G_END_DECLS
