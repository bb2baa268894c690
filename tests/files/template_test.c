/*
 * template_test.c: templates and their way back: heading, rows, facts, the marked copy; and exported lists.
 */
#include "workbook_fixture.h"

#include "files/template.h"
#include "files/workbook_write.h"

struct person {
	str name, number, sex, born, class;
	i64 year, score;
	bool resident;
};

static const char *const sexes[] = { "1", "2", NULL };
static const char *const sex_labels[] = { "男", "女", NULL };

FIELD_TABLE(people, "Person", struct person,
    FIELD_STR(
	struct person, name, .title = "姓名", .required = true, .max = 50, .note = "与证件一致", .example = "张三"),
    FIELD_STR(struct person, number, .title = "证件号码", .required = true, .text_only = true, .max = 18,
	.example = "11010120050307003X"),
    FIELD_STR(struct person, sex, .title = "性别", .options = sexes, .labels = sex_labels),
    FIELD_DATE(struct person, born, .title = "出生日期", .example = "2005-03-07"),
    FIELD_STR(struct person, class, .title = "班级"),
    FIELD_INT(
	struct person, year, .title = "入学年份", .required = true, .min = 2000, .max = 2100, .example = "2023"),
    FIELD_CENTI(struct person, score, .title = "成绩", .max = 10000),
    FIELD_BOOL(struct person, resident, .title = "住校"));

/* libxlsxwriter 1.1.4 loses its copy of the formula of every list validation: 20 bytes each. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:lxw_strdup";
}

static const sheet_template kind = { "people", 3, "考生信息", &people, 50000 };

#define HEAD                                                                                                         \
	"<row r=\"1\">" T("姓名*") T("证件号码") T("性别") T("出生日期") T("班级") T("入学年份*") T("成绩")          \
	    T("住校") "</row>"
#define T(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define N(number) "<c><v>" number "</v></c>"
#define NONE "<c/>"

static arena *mem;
static book *b;
static faults found;
static struct person p;
static sheet_columns columns;
static char says[BOOK_SAYS];

static int
fresh(void **state)
{
	(void)state;
	book_close(b);
	b = NULL;
	if (mem)
		arena_reset(mem);
	else
		mem = arena_new(8 << 20);
	found = (faults){ .a = mem };
	p = (struct person){ 0 };
	return 0;
}

/* Opens the file and reads its heading; the row after it is the next. */
static bool
begin(void)
{
	const book_row *row;
	size_t sheet;

	assert_true(book_open(path, &book_usual, &b, says));
	if (!template_find_sheet(mem, b, &kind, &sheet, &found))
		return false;
	assert_true(book_select(b, sheet));
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	return template_read_header(mem, &kind, book_sheet_at(b, sheet)->name, row, &columns, &found);
}

static bool
decode(void)
{
	const book_row *row;

	assert_int_equal(book_next(b, &row), BOOK_ROW);
	return sheet_row_decode(mem, &columns, row, &p, &found);
}

/* Is there a fault of that level, in that cell ("" for none), whose detail has this text? */
static bool
fault_is(fault_level level, const char *cell, const char *detail)
{
	for (size_t i = 0; i < found.n; i++)
		if (found.v[i].level == level && str_eq(found.v[i].cell, str_of(cell)) &&
		    memmem(found.v[i].detail.p, found.v[i].detail.n, detail, strlen(detail)))
			return true;
	return false;
}

static void
template_reads_back(void **state)
{
	const book_row *row;
	size_t n, m;
	char *first, *second;

	(void)state;
	assert_true(template_write(path, dir, &kind));
	first = get_bytes(&n);
	assert_true(template_write(path, dir, &kind));
	second = get_bytes(&m);
	assert_int_equal(n, m);
	assert_memory_equal(first, second, n);
	free(first);
	free(second);
	assert_true(begin());
	assert_int_equal(found.n, 0);
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_true(sheet_row_is_example(row));
	assert_true(str_is(row->v[0].text, "示例：张三"));
	assert_int_equal(book_next(b, &row), BOOK_END);
}

