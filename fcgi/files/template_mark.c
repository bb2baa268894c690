/*
 * template_mark.c: the uploaded workbook again, with its faults in it. See template_mark in template.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "files/template.h"
#include "files/template_inside.h"

/* More comments than this make spreadsheet programs crawl; the list has all faults anyway. */
enum { COMMENTS_MAX = 2000, COMMENT_BYTES = 2000 };

typedef struct mark {
	const fault *f;
	int column;
	size_t order;
} mark;

typedef struct marking {
	lxw_out out;
	book *b;
	mark *v; /* faults with a cell, by sheet, row, column */
	size_t n;
	size_t comments;
} marking;

static int
by_cell(const void *x, const void *y)
{
	const mark *a = x, *b = y;
	int c = str_cmp(a->f->sheet, b->f->sheet);

	if (c == 0)
		c = (a->f->row > b->f->row) - (a->f->row < b->f->row);
	if (c == 0)
		c = a->column - b->column;
	return c ? c : (a->order > b->order) - (a->order < b->order);
}

static bool
sort_marks(marking *m, const faults *fs)
{
	m->v = calloc(fs->n + 1, sizeof *m->v);
	if (m->v == NULL)
		return false;
	for (size_t i = 0; i < fs->n; i++) {
		mark k = { &fs->v[i], 0, i };
		i64 row;

		if (fs->v[i].cell.n && cell_of_name(fs->v[i].cell, &k.column, &row) && row == fs->v[i].row)
			m->v[m->n++] = k;
	}
	qsort(m->v, m->n, sizeof *m->v, by_cell);
	return true;
}

/* Fills and comments the cell of mark i, with the faults after it that are of the same cell; returns the next mark.
 */
static size_t
put_marked(marking *m, lxw_worksheet *sheet, size_t i, str text)
{
	const mark *k = &m->v[i];
	lxw_comment_options options = { .width = 280, .height = 120 };
	bool error = false;
	char note[COMMENT_BYTES];
	size_t n = 0;

	for (; i < m->n && m->v[i].column == k->column && m->v[i].f->row == k->f->row &&
	       str_eq(m->v[i].f->sheet, k->f->sheet);
	     i++) {
		const fault *f = m->v[i].f;

		error |= f->level == FAULT_ERROR;
		if (n < sizeof note)
			n += (size_t)snprintf(note + n, sizeof note - n, "%s%.*s%s%.*s", n ? "\n" : "",
			    STR_ARG(f->detail), f->fix.n ? "\n建议：" : "", STR_ARG(f->fix));
	}
	lxw_put(&m->out, sheet, k->f->row - 1, k->column, text, error ? m->out.red : m->out.yellow);
	if (m->comments++ < COMMENTS_MAX)
		worksheet_write_comment_opt(sheet, (lxw_row_t)(k->f->row - 1), (lxw_col_t)k->column,
		    lxw_text(&m->out, str_head(str_of(note), sizeof note - 1)), &options);
	return i;
}

/* Cells and marks of one row, both by column. */
static size_t
copy_row(marking *m, lxw_worksheet *sheet, const book_row *row, size_t i, size_t end)
{
	size_t c = 0;

	while (c < row->n || (i < end && m->v[i].f->row == row->number)) {
		bool marked =
		    i < end && m->v[i].f->row == row->number && (c == row->n || m->v[i].column <= row->v[c].column);
		bool here = c < row->n && (!marked || m->v[i].column == row->v[c].column);
		str text = here ? row->v[c].text : (str){ NULL, 0 };

		if (marked)
			i = put_marked(m, sheet, i, text);
		else
			lxw_put(&m->out, sheet, row->number - 1, row->v[c].column, text, m->out.text);
		c += here;
	}
	return i;
}

static bool
copy_sheet(marking *m, size_t s)
{
	const book_sheet *from = book_sheet_at(m->b, s);
	size_t i = 0, end;
	lxw_worksheet *sheet;
	const book_row *row;
	book_next_is is;
	char name[512];

	snprintf(name, sizeof name, "%.*s", STR_ARG(from->name));
	sheet = workbook_add_worksheet(m->out.book, name);
	if (sheet == NULL || !book_select(m->b, s))
		return false;
	while (i < m->n && !str_eq(m->v[i].f->sheet, from->name))
		i++;
	for (end = i; end < m->n && str_eq(m->v[end].f->sheet, from->name);)
		end++;
	worksheet_set_column(sheet, 0, 30, 16, m->out.text);
	worksheet_freeze_panes(sheet, 1, 0);
	while ((is = book_next(m->b, &row)) == BOOK_ROW) {
		while (i < end && m->v[i].f->row < row->number)
			i = put_marked(m, sheet, i, (str){ NULL, 0 });
		i = copy_row(m, sheet, row, i, end);
	}
	if (from->hidden)
		worksheet_hide(sheet);
	return is == BOOK_END;
}

static bool
write_list(marking *m, const faults *fs)
{
	static const char *const level[] = {
		[FAULT_ERROR] = "错误", [FAULT_DOUBT] = "待人工确认", [FAULT_NOTICE] = "提示"
	};
	static const struct {
		const char *title;
		double width;
	} head[] = { { "级别", 12 }, { "工作表", 14 }, { "单元格", 10 }, { "行", 8 }, { "字段", 16 },
		{ "填写内容", 26 }, { "问题", 60 }, { "建议", 26 } };
	lxw_worksheet *sheet = workbook_add_worksheet(m->out.book, TEMPLATE_SHEET_FAULTS);
	char row[24];

	if (sheet == NULL)
		return false;
	for (int i = 0; i < (int)(sizeof head / sizeof *head); i++) {
		worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, head[i].width, m->out.text);
		lxw_put(&m->out, sheet, 0, i, str_of(head[i].title), m->out.head);
	}
	worksheet_freeze_panes(sheet, 1, 0);
	for (size_t i = 0; i < fs->n && i < LXW_ROW_MAX - 1; i++) {
		const fault *f = &fs->v[i];
		lxw_format *fill = f->level == FAULT_ERROR ? m->out.red : m->out.yellow;

		snprintf(row, sizeof row, "%lld", (long long)f->row);
		const str cell[] = { str_of(level[f->level]), f->sheet, f->cell, str_of(f->row ? row : ""), f->field,
			f->value, f->detail, f->fix };

		for (int k = 0; k < (int)(sizeof cell / sizeof *cell); k++)
			if (cell[k].n)
				lxw_put(&m->out, sheet, (i64)i + 1, k, cell[k], k ? m->out.text : fill);
	}
	return true;
}

bool
template_mark(const char *from, const char *path, const char *tmpdir, const book_limits *limits,
    const sheet_template *t, const faults *fs)
{
	marking m = { 0 };
	char says[BOOK_SAYS];
	bool right = lxw_out_open(&m.out, path, tmpdir) && sort_marks(&m, fs) && book_open(from, limits, &m.b, says);

	for (size_t i = 0; right && i < book_sheets(m.b); i++)
		if (!template_own_sheet(book_sheet_at(m.b, i)->name))
			right = copy_sheet(&m, i);
	right = right && write_list(&m, fs);
	if (right && t)
		template_identity(&m.out, t);
	book_close(m.b);
	free(m.v);
	return lxw_out_close(&m.out, right);
}
