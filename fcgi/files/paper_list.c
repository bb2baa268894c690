/*
 * paper_list.c: 签到表 and 门贴, the papers that list a room's candidates.
 */
#include <stdio.h>

#include "files/paper_inside.h"

enum { LEFT = 15, RIGHT = 195, FOOT = 284, SIGN_ROWS = 30, DOOR_ROWS = 20 };

static void
sign_in_end(pdf *p, const paper_room *r, double y)
{
	static const pdf_style s = { .size = 10, .colour = PAPER_INK };
	pdf_printf(
	    p, (pdf_box){ LEFT, y, 90, 7 }, &s, "应到 %zu 人　　实到 ＿＿＿ 人　　缺考 ＿＿＿ 人", r->candidate_n);
	pdf_text(p, (pdf_box){ LEFT + 96, y, RIGHT - LEFT - 96, 7 }, &s, STR("监考人员签字"));
	pdf_line(p, LEFT + 119, y + 6, RIGHT, y + 6, 0.5, paper_grey);
}

bool
paper_sign_in(const paper_room *r, pdf_result *out)
{
	static const double widths[] = { 13, 30, 11, 36, 38, 32, 20 };
	static const char *const titles[] = { "座号", "姓名", "性别", "准考证号", "证件号码", "考生签到", "备注" };
	static const pdf_style head = { .size = 9.5, .align = PDF_CENTRE, .colour = PAPER_GREY };
	static const pdf_style mid = { .size = 10, .align = PDF_CENTRE, .colour = PAPER_INK };
	static const pdf_style seat = { .size = 11, .bold = true, .align = PDF_CENTRE, .colour = PAPER_INK };
	static const pdf_style name = { .size = 11, .least = 5, .name = true, .colour = PAPER_INK };
	static const pdf_style small = { .size = 9, .align = PDF_CENTRE, .colour = PAPER_GREY };
	const pdf_style styles[] = { seat, name, mid, mid, small, mid, mid };
	pdf *p = paper_open(r, "签到表", false);
	paper_has_candidates(p, r);
	/* Pages of equal length, rows as high as they may be. */
	size_t pages = (r->candidate_n + SIGN_ROWS - 1) / SIGN_ROWS,
	       rows = pages ? (r->candidate_n + pages - 1) / pages : 0;
	for (size_t page = 0; page < pages && !pdf_refused(p); page++) {
		if (page)
			pdf_page(p);
		double y = paper_room_facts(p, r, LEFT, RIGHT, paper_head(p, r, "签到表", LEFT, RIGHT));
		pdf_table t = { LEFT, y + 1, widths, 7, 7.5 };
		pdf_table_head(p, &t, titles, &head);
		t.row = (FOOT - 13 - t.y) / (double)rows;
		if (t.row > 8.6)
			t.row = 8.6;
		size_t end = (page + 1) * rows < r->candidate_n ? (page + 1) * rows : r->candidate_n;
		for (size_t i = page * rows; i < end; i++) {
			const paper_candidate *c = &r->candidates[i];
			const str cells[] = { c->seat_number, c->name, c->sex, c->ticket_number, c->document_masked,
				{ 0 }, { 0 } };
			pdf_table_row(p, &t, cells, styles);
		}
		sign_in_end(p, r, FOOT - 11);
		paper_foot(p, r, LEFT, RIGHT, FOOT, page + 1, pages);
	}
	return pdf_finish(p, out);
}

