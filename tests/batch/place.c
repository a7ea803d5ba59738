/* Where each sheet goes: sequences of sheets and what is decided on each. */
#include "batch/backs.h"

#include <string.h>

#include "batch/token.h"

#define OFFICE "01-9"

typedef struct {
    char *dir;
    Store *store;
} Office;

static void exclude(const Office *office, const char *file_no)
{
    const RecordValue excluded[] = {{"availability", "excluded"}, {"reason", "sub judice"}};
    g_assert_true(index_record_set(office->store, file_no, excluded, 2, NULL, NULL));
}

static void register_load(Office *office)
{
    static const char csv[] =
        "file_no,subject,kind,note_pages,correspondence_pages,classification\n"
        "A,one,file,,,\nB,two,file,,,\nR,bound,register,,,\nM,plan,map,,,\n"
        "X,excluded,file,,,\nG,gone,file,,,\nK,kept out,file,,,Secret\n"
        "W,whole,file,0,1,\nE,excluded since,file,,,\n";
    g_autofree char *path = g_build_filename(office->dir, "register.csv", NULL);
    g_autoptr(GError) error = NULL;
    RegisterReport report = {0};
    g_file_set_contents(path, csv, -1, NULL);
    g_assert_true(index_register_import(office->store, path, FALSE, &report, &error));
    g_assert_cmpuint(report.added, ==, 9);
    index_register_report_clear(&report);
    exclude(office, "X");
    g_assert_true(index_record_set(office->store, "G", &(RecordValue){"availability", "missing"}, 1,
                                   NULL, &error));
}

/* The one page that W should have, and the token 4, which was used for it. */
static void whole_scan(Office *office)
{
    const BatchStart start = {.kind = "scan", .source = "t", .expected_sheets = -1};
    gint64 batch_id = 0, side_id = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = index_record_load(office->store, "W", &error);
    g_assert_true(index_side_find(office->store, record, "", SIDE_FILL, &side_id, &error));
    g_assert_true(index_batch_open(office->store, &start, &batch_id, &error));
    const Page pages[] = {{.sheet = {OFFICE, batch_id, 1, 0}, .sha256 = "01"},
                          {.sheet = {OFFICE, batch_id, 2, 0}, .sha256 = "02"}};
    const PagePlacement placements[] = {
        {.page = &pages[0], .role = PAGE_ROLE_COVER, .side_id = side_id, .token = 4},
        {.page = &pages[1], .role = PAGE_ROLE_FOLIO, .side_id = side_id}};
    g_assert_true(index_pages_add(office->store, batch_id, placements, 2, &error));
    g_assert_true(index_batch_close(office->store, batch_id, "complete", &error));
}

/* Of five tokens, 1 stands for A, 2 for B, 3 for none, 4 is used, 5 stands for a record that was
 * excluded since. */
static void office_open(Office *office, gconstpointer data)
{
    (void)data;
    static const StoreOffice of = {OFFICE, "Test", "eng"};
    static const char *const records[] = {NULL, "A", "B", NULL, "W", "E"};
    g_autoptr(GError) error = NULL;
    gint64 first = 0;
    office->dir = g_dir_make_tmp("muhafiz-place-XXXXXX", NULL);
    g_autofree char *dir = g_build_filename(office->dir, "store", NULL);
    office->store = index_store_create(dir, &of, "me", &error);
    g_assert_no_error(error);
    register_load(office);
    g_assert_true(index_tokens_add(office->store, 5, &first, &error));
    g_assert_cmpint(first, ==, 1);
    for (guint i = 0; i < G_N_ELEMENTS(records); i++)
        g_assert_true(!records[i] || index_token_assign(office->store, i, records[i], &error));
    exclude(office, "E");
    whole_scan(office);
}

static void office_close(Office *office, gconstpointer data)
{
    (void)data;
    index_store_free(office->store);
    scan_dir_remove(office->dir, NULL);
    g_free(office->dir);
}

/* ------------------------------------------------------------------------------- in and out -- */

/* "C:A" and so on as token_write has them, "@" before it: of another office; F foreign, D damaged,
 * N newer. */
