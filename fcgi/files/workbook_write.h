/*
 * workbook_write.h: writes a list as an .xlsx of one sheet, row by row, in constant memory.
 * Every cell is a string: whatever stands in it, it is never a formula (faults.md D25). The same rows give the same
 * bytes.
 */
#ifndef FILES_WORKBOOK_WRITE_H
#define FILES_WORKBOOK_WRITE_H

#include "base/str.h"

typedef struct table_column {
	const char *title; /* Chinese */
	int width;	   /* in characters of Latin script; 0: 16 */
} table_column;

typedef struct table_writer table_writer;

/* Begins the file at path; tmpdir is for its parts. NULL when there is no memory. */
table_writer *table_create(
    const char *path, const char *tmpdir, const char *sheet, const table_column *columns, size_t n);
/* Adds a row of n cells; absent and empty ones stay blank. Control characters become U+FFFD, texts over 32,767
 * characters are cut. At most 1,048,575 rows: false from then on, and table_finish is false too. */
bool table_row(table_writer *w, const str *cells, size_t n);
/* Writes the file and gives w back; false when it could not be written. */
bool table_finish(table_writer *w);
/* Gives w back and leaves no file; NULL is allowed. */
void table_abandon(table_writer *w);

#endif
