/*
 * buf.h: bytes that grow, in an arena.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

typedef struct buf {
	arena *a;
	char *p;
	size_t n, cap;
} buf;

/* Adds n bytes. */
void buf_put(buf *b, const void *p, size_t n);
void buf_str(buf *b, str s);
void buf_char(buf *b, char c);
/* Decimal. */
void buf_i64(buf *b, i64 v);
void buf_f(buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* What is in it now; valid until the next addition. */
static inline str
buf_view(const buf *b)
{
	return (str){ b->p ? b->p : "", b->n };
}

#endif
