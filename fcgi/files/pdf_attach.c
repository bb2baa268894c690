/*
 * pdf_attach.c: one embedded file appended to cairo's output (which cannot embed files) as an incremental update:
 * new objects, the catalog once more, a second cross-reference section. cairo's own bytes stay as they are.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "files/pdf.h"

typedef struct tail {
	size_t xref;	      /* offset of the cross-reference table */
	i64 size, root, info; /* of the trailer; info may be -1 */
	str catalog;	      /* the catalog's dictionary without its closing >> */
} tail;

typedef struct out {
	char *p;
	size_t n, cap;
} out;

static void
put(out *o, const void *p, size_t n)
{
	if (o->n + n > o->cap) {
		o->cap = (o->n + n) * 2;
		o->p = realloc(o->p, o->cap);
		if (!o->p)
			abort();
	}
	if (n)
		memcpy(o->p + o->n, p, n);
	o->n += n;
}

static void put_f(out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
put_f(out *o, const char *fmt, ...)
{
	char line[400];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof line)
		abort();
	put(o, line, (size_t)n);
}

/* The whole number after the first occurrence of key in s. */
static bool
number_after(str s, const char *key, i64 *v)
{
	const char *at = memmem(s.p, s.n, key, strlen(key));
	if (!at)
		return false;
	str rest = str_from(s, (size_t)(at + strlen(key) - s.p));
	while (rest.n && isspace((u8)rest.p[0]))
		rest = str_from(rest, 1);
	size_t n = 0;
	while (n < rest.n && isdigit((u8)rest.p[n]))
		n++;
	return str_i64(str_head(rest, n), v);
}

/* Finds the catalog through cairo's single table: "xref\n0 N\n" and N lines of 20 bytes. */
static bool
read_tail(tail *t, str doc)
{
	i64 xref, at;
	str end = str_from(doc, doc.n > 64 ? doc.n - 64 : 0);
	if (!number_after(end, "startxref", &xref) || (size_t)xref >= doc.n)
		return false;
	str table = str_from(doc, (size_t)xref);
	const char *trailer = memmem(table.p, table.n, "trailer", 7);
	if (!trailer || !str_starts(table, STR("xref\n0 ")))
		return false;
	str words = str_from(table, (size_t)(trailer - table.p));
	if (memmem(words.p, words.n, "/Prev", 5) || !number_after(words, "/Size", &t->size) ||
	    !number_after(words, "/Root", &t->root) || t->root >= t->size)
		return false;
	if (!number_after(words, "/Info", &t->info))
		t->info = -1;
	const char *lines = memchr(table.p + 5, '\n', (size_t)(trailer - table.p) - 5);
	if (!lines || (size_t)(trailer - lines - 1) < (size_t)t->size * 20 ||
	    !str_i64((str){ lines + 1 + t->root * 20, 10 }, &at) || (size_t)at >= doc.n)
		return false;
	str object = str_from(doc, (size_t)at);
	const char *open = memmem(object.p, object.n, "<<", 2), *close = memmem(object.p, object.n, "endobj", 6);
	if (!open || !close || open > close)
		return false;
	while (close > open && *close != '>')
		close--;
	t->xref = (size_t)xref;
	t->catalog = (str){ open, (size_t)(close - 1 - open) };
	return memmem(t->catalog.p, t->catalog.n, "/Catalog", 8) && !memmem(t->catalog.p, t->catalog.n, "/Names", 6);
}

static bool
plain(const char *s)
{
	for (; *s; s++)
		if (*s <= ' ' || *s > '~' || strchr("()\\<>[]{}%#", *s))
			return false;
	return true;
}

static void
put_entry(out *o, size_t at)
{
	put_f(o, "%010zu 00000 n \n", at);
}

bool
pdf_attach(pdf_result *doc, const char *name, const char *mime, str content, i64 created)
{
	tail t;
	if (!doc->bytes || !plain(name) || !plain(mime) || !read_tail(&t, (str){ (char *)doc->bytes, doc->n }))
		return false;
	char date[CLOCK_TEXT];
	clock_text(created - created % CLOCK_SECOND, date);
	out o = { 0 };
	put(&o, doc->bytes, doc->n);
	size_t stream = o.n;
	put_f(&o, "%lld 0 obj\n<< /Type /EmbeddedFile /Subtype /", (long long)t.size);
	for (const char *c = mime; *c; c++)
		*c == '/' ? put(&o, "#2F", 3) : put(&o, c, 1);
	put_f(&o, " /Length %zu\n   /Params << /Size %zu /ModDate (D:%.4s%.2s%.2s%.2s%.2s%.2sZ) >> >>\nstream\n",
	    content.n, content.n, date, date + 5, date + 8, date + 11, date + 14, date + 17);
	put(&o, content.p, content.n);
	put_f(&o, "\nendstream\nendobj\n");
	size_t spec = o.n;
	put_f(&o,
	    "%lld 0 obj\n<< /Type /Filespec /F (%s) /UF (%s) /AFRelationship /Data /EF << /F %lld 0 R /UF %lld 0 R "
	    ">> >>\nendobj\n",
	    (long long)t.size + 1, name, name, (long long)t.size, (long long)t.size);
	size_t catalog = o.n;
	put_f(&o, "%lld 0 obj\n", (long long)t.root);
	put(&o, t.catalog.p, t.catalog.n);
	put_f(&o,
	    "   /Lang (zh-CN)\n   /AF [ %lld 0 R ]\n   /Names << /EmbeddedFiles << /Names [ (%s) %lld 0 R ] >> "
	    ">>\n>>\nendobj\n",
	    (long long)t.size + 1, name, (long long)t.size + 1);
	size_t xref = o.n;
	put_f(&o, "xref\n%lld 1\n", (long long)t.root);
	put_entry(&o, catalog);
	put_f(&o, "%lld 2\n", (long long)t.size);
	put_entry(&o, stream);
	put_entry(&o, spec);
	put_f(&o, "trailer\n<< /Size %lld /Root %lld 0 R", (long long)t.size + 2, (long long)t.root);
	if (t.info >= 0)
		put_f(&o, " /Info %lld 0 R", (long long)t.info);
	put_f(&o, " /Prev %zu >>\nstartxref\n%zu\n%%%%EOF\n", t.xref, xref);
	free(doc->bytes);
	doc->bytes = (u8 *)o.p;
	doc->n = o.n;
	return true;
}