static char *code_of(const char *word)
{
    const char *office = *word == '@' ? "02-7" : OFFICE;
    const char *code = word + (*word == '@'), *name = strchr(code, ':');
    if (g_str_equal(code, "F"))
        return g_strdup("https://example.org/");
    if (g_str_equal(code, "D"))
        return g_strdup("MUHAFIZ1:C:" OFFICE ":A:00000000");
    if (g_str_equal(code, "N"))
        return g_strdup("MUHAFIZ2:C:JK:A-1:A5A2070D");
    return token_write(*code == 'C'   ? TOKEN_COVER
                       : *code == 'T' ? TOKEN_NUMBER
                       : *code == 'S' ? TOKEN_SEPARATOR
                                      : TOKEN_ITEM,
                       office, name ? name + 1 : TOKEN_ITEM_NAME);
}

/* A face: codes with a comma between them, ? for one that cannot be read, # for the
 * marks of a sheet of ours, - for none. */
static void face_make(const char *word, Page *page)
{
    g_auto(GStrv) words = g_strsplit(word, ",", -1);
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    for (guint i = 0; words[i]; i++)
        if (g_str_equal(words[i], "?"))
            page->has_damaged_code = TRUE;
        else if (g_str_equal(words[i], "#"))
            page->has_sheet_marks = TRUE;
        else if (!g_str_equal(words[i], "-"))
            g_ptr_array_add(codes, code_of(words[i]));
    g_ptr_array_add(codes, NULL);
    page->codes = (char **)g_ptr_array_free(g_steal_pointer(&codes), FALSE);
}

/* "A.n": notes of A. */
static void place_write(GString *text, const Office *office, const Place *place, gint64 side_id)
{
    static const char *const sides[] = {"notes",      "correspondence", "issues",
                                        "references", "openings",       "sheets"};
    if (!place_file_no(place))
        return (void)g_string_append(text, "-");
    g_autoptr(Record) record = index_record_load(office->store, place_file_no(place), NULL);
    for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
        gint64 found = 0;
        if (index_side_find(office->store, record, sides[i], SIDE_FILL, &found, NULL) &&
            found == side_id)
            g_string_append_printf(text, "%s.%c", record->file_no, sides[i][0]);
    }
}

static void placed_write(GString *text, const Office *office, const Place *place,
                         const Placed *placed)
{
    static const char *const items[] = {"", "=", "+"};
    static const char *const orders[] = {
        "",        "no-record", "damaged",      "newer",   "foreign",  "differ",   "office",
        "unknown", "excluded",  "confidential", "missing", "complete", "no-cover", "side",
        "token",   "free",      "used",         "back",    "again",    "empty",    "begun"};
    g_string_append_printf(text, "%s%c", text->len ? " " : "", "fcs"[placed->role]);
    place_write(text, office, place, placed->side_id);
    g_string_append_printf(text, "%s%s%s%s", items[placed->item], placed->order ? "!" : "",
                           orders[placed->order], placed->is_lost ? "?" : "");
    g_assert_cmpint(placed->order != 0, ==, placed->advice != NULL);
}

/* Sheets with a space between them, faces with a |. */
static char *sheets_place(const Office *office, Place *place, const char *sheets)
{
    g_auto(GStrv) words = g_strsplit(sheets, " ", -1);
    GString *text = g_string_new(NULL);
    for (guint i = 0; words[i]; i++) {
        g_auto(GStrv) faces = g_strsplit(words[i], "|", 2);
        g_auto(Placed) placed = {0};
        g_autoptr(GError) error = NULL;
        Page pages[2] = {0};
        guint n_faces = g_strv_length(faces);
        for (guint k = 0; k < n_faces; k++) {
            pages[k].sheet = (Sheet){OFFICE, 99, i + 1, k};
            face_make(faces[k], &pages[k]);
        }
        g_assert_true(place_sheet(place, pages, n_faces, &placed, &error));
        placed_write(text, office, place, &placed);
        for (guint k = 0; k < n_faces; k++)
            scan_page_clear(&pages[k]);
    }
    return g_string_free(text, FALSE);
}

/* Answers: role (cover, separator, folio), where it leads ("A.c", - for nowhere), + an item begins,
 * = it goes on, ! the reason of the flag, ? something was not done. */
