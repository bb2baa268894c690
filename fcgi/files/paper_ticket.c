/*
 * paper_ticket.c: 准考证, one A4 page per candidate: who (with photo), what, when and where, the check-in code,
 * notes.
 */
#include <stdio.h>

#include "files/paper_inside.h"

enum { LEFT = 22, RIGHT = 188, FOOT = 280 };

#define NOTE(lit)                                                                                                    \
	{                                                                                                            \
		(lit), sizeof(lit) - 1                                                                               \
	}
static const str usual_notes[] = {
	NOTE("请携带本证和有效身份证件原件，开考前 30 分钟到场签到。"),
	NOTE("开考 15 分钟后不得入场；开考 30 分钟后方可交卷离场。"),
	NOTE("手机等电子设备须关机并存放在指定位置，不得带至座位。"),
	NOTE("实操考试须穿戴工作服和防护用品，听从考评人员指挥。"),
	NOTE("遵守考场纪律；违纪、作弊的，按有关规定处理并记录在案。"),
	NOTE("请核对本证全部信息；如有错误，请在考试前联系所在院校。"),
};

static double
ticket_head(pdf *p, const paper_room *r)
{
	static const pdf_style small = { .size = 11, .spacing = 1.2, .align = PDF_CENTRE, .colour = PAPER_GREY };
	static const pdf_style large = {
		.size = 30, .bold = true, .spacing = 16, .align = PDF_CENTRE, .colour = PAPER_INK
	};
	static const pdf_style plan = { .size = 12.5, .align = PDF_CENTRE, .colour = PAPER_INK };
	pdf_text(p, (pdf_box){ LEFT, 16, RIGHT - LEFT, 7 }, &small,
	    r->platform.n ? r->platform : STR("职业技能等级证书信息管理服务平台"));
	pdf_text(p, (pdf_box){ LEFT, 24, RIGHT - LEFT, 16 }, &large, STR("准考证"));
	pdf_text(p, (pdf_box){ LEFT, 41, RIGHT - LEFT, 7 }, &plan, r->plan_name);
	pdf_line(p, LEFT, 51, RIGHT, 51, 1.4, paper_accent);
	pdf_line(p, LEFT, 51.9, RIGHT, 51.9, 0.4, paper_accent);
	return 57;
}

/* Label over a thin line, value in larger type. */
static void
fact(pdf *p, pdf_box b, const char *label, str value, double size, bool bold)
{
	static const pdf_style grey = { .size = 10, .colour = PAPER_GREY };
	pdf_style ink = { .size = size, .bold = bold, .name = bold, .least = 5.5, .colour = PAPER_INK };
	pdf_text(p, (pdf_box){ b.x, b.y, 22, b.h }, &grey, str_of(label));
	pdf_text(p, (pdf_box){ b.x + 22, b.y, b.w - 22, b.h }, &ink, value);
	pdf_line(p, b.x, b.y + b.h, b.x + b.w, b.y + b.h, 0.4, paper_rule);
}

static double
who(pdf *p, const paper_room *r, const paper_candidate *c, double y)
{
	const double photo_w = 32, photo_h = 44.8, w = RIGHT - LEFT - photo_w - 8, half = w * 0.62, h = 9;
	char text[600];
	fact(p, (pdf_box){ LEFT, y, half, h * 1.2 }, "姓　　名", c->name, 16, true);
	fact(p, (pdf_box){ LEFT + half, y, w - half, h * 1.2 }, "性　　别", c->sex, 12, false);
	y += h * 1.2;
	fact(p, (pdf_box){ LEFT, y, w, h * 1.2 }, "准考证号", c->ticket_number, 16, true);
	y += h * 1.2;
	fact(p, (pdf_box){ LEFT, y, w, h }, "证件号码", c->document_masked, 12, false);
	y += h;
	fact(p, (pdf_box){ LEFT, y, w, h }, "所在院校", c->school, 12, false);
	y += h;
	fact(p, (pdf_box){ LEFT, y, w, h }, "班　　级", c->class_name, 12, false);
	paper_photo(
	    p, (pdf_box){ RIGHT - photo_w, y + h - photo_h - (h * 5.4 - photo_h) / 2, photo_w, photo_h }, c->photo);
	y += h;
	snprintf(text, sizeof text, "%.*s职业技能等级证书（%.*s）",
	    (int)(r->certificate.n < 400 ? r->certificate.n : 400), r->certificate.n ? r->certificate.p : "",
	    (int)(r->level.n < 60 ? r->level.n : 60), r->level.n ? r->level.p : "");
	fact(p, (pdf_box){ LEFT, y, RIGHT - LEFT, h }, "报考证书", str_of(text), 12, false);
	y += h;
	fact(p, (pdf_box){ LEFT, y, RIGHT - LEFT, h }, "考核站点", r->site_name, 12, false);
	y += h;
	fact(p, (pdf_box){ LEFT, y, RIGHT - LEFT, h }, "考点地址", r->address, 12, false);
	return y + h + 9;
}

