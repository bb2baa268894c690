/*
 * workbook_test.c: reading .xlsx and .csv made by hand, and refusing what is none (faults.md D12-D19, E1-E8).
 */
#include "workbook_fixture.h"

static book *b;
static char says[BOOK_SAYS];
static const book_row *row;

static int
shut(void **state)
{
	(void)state;
	book_close(b);
	b = NULL;
	return 0;
}

static bool
reopen(void)
{
	book_close(b);
	says[0] = 0;
	return book_open(path, &book_usual, &b, says);
}

/* Opens, reads all rows of all sheets; the refusal, or "". */
static const char *
verdict(void)
{
	if (!reopen())
		return says;
	for (size_t i = 0; i < book_sheets(b); i++)
		if (book_select(b, i))
			while (book_next(b, &row) == BOOK_ROW)
				;
	return book_says(b);
}

#define assert_refused(what) assert_non_null(strstr(verdict(), what))
#define assert_cell(i, c, k, t)                                                                                      \
	do {                                                                                                         \
		assert_true((i) < row->n);                                                                           \
		assert_int_equal(row->v[i].column, (c));                                                             \
		assert_int_equal(row->v[i].kind, (k));                                                               \
		assert_true(str_eq(row->v[i].text, str_of(t)));                                                      \
	} while (0)

static void
next_row(i64 number, size_t cells)
{
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_int_equal(row->number, number);
	assert_int_equal(row->n, cells);
}

static void
open_first(void)
{
	assert_true(reopen());
	assert_true(book_select(b, 0));
}

/* faults.md D15, D16 */
static void
cells_of_all_kinds(void **state)
{
	(void)state;
	pack("xl/worksheets/sheet1.xml",
	    SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v> 1 </v></c>"
		  "<c r=\"D1\" t=\"inlineStr\"><is><r><t>张</t></r><r><t xml:space=\"preserve\"> 三</t></r>"
		  "<rPh sb=\"0\" eb=\"1\"><t>ZHANG</t></rPh></is></c></row>"
		  "<row r=\"3\" hidden=\"1\"><c r=\"A3\"><v>1.10101E+17</v></c><c r=\"B3\" t=\"b\"><v>1</v></c>"
		  "<c r=\"C3\" t=\"e\"><v>#N/A</v></c><c r=\"D3\"><f>A1&amp;\"x\"</f><v>7</v></c>"
		  "<c r=\"E3\" s=\"1\"><v>38418</v></c><c r=\"F3\" s=\"2\"><v>38418.5</v></c>"
		  "<c r=\"G3\" t=\"str\"><v>s_x000D_t</v></c><c r=\"H3\" s=\"1\"/><c "
		  "t=\"d\"><v>2005-03-07T00:00:00</v></c>"
		  "<c r=\"J3\" s=\"3\"><v>38418</v></c><c r=\"K3\" t=\"s\"><v>2</v></c></row>"
		  "<row/><row><c><v>1</v></c></row>"),
	    "xl/styles.xml",
	    XML
	    "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d hh:mm\"/>"
	    "<numFmt numFmtId=\"171\" formatCode=\"[Red]0.00\\d&quot;day&quot;\"/></numFmts>"
	    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"
	    "<xf numFmtId=\"170\"/><xf numFmtId=\"171\"/></cellXfs></styleSheet>",
	    "xl/sharedStrings.xml",
	    XML
	    "<sst><si><t>姓名</t></si><si><r><t>证件</t></r><r><t>号码</t></r><rPh><t>no</t></rPh><phoneticPr/></si>"
	    "<si><t/></si></sst>",
	    NULL);
	open_first();
	assert_int_equal(book_is(b), BOOK_XLSX);
	assert_int_equal(book_sheets(b), 1);
	assert_true(str_is(book_sheet_at(b, 0)->name, "考生"));
	for (int twice = 0; twice < 2; twice++) {
		next_row(1, 3);
		assert_false(row->hidden);
		assert_cell(0, 0, CELL_TEXT, "姓名");
		assert_cell(1, 1, CELL_TEXT, "证件号码");
		assert_cell(2, 3, CELL_TEXT, "张 三");
		next_row(3, 9);
		assert_true(row->hidden);
		assert_cell(0, 0, CELL_NUMBER, "1.10101E+17");
		assert_cell(1, 1, CELL_BOOL, "TRUE");
		assert_cell(2, 2, CELL_ERROR, "#N/A");
		assert_cell(3, 3, CELL_FORMULA, "=A1&\"x\"");
		assert_cell(4, 4, CELL_DATE, "2005-03-07");
		assert_cell(5, 5, CELL_DATE, "2005-03-07 12:00");
		assert_cell(6, 6, CELL_TEXT, "s\rt");
		assert_cell(7, 8, CELL_DATE, "2005-03-07");
		assert_cell(8, 9, CELL_NUMBER, "38418");
		next_row(5, 1);
		assert_int_equal(book_next(b, &row), BOOK_END);
		assert_int_equal(book_next(b, &row), BOOK_END);
		assert_true(book_select(b, 0));
	}
}

