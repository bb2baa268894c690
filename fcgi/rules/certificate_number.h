/*
 * certificate_number.h: the certificate number (证书编号) and its check character.
 * Its parts and their order are a setting, written as letters with widths: "O9 C3 L1 Y4 S6 K1" is organisation code,
 * certificate code, level, year, serial, check character. The check character is that of ISO/IEC 7064, MOD 37,36,
 * over all that stands before it: codes may hold letters, and it finds every single wrong character and nearly every
 * swap of two neighbours.
 */
#ifndef RULES_CERTIFICATE_NUMBER_H
#define RULES_CERTIFICATE_NUMBER_H

#include "base/arena.h"

#define CERTIFICATE_NUMBER_PATTERN "O9 C3 L1 Y4 S6 K1"

typedef struct certificate_number {
	str organisation; /* GB 11714 without its hyphen: digits and capital letters */
	str certificate;  /* code of the certificate: digits and capital letters */
	i64 level;	  /* 1 初级, 2 中级, 3 高级 */
	i64 year;
	i64 serial; /* from 1, without gaps within organisation, certificate, level and year */
} certificate_number;

/* All return NULL when right, else a Chinese sentence saying what is wrong. */

/* Is it a usable pattern? Every letter once, O C S required, K1 at the end or not at all, at most 40 characters. */
const char *certificate_number_pattern(const char *pattern);
/* The number of these parts, owned by the arena. A serial that its width cannot hold means the series is full. */
const char *certificate_number_make(arena *a, const char *pattern, const certificate_number *parts, str *number);
/*
 * Splits and checks a number as a person typed it: blanks and hyphens are left out, small letters become capitals.
 * The parts point into *normal, which is owned by the arena. parts may be NULL.
 */
const char *certificate_number_read(
    arena *a, const char *pattern, str number, str *normal, certificate_number *parts);
/* The check character of a text of digits and capital letters; '\0' for any other character. */
char certificate_number_check(str text);

#endif
