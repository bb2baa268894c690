/*
 * certificate_pdf.c: the certificate's page, laid out from top to bottom: titles, photo and facts, signatures, seal,
 * QR code. The border and the seal are drawn in files of their own.
 */
#include <stdio.h>

#include "base/clock.h"
#include "files/certificate_pdf_inside.h"

#define INK                                                                                                          \
	{                                                                                                            \
		0.11, 0.12, 0.15                                                                                     \
	}
#define GREY                                                                                                         \
	{                                                                                                            \
		0.40, 0.41, 0.45                                                                                     \
	}
#define RED                                                                                                          \
	{                                                                                                            \
		0.62, 0.12, 0.14                                                                                     \
	}

static const pdf_colour rule = { 0.78, 0.74, 0.72 };

static const struct {
	const char *zh, *en;
} levels[] = { { "初级", "Elementary" }, { "中级", "Intermediate" }, { "高级", "Advanced" } };

static void
titles(pdf *p)
{
	static const pdf_style zh = {
		.size = 33, .bold = true, .serif = true, .spacing = 7, .align = PDF_CENTRE, .colour = RED
	};
	static const pdf_style en = {
		.size = 14.5, .serif = true, .spacing = 0.3, .align = PDF_CENTRE, .colour = GREY
	};
	pdf_text(p, (pdf_box){ 30, 27, 237, 17 }, &zh, STR("职业技能等级证书"));
	pdf_text(p, (pdf_box){ 30, 44, 237, 7.5 }, &en, STR("Vocational Skill Level Certificate"));
	pdf_line(p, 128.5, 54.5, 168.5, 54.5, 0.6, rule);
}

/* Chinese label with its English below, value at the right of them over a thin line. */
static void
fact(pdf *p, pdf_box b, double label_w, const char *zh, const char *en, str value, str value_en, double size)
{
	static const pdf_style label = { .size = 10.5, .serif = true, .colour = GREY };
	static const pdf_style label_en = { .size = 6.8, .serif = true, .colour = GREY };
	static const pdf_style under = { .size = 8.6, .least = 5, .serif = true, .colour = GREY };
	const pdf_style text = {
		.size = size, .least = 6.5, .bold = true, .name = true, .serif = true, .colour = INK
	};
	const double x = b.x + label_w, w = b.w - label_w, bottom = b.y + b.h - 0.8;
	pdf_text(p, (pdf_box){ b.x, bottom - 9, label_w, 5.2 }, &label, str_of(zh));
	pdf_text(p, (pdf_box){ b.x, bottom - 4.2, label_w, 3.8 }, &label_en, str_of(en));
	if (value_en.n) {
		pdf_text(p, (pdf_box){ x, bottom - 11.6, w, 7.2 }, &text, value);
		pdf_text(p, (pdf_box){ x, bottom - 4.8, w, 4.6 }, &under, value_en);
	} else {
		pdf_text(p, (pdf_box){ x, bottom - 11, w, 12.4 }, &text, value);
	}
	pdf_line(p, x, b.y + b.h, b.x + b.w, b.y + b.h, 0.4, rule);
}

static void
level(pdf *p, double x, double y, double w, int number)
{
	static const pdf_style zh = { .size = 19, .bold = true, .serif = true, .colour = RED };
	static const pdf_style en = { .size = 10.5, .serif = true, .colour = GREY };
	if (number < 1 || number > 3) {
		pdf_refuse(p, "证书等级应为 1、2、3，实际为 %d", number);
		return;
	}
	str name = str_of(levels[number - 1].zh);
	double taken = pdf_width(p, &zh, name);
	pdf_text(p, (pdf_box){ x, y - 10.6, taken + 1, 10 }, &zh, name);
	pdf_text(p, (pdf_box){ x + taken + 2.5, y - 9.4, w - taken - 2.5, 9.4 }, &en, str_of(levels[number - 1].en));
}

