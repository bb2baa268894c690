/*
 * workbook.c: opens a file as what it is, and hands out its rows. See workbook.h.
 */
#include "files/workbook.h"

#include <stdarg.h>
#include <stdlib.h>

#include "files/csv.h"
#include "files/workbook_inside.h"

enum { ROW_BYTES_MAX = 1 << 20 };

const book_limits book_usual = { 50002, BOOK_COLUMNS, 128 << 10, UINT64_C(512) << 20, 48 << 20 };

bool
book_refuse(book *b, const char *fmt, ...)
{
	va_list ap;

	if (b->says[0])
		return false;
	va_start(ap, fmt);
	vsnprintf(b->says, sizeof b->says, fmt, ap);
	va_end(ap);
	return false;
}

bool
book_refuse_archive(book *b, archive_error e)
{
	switch (e) {
	case ARCHIVE_MEMORY:
		return book_refuse_memory(b);
	case ARCHIVE_ENTRIES:
	case ARCHIVE_ENTRY_SIZE:
	case ARCHIVE_TOTAL_SIZE:
		return book_refuse(b, "文件解压后超过大小限制，请删去无关内容或分成几个文件上传");
	case ARCHIVE_RATIO:
		return book_refuse(b, "文件的压缩比异常，已拒绝");
	case ARCHIVE_ENCRYPTED:
		return book_refuse(b, "文件已加密，请取消密码后上传");
	default:
		return book_refuse_damaged(b, "压缩结构");
	}
}

bool
book_refuse_memory(book *b)
{
	return book_refuse(b, "系统繁忙，请稍后再试");
}

bool
book_refuse_damaged(book *b, const char *what)
{
	return book_refuse(b, "文件已损坏（%s有误），请用表格软件打开后另存为 .xlsx 再上传", what);
}

bool
book_add_sheet(book *b, str name, bool hidden)
{
	char *copy;

	if (b->nsheets == SHEETS_MAX)
		return book_refuse(b, "工作表超过 %d 个", SHEETS_MAX);
	if (b->sheets == NULL)
		b->sheets = calloc(SHEETS_MAX, sizeof *b->sheets);
	copy = strndup(name.p, name.n);
	if (b->sheets == NULL || copy == NULL) {
		free(copy);
		return book_refuse_memory(b);
	}
	b->sheets[b->nsheets++] = (book_sheet){ str_of(copy), hidden };
	return true;
}

void
row_begin(book *b, i64 number, bool hidden)
{
	b->row = (book_row){ number, hidden, b->cells, 0 };
	b->used = 0;
}

bool
row_put(book *b, int column, cell_kind kind, str text)
{
	char name[CELL_NAME];

	if (text.n == 0)
		return true;
	if (column >= b->limits.columns || text.n > b->limits.cell_bytes) {
		cell_name(column, b->row.number, name);
		return column >= b->limits.columns
			   ? book_refuse(b, "单元格 %s 超出范围：最多读取 %d 列，请删除右侧多余的内容", name,
				 b->limits.columns)
			   : book_refuse(b, "单元格 %s 的内容过长", name);
	}
	if (b->used + text.n > ROW_BYTES_MAX)
		return book_refuse(b, "第 %lld 行的内容过长", (long long)b->row.number);
	if (b->room - b->used < text.n) {
		size_t room = 2 * (b->used + text.n) + 4096;
		char *more = realloc(b->bytes, room);

		if (more == NULL)
			return book_refuse_memory(b);
		b->bytes = more;
		b->room = room;
	}
	memcpy(b->bytes + b->used, text.p, text.n);
	b->at[b->row.n] = b->used;
	b->cells[b->row.n++] = (book_cell){ column, kind, { NULL, text.n } };
	b->used += text.n;
	return true;
}

bool
row_end(book *b)
{
	if (b->row.n == 0)
		return true;
	for (size_t i = 0; i < b->row.n; i++)
		b->cells[i].text.p = b->bytes + b->at[i];
	if (b->rows++ >= b->limits.rows)
		return book_refuse(
		    b, "行数超过限制：一个文件最多 %lld 行（含表头），请分成几个文件上传", (long long)b->limits.rows);
	return true;
}

