/*
 * certificate_pdf_seal.c: the picture of a round seal, drawn from its parts: two rings, the organisation's name along
 * the upper arc, a five-pointed star, the words of its use. Our own drawing, in no office's form.
 */
#include <cairo.h>
#include <math.h>

#include "files/certificate_pdf_inside.h"

static const pdf_colour red = { 0.80, 0.10, 0.11 };

static void
star(cairo_t *cr, double x, double y, double radius)
{
	for (int i = 0; i < 10; i++) {
		double a = -M_PI / 2 + M_PI * i / 5, r = i & 1 ? radius * 0.381966 : radius;
		if (i)
			cairo_line_to(cr, PDF_MM(x + r * cos(a)), PDF_MM(y + r * sin(a)));
		else
			cairo_move_to(cr, PDF_MM(x + r * cos(a)), PDF_MM(y + r * sin(a)));
	}
	cairo_close_path(cr);
	cairo_fill(cr);
}

static void
ring(cairo_t *cr, double x, double y, double radius, double width)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, PDF_MM(x), PDF_MM(y), PDF_MM(radius), 0, 2 * M_PI);
	cairo_set_line_width(cr, width);
	cairo_stroke(cr);
}

/* The characters one by one, upright to the centre, over an arc that grows with their number up to 250 degrees. */
static void
along_arc(pdf *p, double x, double y, double radius, str text)
{
	size_t n = utf8_valid(text) ? utf8_len(text) : 0;
	if (n == 0)
		return;
	double step = n > 1 ? 250.0 / (double)(n - 1) : 0;
	step = (step > 24 ? 24 : step) * M_PI / 180;
	/* The room of a character is its part of the arc; narrow parts make small characters. */
	double room = PDF_MM(radius * 2 * sin(step / 2)), size = n > 1 && room * 0.94 < 11.5 ? room * 0.94 : 11.5;
	pdf_style s = { .size = size, .bold = true, .serif = true, .colour = red };
	double a = -M_PI / 2 - step * (double)(n - 1) / 2;
	for (; text.n; a += step) {
		str rest = text;
		utf8_next(&rest);
		pdf_turned(p, x + radius * cos(a), y + radius * sin(a), a + M_PI / 2, 0.88, &s,
		    str_head(text, text.n - rest.n));
		text = rest;
	}
}

void
certificate_seal(pdf *p, double x, double y, double radius, str organisation, bool sample)
{
	const pdf_style use = { .size = 8, .spacing = 0.6, .serif = true, .bold = true, .colour = red };
	const pdf_style mark = { .size = 7, .spacing = 1, .serif = true, .bold = true, .colour = red };
	cairo_t *cr = pdf_cairo(p);
	if (!cr)
		return;
	cairo_save(cr);
	cairo_set_source_rgba(cr, red.r, red.g, red.b, 0.88);
	ring(cr, x, y, radius, 2.4);
	ring(cr, x, y, radius - 1.2, 0.5);
	star(cr, x, y - radius * 0.03, radius * 0.27);
	cairo_restore(cr);
	along_arc(p, x, y, radius * 0.76, organisation);
	pdf_turned(p, x, y + radius * 0.47, 0, 0.88, &use, STR("证书专用章"));
	if (sample)
		pdf_turned(p, x, y + radius * 0.72, 0, 0.88, &mark, STR("示例"));
}
