/* batch/feed-private.h - a feed that is going on, and what the operator is asked of it. Private to the files feed*.c. */
#pragma once

#include "batch/child.h"
#include "batch/feed.h"

typedef struct {
    Context *context;
    const Scanner *scanner;
    Intake *intake;
    Child *child;
    GMainLoop *loop;
    char *last_page;    /* a picture, or the master, of the last good page of this run */
    guint question;     /* source that waits for the operator's answer */
    char *fault;        /* what *error says if the operator does not go on; NULL: no fault */
    gint fault_code;    /* of that error: DEVICE, or IO of the store */
    gboolean reopen;    /* going on takes a new worker; left set, the loop ended to start it */
    gboolean may_close; /* the operator may answer that there are no more sheets */
    gboolean finishing; /* the worker was told that there is no more to do */
    gboolean refused;   /* no feed began */
    FeedEnd end;
    GError *error;
} Feed;

/* Of a setting in seconds. */
guint feed_conf_ms(const Feed *feed, const char *key);
/* The worker closes the scanner and is heard of when it has ended. */
void feed_finish(Feed *feed, FeedEnd end);
/* The feeder is empty: ends the feed, or asks where something is missing. */
void feed_ask_empty(Feed *feed);
/* What happened, and what to do; ends the feed where nobody can answer. */
void feed_ask_fault(Feed *feed, const char *reason, const char *advice);
