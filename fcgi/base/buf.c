/*
 * buf.c: bytes that grow, in an arena. See buf.h.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

static void
room(buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 512;
	char *p;

	if (b->cap - b->n >= n)
		return;
	while (cap - b->n < n)
		cap *= 2;
	p = arena_alloc(b->a, cap);
	if (b->n)
		memcpy(p, b->p, b->n);
	b->p = p;
	b->cap = cap;
}

void
buf_put(buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	room(b, n);
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void
buf_str(buf *b, str s)
{
	buf_put(b, s.p, s.n);
}

void
buf_char(buf *b, char c)
{
	buf_put(b, &c, 1);
}

void
buf_i64(buf *b, i64 v)
{
	char digits[24], *end = digits + sizeof digits, *p = end;
	u64 u = v < 0 ? 0 - (u64)v : (u64)v;

	do {
		*--p = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (v < 0)
		*--p = '-';
	buf_put(b, p, (size_t)(end - p));
}

void
buf_f(buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		arena_fail(b->a, E_BUG);
	room(b, (size_t)n + 1);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
	va_end(again);
	b->n += (size_t)n;
}
