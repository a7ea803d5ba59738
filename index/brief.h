/* index/brief.h - short texts as the index keeps them: in a third of their bytes, each by itself. Private to index/.
 *
 * Details of events, findings of pages, hashes and words are short, many, and hold what no general compressor sees in
 * so few bytes: hashes in hexadecimal, seals in base 64, phrases that all of them share. What stands in a row is a
 * brief; what people, JSON, seals and the chain of events see is always the text (SQL: plain()).
 *
 * A brief is bytes. The first is the window, then come, each by itself:
 *
 *     0x20-0x7e, 0x09, 0x0a   that character
 *     0x80-0xff               window 0: phrase 0-127 of brief-phrases.c
 *                             window n: the letter U+(n * 128 + byte - 128); window 255: the letters of Urdu
 *     0x01 + 32 bytes         64 hexadecimal digits, lower case
 *     0x02 n + bytes          n digits of base 64 (A-Z a-z 0-9 - _), six bits each, the highest first; 0 bits at the end
 *     0x03 + 5 bytes          "2026-11-28T20:47:39+05:30": seconds since 1970 as the clock on the wall shows them (four
 *                             bytes, the highest first), and the offset in quarters of an hour (one byte, signed)
 *     0x04 n + n bytes        those bytes
 *     0x05 n                  phrase 128 + n
 *     0x06 n                  from here on, the window is n
 *     0x07 n + bytes          "=" and n digits of base 64, as 0x02
 *     0x08 + 12 bytes         "<" and 16 digits of base 64
 *     0x10-0x17 + 1-8 bytes   a number in decimal digits (the highest byte first)
 *
 * Nothing of this ever changes meaning, and phrases are only added at the end, as what was written stays.
 *
 * An engine that packs by itself may keep the texts: its brief(), brief_letters() and plain() give back what they get.
 */
#pragma once

#include <glib.h>

typedef enum {
    BRIEF_ALL,
    BRIEF_LETTERS /* letters and nothing else: equal texts are equal briefs for ever, and the rest may be deflated */
} BriefKind;

/* NULL: it would not come back as it was, or be no shorter; keep the text. */
GBytes *brief_pack(const char *text, BriefKind kind);
/* Owned; NULL: no text was ever packed so. */
char *brief_text(gconstpointer data, gsize size);

/* Private to brief.c and brief-text.c. */
#define BRIEF_HASH 0x01
#define BRIEF_BASE64 0x02
#define BRIEF_TIME 0x03
#define BRIEF_BYTES 0x04
#define BRIEF_PHRASE 0x05
#define BRIEF_WINDOW 0x06
#define BRIEF_SEAL 0x07
#define BRIEF_FOUND 0x08
#define BRIEF_NUMBER 0x10
#define BRIEF_WINDOW_PHRASES 0
#define BRIEF_WINDOW_URDU 255
#define BRIEF_TIME_LENGTH 25
#define BRIEF_FOUND_DIGITS 16
#define BRIEF_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

const char *brief_phrase(guint number); /* NULL: there are no more */
/* The longest phrase that text begins with; -1: none. */
int brief_phrase_find(const char *text, gsize *length);
gunichar brief_letter(guint window, guint8 byte); /* 0: none */
/* 0: none, as in window 0. */
guint8 brief_letter_find(guint window, gunichar letter);