static const struct {
    const char *name, *sheets, *expected;
} cases[] = {
    {"covers", "C:A - - C:B -", "cA.c fA.c fA.c cB.c fB.c"},
    {"kinds", "C:R - C:M -", "cR.o fR.o cM.s fM.s"},
    {"sides", "C:A S:notes - - S:correspondence - S:issues -",
     "cA.c sA.n fA.n fA.n sA.c fA.c sA.i fA.i"},
    {"a cover begins with the default side", "C:A S:notes - C:B -", "cA.c sA.n fA.n cB.c fB.c"},
    {"items", "C:A I - - I - S:notes - C:B I - C:A -",
     "cA.c sA.c+ fA.c= fA.c= sA.c+ fA.c= sA.n fA.n cB.c sB.c+ fB.c= cA.c fA.c"},
    {"an item leads to correspondence", "C:A S:notes - I -", "cA.c sA.n fA.n sA.c+ fA.c="},
    {"a letter's separator fed twice", "C:A I I - I -", "cA.c sA.c+ sA.c= fA.c= sA.c+ fA.c="},
    {"face down", "-|C:A -|- -|S:notes -|- -|I -|-", "cA.c fA.c sA.n fA.n sA.c+ fA.c="},
    {"printed on both sides", "C:A|C:A -|-", "cA.c fA.c"},
    {"the code twice on the sheet", "C:A,C:A -", "cA.c fA.c"},
    {"beside a foreign one", "F,C:A -", "cA.c fA.c"},
    {"the other face cannot be read", "?|C:A -|-", "cA.c fA.c"},
    {"two covers on one sheet", "C:A - C:A,C:B -", "cA.c fA.c c-!differ? f-"},
    {"two covers back to back", "C:A - C:B|C:A -|-", "cA.c fA.c c-!differ? f-"},
    {"a cover and a separator", "C:A|S:notes -|- C:B -", "c-!differ? f- cB.c fB.c"},
    {"two separators", "C:A S:notes|S:issues -|-", "cA.c s-!differ? f-"},
    {"damaged", "C:A - D - C:B -", "cA.c fA.c c-!damaged? f- cB.c fB.c"},
    {"newer", "C:A - N -", "cA.c fA.c c-!newer? f-"},
    {"unreadable", "C:A - ? - C:B -", "cA.c fA.c f-!damaged? f- cB.c fB.c"},
    {"a sheet of ours that cannot be read", "C:A - # - C:B -",
     "cA.c fA.c c-!damaged? f- cB.c fB.c"},
    {"the same, with what is left of its code", "C:A - #,? -|- C:B -",
     "cA.c fA.c c-!damaged? f- cB.c fB.c"},
    {"the same, with a label on it", "C:A - #,F - C:B -", "cA.c fA.c c-!damaged? f- cB.c fB.c"},
    {"the same, face down", "C:A -|- -|# -|-", "cA.c fA.c c-!damaged? f-"},
    {"a sheet of ours that is read", "C:A,# S:notes,# -", "cA.c sA.n fA.n"},
    {"unreadable after an item", "C:A I - ? -", "cA.c sA.c+ fA.c= f-!damaged? f-"},
    {"foreign code on a folio", "C:A F - I F", "cA.c fA.c!foreign fA.c sA.c+ fA.c=!foreign"},
    {"another office", "C:A - @C:A - @T:1 -", "cA.c fA.c c-!office? f- c-!office? f-"},
    {"a separator of another office", "C:A @S:notes - @I -",
     "cA.c sA.n!office fA.n sA.c+!office fA.c="},
    {"unknown record", "C:A - C:Z -", "cA.c fA.c c-!unknown? f-"},
    {"excluded", "C:A - C:X - S:notes -", "cA.c fA.c c-!excluded? f- s-!no-cover? f-"},
    {"confidential", "C:A - C:K -", "cA.c fA.c c-!confidential? f-"},
    {"missing", "C:A - C:G -", "cA.c fA.c cG.c!missing fG.c"},
    {"complete", "C:W - S:notes -", "cW.c!complete fW.c sW.n fW.n"},
    {"no cover", "- S:notes - I - C:A -", "f- s-!no-cover? f- s-!no-cover? f- cA.c fA.c"},
    {"a side it has not", "C:M S:notes - I - C:A S:openings -",
     "cM.s sM.s!side? fM.s sM.s!side? fM.s cA.c sA.c!side? fA.c"},
    {"tokens", "T:1 - T:2 S:notes -", "cA.c fA.c cB.c sB.n fB.n"},
    {"a token twice", "T:1 - T:2 - T:1 -", "cA.c fA.c cB.c fB.c c-!used? f-"},
    {"a token fed again", "T:1 T:1 - C:B -", "cA.c cA.c fA.c cB.c fB.c"},
    {"a token used in another batch", "C:A - T:4 -", "cA.c fA.c c-!used? f-"},
    {"a token that is not assigned", "C:A - T:3 -", "cA.c fA.c c-!free? f-"},
    {"tokens that were never made", "C:A - T:6 - C:A - T:0 - C:A - T:x -",
     "cA.c fA.c c-!token? f- cA.c fA.c c-!token? f- cA.c fA.c c-!token? f-"},
    {"a token of an excluded record", "C:A - T:5 -", "cA.c fA.c c-!excluded? f-"},
};

