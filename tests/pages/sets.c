/* The pages of a set are rendered one after another; a line of the manifest is
 * file, record, side, language, kind, ageing, key phrase. */
#include "tests/pages/sets.h"

#include "scan/scan.h"

#include <leptonica/allheaders.h>
#include <stdio.h>

typedef struct {
    const char *language, *kind, *ageing;
} SetPage;

#define SIDE_PAGES_MAX 6

/* What a tehsil office finds on its shelf. The pages of each side in their order. */
static const struct {
    const char *file_no, *language, *section, *category;
    SetPage notes[SIDE_PAGES_MAX + 1], correspondence[SIDE_PAGES_MAX + 1];
} demo[] = {
    {"A-101/REV/1",
     "eng",
     "Revenue",
     "Mutation",
     {{"eng", "note", "light"}, {"eng", "note", "medium"}},
     {{"eng", "letter", "medium"},
      {"eng", "back", "medium"},
      {"eng", "application", "light"},
      {"eng", "order", "medium"}}},
    {"B-214/REV/2",
     "hin",
     "Revenue",
     "Mutation",
     {{"hin", "note", "light"}},
     {{"hin", "application", "medium"},
      {"hin", "table", "light"},
      {"hin", "order", "medium"},
      {"hin", "certificate", "light"}}},
    {"C-37/REV/3",
     "urd",
     "Revenue",
     "Mutation",
     {{"urd", "note", "light"}},
     {{"urd", "application", "light"}, {"urd", "order", "medium"}, {"urd", "map", "light"}}},
    {"D-58/REV/4",
     "eng+hin",
     "Revenue",
     "Demarcation",
     {{NULL, NULL, NULL}},
     {{"eng+hin", "mixed", "light"},
      {"eng+hin", "letter", "medium"},
      {"eng+hin", "certificate", "light"},
      {"eng+hin", "photo", "light"}}},
};

typedef struct {
    const SetOptions *options;
    GString *manifest;
} SetWriter;

/* Renders and writes one page as NAME.EXTENSION, and its line of the manifest. */
static gboolean writer_render(SetWriter *writer, const char *name, const char *record,
                              const char *side, const PageRequest *request, GError **error)
{
    const SetOptions *options = writer->options;
    struct Pix *pix = NULL;
    g_autoptr(Composition) composition =
        request->language ? page_render(request, &pix, error) : NULL;
    g_autofree char *file = g_strdup_printf("%s.%s", name, options->extension);
    g_autofree char *path = g_build_filename(options->out_dir, file, NULL);
    gboolean ok = composition && page_write(path, pix, composition, error);
    pixDestroy(&pix);
    if (!ok)
        return FALSE;
    printf("%s\t%s\n", path, composition->phrase);
    g_string_append_printf(writer->manifest, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", file, record, side,
                           request->language->recognition, request->kind, request->ageing->name,
                           composition->phrase);
    return TRUE;
}

static gboolean writer_add(SetWriter *writer, const char *name, const char *record,
                           const char *side, const SetPage *page, guint64 story_seed,
                           GError **error)
{
    const SetOptions *options = writer->options;
    Random random;
    random_seed(&random, options->seed, name);
    PageRequest request = {.language = text_language_lookup(page->language, error),
                           .kind = page->kind,
                           .ageing = age_level_lookup(page->ageing, NULL),
                           .mode = options->mode,
                           .dpi = options->dpi,
                           .story_seed = story_seed,
                           .page_seed = random_next(&random)};
    return writer_render(writer, name, record, side, &request, error);
}

/* ---------------------------------------------------------------------------------------- demo -- */

static guint side_count(const SetPage *pages)
{
    guint n = 0;
    while (pages[n].kind)
        n++;
    return n;
}

static gboolean demo_side_write(SetWriter *writer, guint record, guint side_number,
                                const char *side, const SetPage *pages, GError **error)
{
    for (guint i = 0; pages[i].kind; i++) {
        g_autofree char *name =
            g_strdup_printf("%u-%u-%s-%u", record + 1, side_number, side, i + 1);
        if (!writer_add(writer, name, demo[record].file_no, side, &pages[i],
                        writer->options->seed + record, error))
            return FALSE;
    }
    return TRUE;
}

