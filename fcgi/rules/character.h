/*
 * character.h: what kind of character a code point is, and its name for people. The manual's most frequent trouble
 * [M, 其他 2] is characters nobody sees; every rule on text asks here which they are, so all name them alike.
 */
#ifndef RULES_CHARACTER_H
#define RULES_CHARACTER_H

#include "base/arena.h"

typedef enum char_kind {
	CHAR_PLAIN = 0,
	CHAR_BLANK = 1,	     /* space, TAB, CR, LF, NBSP, U+3000, the spaces of U+2000.. */
	CHAR_HIDDEN = 2,     /* zero-width, BOM, soft hyphen, joiners, variation selectors, fillers */
	CHAR_BIDI = 4,	     /* marks and controls of direction */
	CHAR_CONTROL = 8,    /* C0 and C1 but TAB, CR, LF; line and paragraph separator */
	CHAR_PRIVATE = 16,   /* private use: another computer shows another glyph, or none */
	CHAR_EMOJI = 32,     /* pictures and symbols */
	CHAR_MALFORMED = 64, /* not UTF-8, a non-character, U+FFFD */
	CHAR_ODD = CHAR_HIDDEN | CHAR_BIDI | CHAR_CONTROL | CHAR_PRIVATE | CHAR_EMOJI | CHAR_MALFORMED,
} char_kind;

/* The kind of a code point as utf8_next returns it (-2 is malformed). */
char_kind char_kind_of(int32_t cp);
/* An ideograph: unified, extensions, compatibility, and 〇. */
bool char_is_han(int32_t cp);
/* A letter of the Latin script with or without marks (Latin-1, Extended-A/B, Additional). */
bool char_is_latin(int32_t cp);
/* "不间断空格（U+00A0）", "西里尔字母 Х（U+0425）", or "“甲”（U+7532）". */
str char_name(arena *a, int32_t cp);
/* The names of the different characters of these kinds (bits of char_kind) in text, joined with "、"; empty if none.
 */
str char_list(arena *a, str text, int kinds);
/* text without the characters of these kinds; text itself when there are none. */
str char_without(arena *a, str text, int kinds);
/* text without the characters of these kinds at both ends. */
str char_trim(str text, int kinds);
/* Does text hold a character of these kinds? */
bool char_any(str text, int kinds);
/* Full-width ASCII (U+FF01..U+FF5E) and U+3000 as ASCII; text itself when there is none. */
str char_half_width(arena *a, str text);

#endif