static bool
open_kind(book *b, const char *path)
{
	FILE *f = fopen(path, "rbe");
	const char *says;
	file_is kind;

	if (f == NULL)
		return book_refuse(b, "文件无法读取，请重新上传");
	kind = file_kind(f, &says);
	if (kind == FILE_CSV_UTF8 || kind == FILE_CSV_GB)
		return csv_open(b, f, kind == FILE_CSV_GB);
	if (kind == FILE_XLS)
		return xls_open(b, f);
	fclose(f);
	if (kind == FILE_XLSX_LIKE)
		return xlsx_open(b, path);
	return book_refuse(b, "%s，请上传 .xlsx 或 .csv 表格", says);
}

bool
book_open(const char *path, const book_limits *limits, book **out, char says[BOOK_SAYS])
{
	book *b = calloc(1, sizeof *b);

	*out = NULL;
	if (b == NULL) {
		snprintf(says, BOOK_SAYS, "系统繁忙，请稍后再试");
		return false;
	}
	b->limits = *limits;
	b->cells = calloc(BOOK_COLUMNS, sizeof *b->cells);
	b->at = calloc(BOOK_COLUMNS, sizeof *b->at);
	b->merged = calloc(MERGES_KEPT, sizeof *b->merged);
	if (!b->cells || !b->at || !b->merged)
		book_refuse_memory(b);
	else if (open_kind(b, path) && b->nsheets == 0)
		book_refuse(b, "文件中没有工作表");
	if (b->says[0]) {
		memcpy(says, b->says, BOOK_SAYS);
		book_close(b);
		return false;
	}
	*out = b;
	return true;
}

void
book_close(book *b)
{
	if (b == NULL)
		return;
	xlsx_close(b->xlsx);
	xls_close(b->xls);
	csv_close(b->csv);
	for (size_t i = 0; i < b->nsheets; i++)
		free((char *)(uintptr_t)b->sheets[i].name.p);
	free(b->sheets);
	free(b->cells);
	free(b->at);
	free(b->merged);
	free(b->bytes);
	free(b);
}

book_kind
book_is(const book *b)
{
	return b->kind;
}

size_t
book_sheets(const book *b)
{
	return b->nsheets;
}

const book_sheet *
book_sheet_at(const book *b, size_t i)
{
	return &b->sheets[i];
}

bool
book_select(book *b, size_t i)
{
	if (b->says[0])
		return false;
	b->rows = 0;
	b->facts = (book_facts){ .merged = b->merged };
	row_begin(b, 0, false);
	switch (b->kind) {
	case BOOK_XLSX:
		return xlsx_select(b, i);
	case BOOK_XLS:
		return xls_select(b, i);
	default:
		return csv_select(b);
	}
}

book_next_is
book_next(book *b, const book_row **row)
{
	book_next_is is = BOOK_REFUSED;

	if (b->says[0])
		return is;
	switch (b->kind) {
	case BOOK_XLSX:
		is = xlsx_next(b);
		break;
	case BOOK_XLS:
		is = xls_next(b);
		break;
	case BOOK_CSV:
		is = csv_next(b);
	}
	*row = &b->row;
	return b->says[0] ? BOOK_REFUSED : is;
}

const char *
book_says(const book *b)
{
	return b->says;
}

const book_facts *
book_facts_of(const book *b)
{
	return &b->facts;
}

size_t
cell_name(int column, i64 row, char name[CELL_NAME])
{
	/* Written from its end; asked for with every cell of a sheet, so not by printf. */
	char text[CELL_NAME], *end = text + sizeof text, *p = end;
	size_t n;

	for (i64 r = row % 10000000; r > 0; r /= 10)
		*--p = (char)('0' + r % 10);
	for (int c = column + 1; c > 0; c = (c - 1) / 26)
		*--p = (char)('A' + (c - 1) % 26);
	n = (size_t)(end - p);
	memcpy(name, p, n);
	name[n] = 0;
	return n;
}

bool
cell_of_name(str s, int *column, i64 *row)
{
	int c = 0;
	size_t i = s.n && s.p[0] == '$';
	str digits;
	i64 r;

	for (size_t from = i; i < s.n && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++) {
		if (i - from == 3)
			return false;
		c = c * 26 + (s.p[i] - 'A' + 1);
	}
	digits = str_from(s, i + (i < s.n && s.p[i] == '$'));
	if (c == 0 || c > 16384 || !str_digits(digits) || !str_i64(digits, &r) || r < 1 || r > ROWS_OF_A_SHEET)
		return false;
	*column = c - 1;
	*row = r;
	return true;
}
