/* Corrections: scripted ones end in the expected order, every page is still there, and undoing
 * leads back to exactly where they began. */
#include <string.h>

#include "tests/index/edit-office.h"

/* ------------------------------------------------------------------------------------- table -- */

typedef struct {
    const char *name, *script;                  /* lines with ; between */
    const char *correspondence, *notes, *other; /* of B-7/2010, and of C-3/2011; NULL: as before */
} Case;

static const Case CASES[] = {
    {"later", "move B 2 B after 5", "1 3 4 5 2 6", NULL, NULL},
    {"earlier", "move B 5-6 B before 2", "1 5 6 2 3 4", NULL, NULL},
    {"to the end", "move B 1-2 B", "3 4 5 6 1 2", NULL, NULL},
    {"in the order of the words", "move B 3,1 B before 2", "3 1 2 4 5 6", NULL, NULL},
    {"to another side", "move B 2-3 Bn before 2", "1 4 5 6", "7 2 3 8", NULL},
    {"to another record", "move B 5- C before 1", "1 2 3 4", NULL, "5 6 9 10"},
    {"pages without a record", "move - id:11-12 B after 1", "1 11 12 2 3 4 5 6", NULL, NULL},
    {"by batch and sheet", "move - batch:4:2-3 Bn", NULL, "7 8 12 13", NULL},
    {"by batch and sheet, with the record", "move B batch:1:2- C", "1 2", NULL, "9 10 3 4 5 6"},
    {"of another side of the record", "move B batch:2:1 B before 1", "7 1 2 3 4 5 6", "8", NULL},
    {"with the record that they shall go to", "move C batch:4 C before 1", NULL, NULL,
     "11 12 13 9 10"},
    {"all of a batch", "move - batch:4 C", NULL, NULL, "9 10 11 12 13"},
    {"fed twice", "aside B 3-4", "1 2 5 6", NULL, NULL},
    {"set aside, and put back by hand", "aside B 3;move - id:3 B before 3", "1 2 3 4 5 6", NULL,
     NULL},
    {"without a record, and set aside", "aside - id:11", NULL, NULL, NULL},
    {"a whole side away", "move Bn 1- C", NULL, "", "9 10 7 8"},
    {"replaced", "replace B 3 id:11", "1 2 11 4 5 6", NULL, NULL},
    {"by one that was scanned behind the others", "replace B 2 id:6", "1 6 3 4 5", NULL, NULL},
    {"by an earlier one", "replace B 5 id:1", "2 3 4 1 6", NULL, NULL},
    {"two by two that follow", "replace B 1-2 id:3-4", "3 4 5 6", NULL, NULL},
    {"a sheet replaced", "replace B 3-4 id:11-12", "1 2 11 12 5 6", NULL, NULL},
    {"replaced twice", "replace B 3 id:11;replace B 3 id:12", "1 2 12 4 5 6", NULL, NULL},
    {"a replaced label stays", "label B 3 12A;replace B 3 id:11", "1 2 11=12A 4 5 6", NULL, NULL},
    {"wrong way round", "reverse B 1-", "6 5 4 3 2 1", NULL, NULL},
    {"by sheets", "reverse B 1- sheets", "5 6 3 4 1 2", NULL, NULL},
    {"a part of it", "reverse B 2-4", "1 4 3 2 5 6", NULL, NULL},
    {"some of it", "reverse B 1,6", "6 2 3 4 5 1", NULL, NULL},
    {"turned", "turn B 2 1", NULL, NULL, NULL},
    {"a label", "label B 3 12A", "1 2 3=12A 4 5 6", NULL, NULL},
    {"a label that follows no more", "label B 3 12A;move B 1 B", "2 3=12A 4 5 6 1", NULL, NULL},
    {"a label taken away", "label B 3 12A;label B 3", NULL, NULL, NULL},
    {"a series", "label B 2-4 12 on", "1 2=12 3=13 4=14 5 6", NULL, NULL},
    {"a series of letters", "label B 2-4 12A on", "1 2=12A 3=12B 4=12C 5 6", NULL, NULL},
    {"a series in Urdu", "label B 2-3 ۹ on", "1 2=۹ 3=۱۰ 4 5 6", NULL, NULL},
    {"fronts and backs", "label B 1- 12 on -reverse",
     "1=12 2=12-reverse 3=13 4=13-reverse 5=14 6=14-reverse", NULL, NULL},
    {"two 12s", "label B 2 12;label B 3 12", "1 2=12 3=12 4 5 6", NULL, NULL},
    {"an inserted 2A: the others keep theirs", "move - id:11 B after 2 folio 2A",
     "1 2 11=2A 3=3 4=4 5=5 6=6", NULL, NULL},
    {"inserted without a label: the others follow", "move - id:11 B after 2", "1 2 11 3 4 5 6",
     NULL, NULL},
    {"merged", "merge C-3/2011 B-7/2010", "1 2 3 4 5 6 9 10", NULL, ""},
    {"merged the other way", "merge B-7/2010 C-3/2011", "", "", "9 10 1 2 3 4 5 6"},
    {"split", "split B 4- C-3/2011", "1 2 3", NULL, "9 10 4 5 6"},
    {"split to a new record", "split B 4- D-9/2012 Appeal", "1 2 3", NULL, NULL},
    {"all split off", "split B 1- D-9/2012 Appeal", "", NULL, NULL},
    {"closed", "close C lost", NULL, NULL, NULL},
    {"closed and opened again", "close C lost;close C", NULL, NULL, NULL},
    {"one after the other",
     "reverse B 1-;aside B 2;move - id:11 B before 1;label B 2-3 40 on;move B 1-2 Bn;turn Bn 3 2",
     "4=41 3 2 1", "7 8 11 6=40", NULL},
};

