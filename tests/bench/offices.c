/* Reports of a state's tehsils, as many as one likes, as files: what `muhafiz report --merge` joins.
 *
 *     offices --dir DIR [--districts 20] [--tehsils 207] [--pages 50000000] [--days 120] [--rows 0] [--seed 1] [--at TIME]
 *
 * writes DIR/JK01-01.json ... and the plan of the state: DIR/plan-offices.csv, plan-targets.csv, plan-holidays.csv. A district: --districts 1 --tehsils
 * 12. One tehsil in fifty never sends anything, one in thirty has been silent for five days (not with fewer tehsils than 20: there
 * the second is silent). */
#include <stdio.h>
#include <string.h>

#include "index/row.h"
#include "tests/index/station.h"

#define PAGES_A_RECORD 26

typedef struct {
    char *dir, *at, *at_before; /* five days ago */
    int n_districts, n_tehsils, pages, n_days, n_rows, seed;
    GRand *rand;
    double *shares; /* of the pages, of each tehsil */
    GString *offices, *targets, *holidays;
} State;

static const char *const DISTRICTS[] = {
    "Anantnag", "Bandipora", "Baramulla", "Budgam",  "Doda",     "Ganderbal", "Jammu",
    "Kathua",   "Kishtwar",  "Kulgam",    "Kupwara", "Poonch",   "Pulwama",   "Rajouri",
    "Ramban",   "Reasi",     "Samba",     "Shopian", "Srinagar", "Udhampur"};

static const char *const PARTS[] = {"Sadar", "North", "South", "East",  "West", "Upper",
                                    "Lower", "Khas",  "Town",  "Garhi", "Bala", "Zaina"};

static char *time_before(const char *at, int days)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(at, NULL);
    g_autoptr(GDateTime) before = g_date_time_add_days(time, -days);
    return g_date_time_format(before, "%Y-%m-%dT%H:%M:%S%:z");
}

static void file_write(const State *state, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(state->dir, name, NULL);
    g_autoptr(GError) error = NULL;
    if (!g_file_set_contents(path, text, -1, &error))
        g_error("%s", error->message);
}

/* Large and small tehsils: the largest is about ten times the smallest. */
static void shares_draw(State *state)
{
    double sum = 0;
    state->shares = g_new(double, state->n_tehsils);
    for (int i = 0; i < state->n_tehsils; i++)
        sum += state->shares[i] =
            g_rand_double_range(state->rand, 1, 3) * g_rand_double_range(state->rand, 0.4, 1.2);
    for (int i = 0; i < state->n_tehsils; i++)
        state->shares[i] /= sum;
}

static void plan_add(State *state, const Station *station)
{
    g_autofree char *start = index_day_format(index_day_parse(state->at) - state->n_days + 1);
    g_autofree char *deadline = index_day_format(index_day_parse(state->at) + 100);
    g_string_append_printf(state->offices, "%s,%s,%s,tehsil,\n", station->office, station->name,
                           station->parent);
    g_string_append_printf(state->targets, "%s,,,%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%s,%s\n",
                           station->office, station->target_records, station->target_pages, start,
                           deadline);
}

static gboolean is_silent(const State *state, int tehsil)
{
    return state->n_tehsils < 20 ? tehsil == 1 : tehsil % 30 == 7;
}

static void tehsil_write(State *state, int district, int place, int tehsil)
{
    g_auto(Station) station = {.at = is_silent(state, tehsil) ? state->at_before : state->at,
                               .n_days = (guint)state->n_days,
                               .n_returns = (guint)state->n_days / 7,
                               .n_rows = (guint)state->n_rows,
                               .seed = (guint32)(state->seed * 1000 + tehsil)};
    station.parent = g_strdup_printf("JK%02d", district + 1);
    station.office = g_strdup_printf("%s-%02d", station.parent, place + 1);
    station.name = g_strdup_printf("%s %s", DISTRICTS[district], PARTS[place]);
    station.level = g_strdup("tehsil");
    station.target_records = (gint64)(state->shares[tehsil] * state->pages / PAGES_A_RECORD) + 1;
    station.target_pages = station.target_records * PAGES_A_RECORD;
    plan_add(state, &station);
    if (tehsil % 50 == 49)
        return;
    g_autofree char *text = station_text(station_item(&station));
    g_autofree char *name = g_strdup_printf("%s.json", station.office);
    file_write(state, name, text);
}

