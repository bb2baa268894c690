/*
 * pdf_draw.c: lines, pictures, QR codes and tables of pdf.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "files/pdf_inside.h"
#include "files/photo_jpeg.h"
#include "files/qr.h"

static const pdf_colour rule_colour = { 0.72, 0.74, 0.77 };
static const pdf_colour head_colour = { 0.945, 0.949, 0.957 };

static void
stroke(pdf *p, double width, pdf_colour c)
{
	cairo_set_source_rgb(p->cr, c.r, c.g, c.b);
	cairo_set_line_width(p->cr, width);
	cairo_stroke(p->cr);
}

void
pdf_line(pdf *p, double x1, double y1, double x2, double y2, double width, pdf_colour c)
{
	if (pdf_refused(p))
		return;
	cairo_move_to(p->cr, PDF_MM(x1), PDF_MM(y1));
	cairo_line_to(p->cr, PDF_MM(x2), PDF_MM(y2));
	stroke(p, width, c);
}

void
pdf_dashes(pdf *p, double x1, double y1, double x2, double y2, double width, pdf_colour c)
{
	static const double pattern[] = { 3, 3 };
	if (pdf_refused(p))
		return;
	cairo_set_dash(p->cr, pattern, 2, 0);
	pdf_line(p, x1, y1, x2, y2, width, c);
	cairo_set_dash(p->cr, NULL, 0, 0);
}

void
pdf_frame(pdf *p, pdf_box b, double width, pdf_colour c)
{
	if (pdf_refused(p))
		return;
	cairo_rectangle(p->cr, PDF_MM(b.x), PDF_MM(b.y), PDF_MM(b.w), PDF_MM(b.h));
	stroke(p, width, c);
}

void
pdf_fill(pdf *p, pdf_box b, pdf_colour c)
{
	if (pdf_refused(p))
		return;
	cairo_set_source_rgb(p->cr, c.r, c.g, c.b);
	cairo_rectangle(p->cr, PDF_MM(b.x), PDF_MM(b.y), PDF_MM(b.w), PDF_MM(b.h));
	cairo_fill(p->cr);
}

void
pdf_rounded(pdf *p, pdf_box b, double radius, double width, pdf_colour c)
{
	if (pdf_refused(p))
		return;
	double r = PDF_MM(radius), x1 = PDF_MM(b.x), y1 = PDF_MM(b.y), x2 = PDF_MM(b.x + b.w), y2 = PDF_MM(b.y + b.h);
	const double quarter = 1.5707963267948966;
	cairo_new_sub_path(p->cr);
	cairo_arc(p->cr, x2 - r, y1 + r, r, -quarter, 0);
	cairo_arc(p->cr, x2 - r, y2 - r, r, 0, quarter);
	cairo_arc(p->cr, x1 + r, y2 - r, r, quarter, 2 * quarter);
	cairo_arc(p->cr, x1 + r, y1 + r, r, 2 * quarter, 3 * quarter);
	cairo_close_path(p->cr);
	stroke(p, width, c);
}

void
pdf_jpeg(pdf *p, pdf_box b, const void *bytes, size_t n)
{
	if (pdf_refused(p))
		return;
	photo_jpeg j;
	if (photo_jpeg_read(&j, bytes, n) != PHOTO_JPEG_OK || (j.components != 1 && j.components != 3)) {
		pdf_refuse(p, "照片不是可用的 JPEG 图像");
		return;
	}
	u8 *copy = malloc(n);
	if (!copy)
		abort();
	memcpy(copy, bytes, n);
	/* cairo writes the JPEG itself; the surface only has to have its size. */
	cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, j.width, j.height);
	if (cairo_surface_set_mime_data(image, CAIRO_MIME_TYPE_JPEG, copy, n, free, copy) != CAIRO_STATUS_SUCCESS) {
		free(copy);
		cairo_surface_destroy(image);
		pdf_refuse(p, "照片无法放入 PDF");
		return;
	}
	double sx = PDF_MM(b.w) / j.width, sy = PDF_MM(b.h) / j.height, scale = sx < sy ? sx : sy;
	cairo_save(p->cr);
	cairo_translate(p->cr, PDF_MM(b.x) + (PDF_MM(b.w) - scale * j.width) / 2,
	    PDF_MM(b.y) + (PDF_MM(b.h) - scale * j.height) / 2);
	cairo_scale(p->cr, scale, scale);
	cairo_set_source_surface(p->cr, image, 0, 0);
	cairo_rectangle(p->cr, 0, 0, j.width, j.height);
	cairo_fill(p->cr);
	cairo_restore(p->cr);
	cairo_surface_destroy(image);
}

