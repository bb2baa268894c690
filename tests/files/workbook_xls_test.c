/*
 * workbook_xls_test.c: reading a small Excel 97-2003 workbook, built here record by record
 * ([MS-CFB] 2.2, 2.3, 2.6; [MS-XLS] 2.4: BOF, BoundSheet8, SST, XF, LabelSst, Number, ...).
 */
#include "workbook_fixture.h"

static unsigned char file[512 * 11];
static size_t at; /* in the workbook stream, which begins in sector 2 */

static void
le(unsigned char *to, unsigned long v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (unsigned char)(v >> 8 * i);
}

static unsigned char *
record(unsigned type, size_t n)
{
	unsigned char *p = file + 512 * 3 + at;

	le(p, type, 2);
	le(p + 2, n, 2);
	at += 4 + n;
	return p + 4;
}

static void
begin_of(unsigned type)
{
	unsigned char *p = record(0x0809, 16);

	le(p, 0x0600, 2);
	le(p + 2, type, 2);
}

static void
number(unsigned row, unsigned column, unsigned style, double v)
{
	unsigned char *p = record(0x0203, 14);

	le(p, row, 2);
	le(p + 2, column, 2);
	le(p + 4, style, 2);
	memcpy(p + 6, &v, 8);
}

static void
directory_entry(size_t i, const char *name, unsigned type, unsigned child, unsigned first, unsigned size)
{
	unsigned char *e = file + 512 * 2 + 128 * i;

	for (size_t k = 0; name[k]; k++)
		e[2 * k] = (unsigned char)name[k];
	le(e + 64, 2 * strlen(name) + 2, 2);
	e[66] = (unsigned char)type;
	le(e + 68, 0xffffffff, 4);
	le(e + 72, 0xffffffff, 4);
	le(e + 76, child, 4);
	le(e + 116, first, 4);
	le(e + 120, size, 4);
}

static void
build(bool more)
{
	unsigned char *p, *place;

	memset(file, 0, sizeof file);
	at = 0;
	memcpy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	le(file + 24, 0x3e, 2);
	le(file + 26, 3, 2);
	le(file + 28, 0xfffe, 2);
	le(file + 30, 9, 2);
	le(file + 32, 6, 2);
	le(file + 44, 1, 4);
	le(file + 48, 1, 4);
	le(file + 56, 4096, 4);
	le(file + 60, 0xfffffffe, 4);
	le(file + 68, 0xfffffffe, 4);
	memset(file + 80, 0xff, 512 - 80);
	memset(file + 512, 0xff, 512);
	le(file + 512, 0xfffffffd, 4);
	le(file + 516, 0xfffffffe, 4);
	for (unsigned i = 2; i < 9; i++)
		le(file + 512 + 4 * i, i + 1, 4);
	le(file + 512 + 4 * 9, 0xfffffffe, 4);
	directory_entry(0, "Root Entry", 5, 1, 0xfffffffe, 0);
	directory_entry(1, "Workbook", 2, 0xffffffff, 2, 4096);
	begin_of(5);
	le(record(0x0042, 2), 0x04b0, 2);
	le(record(0x0022, 2), 0, 2);
	record(0x00e0, 20);
	le(record(0x00e0, 20) + 2, 14, 2);
	place = record(0x0085, 12);
	place[6] = 2;
	place[7] = 1;
	le(place + 8, 0x8003, 2); /* 考生 */
	le(place + 10, 0x751f, 2);
	/* 张三, and AB which goes on in the next record in two bytes each, with a run behind it */
	p = record(0x00fc, 8 + 7 + 5 + 1);
	le(p, 1, 4);
	le(p + 4, 2, 4);
	le(p + 8, 2, 2);
	p[10] = 1;
	le(p + 11, 0x5f20, 2);
	le(p + 13, 0x4e09, 2);
	le(p + 15, 2, 2);
	p[17] = 8;
	le(p + 18, 1, 2);
	p[20] = 'A';
	p = record(0x003c, 1 + 2 + 4);
	p[0] = 1;
	le(p + 1, 0x56db, 2); /* 四 */
	record(0x000a, 0);
	le(place, at, 4);
	begin_of(0x10);
	p = record(0x0200, 14);
	le(p + 4, 3, 4);
	le(p + 10, 3, 2);
	p = record(0x00fd, 10); /* A1: string 0 */
	le(p + 6, 0, 4);
	number(0, 1, 0, 110101200503071016.0);
	number(2, 2, 1, 38418);
	if (more) {
		record(0x0006, 22)[0] = 5;     /* A6: formula */
		p = record(0x00bd, 6 + 2 * 6); /* B5, C5: -3 and 0.07 */
		le(p, 4, 2);
		le(p + 2, 1, 2);
		le(p + 6, (unsigned long)(-3L * 4 + 2) & 0xffffffff, 4);
		le(p + 12, 7 * 4 + 3, 4);
		le(p + 16, 2, 2);
		le(record(0x00fd, 10) + 6, 1, 4); /* A1 anew: string 1 */
		p = record(0x0205, 8);		  /* D5: #DIV/0! */
		le(p, 4, 2);
		le(p + 2, 3, 2);
		le(p + 6, 0x0107, 2);
		p = record(0x0204, 11); /* E5: xy */
		le(p, 4, 2);
		le(p + 2, 4, 2);
		le(p + 6, 2, 2);
		memcpy(p + 9, "xy", 2);
		p = record(0x0208, 16); /* row 5 is hidden */
		le(p, 4, 2);
		p[12] = 0x20;
		p = record(0x007d, 12); /* C is hidden */
		le(p, 2, 2);
		le(p + 2, 2, 2);
		p[8] = 1;
		p = record(0x00e5, 10); /* A2:B3 */
		le(p, 1, 2);
		le(p + 2, 1, 2);
		le(p + 4, 2, 2);
		le(p + 8, 1, 2);
		record(0x009d, 2);
	}
	record(0x000a, 0);
}

