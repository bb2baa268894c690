/*
 * csv_fuzz.c: any bytes as a file that may be a CSV. What was read is written again in each encoding, separator and
 * line end, every cell in quotes, and must be read as the same cells.
 */
#include <iconv.h>

#include "base/buf.h"
#include "files/workbook.h"
#include "fuzz.h"

enum { INPUT_MOST = 16 << 10, CELLS_MOST = 4096 };

const size_t fuzz_memory = 16 << 20;

static const book_limits limits = { 200, BOOK_COLUMNS, 64 << 10, 1 << 20, 1 << 20 };
static book *open_book;

/* Cells in their order; end: a row ends behind it. */
typedef struct cells {
	struct {
		int column;
		cell_kind kind;
		str text;
		bool end;
	} v[CELLS_MOST];
	size_t n;
} cells;

void
fuzz_over(void)
{
	book_close(open_book);
	open_book = NULL;
}

/* False when the file is refused, or no CSV. */
static bool
read_all(arena *a, str bytes, cells *c)
{
	char says[BOOK_SAYS];
	const book_row *row;
	book_next_is is;
	i64 last = 0;

	c->n = 0;
	if (!book_open(fuzz_file(bytes), &limits, &open_book, says)) {
		FUZZ_HOLDS(says[0] && utf8_valid(str_of(says)));
		return false;
	}
	if (book_is(open_book) != BOOK_CSV) {
		fuzz_over();
		return false;
	}
	FUZZ_HOLDS(book_sheets(open_book) == 1 && book_select(open_book, 0));
	while ((is = book_next(open_book, &row)) == BOOK_ROW) {
		int column = -1;

		FUZZ_HOLDS(row->number > last && row->n > 0);
		last = row->number;
		for (size_t i = 0; i < row->n && c->n < CELLS_MOST; i++) {
			FUZZ_HOLDS(row->v[i].column > column && row->v[i].column < limits.columns);
			FUZZ_HOLDS(row->v[i].text.n > 0 && utf8_valid(row->v[i].text));
			column = row->v[i].column;
			c->v[c->n].column = column;
			c->v[c->n].kind = row->v[i].kind;
			c->v[c->n].text = str_dup(a, row->v[i].text);
			c->v[c->n++].end = i + 1 == row->n;
		}
	}
	FUZZ_HOLDS(is == BOOK_END || (is == BOOK_REFUSED && utf8_valid(str_of(book_says(open_book)))));
	fuzz_over();
	return is == BOOK_END && c->n < CELLS_MOST;
}

static str
write_all(arena *a, const cells *c, char separator, const char *line_end)
{
	buf b = { .a = a };
	int column = 0;

	for (size_t i = 0; i < c->n; i++) {
		for (; column < c->v[i].column; column++)
			buf_char(&b, separator);
		buf_char(&b, '"');
		for (size_t k = 0; k < c->v[i].text.n; k++) {
			if (c->v[i].text.p[k] == '"')
				buf_char(&b, '"');
			buf_char(&b, c->v[i].text.p[k]);
		}
		buf_char(&b, '"');
		if (c->v[i].end) {
			buf_str(&b, str_of(line_end));
			column = 0;
		}
	}
	return buf_view(&b);
}

/* bytes in GB18030; absent when they cannot be, or would not be taken for it. */
static str
as_gb(arena *a, str bytes)
{
	iconv_t cd = iconv_open("GB18030", "UTF-8");
	char *from = (char *)(uintptr_t)bytes.p, *out = arena_alloc(a, 4 * bytes.n + 1), *to = out;
	size_t in = bytes.n, room = 4 * bytes.n + 1;
	bool right = cd != (iconv_t)-1 && iconv(cd, &from, &in, &to, &room) != (size_t)-1;
	str gb = { out, (size_t)(to - out) };

	if (cd != (iconv_t)-1)
		iconv_close(cd);
	return right && (!utf8_valid(gb) || str_eq(gb, bytes)) ? gb : (str){ NULL, 0 };
}

static void
same(arena *a, str bytes, const cells *want)
{
	cells *got = ARENA_NEW(a, cells);

	FUZZ_HOLDS(read_all(a, bytes, got) && got->n == want->n);
	for (size_t i = 0; i < got->n; i++)
		FUZZ_HOLDS(got->v[i].column == want->v[i].column && got->v[i].kind == want->v[i].kind &&
			   got->v[i].end == want->v[i].end && str_eq(got->v[i].text, want->v[i].text));
}

void
fuzz_one(arena *a, str in)
{
	static const char separator[] = { ',', ';', '\t' };
	static const char *const line_end[] = { "\n", "\r\n", "\r" };
	cells *c = ARENA_NEW(a, cells);
	size_t way = in.n % 9;
	str text, gb;

	if (in.n > INPUT_MOST || !read_all(a, in, c) || c->n == 0)
		return;
	/* NUL in the head is what binary files have: they are refused, wherever the text stood before. */
	text = write_all(a, c, separator[way % 3], line_end[way / 3]);
	if (memchr(text.p, 0, text.n))
		return;
	same(a, text, c);
	same(a, str_join(a, STR("\xef\xbb\xbf"), text), c);
	gb = as_gb(a, text);
	if (gb.p)
		same(a, gb, c);
}
