/*
 * workbook_xls.c: reads the sheets of an Excel 97-2003 workbook ([MS-XLS]), whose stream it holds in memory; hence a
 * limit on its size. Some programs write cells in the order in which they were filled: all are found first, and
 * sorted when they must be.
 */
#include <math.h>
#include <stdlib.h>

#include "files/workbook_xls.h"

enum {
	FORMULA = 0x0006,
	EOF_ = 0x000a,
	COLINFO = 0x007d,
	AUTOFILTER = 0x009d,
	MULRK = 0x00bd,
	RSTRING = 0x00d6,
	MERGED = 0x00e5,
	LABELSST = 0x00fd,
	NUMBER = 0x0203,
	LABEL = 0x0204,
	BOOLERR = 0x0205,
	ROW = 0x0208,
	RK = 0x027e,
	BOF = 0x0809
};
enum { CELL_HEAD = 6 /* row, column, style */, RK_LEN = 6 /* style, number */ };

struct xls_cell {
	uint16_t row, column, type;
	uint32_t at; /* of its style in the stream, the value behind it */
};

/* The stream of a workbook before Excel 97 has another name. */
static void
read_stream(book *b, FILE *f)
{
	size_t n;
	u8 *older;

	b->xls->bytes = ole_stream(f, "Workbook", &b->xls->n);
	if (b->xls->bytes)
		return;
	older = ole_stream(f, "Book", &n);
	free(older);
	if (older)
		book_refuse(b, XLS_OLDER);
	else
		book_refuse_damaged(b, ".xls 结构");
}

bool
xls_open(book *b, FILE *f)
{
	b->kind = BOOK_XLS;
	b->xls = calloc(1, sizeof *b->xls);
	if (b->xls == NULL) {
		fclose(f);
		return book_refuse_memory(b);
	}
	if (fseeko(f, 0, SEEK_END) == 0 && ftello(f) > XLS_BYTES_MAX)
		book_refuse(b, ".xls 文件超过 16 MB，请另存为 .xlsx 再上传");
	else
		read_stream(b, f);
	fclose(f);
	return !b->says[0] && xls_globals(b);
}

void
xls_close(struct xls *x)
{
	if (x == NULL)
		return;
	free(x->bytes);
	free(x->dated);
	free(x->cell);
	strings_free(&x->strings);
	free(x);
}

static bool
add_cell(book *b, unsigned type, const u8 *place, size_t column, const u8 *style)
{
	xls *x = b->xls;

	if (x->cells == x->cap) {
		size_t cap = x->cap ? 2 * x->cap : 1024;
		struct xls_cell *cells = realloc(x->cell, cap * sizeof *cells);

		if (cells == NULL)
			return book_refuse_memory(b);
		x->cell = cells;
		x->cap = cap;
	}
	x->cell[x->cells++] = (struct xls_cell){ (uint16_t)le16(place), (uint16_t)column, (uint16_t)type,
		(uint32_t)(style - x->bytes) };
	return true;
}

/* Several numbers in neighbouring cells: first column, pairs of style and number, last column. */
static bool
add_numbers(book *b, const biff *r)
{
	size_t n = r->n >= 6 ? (r->n - 6) / RK_LEN : 0;

	for (size_t i = 0; i < n; i++)
		if (!add_cell(b, RK, r->p, le16(r->p + 2) + i, r->p + 4 + RK_LEN * i))
			return false;
	return true;
}

static void
merged(book *b, const biff *r)
{
	for (size_t i = 2; i + 8 <= r->n && b->facts.merges < MERGES_KEPT; i += 8)
		b->merged[b->facts.merges++] = (book_range){ le16(r->p + i) + 1, le16(r->p + i + 2) + 1,
			(int)le16(r->p + i + 4), (int)le16(r->p + i + 6) };
}

/* How long the value of a cell must be behind its head, at least; 0: the record is no cell. */
static size_t
value_length(unsigned type)
{
	switch (type) {
	case NUMBER:
		return 8;
	case RK:
	case LABELSST:
		return 4;
	case LABEL:
	case RSTRING:
		return 3;
	case BOOLERR:
		return 2;
	case FORMULA:
		return 8;
	default:
		return 0;
	}
}

static bool
record(book *b, const biff *r)
{
	size_t value = value_length(r->type);

	if (value) {
		if (r->n < CELL_HEAD + value)
			return book_refuse_damaged(b, "单元格");
		return add_cell(b, r->type, r->p, le16(r->p + 2), r->p + 4);
	}
	switch (r->type) {
	case MULRK:
		return add_numbers(b, r);
	case ROW:
		if (r->n >= 16 && r->p[12] & 0x20)
			b->xls->hidden[le16(r->p) / 8] |= (u8)(1u << le16(r->p) % 8);
		return true;
	case COLINFO:
		for (unsigned c = le16(r->p); r->n >= 10 && r->p[8] & 1 && c <= le16(r->p + 2) && c < BOOK_COLUMNS;
		     c++)
			b->facts.hidden_column[c] = true;
		return true;
	case MERGED:
		merged(b, r);
		return true;
	case AUTOFILTER:
		b->facts.filtered = true;
		return true;
	default:
		return true;
	}
}

static int
by_place(const void *p, const void *q)
{
	const struct xls_cell *a = p, *b = q;
	int c = (a->row > b->row) - (a->row < b->row);

	if (c == 0)
		c = (a->column > b->column) - (a->column < b->column);
	return c ? c : (a->at > b->at) - (a->at < b->at);
}

