/*
 * workbook_lxw.h: libxlsxwriter as all our writers use it. Private to files/workbook_write.c and files/template*.c.
 */
#ifndef FILES_WORKBOOK_LXW_H
#define FILES_WORKBOOK_LXW_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <xlsxwriter.h>
#pragma GCC diagnostic pop

#include "base/str.h"

typedef struct lxw_out {
	lxw_workbook *book;
	char *path, *scratch;
	lxw_format *text, *head, *red, *yellow, *grey; /* all of them of the number format "@" */
} lxw_out;

/* False when there is no memory; lxw_out_close is to be called in any case. */
bool lxw_out_open(lxw_out *o, const char *path, const char *tmpdir);
/* Writes the file when keep is true, else removes it; gives everything back. False when it could not be written. */
bool lxw_out_close(lxw_out *o, bool keep);
/* s made fit for a cell, terminated, in a buffer that the next call reuses. */
const char *lxw_text(lxw_out *o, str s);
/* Writes s as a string, or a blank of that format when it is empty. */
void lxw_put(lxw_out *o, lxw_worksheet *sheet, i64 row, int column, str s, lxw_format *format);

#endif
