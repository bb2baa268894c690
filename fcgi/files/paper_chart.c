/*
 * paper_chart.c: 座次表, the seat map of a room as seen by who faces the front, on landscape pages.
 */
#include <stdio.h>

#include "files/paper_inside.h"

enum { PAGE_ROWS = 10, PAGE_COLS = 10 };

static const double left = 12, right = 285, foot = 198;

/* The candidate of each place, or NULL; refuses a seat outside the map or taken twice. */
static void
place(pdf *p, const paper_room *r, const paper_candidate **map)
{
	for (size_t i = 0; i < r->candidate_n; i++) {
		const paper_candidate *c = &r->candidates[i];
		if (c->seat_row < 1 || c->seat_row > r->rows || c->seat_col < 1 || c->seat_col > r->cols) {
			pdf_refuse(p, "考生“%.*s”的座位第 %d 排第 %d 列不在考场 %d 排 %d 列之内",
			    STR_ARG(str_head(c->name, 90)), c->seat_row, c->seat_col, r->rows, r->cols);
			return;
		}
		const paper_candidate **at = &map[(c->seat_row - 1) * r->cols + c->seat_col - 1];
		if (*at) {
			pdf_refuse(p, "第 %d 排第 %d 列有两名考生：“%.*s”和“%.*s”", c->seat_row, c->seat_col,
			    STR_ARG(str_head((*at)->name, 90)), STR_ARG(str_head(c->name, 90)));
			return;
		}
		*at = c;
	}
}

/* Seat number above, name in the middle, ticket number below; beside the photo when there is room for one. */
static void
seat(pdf *p, pdf_box b, const paper_candidate *c, bool photo)
{
	double unit = b.h < 20 ? b.h / 20 : 1;
	const pdf_align align = photo ? PDF_LEFT : PDF_CENTRE;
	pdf_style number = { .size = 12 * unit, .least = 4, .bold = true, .align = align, .colour = PAPER_ACCENT };
	pdf_style name = {
		.size = 13 * unit, .least = 4, .bold = true, .name = true, .align = align, .colour = PAPER_INK
	};
	pdf_style ticket = { .size = 8 * unit, .least = 3, .align = align, .colour = PAPER_GREY };
	pdf_box t = { b.x + 1, b.y, b.w - 2, b.h };
	if (photo) {
		double h = b.h - 2.4, w = h * 295 / 413;
		if (w > b.w * 0.36) {
			w = b.w * 0.36;
			h = w * 413 / 295;
		}
		paper_photo(p, (pdf_box){ b.x + 1.2, b.y + (b.h - h) / 2, w, h }, c->photo);
		t.x = b.x + w + 2.4;
		t.w = b.x + b.w - 0.8 - t.x;
	}
	pdf_text(p, (pdf_box){ t.x, b.y + b.h * 0.05, t.w, b.h * 0.3 }, &number, c->seat_number);
	pdf_text(p, (pdf_box){ t.x, b.y + b.h * 0.34, t.w, b.h * 0.36 }, &name, c->name);
	pdf_text(p, (pdf_box){ t.x, b.y + b.h * 0.70, t.w, b.h * 0.24 }, &ticket, c->ticket_number);
}

static double
front(pdf *p, double y, double from, double to)
{
	static const pdf_style s = { .size = 10, .spacing = 6, .align = PDF_CENTRE, .colour = PAPER_GREY };
	double w = (to - from) * 0.36, x = (from + to - w) / 2;
	pdf_fill(p, (pdf_box){ x, y, w, 6.4 }, (pdf_colour){ 0.945, 0.949, 0.957 });
	pdf_frame(p, (pdf_box){ x, y, w, 6.4 }, 0.5, paper_rule);
	pdf_text(p, (pdf_box){ x, y, w, 6.4 }, &s, STR("讲台"));
	return y + 9.5;
}

/* The part of the map that stands on one page: rows and columns from, up to but without, to. */
typedef struct part {
	int row, row_end, col, col_end;
} part;

static void
seats(pdf *p, const paper_room *r, const paper_candidate **map, bool photos, part v, double y)
{
	static const pdf_style axis = { .size = 7.5, .align = PDF_CENTRE, .colour = PAPER_GREY };
	const int rows = v.row_end - v.row, cols = v.col_end - v.col;
	const double gap = 1.8, edge = 9, bottom = foot - 3.5;
	if (v.row == 0)
		y = front(p, y, left, right);
	double w = (right - left - 2 * edge + gap) / cols - gap, h = (bottom - y - 4 + gap) / rows - gap;
	/* Seats of a small room keep the shape of a desk. */
	w = w > 46 ? 46 : w;
	h = h > 27 ? 27 : h;
	double x0 = (left + right - cols * (w + gap) + gap) / 2;
	bool photo = photos && w >= 27 && h >= 13;
	for (int col = 0; col < cols; col++)
		pdf_printf(p, (pdf_box){ x0 + col * (w + gap), y - 0.6, w, 4 }, &axis, "第 %d 列", v.col + col + 1);
	y += 4;
	for (int row = 0; row < rows; row++) {
		double top = y + row * (h + gap);
		pdf_printf(p, (pdf_box){ x0 - edge, top, edge - 1, h }, &axis, "%d 排", v.row + row + 1);
		for (int col = 0; col < cols; col++) {
			pdf_box b = { x0 + col * (w + gap), top, w, h };
			const paper_candidate *c = map[(v.row + row) * r->cols + v.col + col];
			if (c)
				seat(p, b, c, photo);
			else
				pdf_text(p, b, &axis, STR("空"));
			pdf_rounded(p, b, 0.8, c ? 0.6 : 0.3, c ? paper_grey : paper_rule);
		}
	}
}

/* Large rooms go on several pages, as equal in size as can be: from the front to the back, from the left to the
 * right. */
static void
pages(pdf *p, const paper_room *r, const paper_candidate **map, bool photos)
{
	const int down = (r->rows + PAGE_ROWS - 1) / PAGE_ROWS, across = (r->cols + PAGE_COLS - 1) / PAGE_COLS;
	for (int i = 0; i < down * across; i++) {
		int d = i / across, a = i % across;
		part v = { r->rows * d / down, r->rows * (d + 1) / down, r->cols * a / across,
			r->cols * (a + 1) / across };
		if (i)
			pdf_page(p);
		double y = paper_head(p, r, "座次表", left, right);
		seats(p, r, map, photos, v, paper_room_facts(p, r, left, right, y - 2));
		paper_foot(p, r, left, right, foot, (size_t)i + 1, (size_t)(down * across));
	}
}

bool
paper_chart(const paper_room *r, bool photos, pdf_result *out)
{
	pdf *p = paper_open(r, "座次表", true);
	const paper_candidate *map[PAPER_ROWS_MAX * PAPER_COLS_MAX] = { 0 };
	if (r->rows < 1 || r->rows > PAPER_ROWS_MAX || r->cols < 1 || r->cols > PAPER_COLS_MAX)
		pdf_refuse(p, "考场座位为 %d 排 %d 列，座次表最多 %d 排 %d 列", r->rows, r->cols, PAPER_ROWS_MAX,
		    PAPER_COLS_MAX);
	else if (paper_has_candidates(p, r))
		place(p, r, map);
	if (!pdf_refused(p))
		pages(p, r, map, photos);
	return pdf_finish(p, out);
}
