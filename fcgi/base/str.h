/*
 * str.h: a string is a pointer and a length; it is not terminated and never owned.
 * Bytes are UTF-8 unless a function says otherwise. Nothing here allocates but what takes an arena.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef int64_t i64;
typedef uint64_t u64;
typedef uint8_t u8;

typedef struct str {
	const char *p; /* NULL means "absent", which is not the same as empty */
	size_t n;
} str;

typedef struct arena arena;

/* A string literal as a str. */
#define STR(lit) ((str){ (lit), sizeof(lit) - 1 })
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

static inline str
str_of(const char *c)
{
	return (str){ c, c ? strlen(c) : 0 };
}

static inline bool
str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

#define str_is(s, lit) str_eq((s), STR(lit))

static inline bool
str_starts(str s, str head)
{
	return s.n >= head.n && memcmp(s.p, head.p, head.n) == 0;
}

static inline bool
str_ends(str s, str tail)
{
	return s.n >= tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0;
}

static inline str
str_from(str s, size_t at)
{
	return at >= s.n ? (str){ s.p + s.n, 0 } : (str){ s.p + at, s.n - at };
}

static inline str
str_head(str s, size_t n)
{
	return (str){ s.p, n < s.n ? n : s.n };
}

/* Byte order, shorter first when one is the head of the other: <0, 0, >0. */
int str_cmp(str a, str b);
/* Index of the first byte c, or s.n when there is none. */
size_t str_find(str s, char c);
/* Cuts the part before the first c off *rest and returns it; the whole when there is no c. False at the end. */
bool str_cut(str *rest, char c, str *part);
/* Without ASCII blanks (space, tab, CR, LF) at both ends. */
str str_trim(str s);
/* Whole decimal number, optional minus, no blanks, fits i64; false otherwise and *out untouched. */
bool str_i64(str s, i64 *out);
/* True when every byte is an ASCII digit and there is at least one. */
bool str_digits(str s);
/* A terminated copy for C interfaces; owned by the arena. */
char *str_z(arena *a, str s);
/* A copy owned by the arena. */
str str_dup(arena *a, str s);
/* a followed by b, owned by the arena. */
str str_join(arena *a, str x, str y);
/* printf into the arena. */
str str_f(arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Lower-case hexadecimal of n bytes, owned by the arena. */
str str_hex(arena *a, const void *bytes, size_t n);
/* Bytes from hexadecimal of exactly 2*n digits; false otherwise. */
bool str_unhex(str hex, void *bytes, size_t n);

/* Is it well-formed UTF-8 (RFC 3629: no surrogate, no overlong form)? */
bool utf8_valid(str s);
/* utf8_next of what does not begin with an ASCII character. */
int32_t utf8_wide(str *s);

/* The next code point, and *s moves past it; -1 at the end, -2 (and one byte further) when malformed. */
static inline int32_t
utf8_next(str *s)
{
	if (s->n == 0 || (u8)*s->p >= 0x80)
		return utf8_wide(s);
	s->n--;
	return *s->p++;
}
/* Writes one code point; returns its 1..4 bytes. */
size_t utf8_put(char out[4], int32_t cp);
/* Number of code points of a well-formed string. */
size_t utf8_len(str s);

#endif