static double
door_head(pdf *p, const paper_room *r)
{
	static const pdf_style room = {
		.size = 62, .least = 20, .bold = true, .spacing = 2, .align = PDF_CENTRE, .colour = PAPER_INK
	};
	static const pdf_style what = { .size = 20, .least = 10, .align = PDF_CENTRE, .colour = PAPER_INK };
	static const pdf_style when = {
		.size = 17, .least = 10, .bold = true, .align = PDF_CENTRE, .colour = PAPER_ACCENT
	};
	static const pdf_style where = { .size = 11.5, .align = PDF_CENTRE, .colour = PAPER_GREY };
	char span[PAPER_SPAN];
	paper_span(r->starts, r->ends, span);
	const double w = RIGHT - LEFT;
	pdf_text(p, (pdf_box){ LEFT, 14, w, 7 }, &where, r->plan_name);
	pdf_line(p, LEFT, 24, RIGHT, 24, 1.4, paper_accent);
	pdf_text(p, (pdf_box){ LEFT, 29, w, 34 }, &room, r->room_name);
	pdf_printf(
	    p, (pdf_box){ LEFT, 66, w, 12 }, &what, "%.*s（%.*s）", STR_ARG(r->certificate), STR_ARG(r->level));
	pdf_printf(p, (pdf_box){ LEFT, 79, w, 10 }, &when, "%.*s　%s", STR_ARG(r->session_name), span);
	pdf_printf(p, (pdf_box){ LEFT, 90, w, 7 }, &where, "%.*s　%.*s", STR_ARG(r->site_name), STR_ARG(r->address));
	pdf_line(p, LEFT, 101, RIGHT, 101, 0.5, paper_rule);
	return 104;
}

static void
door_candidate(pdf *p, pdf_box b, const paper_candidate *c)
{
	static const pdf_style seat = { .size = 12.5, .bold = true, .align = PDF_CENTRE, .colour = PAPER_ACCENT };
	static const pdf_style name = { .size = 12.5, .least = 5, .name = true, .colour = PAPER_INK };
	static const pdf_style ticket = { .size = 9, .align = PDF_RIGHT, .colour = PAPER_GREY };
	pdf_text(p, (pdf_box){ b.x, b.y, 9, b.h }, &seat, c->seat_number);
	const double name_w = b.w - 36.5;
	pdf_text(p, (pdf_box){ b.x + 10.5, b.y, name_w, b.h }, &name, c->name);
	pdf_text(p, (pdf_box){ b.x + name_w + 11, b.y, 25, b.h }, &ticket, c->ticket_number);
	pdf_line(p, b.x, b.y + b.h, b.x + b.w, b.y + b.h, 0.35, paper_rule);
}

bool
paper_door(const paper_room *r, pdf_result *out)
{
	static const pdf_style count = { .size = 10.5, .align = PDF_CENTRE, .colour = PAPER_GREY };
	pdf *p = paper_open(r, "门贴", false);
	paper_has_candidates(p, r);
	/* Columns of equal length read downward; a small room has two wide ones. */
	const size_t cols = r->candidate_n > 2 * DOOR_ROWS ? 3 : 2, full = DOOR_ROWS * cols;
	size_t pages = (r->candidate_n + full - 1) / full;
	for (size_t page = 0; page < pages && !pdf_refused(p); page++) {
		if (page)
			pdf_page(p);
		double y = door_head(p, r), gap = 5, w = (RIGHT - LEFT + gap) / (double)cols - gap;
		size_t first = page * full, n = r->candidate_n - first < full ? r->candidate_n - first : full;
		size_t rows = (n + cols - 1) / cols;
		const paper_candidate *v = r->candidates + first;
		pdf_printf(p, (pdf_box){ LEFT, y, RIGHT - LEFT, 7 }, &count,
		    "本考场 %zu 人　%s座位 %.*s 至 %.*s　准考证号 %.*s 至 %.*s", r->candidate_n,
		    pages > 1 ? "本页" : "", STR_ARG(v[0].seat_number), STR_ARG(v[n - 1].seat_number),
		    STR_ARG(v[0].ticket_number), STR_ARG(v[n - 1].ticket_number));
		y += 10;
		double h = (FOOT - 3 - y) / (double)(rows < 14 ? 14 : rows);
		for (size_t i = 0; i < n; i++)
			door_candidate(p,
			    (pdf_box){ LEFT + (double)(i / rows) * (w + gap), y + (double)(i % rows) * h, w, h },
			    &v[i]);
		paper_foot(p, r, LEFT, RIGHT, FOOT, page + 1, pages);
	}
	return pdf_finish(p, out);
}