static void
body(pdf *p, const certificate_print *c)
{
	const double photo_w = 35, photo_h = photo_w * 413 / 295, left = 34, x = 79, cut = 178, right = 263,
		     wide = 36, slim = 21;
	const double h = 14.2, top = 58;
	const str none = { 0 };
	char date[64];
	if (c->photo.n == 0)
		pdf_refuse(p, "证书缺少照片");
	else
		pdf_jpeg(p, (pdf_box){ left, 66, photo_w, photo_h }, c->photo.p, c->photo.n);
	pdf_frame(p, (pdf_box){ left - 1, 65, photo_w + 2, photo_h + 2 }, 0.5, rule);
	snprintf(date, sizeof date, "%d 年 %d 月 %d 日", c->year, c->month, c->day);
	fact(p, (pdf_box){ x, top, cut - x - 6, h }, wide, "姓　　名", "Name", c->holder, none, 19);
	fact(p, (pdf_box){ cut, top, right - cut, h }, slim, "等　　级", "Level", none, none, 19);
	level(p, cut + slim, top + h, right - cut - slim, c->level);
	fact(p, (pdf_box){ x, top + h, right - x, h }, wide, "证书名称", "Certificate", c->certificate,
	    c->certificate_en, 14);
	fact(p, (pdf_box){ x, top + 2 * h, right - x, h }, wide, "培训评价组织", "Evaluation organisation",
	    c->evaluator, c->evaluator_en, 14);
	fact(p, (pdf_box){ x, top + 3 * h, cut - x - 6, h }, wide, "证件号码", "ID number", c->document_masked, none,
	    13);
	fact(p, (pdf_box){ cut, top + 3 * h, right - cut, h }, slim, "发证日期", "Date of issue", str_of(date), none,
	    13);
	fact(p, (pdf_box){ x, top + 4 * h, cut - x - 6, h }, wide, "考核站点", "Exam site", c->site, none, 13);
	fact(p, (pdf_box){ cut, top + 4 * h, right - cut, h }, slim, "证书编号", "Certificate No.", c->number, none,
	    13);
}

static void
signature(pdf *p, double x, double w, const char *zh, const char *en, const certificate_signature *s)
{
	static const pdf_style label = { .size = 9, .serif = true, .colour = GREY };
	static const pdf_style small = { .size = 6.4, .serif = true, .colour = GREY };
	static const pdf_style name = { .size = 15, .least = 7, .serif = true, .name = true, .colour = INK };
	static const pdf_style who = { .size = 8, .least = 5, .serif = true, .colour = INK };
	const double y = 142;
	char when[CLOCK_TEXT];
	clock_shanghai(s->at, when);
	pdf_text(p, (pdf_box){ x, y, w, 8.5 }, &name, s->name);
	pdf_line(p, x, y + 9, x + w, y + 9, 0.6, (pdf_colour)GREY);
	pdf_text(p, (pdf_box){ x, y + 10, w, 4.8 }, &label, str_of(zh));
	pdf_text(p, (pdf_box){ x, y + 14.3, w, 3.6 }, &small, str_of(en));
	pdf_text(p, (pdf_box){ x, y + 18.6, w, 4.4 }, &who, s->organisation);
	pdf_printf(p, (pdf_box){ x, y + 23, w, 4.2 }, &small, "%s　密钥 %.*s", when, STR_ARG(s->key));
}

static void
foot(pdf *p, const certificate_print *c)
{
	static const pdf_style small = { .size = 6.8, .align = PDF_CENTRE, .serif = true, .colour = GREY };
	static const pdf_style line = { .size = 7, .serif = true, .colour = GREY };
	const double qr = 29, x = 235.5, top = 143;
	signature(p, 34, 50, "培训评价组织签发", "Signed by the evaluation organisation", &c->signed_by_evaluator);
	signature(p, 92, 50, "考核站点签发", "Signed by the exam site", &c->signed_by_site);
	signature(p, 150, 50, "培训评价组织盖章", "Sealed by the evaluation organisation", &c->sealed);
	if (c->verify_url.n) {
		pdf_box b = { x, top, qr, qr };
		pdf_qr(p, b, c->verify_url);
		pdf_link(p, b, c->verify_url);
		pdf_text(p, (pdf_box){ x - 4, top + qr - 1, qr + 8, 4 }, &small, STR("扫码验证 Scan to verify"));
	}
	pdf_text(p, (pdf_box){ 34, 178.5, 190, 5 }, &line,
	    STR("本证书经三方电子签名，真伪以验证结果为准。The electronic signatures, not this picture, prove the "
		"certificate."));
}

bool
certificate_pdf(const certificate_print *c, pdf_result *out)
{
	static const pdf_style across = { .size = 120, .bold = true, .spacing = 40, .colour = { 0.55, 0.56, 0.60 } };
	pdf *p = pdf_open(
	    &(pdf_info){ .title = c->number, .author = c->evaluator, .created = c->created, .landscape = true });
	certificate_border(p);
	if (c->sample)
		pdf_turned(p, 148.5, 105, -0.42, 0.10, &across, STR("示例"));
	titles(p);
	body(p, c);
	foot(p, c);
	certificate_seal(p, 209, 158, 19.5, c->evaluator, c->sample);
	if (!pdf_finish(p, out))
		return false;
	if (c->credential_name &&
	    !pdf_attach(out, c->credential_name, c->credential_type, c->credential, c->created)) {
		pdf_result_close(out);
		snprintf(out->problem, sizeof out->problem, "证书数据无法附入 PDF");
		return false;
	}
	return true;
}
