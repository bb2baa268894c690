/*
 * csv_test.c: .csv in its encodings and with its separators.
 */
#include "workbook_fixture.h"

static book *b;
static char says[BOOK_SAYS];

/* All rows as "1:a|b;3:c", formulas with "=" before them; or the refusal. */
static const char *
read_all(const char *bytes)
{
	static char text[4096];
	const book_row *row;
	book_next_is is;
	size_t n = 0;

	book_close(b);
	put_bytes(bytes, strlen(bytes));
	if (!book_open(path, &book_usual, &b, says))
		return says;
	assert_int_equal(book_is(b), BOOK_CSV);
	assert_true(book_select(b, 0));
	text[0] = 0;
	while ((is = book_next(b, &row)) == BOOK_ROW) {
		n += (size_t)sprintf(text + n, "%s%lld:", n ? ";" : "", (long long)row->number);
		for (size_t i = 0; i < row->n; i++)
			n += (size_t)sprintf(text + n, "%s%c%s%.*s", i ? "|" : "", 'A' + row->v[i].column,
			    row->v[i].kind == CELL_FORMULA ? "!" : "", STR_ARG(row->v[i].text));
	}
	return is == BOOK_END ? text : book_says(b);
}

static void
separators_quotes_and_lines(void **state)
{
	(void)state;
	assert_string_equal(read_all("a,b\r\nc,,d\n\n\"x,\"\"y\"\"\nz\",e"), "1:Aa|Bb;2:Ac|Cd;4:Ax,\"y\"\nz|Be");
	assert_string_equal(read_all("a;b,c;d\n1;2"), "1:Aa|Bb,c|Cd;2:A1|B2");
	assert_string_equal(read_all("a\tb\n"), "1:Aa|Bb");
	assert_string_equal(read_all("\"a;b;c\",d\n"), "1:Aa;b;c|Bd");
	assert_string_equal(read_all("a\rb\r"), "1:Aa;2:Ab");
	assert_string_equal(read_all("\ntitle\na;b\n"), "2:Atitle;3:Aa|Bb");
	assert_string_equal(read_all("a"), "1:Aa");
	assert_string_equal(read_all("a\"b,c\n"), "1:Aa\"b|Bc");
	assert_string_equal(read_all("=1+1,\"=cmd|x\",+1\n"), "1:A!=1+1|B!=cmd|x|C+1");
}

static void
encodings(void **state)
{
	(void)state;
	assert_string_equal(read_all("\xef\xbb\xbf姓名,𠮷\n"), "1:A姓名|B𠮷");
	assert_string_equal(read_all("\xd0\xd5\xc3\xfb,\xd5\xc5\xc8\xfd\n"), "1:A姓名|B张三");
	/* four-byte GB18030: U+20BB7 */
	assert_string_equal(read_all("\xd0\xd5\xc3\xfb,\x95\x34\xb2\x35\n"), "1:A姓名|B\xf0\xa0\xae\xb7");
	assert_non_null(strstr(read_all("\xd0,\xff\n"), "无法识别"));
	/* U+17BFFC is no character, so these are two of GB18030 */
	assert_string_equal(read_all("\xf5\xbb\xbf\xbc\n"), "1:A趸考");
}

static void
wrong_quotes_are_refused(void **state)
{
	(void)state;
	assert_non_null(strstr(read_all("a\n\"b,c\n"), "第 2 行的引号没有配对"));
}

/* A character or a quote may lie on the border of the chunks in which the file is read. */
static void
chunks_do_not_show(void **state)
{
	size_t n = 3 * 64 * 1024 + 100;
	const book_row *row;
	char *text = malloc(n + 1);

	(void)state;
	assert_non_null(text);
	for (size_t shift = 0; shift < 12; shift++) {
		size_t i = 0;
		i64 rows = 0;

		while (i < shift)
			text[i++] = 'x';
		for (; i + 12 <= n; i += 12)
			memcpy(text + i, "\"\xe5\xbc\xa0\"\"1\",x\r\n", 12);
		book_close(b);
		put_bytes(text, i);
		assert_true(book_open(path, &book_usual, &b, says));
		assert_true(book_select(b, 0));
		while (book_next(b, &row) == BOOK_ROW)
			if (rows++) {
				assert_int_equal(row->n, 2);
				assert_true(str_is(row->v[0].text, "张\"1"));
			}
		assert_string_equal(book_says(b), "");
		assert_int_equal(rows, (n - shift) / 12);
	}
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(separators_quotes_and_lines),
		cmocka_unit_test(encodings),
		cmocka_unit_test(wrong_quotes_are_refused),
		cmocka_unit_test(chunks_do_not_show),
	};
	int failed = cmocka_run_group_tests(tests, fixture_up, fixture_down);

	book_close(b);
	return failed;
}
