/*
 * certificate_pdf_border.c: the certificate's border and ground, computed curves in the manner of a guilloche:
 * several sine waves that share nodes, so that the strands seem plaited. Our own drawing.
 */
#include <cairo.h>
#include <math.h>

#include "files/certificate_pdf_inside.h"

static const double page_w = PDF_A4_LONG, page_h = PDF_A4_SHORT, band = 15; /* middle of the band to the edge, mm */

/*
 * One strand along a side: half waves of length half from x, y in direction dx, dy, each a cubic that has the sine's
 * height and its slope at the nodes (4/3 and 0.4244), swinging to alternate sides.
 */
static void
strand(cairo_t *cr, double x, double y, double dx, double dy, double half, int count, double amplitude)
{
	cairo_move_to(cr, PDF_MM(x), PDF_MM(y));
	for (int i = 0; i < count; i++, amplitude = -amplitude) {
		double a = i * half + 0.4244 * half, b = i * half + (1 - 0.4244) * half, c = (i + 1) * half,
		       off = amplitude * 4 / 3;
		cairo_curve_to(cr, PDF_MM(x + dx * a - dy * off), PDF_MM(y + dy * a + dx * off),
		    PDF_MM(x + dx * b - dy * off), PDF_MM(y + dy * b + dx * off), PDF_MM(x + dx * c),
		    PDF_MM(y + dy * c));
	}
	cairo_stroke(cr);
}

/* The strands start one after the other; those that begin before the side or end behind it are cut off. */
static void
side(cairo_t *cr, double x, double y, double dx, double dy, double length)
{
	enum { STRANDS = 6 };
	const double swing = 2.7, half = length / floor(length / 5.25 + 0.5);
	int count = (int)(length / half + 0.5) + 1;
	cairo_save(cr);
	cairo_rectangle(cr, PDF_MM(x - dy * (swing + 1)), PDF_MM(y - dx * (swing + 1)),
	    PDF_MM(dx * length + dy * 2 * (swing + 1)), PDF_MM(dy * length + dx * 2 * (swing + 1)));
	cairo_clip(cr);
	for (int i = 0; i < STRANDS; i++) {
		double back = half * i / STRANDS;
		cairo_set_source_rgb(cr, 0.62 + 0.02 * i, 0.16 + 0.05 * i, 0.16 + 0.03 * i);
		strand(cr, x - dx * back, y - dy * back, dx, dy, half, count, swing);
		strand(cr, x - dx * back, y - dy * back, dx, dy, half, count, -swing);
	}
	cairo_restore(cr);
}

/* r = R (1 + d cos(n a)) turned a little with every ring. */
static void
rosette(cairo_t *cr, double x, double y, double radius)
{
	enum { RINGS = 7, STEPS = 144, PETALS = 8 };
	for (int ring = 0; ring < RINGS; ring++) {
		double size = radius * (1 - 0.115 * ring), turn = M_PI / PETALS * ring / 2;
		for (int i = 0; i <= STEPS; i++) {
			double a = 2 * M_PI * i / STEPS, r = size * (0.82 + 0.18 * cos(PETALS * (a + turn)));
			double px = PDF_MM(x + r * cos(a)), py = PDF_MM(y + r * sin(a));
			if (i)
				cairo_line_to(cr, px, py);
			else
				cairo_move_to(cr, px, py);
		}
		cairo_close_path(cr);
		cairo_set_source_rgb(cr, 0.62, 0.16 + 0.03 * ring, 0.16 + 0.02 * ring);
		cairo_stroke(cr);
	}
}

/* Pale interlaced circles in the middle, behind the text. */
static void
ground(cairo_t *cr)
{
	enum { CIRCLES = 48 };
	cairo_set_source_rgb(cr, 0.965, 0.94, 0.925);
	cairo_set_line_width(cr, 0.5);
	for (int i = 0; i < CIRCLES; i++) {
		double a = 2 * M_PI * i / CIRCLES;
		cairo_new_sub_path(cr);
		cairo_arc(
		    cr, PDF_MM(page_w / 2 + 27 * cos(a)), PDF_MM(page_h / 2 + 27 * sin(a)), PDF_MM(34), 0, 2 * M_PI);
		cairo_stroke(cr);
	}
}

static void
outline(cairo_t *cr, double edge, double width)
{
	cairo_set_source_rgb(cr, 0.62, 0.12, 0.14);
	cairo_set_line_width(cr, width);
	cairo_rectangle(cr, PDF_MM(edge), PDF_MM(edge), PDF_MM(page_w - 2 * edge), PDF_MM(page_h - 2 * edge));
	cairo_stroke(cr);
}

void
certificate_border(pdf *p)
{
	const double corner = 5.6, w = page_w - 2 * (band + corner), h = page_h - 2 * (band + corner);
	cairo_t *cr = pdf_cairo(p);
	if (!cr)
		return;
	cairo_save(cr);
	ground(cr);
	cairo_set_line_width(cr, 0.3);
	side(cr, band + corner, band, 1, 0, w);
	side(cr, band + corner, page_h - band, 1, 0, w);
	side(cr, band, band + corner, 0, 1, h);
	side(cr, page_w - band, band + corner, 0, 1, h);
	for (int i = 0; i < 4; i++)
		rosette(cr, i & 1 ? page_w - band : band, i & 2 ? page_h - band : band, 5);
	outline(cr, 8.6, 0.4);
	outline(cr, 9.8, 1.1);
	outline(cr, 20.2, 0.5);
	cairo_restore(cr);
}
