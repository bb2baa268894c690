/*
 * workbook_xls.h: the parts of the reader of Excel 97-2003 workbooks. Private to files/workbook*.c.
 */
#ifndef FILES_WORKBOOK_XLS_H
#define FILES_WORKBOOK_XLS_H

#include "files/workbook_inside.h"

enum { XLS_BYTES_MAX = 16 << 20 };
#define XLS_OLDER "这是 Excel 95 及更早的旧格式，请另存为 .xlsx 再上传"

/* The bytes of the stream of that name (ASCII) of a compound file, the caller's to free; NULL when the file is
 * damaged, larger than XLS_BYTES_MAX, or has none. */
u8 *ole_stream(FILE *f, const char *name, size_t *n);

/* A record of a workbook's stream ([MS-XLS] 2.1.4); p has n bytes. */
typedef struct biff {
	const u8 *p;
	size_t n, at; /* of the record in the stream */
	unsigned type;
} biff;

/* What a workbook says before its sheets. */
typedef struct xls {
	u8 *bytes;
	size_t n;
	strings strings;
	u8 *dated; /* by cell style */
	size_t styles;
	bool from_1904;
	size_t place[SHEETS_MAX]; /* of each sheet in bytes */
	/* the sheet that is read now: its cells by row and column */
	struct xls_cell *cell;
	size_t cells, cap, next;
	u8 hidden[65536 / 8];
} xls;

/* The record at *at, and *at moves behind it; false at the end of the bytes or when it is cut off. */
bool biff_next(const xls *x, size_t *at, biff *r);
/* Adds to s the text of `count` characters that begin at p behind their flags; wide: of two bytes each. */
bool biff_text(book *b, strings *s, const u8 *p, size_t count, bool wide);
/* Reads everything before the sheets: formats, styles, shared strings, names of sheets. */
bool xls_globals(book *b);

/* Little-endian. */
static inline unsigned
le16(const u8 *p)
{
	return (unsigned)p[0] | (unsigned)p[1] << 8;
}

static inline uint32_t
le32(const u8 *p)
{
	return (uint32_t)le16(p) | (uint32_t)le16(p + 2) << 16;
}

#endif