static void
old_and_other_templates_are_told(void **state)
{
	sheet_template old = kind, other = kind;

	old.version = 2;
	other.name = "staff";
	(void)state;
	assert_true(template_write(path, dir, &old));
	assert_false(begin());
	assert_true(fault_is(FAULT_ERROR, "", "模板版本为 2，现行版本为 3"));
	fresh(NULL);
	assert_true(template_write(path, dir, &other));
	assert_false(begin());
	assert_true(fault_is(FAULT_ERROR, "", "这不是「考生信息」的模板"));
}

static void
heading_in_any_order(void **state)
{
	(void)state;
	pack("xl/worksheets/sheet1.xml",
	    SHEET("<row r=\"2\">" NONE T(" 证件号码＊") T("入学年份")
		    T("姓名 * ") "</row><row r=\"4\">" NONE T("11010120050307003X") N("2023") T(" 张三 ") "</row>"),
	    NULL);
	assert_true(begin());
	assert_int_equal(found.errors, 0);
	assert_true(fault_is(FAULT_NOTICE, "", "没有「性别」列"));
	assert_true(decode());
	assert_true(str_is(p.name, "张三"));
	assert_int_equal(p.year, 2023);
	assert_true(fault_is(FAULT_NOTICE, "D4", "首尾的空白"));
}

static void
heading_differences_are_named(void **state)
{
	(void)state;
	pack(
	    "xl/worksheets/sheet1.xml", SHEET("<row>" T("姓名") T("证件号") T("姓名*") T("入学年份") "</row>"), NULL);
	assert_false(begin());
	assert_true(fault_is(FAULT_ERROR, "B1", "模板中没有「证件号」"));
	assert_true(fault_is(FAULT_ERROR, "C1", "「姓名」列出现了两次"));
	assert_true(fault_is(FAULT_ERROR, "", "缺少必填的「证件号码」列"));
	assert_int_equal(found.errors, 3);
}

static void
rows_fill_the_struct(void **state)
{
	(void)state;
	pack("xl/worksheets/sheet1.xml",
	    SHEET(HEAD "<row>" T("𠮷田") T("110101200503071016") T("女") T("2005/3/7") N("2301") N("2023")
		    N("87.099999999999994") T("是") "</row>"),
	    NULL);
	assert_true(begin());
	assert_true(decode());
	assert_true(str_is(p.name, "𠮷田"));
	assert_true(str_is(p.number, "110101200503071016"));
	assert_true(str_is(p.sex, "2"));
	assert_true(str_is(p.born, "2005-03-07"));
	assert_true(str_is(p.class, "2301"));
	assert_int_equal(p.year, 2023);
	assert_int_equal(p.score, 8710);
	assert_true(p.resident);
}

