#include "tests/batch/room.h"

#include "index/index.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

#define RECORD "A-12/2008"

static const char *binary(const char *name)
{
    const char *path = g_getenv(name);
    if (!path)
        g_error("%s is not set: run this through ctest", name);
    return path;
}

/* Runs a command that must succeed. */
static void must(const char *const *argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) process =
        g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
    if (!process || !g_subprocess_wait_check(process, NULL, &error))
        g_error("%s: %s", argv[0], error->message);
}

char *room_pristine_new(void)
{
    static const char csv[] = "file_no,subject\n" RECORD ",Mutation of khasra 214\n";
    char *dir = g_dir_make_tmp("muhafiz-room-XXXXXX", NULL);
    g_autofree char *store = g_build_filename(dir, "store", NULL);
    g_autofree char *list = g_build_filename(dir, "register.csv", NULL);
    const char *muhafiz = binary("MUHAFIZ");
    g_assert_true(g_file_set_contents(list, csv, -1, NULL));
    must((const char *[]){muhafiz, "--store", store, "init", "--office", "01-999", "--name", "Test",
                          NULL});
    must((const char *[]){muhafiz, "--store", store, "register", "import", list, NULL});
    return dir;
}

/* -------------------------------------------------------------------------------- the office -- */

/* A driver that hangs is given up in seconds here, but only where one will hang: a machine that has
 * much else to do is silent for as long. */
void room_configure(Room *room)
{
    const struct {
        const char *key;
        int value;
    } times[] = {
        {"timeout_s", (int)room->timeout_s}, {"cancel_s", 1}, {"term_s", 1}, {"busy_s", 30}};
    g_autofree char *path = g_build_filename(room->store, "muhafiz.conf", NULL);
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u/eSCL", room->port);
    g_autoptr(GKeyFile) conf = g_key_file_new();
    g_assert_true(g_key_file_load_from_file(conf, path, G_KEY_FILE_NONE, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(times); i++)
        g_key_file_set_integer(conf, "scan", times[i].key, times[i].value);
    g_key_file_set_string(conf, "scanner feeder", "airscan", url);
    g_key_file_set_string(conf, "scanner feeder", "source",
                          room->faces == 2 ? "adf-duplex" : "adf");
    g_key_file_set_string(conf, "scanner feeder", "dpi", "300");
    g_key_file_set_string(conf, "scanner feeder", "master", "lossless");
    g_assert_true(g_key_file_save_to_file(conf, path, NULL));
}

Room *room_new(const char *pristine, guint sheets, guint faces)
{
    Room *room = g_new0(Room, 1);
    room->sheets = sheets;
    room->faces = faces;
    room->timeout_s = 60;
    room->dir = g_dir_make_tmp("muhafiz-room-XXXXXX", NULL);
    room->store = g_build_filename(room->dir, "store", NULL);
    g_autofree char *from = g_build_filename(pristine, "store", NULL);
    must((const char *[]){"cp", "-a", from, room->store, NULL});
    return room;
}

static void standin_stop(Room *room)
{
    if (!room->standin)
        return;
    g_subprocess_send_signal(room->standin, SIGTERM);
    g_subprocess_wait(room->standin, NULL, NULL);
    g_clear_object(&room->standin);
}

void room_free(Room *room)
{
    if (!room)
        return;
    standin_stop(room);
    if (!g_getenv("KEEP"))
        scan_dir_remove(room->dir, NULL);
    g_clear_object(&room->command);
    g_free(room->out);
    g_free(room->err);
    g_free(room->dir);
    g_free(room->store);
    g_free(room);
}

/* ------------------------------------------------------------------------------- the scanner -- */

void room_scanner_start(Room *room, const char *accident, guint page_ms)
{
    g_autofree char *path = g_build_filename(binary("MUHAFIZ_TEST_BIN"), "tools", "standin", NULL);
    g_autofree char *sheets = g_strdup_printf("%u", room->sheets);
    g_autofree char *pause = g_strdup_printf("%u", page_ms);
    g_autofree char *size = g_strdup_printf("%ux%u", ROOM_WIDTH, ROOM_HEIGHT);
    standin_stop(room);
    room->standin =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, path, "--sheets", sheets, "--size",
                         size, "--page-ms", pause, "--orphan-ms", "400",
                         room->format == STANDIN_JPEG ? "--jpeg" : "--port=0", accident, NULL);
    g_assert_nonnull(room->standin);
    g_autoptr(GDataInputStream) said =
        g_data_input_stream_new(g_subprocess_get_stdout_pipe(room->standin));
    g_autofree char *port = g_data_input_stream_read_line(said, NULL, NULL, NULL);
    g_assert_nonnull(port);
    room->port = (guint)atoi(port);
    room_configure(room);
}

