/*
 * str.c: strings with a length, and UTF-8. See str.h.
 */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"

int
str_cmp(str a, str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

size_t
str_find(str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

bool
str_cut(str *rest, char c, str *part)
{
	size_t at;

	if (rest->p == NULL)
		return false;
	at = str_find(*rest, c);
	*part = str_head(*rest, at);
	*rest = at == rest->n ? (str){ NULL, 0 } : str_from(*rest, at + 1);
	return true;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

str
str_trim(str s)
{
	while (s.n && blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool
str_i64(str s, i64 *out)
{
	bool minus = s.n && s.p[0] == '-';
	i64 v = 0;
	size_t i = minus;

	if (i == s.n || s.n - i > 19)
		return false;
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v))
			return false;
	}
	if (!minus && v == INT64_MIN)
		return false;
	*out = minus ? v : -v;
	return true;
}

bool
str_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

char *
str_z(arena *a, str s)
{
	char *z = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(z, s.p, s.n);
	return z;
}

str
str_dup(arena *a, str s)
{
	return s.p ? (str){ str_z(a, s), s.n } : s;
}

str
str_join(arena *a, str x, str y)
{
	char *z = arena_alloc(a, x.n + y.n + 1);

	if (x.n)
		memcpy(z, x.p, x.n);
	if (y.n)
		memcpy(z + x.n, y.p, y.n);
	return (str){ z, x.n + y.n };
}

str
str_f(arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *z;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		arena_fail(a, E_BUG);
	z = arena_alloc(a, (size_t)n + 1);
	vsnprintf(z, (size_t)n + 1, fmt, again);
	va_end(again);
	return (str){ z, (size_t)n };
}

str
str_hex(arena *a, const void *bytes, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	const u8 *b = bytes;
	char *z = arena_alloc(a, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		z[2 * i] = digit[b[i] >> 4];
		z[2 * i + 1] = digit[b[i] & 15];
	}
	return (str){ z, 2 * n };
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
str_unhex(str hex, void *bytes, size_t n)
{
	u8 *b = bytes;

	if (hex.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = hex_digit(hex.p[2 * i]), lo = hex_digit(hex.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		b[i] = (u8)(hi << 4 | lo);
	}
	return true;
}

int32_t
utf8_wide(str *s)
{
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const u8 *p = (const u8 *)s->p;
	int32_t cp;
	size_t n;

	if (s->n == 0)
		return -1;
	n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	cp = p[0] & (0xff >> (n + 1));
	if (p[0] < 0xc2 || p[0] > 0xf4 || s->n < n)
		goto bad;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			goto bad;
		cp = cp << 6 | (p[i] & 0x3f);
	}
	if (cp < least[n] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		goto bad;
	s->p += n;
	s->n -= n;
	return cp;
bad:
	s->p++;
	s->n--;
	return -2;
}

bool
utf8_valid(str s)
{
	int32_t cp;

	while ((cp = utf8_next(&s)) >= 0)
		;
	return cp == -1;
}

size_t
utf8_put(char out[4], int32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

size_t
utf8_len(str s)
{
	size_t n = 0;

	while (utf8_next(&s) != -1)
		n++;
	return n;
}
