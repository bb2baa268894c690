/*
 * workbook_xls.c: reads an Excel 97-2003 workbook through freexl, which holds it in memory; hence a limit on its
 * size. freexl tells neither formulas nor merged cells nor hidden rows: book_facts.blind says so.
 */
#include <stdlib.h>

#include <freexl.h>

#include "files/workbook_inside.h"

enum { XLS_BYTES_MAX = 16 << 20 };

struct xls {
	const void *h;
	unsigned int rows, row;
	unsigned short columns;
};

static bool
small_enough(const char *path)
{
	FILE *f = fopen(path, "rbe");
	bool small = f && fseeko(f, 0, SEEK_END) == 0 && ftello(f) <= XLS_BYTES_MAX;

	if (f)
		fclose(f);
	return small;
}

bool
xls_open(book *b, const char *path)
{
	unsigned int locked, sheets;

	b->kind = BOOK_XLS;
	if (!small_enough(path))
		return book_refuse(b, ".xls 文件超过 16 MB，请另存为 .xlsx 再上传");
	b->xls = calloc(1, sizeof *b->xls);
	if (b->xls == NULL)
		return book_refuse_memory(b);
	if (freexl_open(path, &b->xls->h) != FREEXL_OK)
		return book_refuse_damaged(b, ".xls 结构");
	if (freexl_get_info(b->xls->h, FREEXL_BIFF_PASSWORD, &locked) != FREEXL_OK || locked != FREEXL_BIFF_PLAIN)
		return book_refuse(b, "表格设有打开密码，请取消密码，请上传 .xlsx 或 .csv 表格");
	if (freexl_get_info(b->xls->h, FREEXL_BIFF_SHEET_COUNT, &sheets) != FREEXL_OK || sheets > SHEETS_MAX)
		return book_refuse_damaged(b, "工作表");
	for (unsigned short i = 0; i < sheets; i++) {
		const char *name;

		if (freexl_get_worksheet_name(b->xls->h, i, &name) != FREEXL_OK || name == NULL)
			return book_refuse_damaged(b, "工作表");
		if (!book_add_sheet(b, str_of(name), false))
			return false;
	}
	return true;
}

void
xls_close(struct xls *x)
{
	if (x == NULL)
		return;
	if (x->h)
		freexl_close(x->h);
	free(x);
}

bool
xls_select(book *b, size_t i)
{
	struct xls *x = b->xls;

	x->row = 0;
	if (freexl_select_active_worksheet(x->h, (unsigned short)i) != FREEXL_OK ||
	    freexl_worksheet_dimensions(x->h, &x->rows, &x->columns) != FREEXL_OK)
		return book_refuse_damaged(b, "工作表");
	return true;
}

static bool
put(book *b, int column, const FreeXL_CellValue *v)
{
	char number[40];

	switch (v->type) {
	case FREEXL_CELL_NULL:
		return true;
	case FREEXL_CELL_INT:
		snprintf(number, sizeof number, "%d", v->value.int_value);
		return row_put(b, column, CELL_NUMBER, str_of(number));
	case FREEXL_CELL_DOUBLE:
		snprintf(number, sizeof number, "%.15g", v->value.double_value);
		return row_put(b, column, CELL_NUMBER, str_of(number));
	case FREEXL_CELL_DATE:
	case FREEXL_CELL_DATETIME:
	case FREEXL_CELL_TIME:
		return row_put(b, column, CELL_DATE, str_of(v->value.text_value));
	case FREEXL_CELL_TEXT:
	case FREEXL_CELL_SST_TEXT:
		return row_put(b, column, CELL_TEXT, str_of(v->value.text_value));
	default:
		return book_refuse_damaged(b, "单元格");
	}
}

book_next_is
xls_next(book *b)
{
	struct xls *x = b->xls;

	while (x->row < x->rows) {
		row_begin(b, x->row + 1, false);
		for (unsigned short c = 0; c < x->columns; c++) {
			FreeXL_CellValue v;

			if (freexl_get_cell_value(x->h, x->row, c, &v) != FREEXL_OK) {
				book_refuse_damaged(b, "单元格");
				return BOOK_REFUSED;
			}
			if (!put(b, c, &v))
				return BOOK_REFUSED;
		}
		x->row++;
		if (!row_end(b))
			return BOOK_REFUSED;
		if (b->row.n)
			return BOOK_ROW;
	}
	return BOOK_END;
}