/* A line of the register: the subject and year are those that the pages speak of. */
static gboolean demo_register_add(GString *csv, guint record, guint64 story_seed, GError **error)
{
    const Language *language = text_language_lookup(demo[record].language, error);
    g_autoptr(TextBook) book = language ? text_book_open(language->book, error) : NULL;
    if (!book)
        return FALSE;
    TextStory story = text_story(book, story_seed, "register");
    g_autofree char *subject = text_story_entry(&story, "subject", error);
    g_autofree char *year = subject ? text_story_entry(&story, "year", error) : NULL;
    if (!year)
        return FALSE;
    g_string_append_printf(csv, "%s,%s,file,%s,%s,%s,%s,%u,%u\n", demo[record].file_no, subject,
                           demo[record].section, demo[record].category, year, language->recognition,
                           side_count(demo[record].notes), side_count(demo[record].correspondence));
    return TRUE;
}

static gboolean demo_write(SetWriter *writer, GError **error)
{
    g_autoptr(GString) csv = g_string_new("file_no,subject,kind,section,category,year,language,"
                                          "note_pages,correspondence_pages\n");
    for (guint record = 0; record < G_N_ELEMENTS(demo); record++)
        if (!demo_register_add(csv, record, writer->options->seed + record, error) ||
            !demo_side_write(writer, record, 1, "notes", demo[record].notes, error) ||
            !demo_side_write(writer, record, 2, "correspondence", demo[record].correspondence,
                             error))
            return FALSE;
    g_autofree char *path = g_build_filename(writer->options->out_dir, "register.csv", NULL);
    return g_file_set_contents(path, csv->str, (gssize)csv->len, error);
}

/* ----------------------------------------------------------------------------------------- all -- */

static gboolean all_write_language(SetWriter *writer, const Language *language, GError **error)
{
    g_autoptr(TextBook) book = text_book_open(language->book, error);
    if (!book)
        return FALSE;
    for (const char *const *kind = page_kinds; *kind; kind++) {
        g_autofree char *section = g_strdup_printf("page %s", *kind);
        if (!text_book_has(book, section))
            continue;
        const SetPage page = {language->code, *kind, writer->options->ageing->name};
        g_autofree char *name = g_strdup_printf("%s-%s", language->code, *kind);
        if (!writer_add(writer, name, language->code, "correspondence", &page,
                        writer->options->seed, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean all_write(SetWriter *writer, GError **error)
{
    for (const Language *language = text_languages; language->code; language++)
        if (!all_write_language(writer, language, error))
            return FALSE;
    return TRUE;
}

#define BLANK_PAGES 60u /* of each */

/* Backs on even numbers, marks on odd ones; each page has its own paper. */
static gboolean blank_write(SetWriter *writer, GError **error)
{
    static const char *const languages[] = {"eng", "hin", "urd", "pan"};
    const SetOptions *options = writer->options;
    for (guint i = 0; i < 2 * BLANK_PAGES; i++) {
        guint64 seed = options->seed * 1000 + i;
        Ageing ageing = age_back(seed);
        PageRequest request = {.language = text_language_lookup(languages[i / 2 % 4], NULL),
                               .kind = i % 2 ? compose_marks[i / 2 % COMPOSE_N_MARKS] : "back",
                               .ageing = &ageing,
                               .mode = options->mode,
                               .dpi = options->dpi,
                               .story_seed = seed,
                               .page_seed = seed};
        g_autofree char *name = g_strdup_printf("blank-%03u-%s", i, request.kind);
        if (!writer_render(writer, name, "", "correspondence", &request, error))
            return FALSE;
    }
    return TRUE;
}

gboolean set_write(const char *name, const SetOptions *options, GError **error)
{
    g_autoptr(GString) manifest =
        g_string_new("file\trecord\tside\tlanguage\tkind\tageing\tphrase\n");
    SetWriter writer = {options, manifest};
    static const struct {
        const char *name;
        gboolean (*write)(SetWriter *writer, GError **error);
    } sets[] = {{"demo", demo_write}, {"all", all_write}, {"blank", blank_write}};
    guint i = 0;
    while (i < G_N_ELEMENTS(sets) && !g_str_equal(name, sets[i].name))
        i++;
    if (i == G_N_ELEMENTS(sets)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "set %s is not one of demo, all, blank", name);
        return FALSE;
    }
    if (!scan_dir_make(options->out_dir, error) || !sets[i].write(&writer, error))
        return FALSE;
    g_autofree char *path = g_build_filename(options->out_dir, "manifest.tsv", NULL);
    return g_file_set_contents(path, manifest->str, (gssize)manifest->len, error);
}
