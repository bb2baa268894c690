/*
 * template_read.c: finds the data sheet, its heading, and takes its rows by the field table. See template.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/hidden.h"
#include "files/template.h"
#include "files/template_inside.h"

bool
template_own_sheet(str name)
{
	return str_is(name, TEMPLATE_SHEET_IDENTITY) || str_is(name, TEMPLATE_SHEET_OPTIONS) ||
	       str_is(name, TEMPLATE_SHEET_FAULTS);
}

static void
say(faults *fs, fault_level level, str sheet, str detail)
{
	faults_add(fs, (fault){ .level = level, .sheet = sheet, .detail = detail });
}

/* Compares the hidden sheet with t. A file without one was not made from a template and is judged by its heading. */
static bool
identity_right(arena *a, book *b, size_t i, const sheet_template *t, faults *fs)
{
	const book_row *row;
	str name = { NULL, 0 }, version = { NULL, 0 };
	i64 v = 0;

	if (!book_select(b, i))
		return false;
	while (book_next(b, &row) == BOOK_ROW)
		if (row->n == 2 && str_is(row->v[0].text, "template"))
			name = str_dup(a, row->v[1].text);
		else if (row->n == 2 && str_is(row->v[0].text, "version"))
			version = str_dup(a, row->v[1].text);
	if (book_says(b)[0])
		return false;
	if (!str_eq(name, str_of(t->name))) {
		say(fs, FAULT_ERROR, (str){ NULL, 0 },
		    str_f(fs->a, "这不是「%s」的模板，请下载对应的模板填写", t->sheet));
		return false;
	}
	if (!str_i64(version, &v) || v != t->version) {
		say(fs, FAULT_ERROR, (str){ NULL, 0 },
		    str_f(fs->a, "模板版本为 %.*s，现行版本为 %lld，请重新下载模板填写", STR_ARG(version),
			(long long)t->version));
		return false;
	}
	return true;
}

static bool
has_content(book *b, size_t i)
{
	const book_row *row;

	return book_select(b, i) && book_next(b, &row) == BOOK_ROW;
}

bool
template_find_sheet(arena *a, book *b, const sheet_template *t, size_t *sheet, faults *fs)
{
	size_t named = SIZE_MAX, found = 0, errors = fs->errors;

	*sheet = SIZE_MAX;
	for (size_t i = 0; i < book_sheets(b); i++) {
		const book_sheet *s = book_sheet_at(b, i);

		if (str_is(s->name, TEMPLATE_SHEET_IDENTITY) && !identity_right(a, b, i, t, fs))
			return false;
		if (template_own_sheet(s->name))
			continue;
		if (s->hidden) {
			if (has_content(b, i))
				say(fs, FAULT_NOTICE, str_dup(fs->a, s->name), STR("隐藏的工作表没有读取"));
		} else if (has_content(b, i)) {
			if (str_eq(s->name, str_of(t->sheet)))
				named = i;
			*sheet = i;
			found++;
		}
		if (book_says(b)[0])
			return false;
	}
	if (found == 0)
		say(fs, FAULT_ERROR, (str){ NULL, 0 }, STR("表格是空的，没有可读取的内容"));
	if (found > 1)
		say(fs, FAULT_ERROR, (str){ NULL, 0 },
		    str_f(fs->a, "有 %zu 个工作表含有内容，请只保留「%s」一个", found, t->sheet));
	if (named != SIZE_MAX)
		*sheet = named;
	return fs->errors == errors;
}

/* A title without blanks at its ends, hidden characters and the star. */
static str
plain_title(arena *a, str s)
{
	s = hidden_strip(a, s, false);
	for (;;) {
		str t = str_trim(s);

		if (str_ends(t, STR("*")))
			t.n--;
		else if (str_ends(t, STR("＊")) || str_ends(t, STR("\xe3\x80\x80")))
			t.n -= 3;
		else if (str_ends(t, STR("\xc2\xa0")))
			t.n -= 2;
		if (t.n == s.n)
			return t;
		s = t;
	}
}

static int
field_titled(const field_table *t, str title)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(title, str_of(t->v[i].title)))
			return (int)i;
	return -1;
}