void room_scanner_tell(Room *room, const char *order)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u/control?%s", room->port, order);
    g_autoptr(SoupSession) session = soup_session_new();
    g_autoptr(SoupMessage) message = soup_message_new(SOUP_METHOD_GET, url);
    g_autoptr(GBytes) answer = soup_session_send_and_read(session, message, NULL, NULL);
    if (!answer || soup_message_get_status(message) != SOUP_STATUS_OK)
        g_error("the stand-in does not take %s", order);
}

/* ------------------------------------------------------------------------------- the command -- */

static GSubprocessLauncher *launcher_new(const Room *room, const char *fault)
{
    GSubprocessLauncher *launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
    if (fault) {
        g_autofree char *plan = g_build_filename(room->dir, "fault", NULL);
        g_autofree char *module =
            g_build_filename(binary("MUHAFIZ_TEST_BIN"), "batch", "libfault-scan.so", NULL);
        g_assert_true(g_file_set_contents(plan, fault, -1, NULL));
        g_subprocess_launcher_setenv(launcher, "SCAN_FAULT", plan, TRUE);
        g_subprocess_launcher_setenv(launcher, "LD_PRELOAD", module, TRUE);
    }
    g_subprocess_launcher_unsetenv(launcher, "SANE_CONFIG_DIR");
    return launcher;
}

void room_scan_start(Room *room, gboolean resume, const char *fault)
{
    g_autoptr(GSubprocessLauncher) launcher = launcher_new(room, fault);
    g_autofree char *sheets = g_strdup_printf("%u", room->sheets);
    const char *anew[] = {"--sheets", sheets, "--file", RECORD, NULL};
    const char *again[] = {"--resume", NULL};
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    const char *common[] = {binary("MUHAFIZ"), "--store", room->store, "scan", "--json"};
    for (guint i = 0; i < G_N_ELEMENTS(common); i++)
        g_ptr_array_add(argv, (char *)common[i]);
    for (const char **word = resume ? again : anew; *word; word++)
        g_ptr_array_add(argv, (char *)*word);
    g_ptr_array_add(argv, NULL);
    g_clear_object(&room->command);
    room->command = g_subprocess_launcher_spawnv(launcher, (const char *const *)argv->pdata, NULL);
    g_assert_nonnull(room->command);
}

void room_scan_wait(Room *room)
{
    g_free(room->out);
    g_free(room->err);
    g_assert_true(
        g_subprocess_communicate_utf8(room->command, NULL, NULL, &room->out, &room->err, NULL));
    room->status = g_subprocess_get_if_exited(room->command)
                       ? g_subprocess_get_exit_status(room->command)
                       : -1;
}

/* -------------------------------------------------------------------------------- the record -- */

/* The paths of the record's pages in the order of show. */
static GPtrArray *pages_list(const Room *room)
{
    g_autofree char *text = NULL;
    g_autoptr(GSubprocess) show =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, binary("MUHAFIZ"), "--store",
                         room->store, "show", "--json", RECORD, NULL);
    g_autoptr(JsonPath) path = json_path_new();
    g_subprocess_communicate_utf8(show, NULL, NULL, &text, NULL, NULL);
    g_autoptr(JsonNode) root = text ? json_from_string(text, NULL) : NULL;
    g_assert_nonnull(root);
    json_path_compile(path, "$.items[*].sides[*].pages[*].path", NULL);
    g_autoptr(JsonNode) found = json_path_match(path, root);
    GPtrArray *pages = g_ptr_array_new_with_free_func(g_free);
    JsonArray *array = json_node_get_array(found);
    for (guint i = 0; i < json_array_get_length(array); i++)
        g_ptr_array_add(
            pages, g_build_filename(room->store, json_array_get_string_element(array, i), NULL));
    return pages;
}

guint room_sheets_kept(Room *room)
{
    g_autoptr(GPtrArray) pages = pages_list(room);
    return pages->len / room->faces;
}

/* As it arrives: what the scanner's JPEG makes of it is what has to be kept. */
static PIX *face_deliver(StandinFormat format, guint sheet, ScanFace face)
{
    gsize size;
    PIX *drawn = standin_paper_draw(sheet, face, ROOM_WIDTH, ROOM_HEIGHT);
    g_autoptr(GBytes) sent = standin_paper_encode(drawn, FALSE, format, 300);
    const guint8 *bytes = g_bytes_get_data(sent, &size);
    return pixReadMem(bytes, size);
}

