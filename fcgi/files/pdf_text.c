/*
 * pdf_text.c: text of pdf.h: cleaned, laid out by pango, shrunk until it fits, drawn glyph by glyph.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "files/pdf_inside.h"

/* Characters that would only turn the direction of writing or do nothing on paper. */
static bool
is_mark(int32_t c)
{
	return (c < 0x20 && c != '\n') || (c >= 0x7F && c <= 0x9F) || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/* Puts the cleaned text into p->text; returns its length. */
static size_t
clean_text(pdf *p, str text)
{
	if (p->text_cap < text.n + 1) {
		p->text_cap = text.n + 256;
		p->text = pdf_grown(p->text, p->text_cap);
	}
	size_t n = 0;
	while (text.n) {
		int32_t c = utf8_next(&text);
		if (c >= 0 && !is_mark(c))
			n += utf8_put(p->text + n, c);
	}
	p->text[n] = 0;
	return n;
}

/* Names the first character the fonts lack. */
static void
refuse_missing(pdf *p, str text)
{
	PangoLayoutIter *it = pango_layout_get_iter(p->layout);
	do {
		PangoLayoutRun *run = pango_layout_iter_get_run_readonly(it);
		for (int i = 0; run && i < run->glyphs->num_glyphs; i++) {
			if (!(run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG))
				continue;
			str at = str_of(p->text + run->item->offset + run->glyphs->log_clusters[i]), rest = at;
			int32_t c = utf8_next(&rest);
			pdf_refuse(p, "字库中没有字符“%.*s”（U+%04X），无法排印“%.*s”，请转人工处理",
			    (int)(at.n - rest.n), at.p, (unsigned)c, (int)(text.n < 120 ? text.n : 120), text.p);
			pango_layout_iter_free(it);
			return;
		}
	} while (pango_layout_iter_next_run(it));
	pango_layout_iter_free(it);
}

static void
set_size(pdf *p, const pdf_style *s, double size)
{
	PangoFontDescription *font = p->fonts[(s->serif ? 2 : 0) + (s->bold ? 1 : 0)];
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	pango_layout_set_font_description(p->layout, font);
	pango_layout_set_line_spacing(
	    p->layout, (float)(s->leading / 1.448)); /* Noto CJK: 1.448 em from line to line */
}

/* Lays text out at full size, w points wide (-1: one line). False when there is nothing to draw. */
static bool
lay_out(pdf *p, const pdf_style *s, str text, double w)
{
	if (pdf_refused(p) || text.n == 0)
		return false;
	if (!utf8_valid(text)) {
		pdf_refuse(p, "文字不是正确的 UTF-8 编码，无法排印");
		return false;
	}
	size_t n = clean_text(p, text);
	set_size(p, s, s->size);
	pango_layout_set_width(p->layout, w < 0 ? -1 : (int)(w * PANGO_SCALE));
	pango_layout_set_alignment(p->layout, s->align == PDF_LEFT    ? PANGO_ALIGN_LEFT
					      : s->align == PDF_RIGHT ? PANGO_ALIGN_RIGHT
								      : PANGO_ALIGN_CENTER);
	if (s->spacing > 0) {
		PangoAttrList *attributes = pango_attr_list_new();
		pango_attr_list_insert(attributes, pango_attr_letter_spacing_new((int)(s->spacing * PANGO_SCALE)));
		pango_layout_set_attributes(p->layout, attributes);
		pango_attr_list_unref(attributes);
	} else {
		pango_layout_set_attributes(p->layout, NULL);
	}
	pango_layout_set_text(p->layout, p->text, (int)n);
	if (pango_layout_get_unknown_glyphs_count(p->layout) > 0) {
		refuse_missing(p, (str){ p->text, n });
		return false;
	}
	return n > 0;
}

/* Is the laid-out text within w x h points and of at most so many lines? */
static bool
fits(pdf *p, double w, double h, int lines, double *height)
{
	PangoRectangle box;
	pango_layout_get_extents(p->layout, NULL, &box);
	*height = (double)box.height / PANGO_SCALE;
	return *height <= h + 0.01 && (double)box.width / PANGO_SCALE <= w + 0.01 &&
	       pango_layout_get_line_count(p->layout) <= lines;
}

/* Shrinks the laid-out text until it fits w x h points; 0 when it does not at the least size. */
static double
shrink(pdf *p, const pdf_style *s, double w, double h, int lines, double *height)
{
	double least = s->least > 0 ? s->least : s->size * 0.5 > 4 ? s->size * 0.5 : 4, size = s->size;
	for (; !fits(p, w, h, lines, height); set_size(p, s, size)) {
		size *= 0.96;
		if (size < least)
			return 0;
	}
	return size;
}

/* The glyphs of one run, with the text they stand for, so that it can be searched and copied. */
static void
show_run(pdf *p, PangoLayoutRun *run, double x, double y)
{
	const PangoGlyphString *g = run->glyphs;
	int n = g->num_glyphs, drawn = 0, clusters = 0;
	cairo_font_face_t *face = pdf_font_face(run->item->analysis.font);
	cairo_glyph_t *glyphs = pdf_grown(NULL, sizeof *glyphs * (size_t)(n + 1));
	cairo_text_cluster_t *cluster = pdf_grown(NULL, sizeof *cluster * (size_t)(n + 1));
	if (!face)
		pdf_refuse(p, "服务器的中文字体文件无法读取，无法生成 PDF");
	for (int i = 0; i < n; i++) {
		const PangoGlyphInfo *info = &g->glyphs[i];
		if (i == 0 || g->log_clusters[i] != g->log_clusters[i - 1]) {
			int next = i + 1;
			while (next < n && g->log_clusters[next] == g->log_clusters[i])
				next++;
			int end = next < n ? g->log_clusters[next] : run->item->length;
			cluster[clusters++] = (cairo_text_cluster_t){ end - g->log_clusters[i], 0 };
		}
		if (info->glyph != PANGO_GLYPH_EMPTY) {
			glyphs[drawn++] =
			    (cairo_glyph_t){ info->glyph, x + (double)info->geometry.x_offset / PANGO_SCALE,
				    y + (double)info->geometry.y_offset / PANGO_SCALE };
			cluster[clusters - 1].num_glyphs++;
		}
		x += (double)info->geometry.width / PANGO_SCALE;
	}
	if (face && drawn) {
		cairo_set_font_face(p->cr, face);
		cairo_show_text_glyphs(
		    p->cr, p->text + run->item->offset, run->item->length, glyphs, drawn, cluster, clusters, 0);
	}
	free(glyphs);
	free(cluster);
}

void
pdf_show(pdf *p, double x, double y)
{
	const PangoFontDescription *font = pango_layout_get_font_description(p->layout);
	cairo_set_font_size(p->cr, (double)pango_font_description_get_size(font) / PANGO_SCALE);
	PangoLayoutIter *it = pango_layout_get_iter(p->layout);
	do {
		PangoLayoutRun *run = pango_layout_iter_get_run_readonly(it);
		PangoRectangle at;
		if (!run)
			continue;
		pango_layout_iter_get_run_extents(it, NULL, &at);
		show_run(p, run, x + (double)at.x / PANGO_SCALE,
		    y + (double)pango_layout_iter_get_baseline(it) / PANGO_SCALE);
	} while (pango_layout_iter_next_run(it));
	pango_layout_iter_free(it);
}

/* Where a name is best parted: after the middle dot nearest to its middle; 0 when it has none. */
static size_t
name_break(str text)
{
	size_t best = 0, far = text.n;
	for (size_t i = 0; i + 2 < text.n; i++)
		if (memcmp(text.p + i, "\u00B7", 2) == 0) {
			size_t at = i + 2, off = at > text.n / 2 ? at - text.n / 2 : text.n / 2 - at;
			if (off < far)
				far = off, best = at;
		}
	return best;
}

/* A name that is long for w points goes on two lines: the text is then laid out so. */
static int
part_name(pdf *p, pdf_style *s, str text, double w)
{
	PangoRectangle box;
	size_t at = name_break(text);
	if (!at || !lay_out(p, s, text, -1))
		return 1;
	pango_layout_get_extents(p->layout, NULL, &box);
	if ((double)box.width / PANGO_SCALE * 0.72 <= w)
		return lay_out(p, s, text, w), 1;
	s->leading = 1.15;
	char *parted = pdf_grown(NULL, text.n + 1);
	memcpy(parted, text.p, at);
	parted[at] = '\n';
	memcpy(parted + at + 1, text.p + at, text.n - at);
	lay_out(p, s, (str){ parted, text.n + 1 }, w);
	free(parted);
	return 2;
}

double
pdf_text(pdf *p, pdf_box b, const pdf_style *style, str text)
{
	double w = PDF_MM(b.w), h = PDF_MM(b.h), size = 0, height;
	pdf_style s = *style;
	if (!lay_out(p, &s, text, w))
		return 0;
	if (s.name) /* its lines are not broken elsewhere, if there is any way */
		size = shrink(p, &s, w, h, part_name(p, &s, text, w), &height);
	if (size <= 0) {
		set_size(p, &s, s.size);
		size = shrink(p, &s, w, h, INT_MAX, &height);
	}
	if (size <= 0) {
		pdf_refuse(p, "文字“%.*s”过长，排不下", (int)(text.n < 120 ? text.n : 120), text.p);
		return 0;
	}
	/* The ideographs' middle lies a little under the middle of the font's line. */
	double y = PDF_MM(b.y) + (s.top ? 0 : (h - height) / 2 - 0.056 * size);
	cairo_set_source_rgb(p->cr, s.colour.r, s.colour.g, s.colour.b);
	/* Spacing also follows the last letter: half of it back keeps centred text centred. */
	pdf_show(p, PDF_MM(b.x) + (s.align == PDF_CENTRE ? s.spacing / 2 : 0), y);
	return size;
}

double
pdf_printf(pdf *p, pdf_box b, const pdf_style *s, const char *fmt, ...)
{
	char *text;
	va_list ap;
	va_start(ap, fmt);
	int n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	double size = pdf_text(p, b, s, (str){ text, (size_t)n });
	free(text);
	return size;
}

double
pdf_width(pdf *p, const pdf_style *s, str text)
{
	if (!lay_out(p, s, text, -1))
		return 0;
	PangoRectangle box;
	pango_layout_get_extents(p->layout, NULL, &box);
	return (double)box.width / PANGO_SCALE * 25.4 / 72;
}

double
pdf_height(pdf *p, double w, const pdf_style *s, str text)
{
	if (!lay_out(p, s, text, PDF_MM(w)))
		return 0;
	PangoRectangle box;
	pango_layout_get_extents(p->layout, NULL, &box);
	return (double)box.height / PANGO_SCALE * 25.4 / 72;
}

void
pdf_turned(pdf *p, double x, double y, double angle, double opacity, const pdf_style *s, str text)
{
	if (!lay_out(p, s, text, -1))
		return;
	PangoRectangle box;
	pango_layout_get_extents(p->layout, NULL, &box);
	cairo_save(p->cr);
	cairo_translate(p->cr, PDF_MM(x), PDF_MM(y));
	cairo_rotate(p->cr, angle);
	cairo_set_source_rgba(p->cr, s->colour.r, s->colour.g, s->colour.b, opacity);
	pdf_show(p, -(double)box.width / PANGO_SCALE / 2, -(double)box.height / PANGO_SCALE / 2);
	cairo_restore(p->cr);
}
