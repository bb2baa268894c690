/*
 * paper_label.c: 桌贴, two columns of five labels on a page, to be cut along the dashes.
 */
#include <stdio.h>

#include "files/paper_inside.h"

enum { COLS = 2, ROWS = 5, PER_PAGE = COLS * ROWS };

static const double edge_x = 8, edge_y = 10;

static void
label(pdf *p, const paper_room *r, pdf_box b, const paper_candidate *c)
{
	static const pdf_style seat = {
		.size = 40, .least = 16, .bold = true, .align = PDF_CENTRE, .colour = PAPER_INK
	};
	static const pdf_style word = { .size = 8.5, .align = PDF_CENTRE, .spacing = 2, .colour = PAPER_GREY };
	static const pdf_style name = { .size = 18, .least = 7, .bold = true, .name = true, .colour = PAPER_INK };
	static const pdf_style text = { .size = 9.5, .least = 5, .colour = PAPER_INK };
	static const pdf_style grey = { .size = 8, .least = 4.5, .colour = PAPER_GREY };
	static const pdf_style sample = { .size = 7, .align = PDF_RIGHT, .colour = PAPER_ACCENT };
	const double x = b.x + 6, mid = b.x + 31, photo_w = 21, photo_h = photo_w * 413 / 295;
	double w = b.x + b.w - 6 - mid - (c->photo.n ? photo_w + 2.5 : 0);
	char span[PAPER_SPAN];
	paper_span(r->starts, r->ends, span);
	pdf_fill(p, (pdf_box){ b.x + 27.2, b.y + 7, 0.25, b.h - 22 }, paper_rule);
	pdf_text(p, (pdf_box){ x, b.y + 8, 19, 5 }, &word, STR("座位"));
	pdf_text(p, (pdf_box){ x - 2, b.y + 13, 23, 20 }, &seat, c->seat_number);
	pdf_text(p, (pdf_box){ mid, b.y + 7, w, 10.5 }, &name, c->name);
	pdf_text(p, (pdf_box){ mid, b.y + 18.5, w, 5 }, &grey, STR("准考证号"));
	pdf_text(p, (pdf_box){ mid, b.y + 23, w, 6 }, &text, c->ticket_number);
	pdf_text(p, (pdf_box){ mid, b.y + 30, w, 8 }, &grey, c->school);
	if (c->photo.n)
		paper_photo(p, (pdf_box){ b.x + b.w - 6 - photo_w, b.y + 7.5, photo_w, photo_h }, c->photo);
	pdf_line(p, x, b.y + b.h - 13.5, b.x + b.w - 6, b.y + b.h - 13.5, 0.4, paper_rule);
	pdf_printf(p, (pdf_box){ x, b.y + b.h - 13, b.w - 12, 5 }, &grey, "%.*s（%.*s）　%.*s",
	    STR_ARG(r->certificate), STR_ARG(r->level), STR_ARG(r->session_name));
	pdf_printf(p, (pdf_box){ x, b.y + b.h - 8.3, b.w - 12, 5 }, &grey, "%.*s　%s　版本 %lld",
	    STR_ARG(r->room_name), span, (long long)r->version);
	if (r->sample)
		pdf_text(p, (pdf_box){ x, b.y + 1.8, b.w - 12, 4.5 }, &sample, STR("示例数据"));
}

bool
paper_labels(const paper_room *r, pdf_result *out)
{
	const double w = (PDF_A4_SHORT - 2 * edge_x) / COLS, h = (PDF_A4_LONG - 2 * edge_y) / ROWS;
	pdf *p = paper_open(r, "桌贴", false);
	paper_has_candidates(p, r);
	for (size_t i = 0; i < r->candidate_n && !pdf_refused(p); i++) {
		size_t at = i % PER_PAGE;
		if (i && at == 0)
			pdf_page(p);
		if (at == 0) {
			for (int k = 0; k <= ROWS; k++)
				pdf_dashes(p, edge_x, edge_y + k * h, PDF_A4_SHORT - edge_x, edge_y + k * h, 0.4,
				    paper_grey);
			for (int k = 0; k <= COLS; k++)
				pdf_dashes(
				    p, edge_x + k * w, edge_y, edge_x + k * w, PDF_A4_LONG - edge_y, 0.4, paper_grey);
		}
		label(p, r, (pdf_box){ edge_x + (double)(at % COLS) * w, edge_y + (double)(at / COLS) * h, w, h },
		    &r->candidates[i]);
	}
	return pdf_finish(p, out);
}
