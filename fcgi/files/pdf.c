/*
 * pdf.c: opening and finishing a document. Text is in pdf_text.c, drawing in pdf_draw.c, attaching in pdf_attach.c.
 */
#include <cairo-pdf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "files/pdf_inside.h"

void *
pdf_grown(void *v, size_t n)
{
	void *w = realloc(v, n);
	if (!w)
		abort();
	return w;
}

static cairo_status_t
take_bytes(void *closure, const unsigned char *bytes, unsigned int n)
{
	pdf *p = closure;
	if (p->n + n > p->cap) {
		p->cap = p->cap * 2 + n + 65536;
		p->bytes = pdf_grown(p->bytes, p->cap);
	}
	memcpy(p->bytes + p->n, bytes, n);
	p->n += n;
	return CAIRO_STATUS_SUCCESS;
}

void
pdf_refuse(pdf *p, const char *fmt, ...)
{
	if (p->problem[0])
		return;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(p->problem, sizeof p->problem, fmt, ap);
	va_end(ap);
	/* What is quoted may be ill-formed or cut in the middle of a character; the sentence is not. */
	str rest = str_of(p->problem);
	size_t n = 0;
	while (rest.n) {
		int32_t c = utf8_next(&rest);
		if (c >= 0)
			n += utf8_put(p->problem + n, c);
	}
	p->problem[n] = 0;
	if (!p->problem[0])
		snprintf(p->problem, sizeof p->problem, "文件生成失败");
}

bool
pdf_refused(const pdf *p)
{
	return p->problem[0] != 0;
}

struct _cairo *
pdf_cairo(pdf *p)
{
	return pdf_refused(p) ? NULL : p->cr;
}

static void
set_property(pdf *p, cairo_pdf_metadata_t what, str value)
{
	if (value.n == 0)
		return;
	char *z = strndup(value.p, value.n);
	if (!z)
		abort();
	if (utf8_valid(value))
		cairo_pdf_surface_set_metadata(p->surface, what, z);
	free(z);
}

static void
make_layout(pdf *p, PangoFontMap *map)
{
	PangoContext *context = pango_font_map_create_context(map);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_set_font_options(p->cr, options);
	cairo_font_options_destroy(options);
	pango_cairo_context_set_resolution(context, 72.0);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_context_set_language(context, pango_language_from_string("zh-cn"));
	pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
	pango_cairo_update_context(p->cr, context);
	p->layout = pango_layout_new(context);
	g_object_unref(context);
	pango_layout_set_auto_dir(p->layout, FALSE);
	pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	for (size_t i = 0; i < 4; i++) {
		p->fonts[i] = pango_font_description_new();
		pango_font_description_set_family_static(p->fonts[i], i & 2 ? pdf_font_serif : pdf_font_sans);
		pango_font_description_set_weight(p->fonts[i], i & 1 ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	}
}

pdf *
pdf_open(const pdf_info *info)
{
	pdf *p = calloc(1, sizeof *p);
	if (!p)
		abort();
	double w = info->landscape ? PDF_A4_LONG : PDF_A4_SHORT, h = info->landscape ? PDF_A4_SHORT : PDF_A4_LONG;
	p->surface = cairo_pdf_surface_create_for_stream(take_bytes, p, PDF_MM(w), PDF_MM(h));
	cairo_pdf_surface_restrict_to_version(p->surface, CAIRO_PDF_VERSION_1_5);
	set_property(p, CAIRO_PDF_METADATA_TITLE, info->title);
	set_property(p, CAIRO_PDF_METADATA_AUTHOR, info->author);
	/* Without these cairo writes the present time and no two runs are alike. Whole seconds are what PDF dates
	 * hold. */
	char when[CLOCK_TEXT];
	clock_text(info->created - info->created % CLOCK_SECOND, when);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_MOD_DATE, when);
	p->cr = cairo_create(p->surface);
	PangoFontMap *map = pdf_font_map();
	if (map)
		make_layout(p, map);
	else
		pdf_refuse(p, "服务器缺少中文字体“%s”和“%s”，无法生成 PDF", pdf_font_sans, pdf_font_serif);
	return p;
}

void
pdf_page(pdf *p)
{
	if (pdf_refused(p))
		return;
	cairo_show_page(p->cr);
	p->pages++;
}

bool
pdf_finish(pdf *p, pdf_result *out)
{
	*out = (pdf_result){ 0 };
	pdf_page(p);
	cairo_status_t ended = cairo_status(p->cr);
	cairo_destroy(p->cr);
	cairo_surface_finish(p->surface);
	if (ended == CAIRO_STATUS_SUCCESS)
		ended = cairo_surface_status(p->surface);
	cairo_surface_destroy(p->surface);
	if (ended != CAIRO_STATUS_SUCCESS)
		pdf_refuse(p, "生成 PDF 失败：%s", cairo_status_to_string(ended));
	if (p->layout)
		g_object_unref(p->layout);
	for (size_t i = 0; i < 4; i++)
		if (p->fonts[i])
			pango_font_description_free(p->fonts[i]);
	bool good = !pdf_refused(p);
	if (good) {
		out->bytes = p->bytes;
		out->n = p->n;
		out->pages = p->pages;
	} else {
		memcpy(out->problem, p->problem, sizeof out->problem);
		free(p->bytes);
	}
	free(p->text);
	free(p);
	return good;
}

void
pdf_result_close(pdf_result *out)
{
	free(out->bytes);
	*out = (pdf_result){ 0 };
}
