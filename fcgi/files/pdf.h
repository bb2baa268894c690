/*
 * pdf.h: A4 documents with Chinese text, a thin layer over cairo and pango for the papers and the e-certificate.
 * Geometry is in millimetres from the page's upper left corner, type sizes are in points. The first thing that goes
 * wrong is kept with a Chinese sentence and all later calls do nothing, so callers draw straight on and look once, at
 * pdf_finish. The same calls give the same bytes: the date comes from the caller, the fonts from pdf_fonts_open.
 * It knows nothing of exams, reads no file but the fonts and never uses the arena; it aborts without memory, as GLib.
 */
#ifndef FILES_PDF_H
#define FILES_PDF_H

#include "base/str.h"

typedef struct pdf pdf;

/* The finished document, or why there is none. Close it with pdf_result_close. */
typedef struct pdf_result {
	u8 *bytes; /* malloc'ed; NULL when refused */
	size_t n;
	size_t pages;
	char problem[400]; /* Chinese sentence; empty when all is well */
} pdf_result;

typedef struct pdf_info {
	str title, author; /* document properties */
	i64 created;	   /* microseconds UTC: creation and modification date, printed nowhere */
	bool landscape;
} pdf_info;

typedef enum pdf_align { PDF_LEFT, PDF_CENTRE, PDF_RIGHT } pdf_align;

typedef struct pdf_colour {
	double r, g, b; /* 0..1 */
} pdf_colour;

typedef struct pdf_box {
	double x, y, w, h; /* mm */
} pdf_box;

typedef struct pdf_style {
	double size;	/* points */
	double least;	/* how far shrinking may go, points; 0: half of size, but never under 4 */
	double spacing; /* between letters, points */
	double leading; /* distance of lines as a factor of size; 0: the font's own */
	pdf_align align;
	bool bold, serif, top; /* top: from the upper edge of the box, otherwise in its middle */
	bool name; /* a person's name: rather than shrink much, it goes on two lines, parted after a "·" */
	pdf_colour colour;
} pdf_style;

enum { PDF_A4_SHORT = 210, PDF_A4_LONG = 297 };

/*
 * Loads the fonts (Noto Sans CJK SC and Noto Serif CJK SC of Debian's fonts-noto-cjk) with a private fontconfig that
 * sees nothing else of the host. Done by the first pdf_open if not before; false when a font is missing. The font map
 * is the one thing here that outlives a document; it is never changed after loading. Single-threaded.
 */
bool pdf_fonts_open(void);
/* Gives the fonts back, for programs that end under a leak checker; no document may be open. */
void pdf_fonts_close(void);

/* Starts a document on its first, blank page. */
pdf *pdf_open(const pdf_info *info);
/* Ends the page; what follows is drawn on a new one. */
void pdf_page(pdf *p);
/* Ends the document, frees p and fills out. False when something was refused; out->problem then says what. */
bool pdf_finish(pdf *p, pdf_result *out);
void pdf_result_close(pdf_result *out);
/* Records a problem of the caller's own, in printf's way; the first one is kept. */
void pdf_refuse(pdf *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool pdf_refused(const pdf *p);

/*
 * Text in a box: wraps when the box is high enough, shrinks until it fits, never cuts. Refused: ill-formed UTF-8, a
 * character that the fonts lack (faults.md G1; the problem names it), text too long for the box at the least size.
 * Marks of writing direction and control characters are left out, so the text stands in its literal order (G2).
 * Returns the size used, 0 when nothing was drawn.
 */
double pdf_text(pdf *p, pdf_box box, const pdf_style *s, str text);
double pdf_printf(pdf *p, pdf_box box, const pdf_style *s, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* Width in mm of one line at full size; height in mm of text wrapped to w mm. */
double pdf_width(pdf *p, const pdf_style *s, str text);
double pdf_height(pdf *p, double w, const pdf_style *s, str text);
/* One line turned by angle radians (clockwise) about its centre at x, y; no shrinking. opacity 0..1. */
void pdf_turned(pdf *p, double x, double y, double angle, double opacity, const pdf_style *s, str text);

/* A straight line; width in points. */
void pdf_line(pdf *p, double x1, double y1, double x2, double y2, double width, pdf_colour c);
void pdf_dashes(pdf *p, double x1, double y1, double x2, double y2, double width, pdf_colour c);
void pdf_frame(pdf *p, pdf_box b, double width, pdf_colour c);
void pdf_fill(pdf *p, pdf_box b, pdf_colour c);
void pdf_rounded(pdf *p, pdf_box b, double radius, double width, pdf_colour c);

/*
 * A baseline or progressive JPEG, untouched, scaled to fill the box without changing its proportions (centred,
 * nothing cut). The bytes are copied. Refused when they are no JPEG of 1 or 3 components.
 */
void pdf_jpeg(pdf *p, pdf_box b, const void *bytes, size_t n);
/* The QR code (level M, quiet zone of 4 modules inside the box) of a text; the box's shorter side counts. */
void pdf_qr(pdf *p, pdf_box b, str text);
/* Makes the box a link to an http(s) address; other texts are ignored. */
void pdf_link(pdf *p, pdf_box b, str url);

/* A table: columns side by side from x, rows downward from y; both rows are ruled thinly, lines belong to pdf.c. */
typedef struct pdf_table {
	double x, y; /* y moves down with every row */
	const double *widths;
	size_t n;
	double row; /* height of a row, mm */
} pdf_table;

/* One shaded row of column titles. */
void pdf_table_head(pdf *p, pdf_table *t, const char *const *titles, const pdf_style *s);
/* One row; styles has one entry per column. */
void pdf_table_row(pdf *p, pdf_table *t, const str *cells, const pdf_style *styles);

/*
 * Appends a file to a finished document as an embedded file (PDF 32000-1, 7.11.4), by an incremental update after
 * cairo's own last byte; also marks the language zh-CN. name is ASCII without ( ) \. False when the document is not
 * one of pdf_finish or holds an attachment already; it is then unchanged.
 */
bool pdf_attach(pdf_result *doc, const char *name, const char *mime, str content, i64 created);

/* For drawings of one's own, in points from the upper left corner; NULL once something was refused. Save and restore.
 */
struct _cairo *pdf_cairo(pdf *p);
#define PDF_MM(mm) ((mm)*72.0 / 25.4)

#endif
