/* tests/index/verify-room.h - what the tests of verify share. */
#pragma once

#include "tests/index/edit-office.h"
#include "tests/index/sample.h"

#define UNLOCK "DROP TRIGGER event_no_update; DROP TRIGGER event_no_delete;"
#define PACKAGE "outbox/fl-A-12_2008"

void make_package(Sample *sample);
/* The import job does. */
void package_accept(Sample *sample);
gboolean is_told(const VerifyReport *report, const char *problem);
/* problem: one that must be told; NULL: none may be. */
void must_verify_with(Sample *sample, const VerifySettings *settings, const char *problem);
void must_verify(Sample *sample, const char *problem);
void page_turn(Sample *sample);
/* Of what a check tells that is no damage; owned. */
char *note_of(Sample *sample, guint which);

/* One bit in the middle; or the half behind it is gone. */
void bytes_change(const char *path, gboolean is_cut);

/* Each adds its tests. */
void verify_words_tests(void);
void verify_built_tests(void);
void verify_anchors_tests(void);
void verify_resumed_tests(void);