static void
rows_and_kinds(void **state)
{
	char says[BOOK_SAYS];
	const book_row *row;
	book *b;

	(void)state;
	build(false);
	put_bytes(file, sizeof file);
	if (!book_open(path, &book_usual, &b, says))
		fail_msg("%s", says);
	assert_int_equal(book_is(b), BOOK_XLS);
	assert_int_equal(book_sheets(b), 1);
	assert_true(str_is(book_sheet_at(b, 0)->name, "考生"));
	assert_true(book_select(b, 0));
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_int_equal(row->n, 2);
	assert_int_equal(row->v[0].kind, CELL_TEXT);
	assert_true(str_is(row->v[0].text, "张三"));
	assert_int_equal(row->v[1].kind, CELL_NUMBER);
	assert_true(str_is(row->v[1].text, "1.10101200503071e+17"));
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_int_equal(row->number, 3);
	assert_int_equal(row->v[0].column, 2);
	assert_int_equal(row->v[0].kind, CELL_DATE);
	assert_true(str_is(row->v[0].text, "2005-03-07"));
	assert_int_equal(book_next(b, &row), BOOK_END);
	book_close(b);
}

/* Cells in any order, one of them twice, and all that hides something. */
static void
everything_else(void **state)
{
	static const char *const row5[] = { "-3", "0.07", "#DIV/0!", "xy" };
	char says[BOOK_SAYS];
	const book_row *row;
	const book_facts *f;
	book *b;

	(void)state;
	build(true);
	put_bytes(file, sizeof file);
	if (!book_open(path, &book_usual, &b, says))
		fail_msg("%s", says);
	assert_true(book_select(b, 0));
	f = book_facts_of(b);
	assert_true(f->filtered && f->hidden_column[2] && !f->hidden_column[1] && f->merges == 1);
	assert_true(f->merged[0].first_row == 2 && f->merged[0].last_row == 3 && f->merged[0].last_column == 1);
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_true(row->n == 2 && str_is(row->v[0].text, "A四"));
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_true(row->number == 3 && !row->hidden);
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_true(row->number == 5 && row->hidden && row->n == 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(row->v[i].column == (int)i + 1 && str_eq(row->v[i].text, str_of(row5[i])));
	assert_int_equal(row->v[2].kind, CELL_ERROR);
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_true(row->number == 6 && row->v[0].kind == CELL_FORMULA);
	assert_int_equal(book_next(b, &row), BOOK_END);
	book_close(b);
}

static void
cut_files_are_refused(void **state)
{
	char says[BOOK_SAYS];
	book *b;

	(void)state;
	build(false);
	for (size_t n = 16; n < 512 * 3; n += 64) {
		put_bytes(file, n);
		assert_false(book_open(path, &book_usual, &b, says));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_and_kinds),
		cmocka_unit_test(everything_else),
		cmocka_unit_test(cut_files_are_refused),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
