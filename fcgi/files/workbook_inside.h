/*
 * workbook_inside.h: what the parts of the workbook reader share. Private to files/workbook*.c and csv.c.
 */
#ifndef FILES_WORKBOOK_INSIDE_H
#define FILES_WORKBOOK_INSIDE_H

#include <stdio.h>

#include "files/archive.h"
#include "files/workbook.h"

enum { MERGES_KEPT = 1000, SHEETS_MAX = 255, ROWS_OF_A_SHEET = 1048576 };

/* Texts of an .xlsx that cells refer to by index: one buffer and the end of each text in it. */
typedef struct strings {
	char *bytes;
	uint32_t *end;
	size_t used, room, n, cap;
} strings;

/* workbook_strings.c: adds bytes to the string that is made now; ends it. False: refused. */
bool strings_add(book *b, strings *s, const char *p, size_t n);
bool strings_end(book *b, strings *s);
void strings_free(strings *s);
/* Text i, or an absent str when there is none. */
str strings_at(const strings *s, i64 i);

/* workbook_styles.c: does a format code, or the built-in format of that number, show a date or time? */
bool format_dated(const char *code);
bool format_built_in_dated(i64 id);
/* serial as text in the form of CELL_DATE; false when it is no date between 1900 and 9999. */
bool serial_text(double serial, bool from_1904, char text[32]);

struct xlsx; /* workbook_xlsx.c, workbook_sheet.c */
struct xls;  /* workbook_xls.c */
struct csv;  /* csv.c */

struct book {
	book_kind kind;
	book_limits limits;
	char says[BOOK_SAYS];
	book_sheet *sheets;
	size_t nsheets;
	book_facts facts;
	book_range *merged;
	i64 rows; /* with content, so far in this sheet */
	/* the row that is built: cells, the start of their texts in bytes */
	book_row row;
	book_cell *cells;
	size_t *at;
	char *bytes;
	size_t used, room;
	struct xlsx *xlsx;
	struct xls *xls;
	struct csv *csv;
};

/* Puts the refusal down, once: the first one stays. Always false. */
bool book_refuse(book *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool book_refuse_archive(book *b, archive_error e);
bool book_refuse_memory(book *b);
bool book_refuse_damaged(book *b, const char *what);

/* Adds a sheet; the name is copied. */
bool book_add_sheet(book *b, str name, bool hidden);
/* Begins a row; then its cells in ascending order of columns. Empty text is left out. */
void row_begin(book *b, i64 number, bool hidden);
bool row_put(book *b, int column, cell_kind kind, str text);
/* Ends it: sets pointers and counts it when it has cells. */
bool row_end(book *b);

/* What the bytes of a file say it is. */
typedef enum file_is {
	FILE_XLSX_LIKE, /* a zip: the package decides */
	FILE_XLS,
	FILE_CSV_UTF8,
	FILE_CSV_GB,
	FILE_OTHER, /* *says has the Chinese name */
} file_is;
file_is file_kind(FILE *f, const char **says);
/* Is this 128-byte record an entry of the directory of a compound file with that name? */
bool ole_named(const u8 *entry, const char *name);

bool xlsx_open(book *b, const char *path);
void xlsx_close(struct xlsx *x);
bool xlsx_select(book *b, size_t i);
book_next_is xlsx_next(book *b);

/* Takes f over. */
bool xls_open(book *b, FILE *f);
void xls_close(struct xls *x);
bool xls_select(book *b, size_t i);
book_next_is xls_next(book *b);

#endif
