/*
 * paper.c: what the papers of paper.h share: colours, dates, the head, the facts of the room, the foot.
 */
#include <stdio.h>

#include "base/clock.h"
#include "files/paper_inside.h"

const pdf_colour paper_ink = PAPER_INK, paper_grey = PAPER_GREY, paper_rule = PAPER_RULE, paper_accent = PAPER_ACCENT;

static const i64 shanghai = 8 * 3600 * CLOCK_SECOND; /* no summer time since 1991 */

pdf *
paper_open(const paper_room *r, const char *title, bool landscape)
{
	char text[400];
	int n = snprintf(text, sizeof text, "%s %.*s", title, (int)(r->room_name.n < 200 ? r->room_name.n : 200),
	    r->room_name.n ? r->room_name.p : "");
	return pdf_open(&(pdf_info){ .title = { text, n > 0 ? (size_t)n : 0 },
	    .author = r->platform,
	    .created = r->created,
	    .landscape = landscape });
}

static i64
local_day(i64 at)
{
	i64 t = at + shanghai;
	return t / CLOCK_DAY - (t % CLOCK_DAY < 0);
}

static void
hour(i64 at, char text[8])
{
	i64 minutes = (at + shanghai - local_day(at) * CLOCK_DAY) / (60 * CLOCK_SECOND);
	snprintf(text, 8, "%02d:%02d", (int)(minutes / 60 % 24), (int)(minutes % 60));
}

void
paper_day(i64 at, char text[PAPER_SPAN])
{
	static const char *const names[] = { "四", "五", "六", "日", "一", "二",
		"三" }; /* 1970-01-01 was a Thursday */
	int year, month, day;
	i64 days = local_day(at);
	clock_civil(days, &year, &month, &day);
	snprintf(text, PAPER_SPAN, "%d年%d月%d日（周%s）", year, month, day, names[(days % 7 + 7) % 7]);
}

void
paper_hours(i64 starts, i64 ends, char text[PAPER_SPAN])
{
	char from[8], to[8];
	hour(starts, from);
	hour(ends, to);
	bool next = local_day(starts) != local_day(ends);
	snprintf(text, PAPER_SPAN, "%s–%s%s", from, next ? "次日 " : "", to);
}

void
paper_span(i64 starts, i64 ends, char text[PAPER_SPAN])
{
	char day[PAPER_SPAN], hours[PAPER_SPAN];
	paper_day(starts, day);
	paper_hours(starts, ends, hours);
	snprintf(text, PAPER_SPAN, "%.40s%.22s", day, hours);
}

double
paper_head(pdf *p, const paper_room *r, const char *title, double left, double right)
{
	static const pdf_style small = { .size = 9, .colour = PAPER_GREY };
	static const pdf_style small_right = { .size = 9, .align = PDF_RIGHT, .colour = PAPER_GREY };
	static const pdf_style large = {
		.size = 21, .bold = true, .spacing = 4, .align = PDF_CENTRE, .colour = PAPER_INK
	};
	static const pdf_style under = { .size = 11.5, .align = PDF_CENTRE, .colour = PAPER_INK };
	double w = right - left, y = 10;
	str platform = r->platform.n ? r->platform : STR("职业技能等级证书信息管理服务平台");
	pdf_text(p, (pdf_box){ left, y, w * 0.5, 5.5 }, &small, platform);
	pdf_text(p, (pdf_box){ left + w * 0.5, y, w * 0.5, 5.5 }, &small_right, r->plan_name);
	y += 7;
	pdf_line(p, left, y, right, y, 1.2, paper_accent);
	y += 3;
	pdf_text(p, (pdf_box){ left, y, w, 11.5 }, &large, str_of(title));
	y += 11.5;
	pdf_printf(
	    p, (pdf_box){ left, y, w, 6.5 }, &under, "%.*s（%.*s）", STR_ARG(r->certificate), STR_ARG(r->level));
	return y + 9.5;
}

void
paper_foot(pdf *p, const paper_room *r, double left, double right, double y, size_t page, size_t pages)
{
	static const pdf_style at_left = { .size = 8, .colour = PAPER_GREY };
	static const pdf_style middle = { .size = 8, .bold = true, .align = PDF_CENTRE, .colour = PAPER_ACCENT };
	static const pdf_style at_right = { .size = 8, .align = PDF_RIGHT, .colour = PAPER_GREY };
	char when[CLOCK_TEXT];
	clock_shanghai(r->created, when);
	pdf_line(p, left, y, right, y, 0.5, paper_rule);
	pdf_box b = { left, y + 0.8, right - left, 5 };
	pdf_printf(p, b, &at_left, "排考版本 %lld　%s 生成", (long long)r->version, when);
	if (r->sample)
		pdf_text(p, b, &middle, STR("示例数据 · 仅供演示"));
	if (pages > 1)
		pdf_printf(p, b, &at_right, "第 %zu 页，共 %zu 页", page, pages);
}

void
paper_fact(pdf *p, pdf_box b, double label_w, const char *label, str value)
{
	static const pdf_style grey = { .size = 9.5, .colour = PAPER_GREY };
	static const pdf_style ink = { .size = 10.5, .colour = PAPER_INK };
	pdf_text(p, (pdf_box){ b.x, b.y, label_w, b.h }, &grey, str_of(label));
	pdf_text(p, (pdf_box){ b.x + label_w, b.y, b.w - label_w, b.h }, &ink, value);
}

double
paper_room_facts(pdf *p, const paper_room *r, double left, double right, double y)
{
	const double h = 6.5, label = 17, cut = left + (right - left) * 0.58;
	char text[PAPER_SPAN * 4];
	paper_fact(p, (pdf_box){ left, y, cut - left - 4, h }, label, "考核站点", r->site_name);
	paper_fact(p, (pdf_box){ cut, y, right - cut, h }, label, "考　　场", r->room_name);
	char span[PAPER_SPAN];
	paper_span(r->starts, r->ends, span);
	snprintf(text, sizeof text, "%s", span);
	paper_fact(p, (pdf_box){ left, y + h, cut - left - 4, h }, label, "考试时间", str_of(text));
	snprintf(text, sizeof text, "%.*s　%zu 人", (int)(r->session_name.n < 120 ? r->session_name.n : 120),
	    r->session_name.n ? r->session_name.p : "", r->candidate_n);
	paper_fact(p, (pdf_box){ cut, y + h, right - cut, h }, label, "场　　次", str_of(text));
	return y + 2 * h + 2.5;
}

void
paper_photo(pdf *p, pdf_box b, str photo)
{
	static const pdf_style none = { .size = 9, .align = PDF_CENTRE, .colour = PAPER_GREY };
	if (photo.n)
		pdf_jpeg(p, b, photo.p, photo.n);
	else
		pdf_text(p, b, &none, STR("照片"));
	pdf_frame(p, b, 0.4, paper_rule);
}

bool
paper_has_candidates(pdf *p, const paper_room *r)
{
	if (r->candidate_n == 0)
		pdf_refuse(p, "考场“%.*s”没有考生，无法生成资料", STR_ARG(str_head(r->room_name, 120)));
	return !pdf_refused(p);
}