/* faults.md D14 */
static void
date_systems(void **state)
{
	static const struct {
		const char *epoch, *serial;
		cell_kind kind;
		const char *shown;
	} cases[] = { { "0", "1", CELL_DATE, "1900-01-01" }, { "0", "59", CELL_DATE, "1900-02-28" },
		{ "0", "60", CELL_NUMBER, "60" }, { "0", "61", CELL_DATE, "1900-03-01" },
		{ "0", "45000", CELL_DATE, "2023-03-15" }, { "1", "43538", CELL_DATE, "2023-03-15" },
		{ "0", "45000.999999", CELL_DATE, "2023-03-16" }, { "0", "0.25", CELL_DATE, "06:00" },
		{ "0", "-1", CELL_NUMBER, "-1" }, { "0", "1e300", CELL_NUMBER, "1e300" } };
	char workbook[512], sheet[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(workbook, sizeof workbook,
		    WORKBOOK("<workbookPr date1904=\"%s\"/><sheets><sheet name=\"x\" r:id=\"rId1\"/></sheets>"),
		    cases[i].epoch);
		snprintf(sheet, sizeof sheet, SHEET("<row><c s=\"0\"><v>%s</v></c></row>"), cases[i].serial);
		pack("xl/workbook.xml", workbook, "xl/worksheets/sheet1.xml", sheet, "xl/styles.xml",
		    XML "<s><cellXfs><xf numFmtId=\"22\"/></cellXfs></s>", NULL);
		open_first();
		next_row(1, 1);
		assert_cell(0, 0, cases[i].kind, cases[i].shown);
	}
}

static void
facts_are_reported(void **state)
{
	const book_facts *f;

	(void)state;
	pack("xl/workbook.xml",
	    WORKBOOK(
		"<sheets><sheet name=\"一\" r:id=\"rId1\"/><sheet name=\"二\" state=\"veryHidden\" r:id=\"rId1\"/>"
		"</sheets>"),
	    "xl/worksheets/sheet1.xml",
	    XML
	    "<x:worksheet xmlns:x=\"y\"><x:dimension ref=\"A1:XFD1048576\"/><x:cols><x:col min=\"2\" max=\"3\" "
	    "hidden=\"1\"/></x:cols><x:sheetData><x:row r=\"2\"><x:c "
	    "r=\"A2\"><x:v>1</x:v></x:c></x:row></x:sheetData>"
	    "<x:autoFilter ref=\"A1:B2\"/><x:mergeCells><x:mergeCell ref=\"A2:B3\"/></x:mergeCells></x:worksheet>",
	    NULL);
	open_first();
	assert_int_equal(book_sheets(b), 2);
	assert_false(book_sheet_at(b, 0)->hidden);
	assert_true(book_sheet_at(b, 1)->hidden);
	next_row(2, 1);
	assert_int_equal(book_next(b, &row), BOOK_END);
	f = book_facts_of(b);
	assert_true(f->filtered && f->hidden_column[1] && f->hidden_column[2]);
	assert_false(f->hidden_column[0] || f->hidden_column[3]);
	assert_int_equal(f->merges, 1);
	assert_int_equal(f->merged[0].first_row, 2);
	assert_int_equal(f->merged[0].last_column, 1);
}

