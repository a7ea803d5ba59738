/* tests/batch/codes-make.h - a printed cover as scanners deliver it, whatever happened to it before. */
#pragma once

#include <leptonica/allheaders.h>

#include "batch/sheet.h"
#include "scan/scan.h"

G_BEGIN_DECLS

typedef struct {
    char *dir, *pdf;
    char *token;
    PIX *rendered;
} CodesFixture;

void codes_set_up(CodesFixture *fixture);
void codes_tear_down(CodesFixture *fixture);

/* WORN: a copy of a copy of a copy: thick strokes, 16 times the specks, 4 times the grain. */
typedef enum { CARE_NONE, CARE_STAINED, CARE_COPIED, CARE_BOTH, CARE_WORN, N_CARES } Care;

PIX *codes_cover_at(const CodesFixture *fixture, guint dpi);
void codes_pix_step(PIX **pix, PIX *next);
/* A drop of ink. */
void codes_blot(PIX *pix, double x_mm, double y_mm, double radius_mm);
/* Takes pix; angle in degrees. */
PIX *codes_maltreat(PIX *pix, double angle, Care care, gboolean is_bits, GRand *random);
/* The page measured as it would be after a scan. Takes pix. */
void codes_measure(const CodesFixture *fixture, PIX *pix, guint dpi, Page *page);

G_END_DECLS
