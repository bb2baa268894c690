/*
 * workbook_write.c: lists as .xlsx, and what all writers share. See workbook_write.h, workbook_lxw.h.
 */
#include "files/workbook_write.h"

#include <stdlib.h>
#include <unistd.h>

#include "files/workbook_lxw.h"

enum { TEXT_MAX = 32767, SCRATCH = 4 * TEXT_MAX + 1, WIDTH = 16 };

/* 2000-01-01: a file's own date would make two equal exports differ. */
static const time_t created = 946684800;

static lxw_format *
format_of(lxw_workbook *book, lxw_color_t fill, bool bold)
{
	lxw_format *f = workbook_add_format(book);

	if (f == NULL)
		return NULL;
	format_set_num_format(f, "@");
	if (fill) {
		format_set_pattern(f, LXW_PATTERN_SOLID);
		format_set_bg_color(f, fill);
	}
	if (bold)
		format_set_bold(f);
	return f;
}

bool
lxw_out_open(lxw_out *o, const char *path, const char *tmpdir)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = (char *)(uintptr_t)tmpdir };
	lxw_doc_properties properties = { .created = created };

	*o = (lxw_out){ .path = strdup(path), .scratch = malloc(SCRATCH) };
	if (o->path && o->scratch)
		o->book = workbook_new_opt(path, &options);
	if (o->book == NULL)
		return false;
	workbook_set_properties(o->book, &properties);
	o->text = format_of(o->book, 0, false);
	o->head = format_of(o->book, 0xDDEBF7, true);
	o->red = format_of(o->book, 0xFFC7CE, false);
	o->yellow = format_of(o->book, 0xFFEB9C, false);
	o->grey = format_of(o->book, 0xEDEDED, false);
	return o->text && o->head && o->red && o->yellow && o->grey;
}

bool
lxw_out_close(lxw_out *o, bool keep)
{
	bool written = o->book && workbook_close(o->book) == LXW_NO_ERROR;

	/* The library writes at close only, and has no way to leave without. */
	if (o->path && !(written && keep))
		unlink(o->path);
	free(o->path);
	free(o->scratch);
	*o = (lxw_out){ 0 };
	return written && keep;
}

const char *
lxw_text(lxw_out *o, str s)
{
	size_t n = 0, units = 0;

	while (s.n) {
		int32_t cp = utf8_next(&s);

		if (cp < 0 || (cp < 0x20 && cp != '\t' && cp != '\n') || cp == 0xfffe || cp == 0xffff)
			cp = 0xfffd;
		/* Excel counts UTF-16 units. */
		units += cp > 0xffff ? 2 : 1;
		if (units > TEXT_MAX)
			break;
		n += utf8_put(o->scratch + n, cp);
	}
	o->scratch[n] = 0;
	return o->scratch;
}

void
lxw_put(lxw_out *o, lxw_worksheet *sheet, i64 row, int column, str s, lxw_format *format)
{
	if (s.n)
		worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column, lxw_text(o, s), format);
	else
		worksheet_write_blank(sheet, (lxw_row_t)row, (lxw_col_t)column, format);
}

struct table_writer {
	lxw_out out;
	lxw_worksheet *sheet;
	i64 row;
	bool failed;
};

table_writer *
table_create(const char *path, const char *tmpdir, const char *sheet, const table_column *columns, size_t n)
{
	table_writer *w = calloc(1, sizeof *w);

	if (w == NULL)
		return NULL;
	if (lxw_out_open(&w->out, path, tmpdir))
		w->sheet = workbook_add_worksheet(w->out.book, sheet);
	if (w->sheet == NULL) {
		table_abandon(w);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		lxw_col_t c = (lxw_col_t)i;

		worksheet_set_column(w->sheet, c, c, columns[i].width ? columns[i].width : WIDTH, w->out.text);
		lxw_put(&w->out, w->sheet, 0, (int)i, str_of(columns[i].title), w->out.head);
	}
	worksheet_freeze_panes(w->sheet, 1, 0);
	return w;
}

bool
table_row(table_writer *w, const str *cells, size_t n)
{
	if (++w->row >= LXW_ROW_MAX)
		w->failed = true;
	for (size_t i = 0; !w->failed && i < n; i++)
		if (cells[i].n)
			lxw_put(&w->out, w->sheet, w->row, (int)i, cells[i], w->out.text);
	return !w->failed;
}

bool
table_finish(table_writer *w)
{
	bool written = lxw_out_close(&w->out, !w->failed);

	free(w);
	return written;
}

void
table_abandon(table_writer *w)
{
	if (w == NULL)
		return;
	lxw_out_close(&w->out, false);
	free(w);
}