static void
wrong_cells_are_refused(void **state)
{
	(void)state;
	pack("xl/worksheets/sheet1.xml",
	    SHEET(HEAD "<row>" T("甲") N(
		"110101200503071016") "</row>"
				      "<row>" T("乙") T(
					  "1.10101E+17") "<c t=\"e\"><v>#N/A</v></c><c t=\"b\"><v>1</v></c>"
							 "<c><f>A1</f><v>1</v></c><c><v>2023</v></c></row>"
							 "<row hidden=\"1\">" NONE T("1")
							     NONE NONE N("123456789012345678") N("1999") NONE NONE T(
								 "?") "</row>"
								      "<row>" T("丙") N("1") NONE N("38418")
									  NONE N("2020.5") N("100.01") "</row>"),
	    NULL);
	assert_true(begin());
	assert_false(decode());
	assert_true(fault_is(FAULT_ERROR, "B2", "请设为文本格式"));
	assert_true(fault_is(FAULT_ERROR, "F2", "必填"));
	assert_int_equal(found.errors, 2);
	assert_null(p.number.p);
	assert_false(decode());
	assert_true(fault_is(FAULT_ERROR, "B3", "科学计数法"));
	assert_true(fault_is(FAULT_ERROR, "C3", "错误值"));
	assert_true(fault_is(FAULT_ERROR, "D3", "逻辑值"));
	assert_true(fault_is(FAULT_ERROR, "E3", "不能使用公式"));
	assert_false(decode());
	assert_true(fault_is(FAULT_NOTICE, "", "这一行是隐藏的"));
	assert_true(fault_is(FAULT_ERROR, "A4", "必填"));
	assert_true(fault_is(FAULT_ERROR, "E4", "数字过长"));
	assert_true(fault_is(FAULT_ERROR, "F4", "2000 至 2100"));
	assert_true(fault_is(FAULT_ERROR, "I4", "没有表头"));
	assert_false(decode());
	assert_true(fault_is(FAULT_ERROR, "B5", "请设为文本格式"));
	assert_true(fault_is(FAULT_ERROR, "D5", "真实存在的日期"));
	assert_true(fault_is(FAULT_ERROR, "F5", "须为整数"));
	assert_true(fault_is(FAULT_ERROR, "G5", "0 至 100"));
}

static void
facts_become_faults(void **state)
{
	const book_row *row;

	(void)state;
	pack("xl/worksheets/sheet1.xml",
	    "<worksheet><cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols><sheetData>" HEAD
	    "</sheetData><autoFilter/><mergeCells><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"C3:C4\"/></mergeCells>"
	    "</worksheet>",
	    NULL);
	assert_true(begin());
	assert_int_equal(book_next(b, &row), BOOK_END);
	assert_false(sheet_facts_check(&columns, book_facts_of(b), &found));
	assert_int_equal(found.errors, 1);
	assert_true(fault_is(FAULT_ERROR, "C3", "合并单元格"));
	assert_true(fault_is(FAULT_NOTICE, "", "筛选"));
	assert_true(fault_is(FAULT_NOTICE, "", "这一列是隐藏的"));
}

static void
two_data_sheets_or_none(void **state)
{
	(void)state;
	pack("xl/workbook.xml",
	    WORKBOOK("<sheets><sheet name=\"x\" r:id=\"rId1\"/><sheet name=\"考生信息\" r:id=\"rId1\"/></sheets>"),
	    "xl/worksheets/sheet1.xml", SHEET(HEAD), NULL);
	assert_false(begin());
	assert_true(fault_is(FAULT_ERROR, "", "有 2 个工作表含有内容"));
	fresh(NULL);
	pack("xl/worksheets/sheet1.xml", SHEET("<row/>"), NULL);
	assert_false(begin());
	assert_true(fault_is(FAULT_ERROR, "", "表格是空的"));
}

static void
marked_copy_can_be_read_again(void **state)
{
	char copy[160];
	const book_row *row;

	(void)state;
	snprintf(copy, sizeof copy, "%s/copy", dir);
	pack("xl/worksheets/sheet1.xml",
	    SHEET(HEAD "<row>" T("甲") N("110101200503071016") T("&lt;script&gt;") "</row><row r=\"5\">" T("=1+1")
		    NONE NONE NONE NONE N("2023") "</row>"),
	    NULL);
	assert_true(begin());
	assert_false(decode());
	assert_false(decode());
	faults_add(
	    &found, (fault){ .sheet = STR("考生"), .cell = STR("C4"), .row = 4, .detail = STR("空行中的问题") });
	assert_true(template_mark(path, copy, dir, &book_usual, &kind, &found));
	book_close(b);
	assert_true(book_open(copy, &book_usual, &b, says));
	assert_int_equal(book_sheets(b), 3);
	assert_true(str_is(book_sheet_at(b, 1)->name, TEMPLATE_SHEET_FAULTS));
	assert_true(book_select(b, 0));
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_int_equal(row->n, 8);
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_int_equal(row->v[1].kind, CELL_TEXT);
	assert_true(str_is(row->v[1].text, "110101200503071016"));
	assert_true(str_is(row->v[2].text, "<script>"));
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_int_equal(row->number, 5);
	assert_int_equal(row->v[0].kind, CELL_TEXT);
	assert_true(str_is(row->v[0].text, "=1+1"));
	assert_int_equal(book_next(b, &row), BOOK_END);
	/* the list of all faults */
	assert_true(book_select(b, 1));
	for (size_t i = 0; i <= found.n; i++)
		assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_int_equal(book_next(b, &row), BOOK_END);
	/* it is taken for the template it was made from */
	rename(copy, path);
	fresh(NULL);
	assert_true(begin());
	assert_int_equal(found.errors, 0);
}

