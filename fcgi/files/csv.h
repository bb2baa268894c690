/*
 * csv.h: a .csv file as a book of one sheet (RFC 4180; UTF-8 with or without BOM, or GB18030; comma, semicolon or
 * TAB). Private to files/workbook.c. Every cell is text, but one that begins with "=" is a formula: a spreadsheet
 * program would have run it (faults.md D15).
 */
#ifndef FILES_CSV_H
#define FILES_CSV_H

#include "files/workbook_inside.h"

/* Takes f over. gb: the bytes are GB18030. */
bool csv_open(book *b, FILE *f, bool gb);
void csv_close(struct csv *c);
bool csv_select(book *b);
book_next_is csv_next(book *b);

#endif
