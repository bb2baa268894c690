/*
 * workbook_biff.c: the records of an Excel 97-2003 workbook before its sheets ([MS-XLS]): formats and styles, names
 * and places of the sheets, the shared strings, whose texts may go on in the records that follow. See workbook_xls.h.
 */
#include <stdlib.h>

#include "files/workbook_xls.h"

enum {
	EOF_ = 0x000a,
	DATE1904 = 0x0022,
	FILEPASS = 0x002f,
	CONTINUE = 0x003c,
	BOUNDSHEET = 0x0085,
	XF = 0x00e0,
	SST = 0x00fc,
	FORMAT = 0x041e,
	BOF = 0x0809
};
enum { RECORD_MAX = 8224, FORMATS_MAX = 4096, STYLES_MAX = 65536, CODE_CHARACTERS = 255 };

bool
biff_next(const xls *x, size_t *at, biff *r)
{
	if (x->n - *at < 4)
		return false;
	r->at = *at;
	r->type = le16(x->bytes + *at);
	r->n = le16(x->bytes + *at + 2);
	r->p = x->bytes + *at + 4;
	if (r->n > RECORD_MAX || r->n > x->n - *at - 4)
		return false;
	*at += 4 + r->n;
	return true;
}

bool
biff_text(book *b, strings *s, const u8 *p, size_t count, bool wide)
{
	for (size_t i = 0; i < count; i++) {
		int32_t cp = wide ? (int32_t)le16(p + 2 * i) : p[i];
		char utf8[4];

		if (cp >= 0xd800 && cp < 0xdc00 && i + 1 < count && (le16(p + 2 * i + 2) & 0xfc00) == 0xdc00)
			cp = 0x10000 + ((cp & 0x3ff) << 10) + (int32_t)(le16(p + 2 * ++i) & 0x3ff);
		else if (cp >= 0xd800 && cp < 0xe000)
			cp = 0xfffd;
		if (!strings_add(b, s, utf8, utf8_put(utf8, cp)))
			return false;
	}
	return true;
}

/* The shared strings as one run of bytes over the records they fill. */
typedef struct run {
	const xls *x;
	size_t at; /* behind the record that is read */
	const u8 *p, *end;
} run;

/* On to the next record when this one is used up. */
static bool
more(run *r)
{
	biff next;

	while (r->p == r->end) {
		if (!biff_next(r->x, &r->at, &next) || next.type != CONTINUE)
			return false;
		r->p = next.p;
		r->end = next.p + next.n;
	}
	return true;
}

static bool
take(run *r, u8 *to, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!more(r))
			return false;
		to[i] = *r->p++;
	}
	return true;
}

static bool
skip(run *r, size_t n)
{
	while (n) {
		size_t here;

		if (!more(r))
			return false;
		here = (size_t)(r->end - r->p) < n ? (size_t)(r->end - r->p) : n;
		r->p += here;
		n -= here;
	}
	return true;
}

/* Characters that may go on in the next record, which then begins with flags of its own: from there on they may be of
 * another width. A pair of surrogates is never divided. */
static bool
take_text(book *b, run *r, size_t count, bool wide)
{
	u8 flags;

	while (count) {
		size_t size = wide ? 2 : 1, here = (size_t)(r->end - r->p) / size;

		if (here > count)
			here = count;
		if (!biff_text(b, &b->xls->strings, r->p, here, wide))
			return false;
		r->p += here * size;
		count -= here;
		if (count && (r->p != r->end || !take(r, &flags, 1)))
			return book_refuse_damaged(b, "共享字符串");
		if (count)
			wide = flags & 1;
	}
	return true;
}

static bool
shared_string(book *b, run *r)
{
	u8 head[3], word[4];
	size_t runs = 0, extra = 0;
	bool right = take(r, head, sizeof head);

	if (right && head[2] & 8) {
		right = take(r, word, 2);
		runs = le16(word);
	}
	if (right && head[2] & 4) {
		right = take(r, word, 4);
		extra = le32(word);
	}
	if (!right)
		return book_refuse_damaged(b, "共享字符串");
	if (!take_text(b, r, le16(head), head[2] & 1))
		return false;
	if (!skip(r, 4 * runs) || !skip(r, extra))
		return book_refuse_damaged(b, "共享字符串");
	return strings_end(b, &b->xls->strings);
}

