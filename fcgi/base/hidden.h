/*
 * hidden.h: characters that a reader cannot see, and what they are called.
 * They come from copied web pages, chat programs and spreadsheets, and make two equal names unequal (spec 2.3,
 * faults.md D1-D3). Blanks are not hidden: they are trimmed or judged by the rule of the field.
 */
#ifndef BASE_HIDDEN_H
#define BASE_HIDDEN_H

#include "base/str.h"

/* Zero-width, bidirectional and other format characters, control characters (TAB, LF and CR too), fillers, variation
 * selectors, tags, noncharacters. */
bool hidden_char(int32_t cp);
/* A blank of any kind: TAB, LF, CR, SPACE, NBSP, U+2000..200A, U+3000 and the like. */
bool hidden_blank(int32_t cp);
/* The first hidden character of s, or -1. lines: TAB and LF do not count. Malformed bytes are not its matter. */
int32_t hidden_find(str s, bool lines);
/* How many hidden characters are in s. */
size_t hidden_count(str s, bool lines);
/* s without them, in the arena. */
str hidden_strip(arena *a, str s, bool lines);
/* "零宽空格（U+200B）", in the arena. */
str hidden_name(arena *a, int32_t cp);

#endif
