/* tests/scan/decode-make.h - page image files of every kind, made by the test itself.
 *
 * All show the same picture of 90 x 60 pixels, which looks different from each of its turns and
 * mirror images: white, with a black block of 30 x 20 top left and a bar of 30 x 10 top right,
 * which is red, gray or black as the kind allows. */
#pragma once

#include <glib.h>

#define PICTURE_WIDTH 90u
#define PICTURE_HEIGHT 60u
#define PICTURE_GRAY 64u /* of the bar */

/* Red, green and blue of a pixel of the upright picture. */
void picture_get_pixel(guint x, guint y, guint8 rgb[3]);
/* The same of an image stored with orientation (TIFF tag 274), whose size is turned too. */
void picture_get_stored(guint orientation, guint column, guint row, guint8 rgb[3]);

typedef struct {
    guint16 bits, samples, photometric, compression;
    guint16 orientation; /* 0: not stated */
    guint16 planar;      /* 0: contiguous */
    gboolean is_tiled;
    float x_dpi, y_dpi; /* 0: not stated */
    guint16 extra;      /* kind of the sample after the colours */
    guint32 subfile;
} MakeTiff;

/* Writes n directories. */
void make_tiff(const char *path, const MakeTiff *pages, guint n_pages);

typedef struct {
    gboolean is_gray, is_cmyk, is_progressive;
    guint orientation; /* in EXIF; 0: no EXIF */
    guint dpi;         /* in JFIF; 0: not stated */
} MakeJpeg;

void make_jpeg(const char *path, const MakeJpeg *spec);

typedef enum {
    MAKE_PNG_GRAY,
    MAKE_PNG_RGB,
    MAKE_PNG_GRAY_ALPHA, /* what is white is black and transparent */
    MAKE_PNG_RGB_ALPHA,
    MAKE_PNG_PALETTE,
    MAKE_PNG_PALETTE_GRAY,
    MAKE_PNG_PALETTE_INVERSE, /* 1-bit: entry 0 is white */
    MAKE_PNG_PALETTE_KEY,     /* white is a transparent entry */
} MakePngKind;

typedef struct {
    MakePngKind kind;
    guint bits;
    gboolean is_interlaced;
    guint dpi;
} MakePng;

void make_png(const char *path, const MakePng *spec);

/* One page of a PDF. Images are the picture as a gray JPEG, named /Im; enlarged so that the page
 * below has image_dpi. */
typedef struct {
    double width_pt, height_pt;
    guint rotate;
    const char *content;    /* drawing operators */
    const char *image_keys; /* further keys of the image; NULL: no image */
    guint image_scale;      /* pixels of the image to one of the picture */
} MakePdf;

void make_pdf(const char *path, const MakePdf *pages, guint n_pages);

/* "tiff" (two pages), "jpeg", "jpeg-progressive", "png" or "pdf" (an image and a text page). */
void make_any(const char *path, const char *kind);
/* A small file that states more pixels than any page has; not for "jpeg-progressive". */
void make_absurd(const char *path, const char *kind);

/* A new folder, and its removal with everything in it. */
char *folder_new(void);
void folder_remove(const char *path);
guint folder_count(const char *path);