void
pdf_qr(pdf *p, pdf_box b, str text)
{
	enum { QUIET = 4 };
	if (pdf_refused(p))
		return;
	qr q;
	if (!qr_make(&q, text)) {
		pdf_refuse(p, "二维码内容为空或过长");
		return;
	}
	double side = PDF_MM(b.w < b.h ? b.w : b.h), unit = side / (q.side + 2 * QUIET);
	cairo_save(p->cr);
	cairo_translate(p->cr, PDF_MM(b.x) + (PDF_MM(b.w) - side) / 2 + unit * QUIET,
	    PDF_MM(b.y) + (PDF_MM(b.h) - side) / 2 + unit * QUIET);
	cairo_scale(p->cr, unit, unit);
	/* Runs of dark modules as one path: no hairlines between neighbours. */
	for (int y = 0; y < q.side; y++)
		for (int x = 0, run; x < q.side; x += run + 1) {
			for (run = 0; x + run < q.side && q.dark[y * q.side + x + run];)
				run++;
			if (run)
				cairo_rectangle(p->cr, x, y, run, 1);
		}
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	cairo_fill(p->cr);
	cairo_restore(p->cr);
}

void
pdf_link(pdf *p, pdf_box b, str url)
{
	if (pdf_refused(p) || (!str_starts(url, STR("https://")) && !str_starts(url, STR("http://"))))
		return;
	for (size_t i = 0; i < url.n;
	     i++) /* cairo's attribute syntax knows quotes and backslashes; addresses need none */
		if ((u8)url.p[i] <= ' ' || (u8)url.p[i] > '~' || url.p[i] == '\'' || url.p[i] == '\\')
			return;
	char *attributes;
	if (asprintf(&attributes, "rect=[%f %f %f %f] uri='%.*s'", PDF_MM(b.x), PDF_MM(b.y), PDF_MM(b.w), PDF_MM(b.h),
		STR_ARG(url)) < 0)
		abort();
	cairo_tag_begin(p->cr, CAIRO_TAG_LINK, attributes);
	cairo_tag_end(p->cr, CAIRO_TAG_LINK);
	free(attributes);
}

static double
table_width(const pdf_table *t)
{
	double w = 0;
	for (size_t i = 0; i < t->n; i++)
		w += t->widths[i];
	return w;
}

static void
table_rules(pdf *p, const pdf_table *t, double top)
{
	double x = t->x, w = table_width(t);
	pdf_line(p, t->x, top, t->x + w, top, 0.5, rule_colour);
	pdf_line(p, t->x, top + t->row, t->x + w, top + t->row, 0.5, rule_colour);
	for (size_t i = 0; i <= t->n; i++) {
		pdf_line(p, x, top, x, top + t->row, 0.5, rule_colour);
		x += i < t->n ? t->widths[i] : 0;
	}
}

static const double cell_pad = 1.4; /* mm at both sides of a cell */

void
pdf_table_head(pdf *p, pdf_table *t, const char *const *titles, const pdf_style *s)
{
	double x = t->x;
	pdf_fill(p, (pdf_box){ t->x, t->y, table_width(t), t->row }, head_colour);
	for (size_t i = 0; i < t->n; i++) {
		pdf_text(
		    p, (pdf_box){ x + cell_pad / 2, t->y, t->widths[i] - cell_pad, t->row }, s, str_of(titles[i]));
		x += t->widths[i];
	}
	table_rules(p, t, t->y);
	t->y += t->row;
}

void
pdf_table_row(pdf *p, pdf_table *t, const str *cells, const pdf_style *styles)
{
	double x = t->x;
	for (size_t i = 0; i < t->n; i++) {
		pdf_text(
		    p, (pdf_box){ x + cell_pad, t->y, t->widths[i] - 2 * cell_pad, t->row }, &styles[i], cells[i]);
		x += t->widths[i];
	}
	table_rules(p, t, t->y);
	t->y += t->row;
}