static void
a_marked_copy_that_fails_is_none(void **state)
{
	char copy[160];

	(void)state;
	snprintf(copy, sizeof copy, "%s/copy", dir);
	put_bytes("%PDF", 4);
	assert_false(template_mark(path, copy, dir, &book_usual, NULL, &found));
	assert_int_not_equal(access(copy, F_OK), 0);
	pack("xl/worksheets/sheet1.xml", SHEET("<row><c><v>x</v></c></row>"), NULL);
	assert_false(template_mark(path, copy, dir, &book_usual, NULL, &found));
	assert_int_not_equal(access(copy, F_OK), 0);
}

/* faults.md D25 */
static void
exported_cells_are_strings(void **state)
{
	static const table_column head[] = { { "姓名", 12 }, { "说明", 0 } };
	static const char *const evil[] = { "=1+1", "+1", "-1", "@x", "＝1", "\"><script>", "%s%n", "'); DROP",
		"0123" };
	table_writer *w = table_create(path, dir, "清单", head, 2);
	const book_row *row;

	(void)state;
	assert_non_null(w);
	for (size_t i = 0; i < sizeof evil / sizeof *evil; i++)
		assert_true(table_row(w, (str[]){ str_of(evil[i]), STR("a\x01\xff") }, 2));
	assert_true(table_finish(w));
	assert_true(book_open(path, &book_usual, &b, says));
	assert_true(book_select(b, 0));
	assert_int_equal(book_next(b, &row), BOOK_ROW);
	assert_true(str_is(row->v[0].text, "姓名"));
	for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
		assert_int_equal(book_next(b, &row), BOOK_ROW);
		assert_int_equal(row->v[0].kind, CELL_TEXT);
		assert_true(str_eq(row->v[0].text, str_of(evil[i])));
		assert_true(str_is(row->v[1].text, "a\xef\xbf\xbd\xef\xbf\xbd"));
	}
	w = table_create(path, dir, "清单", head, 2);
	table_abandon(w);
	assert_int_not_equal(access(path, F_OK), 0);
	table_abandon(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(template_reads_back, fresh),
		cmocka_unit_test_setup(old_and_other_templates_are_told, fresh),
		cmocka_unit_test_setup(heading_in_any_order, fresh),
		cmocka_unit_test_setup(heading_differences_are_named, fresh),
		cmocka_unit_test_setup(rows_fill_the_struct, fresh),
		cmocka_unit_test_setup(wrong_cells_are_refused, fresh),
		cmocka_unit_test_setup(facts_become_faults, fresh),
		cmocka_unit_test_setup(two_data_sheets_or_none, fresh),
		cmocka_unit_test_setup(marked_copy_can_be_read_again, fresh),
		cmocka_unit_test_setup(a_marked_copy_that_fails_is_none, fresh),
		cmocka_unit_test_setup(exported_cells_are_strings, fresh),
	};
	int failed = cmocka_run_group_tests(tests, fixture_up, fixture_down);

	book_close(b);
	arena_free(mem);
	return failed;
}