static gboolean pixels_are(const Room *room, const char *path, guint sheet, ScanFace face)
{
    l_int32 same = 0;
    PIX *drawn = face_deliver(room->format, sheet, face);
    PIX *kept = scan_master_load(path, NULL);
    if (kept)
        pixEqual(drawn, kept, &same);
    pixDestroy(&drawn);
    pixDestroy(&kept);
    return same;
}

static char *page_check(const Room *room, const char *path, guint i)
{
    guint sheet = i / room->faces + 1;
    ScanFace face = i % room->faces ? SCAN_FACE_BACK : SCAN_FACE_FRONT;
    Page page = {0};
    char *wrong = NULL;
    if (!scan_master_identify(path, &page, NULL))
        return g_strdup_printf("page %u has no master", i + 1);
    if (page.sheet.number != sheet || page.sheet.face != face)
        wrong = g_strdup_printf("page %u is called sheet %u %s", i + 1, page.sheet.number,
                                scan_face_name(page.sheet.face));
    else if (!pixels_are(room, path, sheet, face))
        wrong = g_strdup_printf("page %u does not show sheet %u %s", i + 1, sheet,
                                scan_face_name(face));
    scan_page_clear(&page);
    return wrong;
}

static guint masters_count(const char *dir_path)
{
    g_autoptr(GDir) dir = g_dir_open(dir_path, 0, NULL);
    guint n = 0;
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(dir_path, name, NULL);
        n += g_str_has_suffix(name, ".tif") ? 1 : masters_count(path);
    }
    return n;
}

char *room_pages_check(Room *room)
{
    g_autoptr(GPtrArray) pages = pages_list(room);
    g_autofree char *masters = g_build_filename(room->store, "pages", NULL);
    guint wanted = room->sheets * room->faces, n_masters = masters_count(masters);
    if (pages->len != wanted)
        return g_strdup_printf("%u pages of %u", pages->len, wanted);
    if (n_masters != wanted)
        return g_strdup_printf("%u masters for %u pages", n_masters, wanted);
    for (guint i = 0; i < wanted; i++) {
        char *wrong = page_check(room, pages->pdata[i], i);
        if (wrong)
            return wrong;
    }
    return NULL;
}

static gint64 member(JsonObject *object, const char *name)
{
    return json_object_get_int_member_with_default(object, name, -1);
}

char *room_ledger_check(Room *room)
{
    g_autoptr(JsonNode) root = json_from_string(room->out, NULL);
    JsonObject *answer = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    if (!answer || !json_object_has_member(answer, "items"))
        return g_strdup("no ledger was printed");
    JsonObject *ledger =
        json_array_get_object_element(json_object_get_array_member(answer, "items"), 0);
    gint64 pages = member(ledger, "pages");
    if (member(ledger, "fed") == room->sheets && member(ledger, "folio_sheets") == room->sheets &&
        member(ledger, "covers") == 0 && member(ledger, "separators") == 0 &&
        pages == room->sheets * room->faces &&
        pages == member(ledger, "clean") + member(ledger, "flagged"))
        return NULL;
    g_autofree char *text = g_strstrip(g_strdup(room->out));
    return g_strdup_printf("the ledger is wrong: %s", text);
}

static gboolean names_picture(const char *text)
{
    g_autoptr(GRegex) regex = g_regex_new("/[^ ():;]+\\.(tif|jpg|png)", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_regex_match(regex, text, 0, &match);
    g_autofree char *path = g_match_info_matches(match) ? g_match_info_fetch(match, 0) : NULL;
    return path && g_file_test(path, G_FILE_TEST_EXISTS);
}

char *room_message_check(Room *room, guint last_good)
{
    g_autofree char *text = g_strstrip(g_strdup(room->err));
    g_autofree char *pattern = g_strdup_printf("\\b(%u|%u)\\b", last_good, last_good + 1);
    if (!strstr(text, "--resume"))
        return g_strdup_printf("how to go on is not said: %s", text);
    if (!g_regex_match_simple(pattern, text, 0, 0))
        return g_strdup_printf("sheet %u is not named: %s", last_good, text);
    if (room->status == 3 && !g_regex_match_simple("[Pp]ut .*back", text, 0, 0))
        return g_strdup_printf("that the sheet goes back into the feeder is not said: %s", text);
    if (room->status == 3 && last_good && !names_picture(text))
        return g_strdup_printf("no picture of sheet %u is named: %s", last_good, text);
    return NULL;
}