static void
other_kinds_are_named(void **state)
{
	static const struct {
		const char *bytes, *says;
	} cases[] = { { "", "文件是空的" }, { "%PDF-1.7", "PDF" }, { "\x89PNG\r\n", "PNG" },
		{ "\xff\xd8\xff\xe0", "JPEG" }, { "<html><table><tr><td>1", "网页" },
		{ "\xef\xbb\xbf \n<!DOCTYPE html>", "网页" },
		{ "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
		    "XML 电子表格" },
		{ "Rar!\x1a", "RAR" },
		{ "\xff\xfe"
		  "a",
		    "UTF-16" },
		{ "\x81\xff\xff\x81 abc", "无法识别" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		put_bytes(cases[i].bytes, strlen(cases[i].bytes));
		assert_refused(cases[i].says);
	}
	put_bytes("a,b\0c", 5);
	assert_refused("无法识别");
	assert_false(book_open("/nonexistent", &book_usual, &b, says));
}

/* faults.md E2 */
static void
ole_files_are_named(void **state)
{
	static const struct {
		const char *stream, *says;
	} cases[] = { { "EncryptedPackage", "密码" }, { "WordDocument", "Word" }, { "Contents", "97-2003" },
		{ "Workbook", "损坏" } };
	unsigned char ole[1024];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = strlen(cases[i].stream);

		memset(ole, 0, sizeof ole);
		memcpy(ole, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
		for (size_t k = 0; k < n; k++)
			ole[640 + 2 * k] = (unsigned char)cases[i].stream[k];
		ole[640 + 64] = (unsigned char)(2 * n + 2);
		ole[640 + 66] = 2;
		put_bytes(ole, sizeof ole);
		assert_refused(cases[i].says);
	}
}

static void
other_packages_are_named(void **state)
{
	(void)state;
	pack("word/document.xml", "<x/>", NULL);
	assert_refused("Word");
	pack("xl/workbook.bin", "x", NULL);
	assert_refused("xlsb");
	pack("xl/vbaProject.bin", "x", NULL);
	assert_refused("xlsm");
	pack("[Content_Types].xml",
	    XML "<Types><Override PartName=\"/xl/workbook.xml\" "
		"ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>",
	    NULL);
	assert_refused("xlsm");
	{
		zip_t *z = new_zip();

		add_entry(z, "a.jpg", "x", 1);
		close_zip(z);
	}
	assert_refused("ZIP");
}

/* faults.md E6 */
static void
hostile_xml_is_refused(void **state)
{
	static const char *const bad[] = {
		"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM "
		"\"file:///etc/passwd\">]><worksheet><sheetData><row><c "
		"t=\"inlineStr\"><is><t>&a;</t></is></c></row></sheetData></worksheet>",
		"<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]><worksheet>&b;</worksheet>",
		"<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\"><worksheet/>",
		"<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet/>",
		"<?xml version=\"1.0\" encoding=\"UTF-7\"?><worksheet/>",
		"<worksheet><sheetData>&undefined;</sheetData></worksheet>",
		"<worksheet><sheetData>",
		"<worksheet></sheetData>",
		"<worksheet/><worksheet/>",
		"",
		"\xff\xfe<\0w\0",
		"<worksheet>\xff</worksheet>",
	};
	size_t n = 2 << 20;
	char *big = malloc(n + 64);

	(void)state;
	assert_non_null(big);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		pack("xl/worksheets/sheet1.xml", bad[i], NULL);
		assert_string_not_equal(verdict(), "");
		/* the same in a part that is read when opening */
		pack("xl/workbook.xml", bad[i], NULL);
		assert_string_not_equal(verdict(), "");
	}
	/* an attribute of 2 MiB, then depth 100,000 */
	srand(1);
	for (size_t i = 0; i < n; i++)
		big[i] = (char)('a' + rand() % 26);
	memcpy(big, "<worksheet a=\"", 14);
	memcpy(big + n, "\"/>", 4);
	pack("xl/worksheets/sheet1.xml", big, NULL);
	assert_refused("过长");
	for (size_t i = 0; i < 100000; i++)
		memcpy(big + 3 * i, "<a>", 4);
	pack("xl/worksheets/sheet1.xml", big, NULL);
	assert_refused("嵌套");
	free(big);
}

