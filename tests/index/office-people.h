/* tests/index/office-people.h - an office with persons, without waiting for their PINs: whoever acts counts as
 * proven, at the login that the test says. */
#pragma once

#include "index/lot.h"
#include "tests/index/sample.h"

/* For g_test_add: sample_setup, then the persons ravi and kamla (operators), sita and gita (checkers), noor
 * (nodal), anita (admin), each with a PIN of their own. The sample's store is ravi's, at the login "desk". */
void people_setup(Sample *sample, gconstpointer data);
/* From now on the sample's store is this person's, at this login, proven or not. */
void people_be(Sample *sample, const char *name, const char *login, gboolean is_proven);

/* Takes what was answered. */
void must_do(JsonNode *item, GError **error);
/* Fails for that reason, in these words; clears the error. */
void must_fail(gboolean ok, GError **error, int code, const char *words);