/* "3=3" reads better in the table than the rule that makes a set label equal to its place. */
static void side_expect(Sample *sample, const char *file_no, const char *side, const char *expected,
                        const char *before)
{
    g_autofree char *found = side_print(sample, file_no, side);
    g_assert_cmpstr(found, ==, expected ? expected : before);
}

static void test_case(Sample *sample, gconstpointer data)
{
    const Case *one = data;
    g_auto(GStrv) lines = g_strsplit(one->script, ";", -1);
    g_autoptr(GArray) edits = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autofree char *before = office_print(sample);
    for (guint i = 0; lines[i]; i++) {
        gint64 edit_id = script_do(sample, lines[i]);
        g_array_append_val(edits, edit_id);
        office_check(sample, 13);
        if (i % 2)
            sample_run(sample);
    }
    side_expect(sample, "B-7/2010", "correspondence", one->correspondence, "1 2 3 4 5 6");
    side_expect(sample, "B-7/2010", "notes", one->notes, "7 8");
    side_expect(sample, "C-3/2011", "correspondence", one->other, "9 10");
    sample_run(sample);
    office_check(sample, 13);
    office_verify(sample);
    for (guint i = edits->len; i > 0; i--) {
        script_undo(sample, g_array_index(edits, gint64, i - 1));
        office_check(sample, 13);
    }
    sample_run(sample);
    g_autofree char *after = office_print(sample);
    if (!strstr(one->script, "D-9/2012")) /* its entry stays */
        g_assert_cmpstr(after, ==, before);
    office_verify(sample);
}

/* ---------------------------------------------------------------------------------- refusals -- */

static void test_refusals(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *script, *words;
    } cases[] = {
        {"move B 7 B", "not all pages that \"7\" names"},
        {"move B 5-9 B", "not all pages that \"5-9\" names"},
        {"move B 0 B", "names no pages"},
        {"move B x B", "names no pages"},
        {"move B 5-4 B", "names no pages"},
        {"move B 1,1 B", "named twice"},
        {"move B folio:9 B", "no page has the label"},
        {"move - 3 B", "name the record"},
        {"move - id:99 B", "not all pages"},
        {"move - batch:4:7 B", "batch 4 has no sheet 7: its last one is sheet 3"},
        {"move - batch:4:2-99 B", "batch 4 has no sheet 99: its last one is sheet 3"},
        {"move - batch:4:7- B", "its last one is sheet 3"},
        {"move - batch:9 B", "there is no batch 9"},
        {"move - batch:4:3-2 B", "names no pages"},
        {"move - batch:1:2 C", "sheet 2 of batch 1 has its place already, as page 3 of B-7/2010, "
                               "correspondence"},
        {"move - batch:1:2 C", "name its record before it (B-7/2010 batch:1:2)"},
        {"move - batch:2 B", "page 1 of B-7/2010, notes"},
        {"move C batch:1:2 C", "has its place already"},
        {"aside - batch:1", "has its place already"},
        {"turn - batch:1:1 1", "has its place already"},
        {"label - batch:1:1 12", "has its place already"},
        {"replace B 1 batch:3:1", "has its place already"},
        {"split C batch:1:1 D-9/2012 Appeal", "has its place already"},
        {"move B 2 B after 1", "so already"},
        {"move B 2 B after 2", "cannot say where"},
        {"label B 3 ", "so already"},
        {"label B 1-2 12", "run on"},
        {"label B 1-2 x on", "nothing says what comes after"},
        {"turn B 1 0", "so already"},
        {"turn - id:11 1", "stands in no record"},
        {"replace B 1-2 id:11", "cannot replace"},
        {"replace B 1 id:9", "cannot replace another"},
        {"replace B 1 id:7", "cannot replace another"},
        {"replace B 1 id:1", "named twice"},
        {"replace B 1-2 id:2-3", "named twice"},
        {"replace - id:12 id:11", "stands in no record"},
        {"merge C-3/2011 C-3/2011", "same record"},
        {"merge R-1/1998 C-3/2011", "different kinds"},
        {"merge A-12/2008 C-3/2011", "holds no page"},
        {"split B 1 B-7/2010", "already"},
        {"split B 1 C-3/2011 Appeal", "in the register already"},
        {"split B 1 Z-1 ", "subject"},
        {"split - id:1,id:7 D-9/2012 Appeal", "not all of one side"},
        {"split - id:1,id:9 D-9/2012 Appeal", "not all of one side"},
        {"reverse - id:1,id:7", "not all of one side"},
        {"close C", "not closed"},
        {"undo 1", "no correction"},
    };
    g_autofree char *before = office_print(sample);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        script_fail(sample, cases[i].script, MUHAFIZ_ERROR_USAGE, cases[i].words);
        g_autofree char *after = office_print(sample);
        g_assert_cmpstr(after, ==, before);
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/edit/refusals", test_refusals},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *path = g_strdup_printf("/edit/%s", CASES[i].name);
        g_test_add(path, Sample, &CASES[i], office_setup, test_case, sample_teardown);
    }
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, office_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