/* faults.md E7 */
static void
lying_sheets_are_refused(void **state)
{
	static const char *const bad[] = {
		SHEET("<row><c t=\"s\"><v>3</v></c></row>"),
		SHEET("<row><c t=\"s\"><v>-1</v></c></row>"),
		SHEET("<row><c t=\"s\"><v>2147483648</v></c></row>"),
		SHEET("<row><c t=\"s\"><v>99999999999999999999</v></c></row>"),
		SHEET("<row><c t=\"s\"><v>x</v></c></row>"),
		SHEET("<row><c s=\"7\"><v>1</v></c></row>"),
		SHEET("<row><c s=\"-1\"><v>1</v></c></row>"),
		SHEET("<row><c><v>12x</v></c></row>"),
		SHEET("<row><c><v>nan</v></c></row>"),
		SHEET("<row><c><v>0x10</v></c></row>"),
		SHEET("<row><c><v>1e999</v></c></row>"),
		SHEET("<row r=\"2\"/><row r=\"2\"/>"),
		SHEET("<row r=\"0\"/>"),
		SHEET("<row r=\"1048577\"/>"),
		SHEET("<row r=\"1\"><c r=\"A2\"/></row>"),
		SHEET("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>"),
		SHEET("<row r=\"1\"><c r=\"A1\"/><c r=\"A1\"/></row>"),
		SHEET("<row r=\"1\"><c r=\"XFE1\"/></row>"),
		SHEET("<row r=\"1\"><c r=\"AAAA1\"/></row>"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		pack("xl/worksheets/sheet1.xml", bad[i], "xl/sharedStrings.xml",
		    XML "<sst count=\"9\"><si><t>a</t></si></sst>", NULL);
		assert_refused("损坏");
	}
	/* parts that are named and not there */
	pack("xl/_rels/workbook.xml.rels", USUAL, NULL);
	assert_refused("找不到工作表");
	pack("xl/_rels/workbook.xml.rels", RELS(REL("rId1", "worksheet", "../../../etc/passwd")), NULL);
	assert_refused("找不到工作表");
	pack("_rels/.rels", RELS(REL("rId1", "officeDocument", "nowhere.xml")), NULL);
	assert_refused("找不到工作簿");
	pack("xl/workbook.xml", WORKBOOK("<sheets/>"), NULL);
	assert_refused("没有工作表");
}

static void
sheets_are_found_by_relationship(void **state)
{
	(void)state;
	pack("_rels/.rels", RELS(REL("rId9", "officeDocument", "/data/Book.xml")), "data/book.xml",
	    WORKBOOK("<sheets><sheet name=\"甲\" id=\"9\" r:id=\"b\"/><sheet name=\"图\" r:id=\"c\"/></sheets>"),
	    "data/_rels/book.xml.rels",
	    RELS(REL("a", "worksheet", "one.xml") REL("b", "worksheet", "../elsewhere/./two.xml")
		    REL("c", "chartsheet", "one.xml")),
	    "data/one.xml", SHEET("<row><c><v>1</v></c></row>"), "elsewhere/two.xml",
	    SHEET("<row><c><v>2</v></c></row>"), NULL);
	open_first();
	assert_int_equal(book_sheets(b), 1);
	next_row(1, 1);
	assert_cell(0, 0, CELL_NUMBER, "2");
}

static void
limits_have_clear_messages(void **state)
{
	char *text = malloc(400000), *end = text;
	book_limits few = book_usual;

	(void)state;
	assert_non_null(text);
	pack("xl/worksheets/sheet1.xml",
	    SHEET("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c><c r=\"XFD1048576\"><v>1</v></c></row>"), NULL);
	assert_refused("单元格 XFD1048576 超出范围：最多读取 200 列");
	pack("xl/worksheets/sheet1.xml", SHEET("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>"), NULL);
	assert_string_equal(verdict(), "");
	pack("xl/worksheets/sheet1.xml", SHEET("<row><c><v>1</v></c></row><row/><row><c><v>2</v></c></row>"), NULL);
	few.rows = 1;
	book_close(b);
	assert_true(book_open(path, &few, &b, says));
	assert_true(book_select(b, 0));
	next_row(1, 1);
	assert_int_equal(book_next(b, &row), BOOK_REFUSED);
	assert_non_null(strstr(book_says(b), "最多 1 行"));
	assert_int_equal(book_next(b, &row), BOOK_REFUSED);
	assert_false(book_select(b, 0));
	/* a cell over its limit, inline and shared; strings over theirs */
	end += sprintf(end, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>");
	for (int i = 0; i < 140000; i++)
		*end++ = (char)('a' + i * 7 % 23);
	strcpy(end, "</t></is></c></row></sheetData></worksheet>");
	pack("xl/worksheets/sheet1.xml", text, NULL);
	assert_refused("单元格 A1 的内容过长");
	few.strings = 8;
	pack("xl/worksheets/sheet1.xml", SHEET(""), "xl/sharedStrings.xml",
	    XML "<sst><si><t>123456789</t></si></sst>", NULL);
	shut(NULL);
	assert_false(book_open(path, &few, &b, says));
	assert_non_null(strstr(says, "文字总量"));
	/* an empty sheet is no error here */
	pack("xl/worksheets/sheet1.xml", SHEET(""), NULL);
	open_first();
	assert_int_equal(book_next(b, &row), BOOK_END);
	free(text);
}

static void
damaged_packages_are_refused(void **state)
{
	size_t n;
	char *bytes;

	(void)state;
	pack("xl/worksheets/sheet1.xml", SHEET("<row><c><v>1</v></c></row>"), NULL);
	bytes = get_bytes(&n);
	for (size_t cut = 1; cut < n; cut += 5) {
		put_bytes(bytes, n - cut);
		assert_string_not_equal(verdict(), "");
	}
	/* any flipped bit: refused or read, never a crash (run under ASan) */
	for (size_t i = 0; i < n; i++) {
		bytes[i] ^= (char)(1 << i % 8);
		put_bytes(bytes, n);
		verdict();
		bytes[i] ^= (char)(1 << i % 8);
	}
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(cells_of_all_kinds, shut),
		cmocka_unit_test_teardown(date_systems, shut),
		cmocka_unit_test_teardown(facts_are_reported, shut),
		cmocka_unit_test_teardown(other_kinds_are_named, shut),
		cmocka_unit_test_teardown(ole_files_are_named, shut),
		cmocka_unit_test_teardown(other_packages_are_named, shut),
		cmocka_unit_test_teardown(hostile_xml_is_refused, shut),
		cmocka_unit_test_teardown(lying_sheets_are_refused, shut),
		cmocka_unit_test_teardown(sheets_are_found_by_relationship, shut),
		cmocka_unit_test_teardown(limits_have_clear_messages, shut),
		cmocka_unit_test_teardown(damaged_packages_are_refused, shut),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
