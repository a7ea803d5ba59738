/* What the operator is asked while a batch is fed, and what becomes of the answer. */
#include "batch/feed-private.h"

#include "batch/ledger.h"
#include "batch/output.h"
#include "index/member.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

guint feed_conf_ms(const Feed *feed, const char *key)
{
    return (guint)index_store_conf_int(feed->context->store, "scan", key) * 1000;
}

void feed_finish(Feed *feed, FeedEnd end)
{
    feed->end = end;
    feed->finishing = TRUE;
    child_set_timeout(feed->child, feed_conf_ms(feed, "cancel_s"));
    child_finish(feed->child);
}

static void feed_give_up(Feed *feed)
{
    FeedEnd end = feed->fault ? FEED_FAILED : FEED_SHORT;
    if (feed->fault && !feed->error)
        feed->error = g_error_new_literal(MUHAFIZ_ERROR, feed->fault_code, feed->fault);
    feed->end = end;
    feed->reopen = FALSE;
    if (!feed->child)
        g_main_loop_quit(feed->loop);
    else
        feed_finish(feed, end);
}

/* In the same worker where only the paper had to be put right. Else that worker closes the scanner
 * properly, as far as it still can: a job left behind would keep the scanner busy. */
static void feed_continue(Feed *feed)
{
    g_clear_pointer(&feed->fault, g_free);
    if (!feed->child)
        return g_main_loop_quit(feed->loop);
    if (feed->reopen)
        return feed_finish(feed, FEED_FAILED);
    JsonObject *request = json_object_new();
    json_object_set_string_member(request, "do", "continue");
    child_set_timeout(feed->child, feed_conf_ms(feed, "timeout_s"));
    child_send(feed->child, request);
}

static void question_put(Feed *feed);

static gboolean on_answer(int fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    Feed *feed = data;
    char answer[64];
    gssize n = read(fd, answer, sizeof answer - 1);
    answer[MAX(n, 0)] = '\0';
    g_strstrip(answer);
    feed->question = 0;
    if (n <= 0 || g_ascii_strcasecmp(answer, "q") == 0)
        feed_give_up(feed);
    else if (g_ascii_strcasecmp(answer, "end") == 0 && feed->may_close)
        feed_finish(feed, FEED_CLOSED);
    else if (*answer)
        question_put(feed); /* nothing is done that was not meant */
    else
        feed_continue(feed);
    return G_SOURCE_REMOVE;
}

static void question_put(Feed *feed)
{
    output_ask("Press Enter to go on with sheet %u%s, or type q and Enter to stop; the batch then "
               "stays open: ",
               intake_last_sheet(feed->intake) + 1,
               feed->may_close ? ", type end and Enter if there are no more sheets" : "");
    feed->question = g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP, on_answer, feed);
}

static void operator_ask(Feed *feed, const char *situation)
{
    if (!output_can_ask(feed->context))
        return feed_give_up(feed);
    if (feed->child)
        child_set_timeout(feed->child, 0);
    output_ask("%s\n", situation);
    question_put(feed);
}

/* ------------------------------------------------------------------------------ situations -- */

/* What is missing, or NULL. Sides are asked about only where somebody can answer: the register's
 * number may be wrong, and a file may come in several stacks. */
static char *feed_shortage(const Feed *feed)
{
    g_autoptr(JsonNode) ledger =
        index_batch_ledger(feed->context->store, intake_batch(feed->intake), NULL);
    JsonObject *object = ledger ? json_node_get_object(ledger) : NULL;
    if (!object || (!output_can_ask(feed->context) && member_int(object, "missing_sheets", 0) == 0))
        return NULL;
    return ledger_shortage(object);
}

void feed_ask_empty(Feed *feed)
{
    guint n = intake_last_sheet(feed->intake);
    g_autofree char *shortage = n || intake_expected(feed->intake) > 0 ? feed_shortage(feed) : NULL;
    if (!shortage)
        return feed_finish(feed, n ? FEED_COMPLETE : FEED_SHORT);
    g_autofree char *situation =
        g_strdup_printf("The feeder is empty after sheet %u, but something is missing: %s. Put the "
                        "missing sheets in.",
                        n, shortage);
    feed->may_close = n > 0;
    operator_ask(feed, situation);
}

void feed_ask_fault(Feed *feed, const char *reason, const char *advice)
{
    guint n = intake_last_sheet(feed->intake);
    const char *last = feed->last_page ? feed->last_page : "none in this run";
    g_autofree char *resume = scanner_resume_command(feed->scanner);
    g_autofree char *situation = g_strdup_printf(
        "%s\nThe last good page is on sheet %u (look at it: %s). %s", reason, n, last, advice);
    g_free(feed->fault);
    feed->fault = g_strdup_printf("%s after %u %s; what came is safe (last good page: %s). %s Then "
                                  "\"%s\" goes on with sheet %u",
                                  reason, COUNTED(n, "sheet"), last, advice, resume, n + 1);
    feed->may_close = FALSE;
    operator_ask(feed, situation);
}