static void test_cases(Office *office, gconstpointer data)
{
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Place) place = place_new(office->store);
        g_autofree char *text = sheets_place(office, place, cases[i].sheets);
        if (!g_str_equal(text, cases[i].expected))
            g_error("%s: %s\nexpected %s\n     got %s", cases[i].name, cases[i].sheets,
                    cases[i].expected, text);
    }
}

/* Where a person said which record it is, separators work without a cover, and a batch goes on where
 * it was left. */
static void test_set_and_resume(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Place) place = place_new(office->store), next = place_new(office->store);
    g_assert_true(place_set(place, "A", "notes", &error));
    g_autofree char *set = sheets_place(office, place, "- I -");
    g_assert_cmpstr(set, ==, "fA.n sA.c+ fA.c=");
    const BatchState state = {.last_sheet = 3, .side_id = place_side(place), .item_id = 1};
    g_assert_true(place_resume(next, &state, &error));
    g_autofree char *resumed = sheets_place(office, next, "- S:issues -");
    g_assert_cmpstr(resumed, ==, "fA.c= sA.i fA.i");
    /* to a record that was excluded meanwhile nothing goes any more */
    g_autoptr(Place) shut = place_new(office->store);
    g_autoptr(Record) excluded = index_record_load(office->store, "X", &error);
    BatchState at_excluded = {.last_sheet = 3, .item_id = 1, .is_set = TRUE};
    g_assert_true(
        index_side_find(office->store, excluded, "", SIDE_LOOK, &at_excluded.side_id, &error));
    g_assert_true(place_resume(shut, &at_excluded, &error));
    g_autofree char *lost = sheets_place(office, shut, "- C:B -");
    g_assert_cmpstr(lost, ==, "f- cB.c fB.c");
    g_autofree char *unreadable = sheets_place(office, next, "? - C:B ? -");
    g_assert_cmpstr(unreadable, ==, "f-!damaged? f- cB.c f-!damaged? f-");
    g_assert_true(place_set(place, "A", NULL, &error));
    g_autofree char *in_set = sheets_place(office, place, "? - C:B ? -");
    g_assert_cmpstr(in_set, ==, "fA.c!damaged fA.c cB.c f-!damaged? f-");
    g_assert_false(place_set(place, "Z", NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

/* A stack that was left short is fed anew instead of going on with its batch: the cover says so, also
 * where the register knows no counts, and as long as pages of that batch stand in the record. */
static void test_begun(Office *office, gconstpointer data)
{
    (void)data;
    const BatchStart start = {.kind = "scan", .source = "t", .expected_sheets = -1};
    gint64 batch_id = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(Place) place = place_new(office->store);
    g_assert_true(place_set(place, "A", "notes", &error));
    g_assert_true(index_batch_open(office->store, &start, &batch_id, &error));
    const Page page = {.sheet = {OFFICE, batch_id, 2, 0}, .sha256 = "03"};
    const PagePlacement folio = {
        .page = &page, .role = PAGE_ROLE_FOLIO, .side_id = place_side(place)};
    g_assert_true(index_pages_add(office->store, batch_id, &folio, 1, &error));
    g_autofree char *open = sheets_place(office, place, "C:A - C:B - T:1 -");
    g_assert_cmpstr(open, ==, "cA.c!begun fA.c cB.c fB.c cA.c!begun fA.c");

    Page cover = {.sheet = {OFFICE, 99, 1, 0}};
    g_auto(Placed) placed = {0}, same = {0};
    face_make("C:A", &cover);
    g_assert_true(place_sheet(place, &cover, 1, &placed, &error));
    g_autofree char *which =
        g_strdup_printf("1 page of it came with batch %" G_GINT64_FORMAT, batch_id);
    g_assert_nonnull(strstr(placed.advice, which));
    g_assert_nonnull(strstr(placed.advice, "scan --resume"));
    cover.sheet.batch = batch_id; /* that batch itself goes on */
    g_assert_true(place_sheet(place, &cover, 1, &same, &error));
    g_assert_cmpint(same.order, ==, PAGE_ORDER_NONE);
    scan_page_clear(&cover);

    g_assert_true(index_batch_close(office->store, batch_id, "complete", &error));
    g_autofree char *closed = sheets_place(office, place, "C:A -");
    g_assert_true(g_str_has_prefix(closed, "cA.c!"));
}

static void test_opened_by(void)
{
    static const struct {
        const char *text;
        gboolean opens;
    } rows[] = {{"C:A", TRUE},      {"T:1", TRUE}, {"D", TRUE},    {"N", TRUE},
                {"?", TRUE},        {"#", TRUE},   {"I,#", FALSE}, {"I", FALSE},
                {"S:notes", FALSE}, {"F", FALSE},  {"-", FALSE},   {"C:A,C:B", TRUE}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Page page = {0};
        face_make(rows[i].text, &page);
        if (place_is_opened_by(&page, 1) != rows[i].opens)
            g_error("a stack that begins with %s: %d", rows[i].text, !rows[i].opens);
        scan_page_clear(&page);
    }
}

/* In a stack of backs: a sheet of ours, spoilt or not, is never a page. */
static void test_backs(void)
{
    static const struct {
        const char *text;
        PageRole role;
        PageOrder order;
    } rows[] = {
        {"-", PAGE_ROLE_FOLIO, PAGE_ORDER_BACK},
        {"F", PAGE_ROLE_FOLIO, PAGE_ORDER_BACK},
        {"?", PAGE_ROLE_FOLIO, PAGE_ORDER_CODE_DAMAGED},
        {"C:A", PAGE_ROLE_COVER, PAGE_ORDER_BACK},
        {"S:notes", PAGE_ROLE_COVER, PAGE_ORDER_BACK},
        {"#", PAGE_ROLE_COVER, PAGE_ORDER_BACK},
        {"#,?", PAGE_ROLE_COVER, PAGE_ORDER_BACK},
        {"D", PAGE_ROLE_COVER, PAGE_ORDER_BACK},
        {"N", PAGE_ROLE_COVER, PAGE_ORDER_BACK},
        {"C:A,C:B", PAGE_ROLE_COVER, PAGE_ORDER_BACK},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Page page = {0};
        g_auto(Placed) placed = {0};
        face_make(rows[i].text, &page);
        backs_place_sheet(&page, 1, &placed);
        if (placed.role != rows[i].role || placed.order != rows[i].order)
            g_error("a back with %s: role %d, order %d", rows[i].text, placed.role, placed.order);
        scan_page_clear(&page);
    }
}

/* People are told each reason in its own words, also one that a later Muhafiz wrote down. */
static void test_order_texts(void)
{
    g_autoptr(GHashTable) texts = g_hash_table_new(g_str_hash, g_str_equal);
    for (PageOrder order = PAGE_ORDER_NO_RECORD; order <= PAGE_ORDER_RECORD_BEGUN; order++)
        g_assert_true(g_hash_table_add(texts, (gpointer)place_order_text(order)));
    g_assert_true(g_hash_table_add(texts, (gpointer)place_order_text(PAGE_ORDER_COUNT)));
    g_assert_true(g_hash_table_add(texts, (gpointer)place_order_text(999)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/place/cases", Office, NULL, office_open, test_cases, office_close);
    g_test_add("/place/set-and-resume", Office, NULL, office_open, test_set_and_resume,
               office_close);
    g_test_add("/place/begun", Office, NULL, office_open, test_begun, office_close);
    g_test_add_func("/place/opened-by", test_opened_by);
    g_test_add_func("/place/backs", test_backs);
    g_test_add_func("/place/order-texts", test_order_texts);
    return g_test_run();
}