static void
heading_cell(arena *a, const book_cell *cell, sheet_columns *c, faults *fs)
{
	str title = plain_title(a, cell->text), address, shown = field_visible(fs->a, cell->text),
	    detail = { NULL, 0 };
	int i = field_titled(c->t->fields, title);
	char name[CELL_NAME];

	if (title.n == 0)
		return;
	address = str_dup(fs->a, (str){ name, cell_name(cell->column, c->heading, name) });
	if (i < 0)
		detail = str_f(fs->a, "模板中没有「%.*s」这一列，请删除或改为模板的列名", STR_ARG(shown));
	else if (c->column[i] >= 0)
		detail = str_f(fs->a, "「%.*s」列出现了两次，请删除其中一列", STR_ARG(title));
	if (detail.p)
		faults_add(fs,
		    (fault){
			.sheet = c->sheet, .cell = address, .row = c->heading, .value = shown, .detail = detail });
	if (i >= 0 && c->column[i] < 0) {
		c->column[i] = (short)cell->column;
		c->field[cell->column] = (short)i;
	}
}

bool
template_read_header(arena *a, const sheet_template *t, str sheet, const book_row *row, sheet_columns *c, faults *fs)
{
	size_t errors = fs->errors;

	*c = (sheet_columns){ .t = t, .sheet = str_dup(a, sheet), .heading = row->number };
	for (size_t i = 0; i < BOOK_COLUMNS; i++)
		c->column[i] = c->field[i] = -1;
	for (size_t i = 0; i < row->n; i++)
		heading_cell(a, &row->v[i], c, fs);
	for (size_t i = 0; i < t->fields->n; i++) {
		const field *f = &t->fields->v[i];

		if (c->column[i] < 0)
			faults_add(
			    fs, (fault){ .level = f->required ? FAULT_ERROR : FAULT_NOTICE,
				    .sheet = c->sheet,
				    .row = c->heading,
				    .field = str_of(f->title),
				    .detail = str_f(fs->a,
					f->required ? "缺少必填的「%s」列" : "没有「%s」列，按未填处理", f->title) });
	}
	return fs->errors == errors;
}

bool
sheet_row_is_example(const book_row *row)
{
	return row->n && str_starts(row->v[0].text, STR(TEMPLATE_EXAMPLE));
}

/* "1.10101E+17": what a spreadsheet makes of a long number. */
static bool
scientific(str s)
{
	size_t e = str_find(s, 'E') < s.n ? str_find(s, 'E') : str_find(s, 'e');
	str head = str_head(s, e), tail = str_from(s, e), whole;

	if (tail.n < 3 || (tail.p[1] != '+' && tail.p[1] != '-') || !str_digits(str_from(tail, 2)))
		return false;
	str_cut(&head, '.', &whole);
	return str_digits(whole) && (head.p == NULL || str_digits(head));
}

/*
 * The text that a number cell shows. 15 digits are what a spreadsheet program keeps of a number,
 * so 1.1000000000000001 in the file is 1.1 to its user. Absent when it cannot be written without an exponent.
 */
static str
number_text(arena *a, str lexical)
{
	char text[40];
	int n = snprintf(text, sizeof text, "%.15g", strtod(str_z(a, lexical), NULL));

	return memchr(text, 'e', (size_t)n) ? (str){ NULL, 0 } : str_dup(a, (str){ text, (size_t)n });
}

static bool
refuse(arena *a, const field *f, str value, field_place at, const char *detail, faults *fs)
{
	field_fault(a, f, value, at, str_of(detail), fs);
	return false;
}

