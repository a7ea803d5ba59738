/* Queries: what a user typed, cut into parts and put together anew for the engine, so nothing in it
 * is taken for the engine's syntax.
 *
 * Index and query go through one folding (normalise.c). Punctuation separates words, so A-12/2008
 * is the phrase a 12 2008 however it is separated; where a letter meets a digit people also write
 * it without: such a part has the forms with and without each of those gaps.
 */
#include <string.h>

#include "index/column.h"
#include "index/find.h"
#include "index/normalise.h"
#include "index/search.h"

#define GAPS " \t\r\n"
#define FIELD_LETTERS_MIN 2
#define JOINTS_MAX 5 /* beyond so many, only the form as it was typed and the one with all gaps */

static const struct {
    const char *name, *columns;
} FIELDS[] = {
    [SEARCH_ANYWHERE] = {"", ""},
    [SEARCH_SUBJECT] = {"subject:", "{subject} : "},
    [SEARCH_YEAR] = {"year:", "{year} : "},
    [SEARCH_SECTION] = {"section:", "{section} : "},
    [SEARCH_NUMBER] = {"number:", "{file_no} : "},
};

/* What people take for fields besides the register's columns. */
static const char *const NO_FIELDS[] = {"office", "folio",  "page", "side",
                                        "file",   "record", "date", NULL};

static void part_free(SearchPart *part)
{
    g_ptr_array_unref(part->forms);
    g_free(part);
}

/* --------------------------------------------------------------------------------------- forms -- */

typedef struct {
    char *text;
    gboolean joins_before, stood_alone; /* a letter meets a digit; there was a gap */
} Atom;

static void atom_clear(Atom *atom)
{
    g_free(atom->text);
}

static void atoms_add_word(GArray *atoms, const char *word, gsize length)
{
    for (gsize at = 0; at < length;) {
        gboolean is_digit = g_ascii_isdigit(word[at]);
        gsize end = at;
        while (end < length && g_ascii_isdigit(word[end]) == is_digit)
            end++;
        const char *before = atoms->len ? g_array_index(atoms, Atom, atoms->len - 1).text : NULL;
        Atom atom = {g_strndup(word + at, end - at),
                     before && g_ascii_isdigit(before[strlen(before) - 1]) != is_digit, at == 0};
        g_array_append_val(atoms, atom);
        at = end;
    }
}

/* The words of the atoms, with a gap wherever one must be, and where bit n of gaps says so for the
 * nth joint. */
static char **form_new(const GArray *atoms, guint gaps)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_autoptr(GString) word = g_string_new(NULL);
    guint n_joints = 0;
    for (guint i = 0; i < atoms->len; i++) {
        const Atom *atom = &g_array_index(atoms, Atom, i);
        gboolean is_apart = !atom->joins_before || (gaps >> n_joints & 1);
        n_joints += atom->joins_before;
        if (i > 0 && is_apart) {
            g_strv_builder_add(words, word->str);
            g_string_truncate(word, 0);
        }
        g_string_append(word, atom->text);
    }
    g_strv_builder_add(words, word->str);
    return g_strv_builder_end(words);
}

static GPtrArray *forms_new(const GArray *atoms)
{
    GPtrArray *forms = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    guint n_joints = 0, typed = 0;
    for (guint i = 0; i < atoms->len; i++) {
        const Atom *atom = &g_array_index(atoms, Atom, i);
        if (atom->joins_before && n_joints < 31)
            typed |= (guint)atom->stood_alone << n_joints++;
    }
    const guint all = (1U << n_joints) - 1;
    g_ptr_array_add(forms, form_new(atoms, typed));
    for (guint gaps = n_joints > JOINTS_MAX ? all : 0; gaps <= all; gaps++)
        if (gaps != typed)
            g_ptr_array_add(forms, form_new(atoms, gaps));
    return forms;
}

/* --------------------------------------------------------------------------------------- parts -- */

typedef struct {
    const char *text;
    gsize length;
    gboolean is_prefix;
    SearchField field;
} Typed;

static void parts_add(GPtrArray *parts, const Typed *typed)
{
    g_autofree char *text = g_strndup(typed->text, typed->length);
    g_autofree char *folded = index_text_fold(text, NULL);
    g_autoptr(GArray) atoms = g_array_new(FALSE, FALSE, sizeof(Atom));
    const char *next = folded, *word;
    gsize length;
    g_array_set_clear_func(atoms, (GDestroyNotify)atom_clear);
    while (index_text_next_word(&next, &word, &length))
        atoms_add_word(atoms, word, length);
    if (atoms->len == 0)
        return;
    SearchPart *part = g_new0(SearchPart, 1);
    part->forms = forms_new(atoms);
    part->n_exact = part->forms->len;
    part->is_prefix = typed->is_prefix;
    part->field = typed->field;
    g_ptr_array_add(parts, part);
}