/* A place that was filled twice keeps what came last. */
static void
sort_cells(xls *x)
{
	size_t n = 0;
	bool sorted = true;

	for (size_t i = 1; i < x->cells && sorted; i++)
		sorted = by_place(&x->cell[i - 1], &x->cell[i]) < 0;
	if (!sorted)
		qsort(x->cell, x->cells, sizeof *x->cell, by_place);
	for (size_t i = 0; i < x->cells; i++) {
		if (n && x->cell[n - 1].row == x->cell[i].row && x->cell[n - 1].column == x->cell[i].column)
			n--;
		x->cell[n++] = x->cell[i];
	}
	x->cells = n;
}

bool
xls_select(book *b, size_t i)
{
	xls *x = b->xls;
	size_t at = x->place[i];
	int depth = 1; /* charts lie within a sheet as sheets of their own */
	biff r;

	x->cells = x->next = 0;
	memset(x->hidden, 0, sizeof x->hidden);
	if (at > x->n || !biff_next(x, &at, &r) || r.type != BOF)
		return book_refuse_damaged(b, "工作表");
	while (depth > 0) {
		if (!biff_next(x, &at, &r))
			return book_refuse_damaged(b, "工作表");
		if (r.type == BOF)
			depth++;
		else if (r.type == EOF_)
			depth--;
		else if (depth == 1 && !record(b, &r))
			return false;
	}
	sort_cells(x);
	return true;
}

static bool
put_number(book *b, const struct xls_cell *c, double v)
{
	const xls *x = b->xls;
	unsigned style = le16(x->bytes + c->at);
	char text[40];

	if (!isfinite(v) || style >= x->styles)
		return book_refuse_damaged(b, isfinite(v) ? "单元格样式" : "单元格数值");
	if (x->dated[style] && serial_text(v, x->from_1904, text))
		return row_put(b, c->column, CELL_DATE, str_of(text));
	snprintf(text, sizeof text, "%.15g", v);
	return row_put(b, c->column, CELL_NUMBER, str_of(text));
}

/* 30 bits of a whole number or of the upper half of a real one; the lowest bit says that it is a hundred times
 * itself.
 */
static double
rk_number(uint32_t rk)
{
	u64 bits = (u64)(rk & 0xfffffffc) << 32;
	double v;

	if (rk & 2)
		v = (double)((int32_t)rk >> 2);
	else
		memcpy(&v, &bits, sizeof v);
	return rk & 1 ? v / 100 : v;
}

/* A text in the cell itself: its length, flags, characters, which end with the record. */
static bool
put_label(book *b, const struct xls_cell *c, const u8 *p)
{
	const u8 *head = b->xls->bytes + c->at - 4 - 4; /* of the record */
	size_t count = le16(p), left = le16(head + 2) - (CELL_HEAD + 3);
	bool wide = p[2] & 1, right;
	strings s = { 0 };

	if (count * (wide ? 2 : 1) > left)
		return book_refuse_damaged(b, "单元格");
	right = biff_text(b, &s, p + 3, count, wide) && row_put(b, c->column, CELL_TEXT, (str){ s.bytes, s.used });
	strings_free(&s);
	return right;
}

static bool
put_error(book *b, const struct xls_cell *c, u8 code)
{
	static const struct {
		u8 code;
		const char *text;
	} known[] = { { 0x00, "#NULL!" }, { 0x07, "#DIV/0!" }, { 0x0f, "#VALUE!" }, { 0x17, "#REF!" },
		{ 0x1d, "#NAME?" }, { 0x24, "#NUM!" } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].code == code)
			return row_put(b, c->column, CELL_ERROR, str_of(known[i].text));
	return row_put(b, c->column, CELL_ERROR, STR("#N/A"));
}

static bool
put(book *b, const struct xls_cell *c)
{
	const u8 *p = b->xls->bytes + c->at + 2;
	double v;
	str text;

	switch (c->type) {
	case NUMBER:
		memcpy(&v, p, sizeof v);
		return put_number(b, c, v);
	case RK:
		return put_number(b, c, rk_number(le32(p)));
	case LABELSST:
		text = strings_at(&b->xls->strings, le32(p));
		if (text.p == NULL)
			return book_refuse_damaged(b, "共享字符串编号");
		return row_put(b, c->column, CELL_TEXT, text);
	case LABEL:
	case RSTRING:
		return put_label(b, c, p);
	case BOOLERR:
		return p[1] ? put_error(b, c, p[0])
			    : row_put(b, c->column, CELL_BOOL, p[0] ? STR("TRUE") : STR("FALSE"));
	default:
		return row_put(b, c->column, CELL_FORMULA, STR("=…"));
	}
}

book_next_is
xls_next(book *b)
{
	xls *x = b->xls;

	while (x->next < x->cells) {
		unsigned row = x->cell[x->next].row;

		row_begin(b, (i64)row + 1, x->hidden[row / 8] >> row % 8 & 1);
		for (; x->next < x->cells && x->cell[x->next].row == row; x->next++)
			if (!put(b, &x->cell[x->next]))
				return BOOK_REFUSED;
		if (!row_end(b))
			return BOOK_REFUSED;
		if (b->row.n)
			return BOOK_ROW;
	}
	return BOOK_END;
}
