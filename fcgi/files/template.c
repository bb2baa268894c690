/*
 * template.c: writes the template of a field table. See template.h.
 */
#include "files/template.h"

#include <stdio.h>
#include <stdlib.h>

#include "files/template_inside.h"

enum { COMMENT_BYTES = 2048 };

void
template_identity(lxw_out *o, const sheet_template *t)
{
	lxw_worksheet *sheet = workbook_add_worksheet(o->book, TEMPLATE_SHEET_IDENTITY);
	char version[24];

	if (sheet == NULL)
		return;
	snprintf(version, sizeof version, "%lld", (long long)t->version);
	lxw_put(o, sheet, 0, 0, STR("template"), o->text);
	lxw_put(o, sheet, 0, 1, str_of(t->name), o->text);
	lxw_put(o, sheet, 1, 0, STR("version"), o->text);
	lxw_put(o, sheet, 1, 1, str_of(version), o->text);
	worksheet_hide(sheet);
}

static size_t
count(const field *f)
{
	size_t n = 0;

	while (field_option(f, n))
		n++;
	return n;
}

/* Every drop-down list is a column of a hidden sheet: a literal list may have 255 characters in all. */
static void
write_options(lxw_out *o, const field_table *t)
{
	lxw_worksheet *sheet = workbook_add_worksheet(o->book, TEMPLATE_SHEET_OPTIONS);
	size_t most = 0;

	if (sheet == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		most = count(&t->v[i]) > most ? count(&t->v[i]) : most;
	/* Row by row: that is the order in which the library writes. */
	for (size_t k = 0; k < most; k++)
		for (size_t i = 0; i < t->n; i++) {
			const field *f = &t->v[i];

			if (k < count(f))
				lxw_put(o, sheet, (i64)k, (int)i, str_of(field_label(f, k)), o->text);
		}
	worksheet_hide(sheet);
}

static void
drop_down(lxw_worksheet *sheet, const field *f, size_t i, i64 rows)
{
	static const char *const yes_no[] = { "是", "否", NULL };
	char formula[96], letters[CELL_NAME];
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_LIST_FORMULA,
		.error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
		.error_title = "填写有误",
		.error_message = "请从下拉列表中选择" };

	if (f->kind == F_BOOL && count(f) == 0) {
		v.validate = LXW_VALIDATION_TYPE_LIST;
		v.value_list = (char **)(uintptr_t)yes_no;
	} else if (count(f)) {
		cell_name((int)i, 0, letters);
		snprintf(formula, sizeof formula, "='" TEMPLATE_SHEET_OPTIONS "'!$%s$1:$%s$%zu", letters, letters,
		    count(f));
		v.value_formula = formula;
	} else {
		return;
	}
	worksheet_data_validation_range(sheet, 1, (lxw_col_t)i, (lxw_row_t)rows + 1, (lxw_col_t)i, &v);
}

static void
comment(lxw_out *o, lxw_worksheet *sheet, const field *f, size_t i)
{
	lxw_comment_options options = { .width = 260, .height = 120 };
	char text[COMMENT_BYTES];
	int n = snprintf(text, sizeof text, "%s。", f->required ? "必填" : "选填");

	if (f->note)
		n += snprintf(text + n, sizeof text - (size_t)n, "%s", f->note);
	if (n < COMMENT_BYTES && f->example)
		snprintf(text + n, sizeof text - (size_t)n, "\n例：%s", f->example);
	/* A cut note may end inside a character; lxw_text mends that. */
	worksheet_write_comment_opt(sheet, 0, (lxw_col_t)i, lxw_text(o, str_of(text)), &options);
}

static const char *
example_of(const field *f)
{
	if (f->example)
		return f->example;
	return count(f) ? field_label(f, 0) : "";
}

static void
write_sheet(lxw_out *o, lxw_worksheet *sheet, const sheet_template *t)
{
	char text[512];

	for (size_t i = 0; i < t->fields->n; i++) {
		const field *f = &t->fields->v[i];
		double width = 2.2 * (double)utf8_len(str_of(f->title)) + 6;

		snprintf(text, sizeof text, "%s%s", f->title, f->required ? "*" : "");
		if (width < 1.2 * (double)strlen(example_of(f)) + 4)
			width = 1.2 * (double)strlen(example_of(f)) + 4;
		worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, width, o->text);
		lxw_put(o, sheet, 0, (int)i, str_of(text), o->head);
		comment(o, sheet, f, i);
		drop_down(sheet, f, i, t->rows);
	}
	for (size_t i = 0; i < t->fields->n; i++) {
		snprintf(text, sizeof text, "%s%s", i ? "" : TEMPLATE_EXAMPLE "：", example_of(&t->fields->v[i]));
		lxw_put(o, sheet, 1, (int)i, str_of(text), o->grey);
	}
	worksheet_freeze_panes(sheet, 1, 0);
}

bool
template_write(const char *path, const char *tmpdir, const sheet_template *t)
{
	lxw_worksheet *sheet = NULL;
	lxw_out o;

	if (lxw_out_open(&o, path, tmpdir))
		sheet = workbook_add_worksheet(o.book, t->sheet);
	if (sheet) {
		write_sheet(&o, sheet, t);
		write_options(&o, t->fields);
		template_identity(&o, t);
	}
	return lxw_out_close(&o, sheet != NULL);
}
