/*
 * pdf_inside.h: what the pdf*.c files share. Not for others.
 */
#ifndef FILES_PDF_INSIDE_H
#define FILES_PDF_INSIDE_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "files/pdf.h"

struct pdf {
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoLayout *layout;
	PangoFontDescription *fonts[4]; /* serif * 2 + bold */
	u8 *bytes;			/* what cairo has written so far */
	size_t n, cap;
	size_t pages;
	char *text; /* the text laid out last, cleaned */
	size_t text_cap;
	char problem[sizeof((pdf_result *)0)->problem];
};

/* realloc that aborts without memory. */
void *pdf_grown(void *v, size_t n);
/* The private font map; NULL when the fonts are missing. */
PangoFontMap *pdf_font_map(void);
/* The face that draws a font of that map; kept by pdf_font.c. NULL when its file cannot be read. */
cairo_font_face_t *pdf_font_face(PangoFont *font);
/* Draws p->layout, which holds p->text, with its upper left corner at x, y in points. In pdf_text.c. */
void pdf_show(pdf *p, double x, double y);
extern const char *const pdf_font_sans, *const pdf_font_serif;

#endif