static void state_write(State *state)
{
    g_string_append(state->offices,
                    "office,name,parent,level,lgd\nJK,Jammu and Kashmir,,state,01\n");
    g_string_append(state->targets, "office,category,priority,records,pages,start,deadline\n");
    for (int district = 0, tehsil = 0; district < state->n_districts; district++) {
        int end = state->n_tehsils * (district + 1) / state->n_districts;
        g_string_append_printf(state->offices, "JK%02d,%s,JK,district,\n", district + 1,
                               DISTRICTS[district]);
        for (int place = 0; tehsil < end; place++)
            tehsil_write(state, district, place, tehsil++);
    }
    g_autoptr(GArray) holidays = station_holidays(state->at);
    g_string_append(state->holidays, "date,name\n");
    for (guint i = 0; i < holidays->len; i++) {
        g_autofree char *day = index_day_format(g_array_index(holidays, gint32, i));
        g_string_append_printf(state->holidays, "%s,holiday\n", day);
    }
    file_write(state, "plan-offices.csv", state->offices->str);
    file_write(state, "plan-targets.csv", state->targets->str);
    file_write(state, "plan-holidays.csv", state->holidays->str);
}

static gboolean options_parse(State *state, int argc, char **argv)
{
    const GOptionEntry entries[] = {
        {"dir", 0, 0, G_OPTION_ARG_FILENAME, &state->dir, "where the files go", "DIR"},
        {"districts", 0, 0, G_OPTION_ARG_INT, &state->n_districts, "1 to 20", "N"},
        {"tehsils", 0, 0, G_OPTION_ARG_INT, &state->n_tehsils, "12 a district at most", "N"},
        {"pages", 0, 0, G_OPTION_ARG_INT, &state->pages, "of the state's target", "N"},
        {"days", 0, 0, G_OPTION_ARG_INT, &state->n_days, "since the drive began", "N"},
        {"rows", 0, 0, G_OPTION_ARG_INT, &state->n_rows, "\"records\" of each report", "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT, &state->seed, "another seed, another state", "N"},
        {"at", 0, 0, G_OPTION_ARG_STRING, &state->at, "RFC 3339; without it now", "TIME"},
        {0},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    if (g_option_context_parse(context, &argc, &argv, &error) && state->dir &&
        state->n_districts >= 1 && state->n_districts <= (int)G_N_ELEMENTS(DISTRICTS) &&
        state->n_tehsils >= 1 &&
        state->n_tehsils <= state->n_districts * (int)G_N_ELEMENTS(PARTS) && state->n_days >= 1)
        return TRUE;
    fprintf(stderr, "%s\n", error ? error->message : "see the head of offices.c for the options");
    return FALSE;
}

static void state_clear(State *state)
{
    g_rand_free(state->rand);
    g_string_free(state->offices, TRUE);
    g_string_free(state->targets, TRUE);
    g_string_free(state->holidays, TRUE);
    g_free(state->shares);
    g_free(state->at_before);
    g_free(state->at);
    g_free(state->dir);
}

int main(int argc, char **argv)
{
    State state = {
        .n_districts = 20, .n_tehsils = 207, .pages = 50000000, .n_days = 120, .seed = 1};
    if (!options_parse(&state, argc, argv))
        return 2;
    if (!state.at) {
        g_autoptr(GDateTime) now = g_date_time_new_now_local();
        state.at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S%:z");
    }
    state.at_before = time_before(state.at, 5);
    state.rand = g_rand_new_with_seed((guint32)state.seed);
    state.offices = g_string_new(NULL);
    state.targets = g_string_new(NULL);
    state.holidays = g_string_new(NULL);
    g_mkdir_with_parents(state.dir, 0777);
    shares_draw(&state);
    state_write(&state);
    state_clear(&state);
    return 0;
}
