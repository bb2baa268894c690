/*
 * template.h: a field table as a spreadsheet: the template that people fill in, its heading and rows read back, and
 * the same workbook with its faults marked. (spec 2.3; faults.md D12-D18)
 * The template's first row holds the titles, "*" after the required ones; the second is an example. A row whose first
 * cell begins with "示例" is an example and is skipped wherever it stands. A hidden sheet holds name and version.
 */
#ifndef FILES_TEMPLATE_H
#define FILES_TEMPLATE_H

#include "base/field.h"
#include "files/workbook.h"

typedef struct sheet_template {
	const char *name;	   /* of the template, ASCII, e.g. "candidates" */
	i64 version;		   /* rises with every change of its columns */
	const char *sheet;	   /* Chinese, at most 31 characters, e.g. "考生信息" */
	const field_table *fields; /* no lists; at most BOOK_COLUMNS */
	i64 rows;		   /* how many rows get drop-down lists */
} sheet_template;

/* Names of the sheets that are ours and hold no data. */
#define TEMPLATE_SHEET_IDENTITY "_模板"
#define TEMPLATE_SHEET_OPTIONS "_选项"
#define TEMPLATE_SHEET_FAULTS "问题汇总"

/* Writes the template; two calls write the same bytes. tmpdir is for its parts. */
bool template_write(const char *path, const char *tmpdir, const sheet_template *t);

/* The heading of a sheet that is being read: where each field of the table stands. */
typedef struct sheet_columns {
	const sheet_template *t;
	str sheet;		    /* its name, for faults */
	i64 heading;		    /* row number */
	short column[BOOK_COLUMNS]; /* by field; -1: not there */
	short field[BOOK_COLUMNS];  /* by column; -1: no such field */
} sheet_columns;

/*
 * Finds the sheet with the data: the visible one named like the template, else the only visible one with content.
 * Adds faults for another or an old template, two data sheets, none, and notices for hidden sheets. Selects and reads
 * other sheets of b: call book_select after it. False when an error was added or b was refused (then see book_says).
 */
bool template_find_sheet(arena *a, book *b, const sheet_template *t, size_t *sheet, faults *fs);
/* Reads the heading from the first row with content, in any order of columns, titles with or without "*". Missing
 * required, unknown and doubled columns are errors, missing optional ones notices. */
bool template_read_header(
    arena *a, const sheet_template *t, str sheet, const book_row *row, sheet_columns *c, faults *fs);
bool sheet_row_is_example(const book_row *row);
/*
 * One row into the struct of the table, through field_set_text; a hidden row gives a notice. Refused: formulas,
 * errors and booleans; numbers in fields marked text_only, whatever they look like, and texts like "1.1E+17" in them;
 * content without heading. Texts are copied into a. False when an error was added.
 */
bool sheet_row_decode(arena *a, const sheet_columns *c, const book_row *row, void *object, faults *fs);
/* After the last row: merged cells below the heading are errors, filters and hidden columns
 * are notices. */
bool sheet_facts_check(const sheet_columns *c, const book_facts *facts, faults *fs);

/*
 * Reads the workbook at from again and writes it to path with faulty cells filled (red: error, yellow: doubt or
 * notice) and commented, and with a sheet that lists all faults. Formulas become their text. t may be NULL; it gives
 * the copy its identity, so that it can be mended and uploaded again. False when it cannot be read or written.
 */
bool template_mark(const char *from, const char *path, const char *tmpdir, const book_limits *limits,
    const sheet_template *t, const faults *fs);

#endif
