/* tests/ocr/reading.h - generated pages written as masters and read, in a folder of the run's own. */
#pragma once

#include "ocr/desk.h"
#include "tests/pages/page.h"

typedef struct {
    PageImages *images;
    PageText *text;
    char *plain;
} Result;

void result_clear(Result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Result, result_clear)

/* Runs the tests in their folder, and removes it; the end of main. */
int reading_run_tests(void);
char *temp_path(const char *name);

/* Writes pix as a master and takes it over; returns its path. */
char *write_master(struct Pix *pix, int dpi);
/* Writes the page as a master and returns its path; truth may be NULL. */
char *write_page(const PageRequest *request, char **truth);

void read_page(OcrEngine *engine, const char *path, const char *languages, Result *result);
/* The same of a master of which a person said how it is turned. */
void read_turned(OcrEngine *engine, const char *path, const char *languages, guint quarter_turns,
                 Result *result);

/* Only what finds which way up a page is: a third of the time of reading it. master's resolution is set. */
OcrPose pose_of(OcrEngine *engine, PIX *master, const char *languages);

/* What ocr.h promises of every page. */
void assert_wellformed(const Result *result);
