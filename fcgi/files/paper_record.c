/*
 * paper_record.c: 考场情况记录表, the form that the invigilators fill in by hand. It prints what is known beforehand.
 */
#include <stdio.h>

#include "files/paper_inside.h"

enum { LEFT = 18, RIGHT = 192, FOOT = 284 };

static const pdf_style label = { .size = 10, .align = PDF_CENTRE, .colour = PAPER_GREY };
static const pdf_style value = { .size = 11, .colour = PAPER_INK };
static const pdf_style hint = { .size = 8.5, .colour = PAPER_GREY };

/* One cell with a shaded label at its left and the value, or space to write, at its right. */
static void
cell(pdf *p, pdf_box b, double label_w, const char *name, str text)
{
	pdf_fill(p, (pdf_box){ b.x, b.y, label_w, b.h }, (pdf_colour){ 0.955, 0.958, 0.965 });
	pdf_text(p, (pdf_box){ b.x + 1, b.y, label_w - 2, b.h }, &label, str_of(name));
	pdf_text(p, (pdf_box){ b.x + label_w + 2.5, b.y, b.w - label_w - 4, b.h }, &value, text);
	pdf_line(p, b.x + label_w, b.y, b.x + label_w, b.y + b.h, 0.5, paper_rule);
	pdf_frame(p, b, 0.5, paper_rule);
}

/* A block to write in, with what belongs there in small type and lines for the pen. */
static double
block(pdf *p, double y, double h, const char *name, const char *what)
{
	cell(p, (pdf_box){ LEFT, y, RIGHT - LEFT, h }, 26, name, (str){ 0 });
	pdf_text(p, (pdf_box){ LEFT + 28.5, y + 1, RIGHT - LEFT - 31, 5 }, &hint, str_of(what));
	for (double line = y + 14; line < y + h - 1; line += 8)
		pdf_dashes(p, LEFT + 29, line, RIGHT - 3, line, 0.35, paper_rule);
	return y + h;
}

static double
known(pdf *p, const paper_room *r, double y)
{
	const double h = 9.5, half = (RIGHT - LEFT) / 2.0;
	char text[PAPER_SPAN], names[600] = "";
	size_t n = 0;
	for (size_t i = 0; i < r->invigilator_n && n < sizeof names - 1; i++) {
		int m = snprintf(names + n, sizeof names - n, "%s%.*s", i ? "、" : "", STR_ARG(r->invigilators[i]));
		n += m > 0 ? (size_t)m : 0;
	}
	if (n >= sizeof names) {
		pdf_refuse(p, "监考人员过多，考场情况记录表排不下");
		return y;
	}
	cell(p, (pdf_box){ LEFT, y, RIGHT - LEFT, h }, 26, "考核站点", r->site_name);
	cell(p, (pdf_box){ LEFT, y + h, half, h }, 26, "考　　场", r->room_name);
	cell(p, (pdf_box){ LEFT + half, y + h, half, h }, 26, "场　　次", r->session_name);
	paper_span(r->starts, r->ends, text);
	cell(p, (pdf_box){ LEFT, y + 2 * h, RIGHT - LEFT, h }, 26, "考试时间", str_of(text));
	cell(p, (pdf_box){ LEFT, y + 3 * h, RIGHT - LEFT, h }, 26, "监考人员", str_of(names));
	return y + 4 * h;
}

bool
paper_record(const paper_room *r, pdf_result *out)
{
	static const char *const counts[] = { "应考人数", "实考人数", "缺考人数", "违纪人数" };
	pdf *p = paper_open(r, "考场情况记录表", false);
	const double top = paper_head(p, r, "考场情况记录表", LEFT, RIGHT);
	double y = known(p, r, top);
	const double quarter = (RIGHT - LEFT) / 4.0, half = (RIGHT - LEFT) / 2.0, h = 10.5;
	char text[32];
	snprintf(text, sizeof text, "%zu", r->candidate_n);
	for (size_t i = 0; i < 4; i++)
		cell(p, (pdf_box){ LEFT + (double)i * quarter, y, quarter, h }, 26, counts[i],
		    i ? (str){ 0 } : str_of(text));
	y += h;
	cell(p, (pdf_box){ LEFT, y, half, h }, 26, "实际开考时间", STR("　　　　时　　　　分"));
	cell(p, (pdf_box){ LEFT + half, y, half, h }, 26, "实际结束时间", STR("　　　　时　　　　分"));
	y += h;
	y = block(p, y, 44, "缺考考生", "座位号、准考证号、姓名");
	y = block(p, y, 49, "违纪考生", "座位号、准考证号、姓名、事实经过和处理；考生本人签字");
	y = block(p, y, 44, "异常情况", "设备、试卷、网络、安全和身体不适等：时间、经过、处理和影响的考生");
	y = block(p, y, 24, "材料清点", "试卷、答题材料、工件和签到表的份数；交接人");
	cell(p, (pdf_box){ LEFT, y, half, 16 }, 26, "监考人员签字", (str){ 0 });
	cell(p, (pdf_box){ LEFT + half, y, half, 16 }, 26, "负责人签字", (str){ 0 });
	pdf_frame(p, (pdf_box){ LEFT, top, RIGHT - LEFT, y + 16 - top }, 1, paper_grey);
	paper_foot(p, r, LEFT, RIGHT, FOOT, 1, 1);
	return pdf_finish(p, out);
}