static bool
shared_strings(book *b, const biff *first, size_t at)
{
	run r = { b->xls, at, first->p, first->p + first->n };
	u8 counts[8];

	if (!take(&r, counts, sizeof counts))
		return book_refuse_damaged(b, "共享字符串");
	for (uint32_t i = 0; i < le32(counts + 4); i++)
		if (!shared_string(b, &r))
			return false;
	return true;
}

/* A short text alone, terminated, in what is freed by the caller: its length is in one record. */
static bool
text_of(book *b, const biff *r, size_t from, size_t count, bool wide, strings *s)
{
	if (from > r->n || count * (wide ? 2 : 1) > r->n - from)
		return book_refuse_damaged(b, "文字");
	return biff_text(b, s, r->p + from, count, wide) && strings_add(b, s, "", 1);
}

static bool
sheet_named(book *b, const biff *r)
{
	strings s = { 0 };
	bool right;

	if (r->n < 8)
		return book_refuse_damaged(b, "工作表");
	/* Charts, macros and modules have no cells. */
	if (r->p[5] != 0)
		return true;
	right = text_of(b, r, 8, r->p[6], r->p[7] & 1, &s);
	if (right && b->nsheets < SHEETS_MAX)
		b->xls->place[b->nsheets] = le32(r->p);
	right = right && book_add_sheet(b, str_of(s.bytes), (r->p[4] & 3) != 0);
	strings_free(&s);
	return right;
}

typedef struct formats {
	struct {
		unsigned id;
		bool dated;
	} v[FORMATS_MAX];
	size_t n;
} formats;

static bool
format(book *b, const biff *r, formats *f)
{
	strings s = { 0 };
	bool right = r->n >= 5 && le16(r->p + 2) <= CODE_CHARACTERS;

	if (!right)
		return book_refuse_damaged(b, "数字格式");
	right = text_of(b, r, 5, le16(r->p + 2), r->p[4] & 1, &s);
	if (right && f->n < FORMATS_MAX) {
		f->v[f->n].id = le16(r->p);
		f->v[f->n++].dated = format_dated(s.bytes);
	}
	strings_free(&s);
	return right;
}

static bool
style(book *b, const biff *r, const formats *f)
{
	unsigned id;
	bool dated;

	if (r->n < 4 || b->xls->styles == STYLES_MAX)
		return book_refuse_damaged(b, "单元格样式");
	id = le16(r->p + 2);
	dated = format_built_in_dated(id);
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].id == id)
			dated = f->v[i].dated;
	b->xls->dated[b->xls->styles++] = dated;
	return true;
}

static bool
global(book *b, const biff *r, size_t at, formats *f)
{
	switch (r->type) {
	case FILEPASS:
		return book_refuse(b, "表格设有打开密码，请取消密码，请上传 .xlsx 或 .csv 表格");
	case DATE1904:
		b->xls->from_1904 = r->n >= 2 && le16(r->p) == 1;
		return true;
	case BOUNDSHEET:
		return sheet_named(b, r);
	case FORMAT:
		return format(b, r, f);
	case XF:
		return style(b, r, f);
	case SST:
		return shared_strings(b, r, at);
	default:
		return true;
	}
}

bool
xls_globals(book *b)
{
	xls *x = b->xls;
	formats *f = calloc(1, sizeof *f);
	size_t at = 0;
	biff r;
	bool right;

	x->dated = calloc(STYLES_MAX, 1);
	if (f == NULL || x->dated == NULL) {
		free(f);
		return book_refuse_memory(b);
	}
	right = biff_next(x, &at, &r) && r.type == BOF && r.n >= 4 && le16(r.p + 2) == 5;
	if (!right)
		book_refuse_damaged(b, ".xls 结构");
	else if (le16(r.p) != 0x0600)
		right = book_refuse(b, XLS_OLDER);
	while (right && r.type != EOF_) {
		right = biff_next(x, &at, &r);
		if (!right)
			book_refuse_damaged(b, ".xls 结构");
		right = right && global(b, &r, at, f);
	}
	free(f);
	return right;
}