/* Moves *next behind the name of a field. */
static SearchField field_parse(const char **next)
{
    for (SearchField field = SEARCH_SUBJECT; field < G_N_ELEMENTS(FIELDS); field++) {
        gsize length = strlen(FIELDS[field].name);
        if (g_ascii_strncasecmp(*next, FIELDS[field].name, length) == 0) {
            *next += length;
            *next += strspn(*next, GAPS);
            return field;
        }
    }
    return SEARCH_ANYWHERE;
}

/* "foo" of foo:bar, where such a word can be meant for a field's name; NULL: it is none. 12:30 and LRS:12/2008 are
 * words, and so is what ends with the colon. */
static char *odd_field_parse(const char *typed)
{
    gsize length = strspn(typed, G_CSET_a_2_z G_CSET_A_2_Z "_");
    if (length < FIELD_LETTERS_MIN || typed[length] != ':' || strchr(GAPS ":/", typed[length + 1]))
        return NULL;
    g_autofree char *name = g_ascii_strdown(typed, (gssize)length);
    gboolean is_column = column_find(name) != N_COLUMNS || g_strv_contains(NO_FIELDS, name);
    return is_column || !g_ascii_isdigit(typed[length + 1]) ? g_steal_pointer(&name) : NULL;
}

char *index_search_note(const char *query)
{
    const char *next = query;
    while (*(next += strspn(next, GAPS))) {
        const char *typed = next;
        gboolean is_field = field_parse(&next) != SEARCH_ANYWHERE;
        g_autofree char *odd = is_field ? NULL : odd_field_parse(typed);
        if (odd)
            return g_strdup_printf(
                "%s: is no field that can be asked for, so \"%s\" was looked for "
                "as a word; there are subject:, year:, section: and number: (of the file). Folios "
                "of "
                "a file are listed by muhafiz show FILE_NO, offices by muhafiz report",
                odd, odd);
        gboolean is_phrase = *next == '"';
        next += is_phrase;
        next += strcspn(next, is_phrase ? "\"" : GAPS "\"");
        next += is_phrase && *next;
    }
    return NULL;
}

GPtrArray *search_query_parse(const char *query)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
    const char *next = query;
    while (*(next += strspn(next, GAPS))) {
        Typed typed = {.field = field_parse(&next)};
        gboolean is_phrase = *next == '"';
        next += is_phrase;
        typed.text = next;
        typed.length = strcspn(next, is_phrase ? "\"" : GAPS "\"");
        const char *end = next + typed.length + (is_phrase && next[typed.length]);
        typed.is_prefix =
            is_phrase ? *end == '*' : typed.length > 0 && next[typed.length - 1] == '*';
        parts_add(parts, &typed);
        next = end + (is_phrase && typed.is_prefix);
    }
    return parts;
}

/* -------------------------------------------------------------------------------- engine's words -- */

/* ("a 12 2008" OR "a12 2008") */
static void part_print(GString *match, const SearchPart *part, gboolean is_only)
{
    const guint first = is_only ? part->n_asked : 0;
    g_string_append(match, "(");
    for (guint i = first; i < part->forms->len; i++) {
        g_autofree char *phrase = g_strjoinv(" ", g_ptr_array_index(part->forms, i));
        g_string_append_printf(match, "%s\"%s\"%s", i > first ? " OR " : "", phrase,
                               part->is_prefix ? " *" : "");
    }
    g_string_append(match, ")");
}

char *search_query_match_records(const GPtrArray *parts)
{
    GString *match = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++) {
        const SearchPart *part = g_ptr_array_index(parts, i);
        g_string_append_printf(match, "%s%s", i ? " AND " : "", FIELDS[part->field].columns);
        part_print(match, part, parts->len == 1);
    }
    return g_string_free(match, FALSE);
}

/* {body} : (any of the parts that may stand there) */
char *search_query_match_pages(const GPtrArray *parts)
{
    g_autofree char *all = search_query_match_records(parts);
    g_autoptr(GString) body = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++) {
        const SearchPart *part = g_ptr_array_index(parts, i);
        if (part->field != SEARCH_ANYWHERE)
            continue;
        g_string_append(body, body->len ? " OR " : "");
        part_print(body, part, parts->len == 1);
    }
    if (body->len == 0)
        return NULL;
    return parts->len == 1 ? g_strdup_printf("{body} : %s", body->str)
                           : g_strdup_printf("%s AND {body} : (%s)", all, body->str);
}
