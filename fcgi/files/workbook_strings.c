/*
 * workbook_strings.c: the shared strings of an .xlsx, packed in one buffer under a limit. See workbook_xlsx.h.
 * Rich text is taken whole, phonetic runs (rPh) are left out (faults.md D16).
 */
#include <stdlib.h>

#include "files/workbook_xlsx.h"

typedef struct reading {
	strings *s;
	size_t from; /* where the string that is read now begins */
	bool in_item, in_text;
	int phonetic; /* depth at which rPh began, or 0 */
} reading;

static bool
room_for(book *b, strings *s, size_t n)
{
	size_t room = s->room ? s->room : 64 * 1024;
	char *more;

	if (s->used + n + s->n * sizeof *s->end > b->limits.strings)
		return book_refuse(b, "表格中的文字总量超过限制，请删去无关的工作表和列，或分成几个文件上传");
	if (s->room - s->used >= n)
		return true;
	while (room - s->used < n)
		room *= 2;
	more = realloc(s->bytes, room);
	if (more == NULL)
		return book_refuse_memory(b);
	s->bytes = more;
	s->room = room;
	return true;
}

bool
strings_add(book *b, strings *s, const char *p, size_t n)
{
	if (!room_for(b, s, n))
		return false;
	memcpy(s->bytes + s->used, p, n);
	s->used += n;
	return true;
}

bool
strings_end(book *b, strings *s)
{
	if (!room_for(b, s, 0))
		return false;
	if (s->n == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 4096;
		uint32_t *more = realloc(s->end, cap * sizeof *more);

		if (more == NULL)
			return book_refuse_memory(b);
		s->end = more;
		s->cap = cap;
	}
	s->end[s->n++] = (uint32_t)s->used;
	return true;
}

static void
start(xml *x, const char *name, const char **attributes)
{
	reading *r = x->user;

	(void)attributes;
	if (strcmp(name, "si") == 0) {
		r->in_item = true;
		r->from = r->s->used;
	} else if (strcmp(name, "rPh") == 0 && !r->phonetic) {
		r->phonetic = x->depth;
	} else if (strcmp(name, "t") == 0) {
		r->in_text = r->in_item && !r->phonetic;
	}
}

static void
text(xml *x, const char *p, size_t n)
{
	reading *r = x->user;

	if (!r->in_text)
		return;
	if (!strings_add(x->b, r->s, p, n))
		xml_stop(x);
}

static bool
finish(xml *x, reading *r)
{
	strings *s = r->s;

	if (s->used > r->from)
		s->used = r->from + unescape(s->bytes + r->from, s->used - r->from);
	return strings_end(x->b, s);
}

static void
end(xml *x, const char *name)
{
	reading *r = x->user;

	if (strcmp(name, "t") == 0) {
		r->in_text = false;
	} else if (strcmp(name, "rPh") == 0 && r->phonetic == x->depth + 1) {
		r->phonetic = 0;
	} else if (strcmp(name, "si") == 0) {
		r->in_item = false;
		if (!finish(x, r))
			xml_stop(x);
	}
}

bool
strings_read(book *b, size_t part)
{
	reading r = { .s = &b->xlsx->strings };
	xml x = { .b = b, .user = &r, .start = start, .end = end, .text = text };

	return part == archive_count(b->xlsx->zip) || xml_all(&x, b->xlsx->zip, part);
}

void
strings_free(strings *s)
{
	free(s->bytes);
	free(s->end);
}

str
strings_at(const strings *s, i64 i)
{
	size_t from;

	if (i < 0 || (u64)i >= s->n)
		return (str){ NULL, 0 };
	from = i ? s->end[i - 1] : 0;
	return (str){ s->bytes ? s->bytes + from : "", s->end[i] - from };
}

static int
hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

size_t
unescape(char *p, size_t n)
{
	size_t to = 0, i = 0;

	if (memmem(p, n, "_x", 2) == NULL)
		return n;
	while (i < n) {
		int32_t cp = 0;
		bool is = n - i >= 7 && p[i] == '_' && p[i + 1] == 'x' && p[i + 6] == '_';

		for (size_t k = 2; is && k < 6; k++) {
			is = hex(p[i + k]) >= 0;
			cp = cp << 4 | (is ? hex(p[i + k]) : 0);
		}
		if (is && (cp < 0xd800 || cp > 0xdfff)) {
			to += utf8_put(p + to, cp);
			i += 7;
		} else {
			p[to++] = p[i++];
		}
	}
	return to;
}
