/*
 * workbook.h: reads a table of cells from an .xlsx, .xls or .csv file, row by row, in bounded memory.
 * What the file is, is found in its bytes, never in its name. It says what stands in a cell and what kind it is; what
 * that means is for the caller (template.h). A file that is damaged, hostile or over a limit is refused whole with a
 * Chinese sentence; nothing here logs, converts names, or trusts a length it has not checked (faults.md D12-D19,
 * E1-E8).
 */
#ifndef FILES_WORKBOOK_H
#define FILES_WORKBOOK_H

#include "base/str.h"

enum {
	BOOK_SAYS = 320,   /* room for a refusal */
	BOOK_COLUMNS = 200 /* most columns that may be asked for */
};

typedef enum book_kind { BOOK_XLSX, BOOK_XLS, BOOK_CSV } book_kind;

typedef enum cell_kind {
	CELL_TEXT,
	CELL_NUMBER,  /* text is the number as it stands in the file, e.g. "1.10101E+17" */
	CELL_DATE,    /* a number with a date format: "YYYY-MM-DD", or "YYYY-MM-DD HH:MM[:SS]", or "HH:MM[:SS]" */
	CELL_BOOL,    /* "TRUE" or "FALSE" */
	CELL_ERROR,   /* "#N/A" ... */
	CELL_FORMULA, /* text is "=" and the formula, of an .xls "=…"; the cached value is not read */
} cell_kind;

typedef struct book_cell {
	int column; /* 0 is A */
	cell_kind kind;
	str text; /* UTF-8 as found, never empty; valid until the next row is asked for */
} book_cell;

typedef struct book_row {
	i64 number; /* 1-based, as the spreadsheet program shows it */
	bool hidden;
	const book_cell *v; /* cells with content, by column */
	size_t n;
} book_row;

typedef struct book_limits {
	i64 rows;	   /* rows with content in one sheet */
	int columns;	   /* at most BOOK_COLUMNS; content to the right of them is refused */
	size_t cell_bytes; /* of one cell */
	u64 total_bytes;   /* unpacked, of an .xlsx; the size of another file */
	size_t strings;	   /* memory for shared strings */
} book_limits;

/* 50,000 rows of data with their heading and example (spec 2.3), 200 columns, 128 KiB a cell, 512 MiB unpacked,
 * 48 MiB of shared strings. */
extern const book_limits book_usual;

typedef struct book_sheet {
	str name;
	bool hidden;
} book_sheet;

typedef struct book_range {
	i64 first_row, last_row; /* 1-based */
	int first_column, last_column;
} book_range;

/* What was found beside the rows of the sheet that was read; whole after the last row. */
typedef struct book_facts {
	const book_range *merged; /* the first thousand */
	size_t merges;
	bool filtered; /* a filter is set: rows may be hidden by it */
	bool hidden_column[BOOK_COLUMNS];
} book_facts;

typedef struct book book;

/*
 * Opens the file. False: it is refused, and says has the Chinese sentence with its true kind. On success *out is the
 * caller's to close, also when the work is left by arena_fail: keep it where the loop that set the exit finds it.
 */
bool book_open(const char *path, const book_limits *limits, book **out, char says[BOOK_SAYS]);
/* Gives it back; NULL is allowed. */
void book_close(book *b);

book_kind book_is(const book *b);
size_t book_sheets(const book *b);
/* Sheet i < book_sheets; a .csv has one, named "CSV". */
const book_sheet *book_sheet_at(const book *b, size_t i);
/* Begins to read sheet i from its first row; may be called again and for any sheet. False: refused, see book_says. */
bool book_select(book *b, size_t i);

typedef enum book_next_is { BOOK_ROW, BOOK_END, BOOK_REFUSED } book_next_is;
/* The next row that has content. Rows without content are left out: numbers then have a gap. */
book_next_is book_next(book *b, const book_row **row);
/* Why the file was refused: a Chinese sentence. */
const char *book_says(const book *b);
const book_facts *book_facts_of(const book *b);

enum { CELL_NAME = 16 };
/* "C17" from column 2 and row 17, or "C" when row is 0. Returns its length. */
size_t cell_name(int column, i64 row, char name[CELL_NAME]);
/* Column and row of "C17" or "$C$17"; false when it is none. */
bool cell_of_name(str name, int *column, i64 *row);

#endif