static bool
cell_decode(arena *a, const field *f, void *object, const book_cell *cell, field_place at, faults *fs)
{
	str text = str_dup(a, cell->text), shown;

	switch (cell->kind) {
	case CELL_FORMULA:
		return refuse(a, f, text, at, "不能使用公式，请粘贴为数值或文本", fs);
	case CELL_ERROR:
		return refuse(a, f, text, at, "单元格是错误值，请改为正确的内容", fs);
	case CELL_BOOL:
		return refuse(a, f, text, at, "单元格是逻辑值（TRUE/FALSE），请设为文本格式后重新填写", fs);
	case CELL_NUMBER:
	case CELL_DATE:
		if (f->text_only)
			return refuse(a, f, text, at,
			    "此列须设为文本格式：以数字保存时末几位可能已被表格软件改变。请设为文本格式后重新录入，不"
			    "要直接转换",
			    fs);
		if (cell->kind == CELL_DATE && f->kind == F_TIME)
			return field_set_text(a, f, object, str_head(text, 16), at, fs);
		if (cell->kind == CELL_DATE && f->kind != F_DATE)
			return refuse(a, f, text, at, "单元格是日期格式，请设为文本格式后重新填写", fs);
		if (cell->kind == CELL_DATE)
			return field_set_text(a, f, object, text, at, fs);
		shown = number_text(a, text);
		if (shown.p == NULL)
			return refuse(a, f, text, at, "数字过长，已被表格软件改写，请设为文本格式后重新录入", fs);
		return field_set_text(a, f, object, shown, at, fs);
	default:
		if (f->text_only && scientific(text))
			return refuse(a, f, text, at,
			    "号码已被表格软件改写为科学计数法，末几位已丢失，请设为文本格式后重新录入", fs);
		return field_set_text(a, f, object, text, at, fs);
	}
}

static field_place
place(arena *a, const sheet_columns *c, int column, i64 row)
{
	char name[CELL_NAME];

	return (field_place){
		.sheet = c->sheet, .cell = str_dup(a, (str){ name, cell_name(column, row, name) }), .row = row
	};
}

bool
sheet_row_decode(arena *a, const sheet_columns *c, const book_row *row, void *object, faults *fs)
{
	const field_table *t = c->t->fields;
	bool there[BOOK_COLUMNS] = { false };
	size_t errors = fs->errors;

	if (row->hidden)
		faults_add(fs, (fault){ .level = FAULT_NOTICE,
				   .sheet = c->sheet,
				   .row = row->number,
				   .detail = STR("这一行是隐藏的，也已读取") });
	for (size_t i = 0; i < row->n; i++) {
		const book_cell *cell = &row->v[i];
		int f = c->field[cell->column];

		if (f >= 0) {
			there[f] = true;
			cell_decode(a, &t->v[f], object, cell, place(a, c, cell->column, row->number), fs);
		} else if (str_trim(cell->text).n) {
			field_place at = place(fs->a, c, cell->column, row->number);

			faults_add(fs, (fault){ .sheet = at.sheet,
					   .cell = at.cell,
					   .row = at.row,
					   .value = field_visible(fs->a, cell->text),
					   .detail = STR("这一列没有表头，请删除或补上列名") });
		}
	}
	for (size_t i = 0; i < t->n; i++)
		if (!there[i] && t->v[i].required && c->column[i] >= 0)
			field_missing(a, &t->v[i], place(a, c, c->column[i], row->number), fs);
	return fs->errors == errors;
}

bool
sheet_facts_check(const sheet_columns *c, const book_facts *facts, faults *fs)
{
	size_t errors = fs->errors;

	for (size_t i = 0; i < facts->merges; i++) {
		const book_range *r = &facts->merged[i];

		if (r->last_row > c->heading)
			faults_add(fs, (fault){ .sheet = c->sheet,
					   .cell = place(fs->a, c, r->first_column, r->first_row).cell,
					   .row = r->first_row,
					   .detail = STR("不能使用合并单元格，请取消合并后逐格填写") });
	}
	for (int i = 0; i < BOOK_COLUMNS; i++)
		if (facts->hidden_column[i] && c->field[i] >= 0)
			faults_add(fs, (fault){ .level = FAULT_NOTICE,
					   .sheet = c->sheet,
					   .field = str_of(c->t->fields->v[c->field[i]].title),
					   .detail = STR("这一列是隐藏的，也已读取") });
	if (facts->filtered)
		say(fs, FAULT_NOTICE, c->sheet, STR("表格设有筛选，被筛掉的行也已读取"));
	return fs->errors == errors;
}
