/*
 * workbook_sheet.c: reads one sheet of an .xlsx row by row: the parser pauses at the end of each row. See workbook.h.
 */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "files/workbook_xlsx.h"

typedef enum cell_type {
	TYPE_NUMBER,
	TYPE_SHARED,
	TYPE_INLINE,
	TYPE_STRING,
	TYPE_BOOL,
	TYPE_ERROR,
	TYPE_DATE
} cell_type;

/* Where the text between tags goes. */
typedef enum into { NOWHERE, INTO_VALUE, INTO_FORMULA } into;

struct sheet_state {
	xml x;
	i64 row;    /* number of the last row that began */
	int column; /* of the last cell that began; -1 at the begin of a row */
	bool in_data, in_row, in_cell, has_formula, in_inline, ended;
	int phonetic;
	into into;
	cell_type type;
	i64 style;
	char *value, *formula; /* of the cell; limits.cell_bytes each, and one for '=' */
	size_t value_n, formula_n;
};

static bool
damaged(xml *x, const char *what)
{
	book_refuse_damaged(x->b, what);
	xml_stop(x);
	return false;
}

static void
begin_row(xml *x, sheet_state *s, const char **a)
{
	const char *r = xml_get(a, "r");
	i64 row = s->row + 1;

	if (r && !str_i64(str_of(r), &row)) {
		damaged(x, "行号");
		return;
	}
	if (row <= s->row || row > ROWS_OF_A_SHEET || s->in_row) {
		damaged(x, "行号");
		return;
	}
	s->row = row;
	s->column = -1;
	s->in_row = true;
	row_begin(x->b, row, xml_true(xml_get(a, "hidden")));
}

static cell_type
type_of(const char *t)
{
	static const struct {
		const char *t;
		cell_type type;
	} types[] = { { "s", TYPE_SHARED }, { "inlineStr", TYPE_INLINE }, { "str", TYPE_STRING }, { "b", TYPE_BOOL },
		{ "e", TYPE_ERROR }, { "d", TYPE_DATE } };

	for (size_t i = 0; t && i < sizeof types / sizeof *types; i++)
		if (strcmp(t, types[i].t) == 0)
			return types[i].type;
	return TYPE_NUMBER;
}

static void
begin_cell(xml *x, sheet_state *s, const char **a)
{
	const char *r = xml_get(a, "r"), *style = xml_get(a, "s");
	int column = s->column + 1;
	i64 row = s->row;

	s->style = 0;
	if (s->in_cell || (r && !cell_of_name(str_of(r), &column, &row)) || row != s->row || column <= s->column ||
	    column >= 16384) {
		damaged(x, "单元格位置");
		return;
	}
	if (style && (!str_i64(str_of(style), &s->style) || s->style < 0 ||
			 (s->style > 0 && (u64)s->style >= x->b->xlsx->styles))) {
		damaged(x, "单元格样式");
		return;
	}
	s->column = column;
	s->type = type_of(xml_get(a, "t"));
	s->in_cell = true;
	s->has_formula = s->in_inline = false;
	s->value_n = s->formula_n = 0;
	s->phonetic = 0;
}

static void
keep_range(book *b, const char *ref)
{
	str rest = str_of(ref), from;
	book_range r;

	if (b->facts.merges == MERGES_KEPT || !str_cut(&rest, ':', &from) ||
	    !cell_of_name(from, &r.first_column, &r.first_row))
		return;
	if (!cell_of_name(rest, &r.last_column, &r.last_row))
		return;
	b->merged[b->facts.merges++] = r;
}

static void
keep_columns(book *b, const char **a)
{
	const char *min = xml_get(a, "min"), *max = xml_get(a, "max");
	i64 from, to;

	if (!xml_true(xml_get(a, "hidden")) || !min || !max || !str_i64(str_of(min), &from) ||
	    !str_i64(str_of(max), &to))
		return;
	for (i64 c = from < 1 ? 1 : from; c <= to && c <= BOOK_COLUMNS; c++)
		b->facts.hidden_column[c - 1] = true;
}

static void
start_in_cell(xml *x, sheet_state *s, const char *name)
{
	if (strcmp(name, "v") == 0) {
		s->into = s->type == TYPE_INLINE ? NOWHERE : INTO_VALUE;
	} else if (strcmp(name, "f") == 0) {
		s->has_formula = true;
		s->into = INTO_FORMULA;
	} else if (strcmp(name, "is") == 0) {
		s->in_inline = true;
	} else if (strcmp(name, "rPh") == 0 && !s->phonetic) {
		s->phonetic = x->depth;
	} else if (strcmp(name, "t") == 0 && s->in_inline && !s->phonetic) {
		s->into = INTO_VALUE;
	}
}

static void
start(xml *x, const char *name, const char **a)
{
	sheet_state *s = x->user;

	if (s->in_cell)
		start_in_cell(x, s, name);
	else if (s->in_row && strcmp(name, "c") == 0)
		begin_cell(x, s, a);
	else if (s->in_data && strcmp(name, "row") == 0)
		begin_row(x, s, a);
	else if (strcmp(name, "sheetData") == 0)
		s->in_data = true;
	else if (strcmp(name, "col") == 0)
		keep_columns(x->b, a);
	else if (strcmp(name, "mergeCell") == 0 && xml_get(a, "ref"))
		keep_range(x->b, xml_get(a, "ref"));
	else if (strcmp(name, "autoFilter") == 0)
		x->b->facts.filtered = true;
}

