/*
 * workbook_xlsx.h: the parts of an .xlsx package that its sheets need. Private to files/workbook*.c.
 */
#ifndef FILES_WORKBOOK_XLSX_H
#define FILES_WORKBOOK_XLSX_H

#include "files/workbook_xml.h"

typedef struct xlsx xlsx;
typedef struct sheet_state sheet_state;

struct xlsx {
	archive *zip;
	size_t part[SHEETS_MAX]; /* archive entry of each sheet */
	strings strings;
	u8 *dated; /* by cell style: does it show a date? */
	size_t styles;
	bool from_1904;
	sheet_state *sheet; /* workbook_sheet.c */
};

/* The sheet that is read now; made by sheet_open, given back by sheet_close (NULL is allowed). */
bool sheet_open(book *b, size_t part);
book_next_is sheet_next(book *b);
void sheet_close(sheet_state *s);

/* workbook_strings.c: reads the shared strings (part may be absent: part == archive_count). */
bool strings_read(book *b, size_t part);
/* Resolves _xHHHH_ (ECMA-376 part 1, 22.4.2.4) in place; returns the new length. */
size_t unescape(char *p, size_t n);

/* workbook_styles.c: finds out which cell styles are dates. */
bool styles_read(book *b, size_t part);

#endif