static void
section(pdf *p, double x, double y, const char *title)
{
	static const pdf_style s = { .size = 11.5, .bold = true, .colour = PAPER_INK };
	pdf_fill(p, (pdf_box){ x, y + 1, 1.1, 4.4 }, paper_accent);
	pdf_text(p, (pdf_box){ x + 3.2, y, 80, 6.4 }, &s, str_of(title));
}

static double
sittings(pdf *p, const paper_room *r, const paper_candidate *c, double y)
{
	static const double widths[] = { 38, 48, 28, 34, 18 };
	static const char *const titles[] = { "场次", "日期", "时间", "考场", "座位号" };
	static const pdf_style head = { .size = 9.5, .align = PDF_CENTRE, .colour = PAPER_GREY };
	static const pdf_style plain = { .size = 11, .align = PDF_CENTRE, .colour = PAPER_INK };
	static const pdf_style strong = { .size = 14, .bold = true, .align = PDF_CENTRE, .colour = PAPER_INK };
	const pdf_style styles[] = { plain, plain, plain, plain, strong };
	paper_sitting own = { r->session_name, r->starts, r->ends, r->room_name, c->seat_number };
	const paper_sitting *v = c->sitting_n ? c->sittings : &own;
	size_t n = c->sitting_n ? c->sitting_n : 1;
	section(p, LEFT, y, "考试安排");
	pdf_table t = { LEFT, y + 8.5, widths, 5, 7.5 };
	pdf_table_head(p, &t, titles, &head);
	t.row = n > 4 ? 7.5 : 10.5;
	if (n > 8) {
		pdf_refuse(p, "准考证最多列 8 个场次，实际 %zu 个", n);
		return y;
	}
	for (size_t i = 0; i < n; i++) {
		char day[PAPER_SPAN], hours[PAPER_SPAN];
		paper_day(v[i].starts, day);
		paper_hours(v[i].starts, v[i].ends, hours);
		const str cells[] = { v[i].name, str_of(day), str_of(hours), v[i].room_name, v[i].seat_number };
		pdf_table_row(p, &t, cells, styles);
	}
	return t.y + 9;
}

static void
notes(pdf *p, const paper_room *r, const paper_candidate *c, double y)
{
	static const pdf_style text = { .size = 10.5, .leading = 1.6, .top = true, .colour = PAPER_INK };
	static const pdf_style caption = { .size = 8.5, .align = PDF_CENTRE, .colour = PAPER_GREY };
	const double qr = c->qr_payload.n ? 42 : 0, w = RIGHT - LEFT - (qr > 0 ? qr + 6 : 0);
	const str *v = r->note_n ? r->notes : usual_notes;
	size_t n = r->note_n ? r->note_n : sizeof usual_notes / sizeof *usual_notes;
	section(p, LEFT, y, "考生须知");
	if (qr > 0) {
		pdf_qr(p, (pdf_box){ RIGHT - qr + 3, y + 4, qr, qr }, c->qr_payload);
		pdf_text(p, (pdf_box){ RIGHT - qr + 3, y + qr + 3.5, qr, 5 }, &caption, STR("考场扫码签到"));
	}
	y += 9;
	for (size_t i = 0; i < n; i++) {
		double h = pdf_height(p, w - 6, &text, v[i]);
		if (y + h > FOOT - 2) {
			pdf_refuse(p, "考生须知过长，准考证一页排不下");
			return;
		}
		pdf_printf(p, (pdf_box){ LEFT, y, 6, h + 1 }, &text, "%zu.", i + 1);
		pdf_text(p, (pdf_box){ LEFT + 6, y, w - 6, h + 0.2 }, &text, v[i]);
		y += h + 1.2;
	}
}

bool
paper_tickets(const paper_room *r, pdf_result *out)
{
	pdf *p = paper_open(r, "准考证", false);
	paper_has_candidates(p, r);
	for (size_t i = 0; i < r->candidate_n && !pdf_refused(p); i++) {
		const paper_candidate *c = &r->candidates[i];
		if (i)
			pdf_page(p);
		notes(p, r, c, sittings(p, r, c, who(p, r, c, ticket_head(p, r))));
		paper_foot(p, r, LEFT, RIGHT, FOOT, 1, 1);
	}
	return pdf_finish(p, out);
}