static void
text(xml *x, const char *p, size_t n)
{
	sheet_state *s = x->user;
	char *to = s->into == INTO_VALUE ? s->value : s->formula;
	size_t *used = s->into == INTO_VALUE ? &s->value_n : &s->formula_n;
	char name[CELL_NAME];

	if (s->into == NOWHERE)
		return;
	if (n > x->b->limits.cell_bytes - *used) {
		cell_name(s->column, s->row, name);
		book_refuse(x->b, "单元格 %s 的内容过长", name);
		xml_stop(x);
		return;
	}
	memcpy(to + *used, p, n);
	*used += n;
}

/* A number as it stands, or the date it shows by its style. */
static bool
put_number(book *b, sheet_state *s, str value)
{
	bool dated = b->xlsx->dated && b->xlsx->dated[s->style];
	char date[32], *end;
	double v;

	/* value is terminated: finish_cell saw to it. */
	v = strtod(value.p, &end);
	if (end != value.p + value.n || !isfinite(v) || strpbrk(value.p, "xXpPnN"))
		return book_refuse_damaged(b, "单元格数值");
	if (dated && serial_text(v, b->xlsx->from_1904, date))
		return row_put(b, s->column, CELL_DATE, str_of(date));
	return row_put(b, s->column, CELL_NUMBER, value);
}

static bool
put_value(book *b, sheet_state *s, str value)
{
	int y, m, d;
	i64 i;

	switch (s->type) {
	case TYPE_SHARED:
		value = str_i64(value, &i) ? strings_at(&b->xlsx->strings, i) : (str){ NULL, 0 };
		if (value.p == NULL)
			return book_refuse_damaged(b, "共享字符串编号");
		return row_put(b, s->column, CELL_TEXT, value);
	case TYPE_BOOL:
		return row_put(b, s->column, CELL_BOOL,
		    str_is(value, "1") || str_is(value, "true") ? STR("TRUE") : STR("FALSE"));
	case TYPE_ERROR:
		return row_put(b, s->column, CELL_ERROR, value);
	case TYPE_DATE:
		if (!clock_date(str_head(value, 10), &y, &m, &d))
			return book_refuse_damaged(b, "单元格日期");
		if (value.n > 10)
			s->value[value.p + 10 - s->value] = ' ';
		return row_put(b, s->column, CELL_DATE,
		    str_head(value, str_starts(str_from(value, 11), STR("00:00")) ? 10 : 19));
	case TYPE_NUMBER:
		return put_number(b, s, value);
	default:
		value.n = unescape(s->value, value.n);
		return row_put(b, s->column, CELL_TEXT, value);
	}
}

static bool
finish_cell(book *b, sheet_state *s)
{
	str value;

	if (s->has_formula) {
		memmove(s->formula + 1, s->formula, s->formula_n);
		s->formula[0] = '=';
		return row_put(b, s->column, CELL_FORMULA, (str){ s->formula, s->formula_n + 1 });
	}
	s->value[s->value_n] = 0;
	value = (str){ s->value, s->value_n };
	if (s->type != TYPE_INLINE && s->type != TYPE_STRING) {
		value = str_trim(value);
		s->value[value.p + value.n - s->value] = 0;
	}
	return value.n == 0 || put_value(b, s, value);
}

static void
end(xml *x, const char *name)
{
	sheet_state *s = x->user;

	if (strcmp(name, "v") == 0 || strcmp(name, "f") == 0 || strcmp(name, "t") == 0) {
		s->into = NOWHERE;
	} else if (strcmp(name, "rPh") == 0 && s->phonetic == x->depth + 1) {
		s->phonetic = 0;
	} else if (strcmp(name, "is") == 0) {
		s->in_inline = false;
	} else if (strcmp(name, "c") == 0 && s->in_cell) {
		s->in_cell = false;
		if (!finish_cell(x->b, s))
			xml_stop(x);
	} else if (strcmp(name, "row") == 0 && s->in_row) {
		s->in_row = false;
		if (!row_end(x->b))
			xml_stop(x);
		else if (x->b->row.n)
			xml_pause(x);
	} else if (strcmp(name, "sheetData") == 0) {
		s->in_data = false;
	}
}

bool
sheet_open(book *b, size_t part)
{
	sheet_state *s;

	sheet_close(b->xlsx->sheet);
	b->xlsx->sheet = s = calloc(1, sizeof *s);
	if (s == NULL)
		return book_refuse_memory(b);
	s->value = malloc(b->limits.cell_bytes + 2);
	s->formula = malloc(b->limits.cell_bytes + 2);
	if (!s->value || !s->formula)
		return book_refuse_memory(b);
	s->x = (xml){ .b = b, .user = s, .start = start, .end = end, .text = text };
	return xml_open(&s->x, b->xlsx->zip, part);
}

book_next_is
sheet_next(book *b)
{
	sheet_state *s = b->xlsx->sheet;
	book_next_is is = s->ended ? BOOK_END : xml_run(&s->x);

	if (is != BOOK_ROW)
		s->ended = true;
	return is;
}

void
sheet_close(sheet_state *s)
{
	if (s == NULL)
		return;
	xml_close(&s->x);
	free(s->value);
	free(s->formula);
	free(s);
}
