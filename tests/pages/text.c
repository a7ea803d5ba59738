/* Books, and the filling of their templates. A name's entry is chosen by a stream seeded with the
 * story's seed and the name alone, so that it does not matter which page asks first. */
#include "tests/pages/text.h"

#include "pages-resource.h"
#include "scan/scan.h"

#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 8 /* of names within names */

const Language text_languages[] = {
    {"eng", "eng", "font", "eng", "en", FALSE},
    {"hin", "hin", "font", "hin", "hi", FALSE},
    {"pan", "pan", "font", "pan", "pa", FALSE},
    {"urd", "urd", "font", "urd", "ur", TRUE},
    {"urd-nastaliq", "urd", "font nastaliq", "urd", "ur", TRUE},
    {"lus", "lus", "font", "lus", "lus", FALSE},
    {"eng+hin", "eng+hin", "font", "eng+hin", "hi", FALSE},
    {NULL, NULL, NULL, NULL, NULL, FALSE},
};

const Language *text_language_lookup(const char *code, GError **error)
{
    g_autoptr(GString) known = g_string_new(NULL);
    for (const Language *language = text_languages; language->code; language++) {
        if (g_str_equal(language->code, code))
            return language;
        g_string_append_printf(known, " %s", language->code);
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "language %s is not one of%s", code,
                known->str);
    return NULL;
}

struct TextBook {
    char *name;
    GHashTable *sections; /* name -> GPtrArray of strings */
};

static void book_parse(TextBook *book, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GPtrArray *section = NULL;
    for (char **line = lines; *line; line++) {
        g_strstrip(*line);
        gsize length = strlen(*line);
        if (length == 0 || (*line)[0] == '#')
            continue;
        if ((*line)[0] == '[' && (*line)[1] != '[' && (*line)[length - 1] == ']') {
            section = g_ptr_array_new_with_free_func(g_free);
            g_hash_table_replace(book->sections, g_strndup(*line + 1, length - 2), section);
        } else if (section) {
            g_ptr_array_add(section, g_strdup(*line));
        }
    }
}

TextBook *text_book_open(const char *name, GError **error)
{
    g_autofree char *path = g_strdup_printf("/muhafiz/pages/text/%s.txt", name);
    g_autoptr(GBytes) bytes =
        g_resource_lookup_data(pages_get_resource(), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
    if (!bytes)
        return NULL;
    TextBook *book = g_new0(TextBook, 1);
    book->name = g_strdup(name);
    book->sections =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    gsize size_bytes;
    const char *data = g_bytes_get_data(bytes, &size_bytes);
    g_autofree char *text = g_strndup(data, size_bytes);
    book_parse(book, text);
    return book;
}

void text_book_free(TextBook *book)
{
    if (!book)
        return;
    g_hash_table_unref(book->sections);
    g_free(book->name);
    g_free(book);
}

gboolean text_book_has(const TextBook *book, const char *name)
{
    return g_hash_table_contains(book->sections, name);
}

const GPtrArray *text_book_section(const TextBook *book, const char *name, GError **error)
{
    const GPtrArray *section = g_hash_table_lookup(book->sections, name);
    if (!section)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "text/%s.txt has no section [%s]",
                    book->name, name);
    return section;
}

TextStory text_story(const TextBook *book, guint64 seed, const char *purpose)
{
    TextStory story = {book, seed, {{0}}};
    random_seed(&story.fresh, seed, purpose);
    return story;
}

static gboolean fill(GString *out, const TextStory *story, Random *random, const char *template,
                     guint depth, GError **error);

static const char *entry_at(const TextStory *story, const char *section_name, guint draw,
                            GError **error)
{
    const GPtrArray *section = text_book_section(story->book, section_name, error);
    if (!section)
        return NULL;
    if (section->len == 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "section [%s] is empty",
                    section_name);
        return NULL;
    }
    return section->pdata[draw % section->len];
}

/* {village2:hi}: stem "village" decides the draw, 2 moves it on, section is "village:hi". */
static gboolean fill_name(GString *out, const TextStory *story, const char *name, guint depth,
                          GError **error)
{
    const char *colon = strchr(name, ':');
    gsize length = colon ? (gsize)(colon - name) : strlen(name);
    gsize stem_length = length;
    while (stem_length > 0 && g_ascii_isdigit(name[stem_length - 1]))
        stem_length--;
    g_autofree char *stem = g_strndup(name, stem_length);
    g_autofree char *section = g_strconcat(stem, colon, NULL);
    Random random;
    random_seed(&random, story->seed, stem);
    guint draw =
        random_below(&random, 1u << 20) + (guint)g_ascii_strtoull(name + stem_length, NULL, 10);
    const char *entry = entry_at(story, section, draw, error);
    g_autofree char *base = g_strndup(name, length);
    random_seed(&random, story->seed, base);
    return entry && fill(out, story, &random, entry, depth + 1, error);
}

static gboolean fill_token(GString *out, const TextStory *story, Random *random, const char *token,
                           guint depth, GError **error)
{
    guint low, high;
    if (sscanf(token, "%u-%u", &low, &high) == 2 && high >= low) {
        g_string_append_printf(out, "%u", low + random_below(random, high - low + 1));
        return TRUE;
    }
    if (token[0] != '*')
        return fill_name(out, story, token, depth, error);
    const char *entry = entry_at(story, token + 1, random_below(random, 1u << 20), error);
    return entry && fill(out, story, random, entry, depth + 1, error);
}

static gboolean fill(GString *out, const TextStory *story, Random *random, const char *template,
                     guint depth, GError **error)
{
    if (depth > DEPTH_MAX) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "names within names at \"%s\"",
                    template);
        return FALSE;
    }
    for (const char *open; (open = strchr(template, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        if (!close)
            break;
        g_string_append_len(out, template, open - template);
        g_autofree char *token = g_strndup(open + 1, (gsize)(close - open - 1));
        if (!fill_token(out, story, random, token, depth, error))
            return FALSE;
        template = close + 1;
    }
    g_string_append(out, template);
    return TRUE;
}

/* ASCII digits become those of digits, a string of ten characters. */
static char *digits_replace(const char *text, const char *digits)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p++) {
        if (!g_ascii_isdigit(*p)) {
            g_string_append_c(out, *p);
            continue;
        }
        const char *digit = g_utf8_offset_to_pointer(digits, *p - '0');
        g_string_append_len(out, digit, g_utf8_next_char(digit) - digit);
    }
    return g_string_free(out, FALSE);
}

static const char *story_digits(const TextStory *story)
{
    if (!text_book_has(story->book, "digits"))
        return "0123456789";
    Random random;
    random_seed(&random, story->seed, "digits");
    return entry_at(story, "digits", random_below(&random, 1u << 20), NULL);
}

char *text_story_fill(TextStory *story, const char *template, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (!fill(out, story, &story->fresh, template, 0, error))
        return NULL;
    return digits_replace(out->str, story_digits(story));
}

char *text_story_entry(TextStory *story, const char *section, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (!fill_name(out, story, section, 0, error))
        return NULL;
    return g_string_free(g_steal_pointer(&out), FALSE);
}
