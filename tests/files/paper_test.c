/*
 * paper_test.c: the room papers and the text of pdf.h, read back with poppler: what is printed, in which fonts, on
 * how many pages, the same bytes each time, and what must be refused (faults.md G1, G2).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "files/paper.h"
#include "pdf_fixture.h"

enum { MOST = 70 };

static paper_candidate people[MOST];
static char digits[MOST][3][20];
static const str invigilators[] = { { "周明", 6 }, { "何丽", 6 } };

static paper_room
room(size_t n, int cols)
{
	static const char *const names[] = { "王建国", "张晓𬎆", "欧阳雨桐", "买买提·吐尔逊",
		"阿卜杜热合曼·阿卜杜拉·买买提", "陈𫖯", "赵䶮" };
	i64 starts, made;
	clock_parse(STR("2026-05-16T01:00:00Z"), &starts);
	clock_parse(STR("2026-05-10T08:30:00Z"), &made);
	for (size_t i = 0; i < n; i++) {
		snprintf(digits[i][0], 20, "261100010101%02d", (int)(i + 1) % 100);
		snprintf(digits[i][1], 20, "%02d", (int)(i + 1) % 100);
		people[i] = (paper_candidate){ .name = str_of(names[i % 7]),
			.sex = i % 2 ? STR("女") : STR("男"),
			.document_masked = STR("110101********1016"),
			.school = STR("示例化工职业技术学院"),
			.class_name = STR("应用化工技术 2301 班"),
			.ticket_number = str_of(digits[i][0]),
			.seat_number = str_of(digits[i][1]),
			.seat_row = (int)i / cols + 1,
			.seat_col = (int)i % cols + 1,
			.photo = red_photo(),
			.qr_payload = str_of(digits[i][0]) };
	}
	return (paper_room){ .plan_name = STR("2026 年上半年第二期考试计划"),
		.certificate = STR("化工精馏安全控制"),
		.level = STR("中级"),
		.site_name = STR("示例化工职业技术学院"),
		.address = STR("示例市示例区学府路 100 号"),
		.room_name = STR("第 01 考场"),
		.session_name = STR("理论考试"),
		.starts = starts,
		.ends = starts + 5400 * CLOCK_SECOND,
		.version = 37,
		.created = made,
		.sample = true,
		.candidates = people,
		.candidate_n = n,
		.rows = (int)(n + (size_t)cols - 1) / cols,
		.cols = cols,
		.invigilators = invigilators,
		.invigilator_n = 2 };
}

static bool
with_photos(const paper_room *r, pdf_result *out)
{
	return paper_chart(r, true, out);
}

static bool
without_photos(const paper_room *r, pdf_result *out)
{
	return paper_chart(r, false, out);
}

static const struct kind {
	bool (*make)(const paper_room *, pdf_result *);
	const char *title;
	size_t pages30, pages60; /* pages for 30 and for 60 candidates */
	bool lists;		 /* names every candidate */
} kinds[] = {
	{ paper_tickets, "准考证号", 30, 60, true },
	{ with_photos, "座次表", 1, 1, true },
	{ without_photos, "座次表", 1, 1, true },
	{ paper_sign_in, "签到表", 1, 2, true },
	{ paper_door, "准考证号", 1, 1, true },
	{ paper_labels, "座位", 3, 6, true },
	{ paper_record, "考场情况记录表", 1, 1, false },
};

static void
every_paper(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t n = 30; n <= 60; n += 30) {
			paper_room r = room(n, n == 30 ? 6 : 8);
			pdf_result a, b;
			if (!kinds[k].make(&r, &a))
				fail_msg("%s: %s", kinds[k].title, a.problem);
			assert_int_equal(a.pages, n == 30 ? kinds[k].pages30 : kinds[k].pages60);
			assert_true(kinds[k].make(&r, &b));
			assert_true(a.n == b.n && memcmp(a.bytes, b.bytes, a.n) == 0);
			pdf_keep(&a);
			assert_fonts_embedded();
			const char *info = pdf_ask("TZ=UTC pdfinfo %s");
			assert_has(info, "2026");
			assert_has(info, "A4");
			const char *text = pdf_ask("pdftotext -layout %s -");
			assert_has(text, kinds[k].title);
			assert_has(text, "第 01 考场");
			assert_has(text, "2026年5月16日（周六）");
			assert_has(text, "09:00–10:30"); /* Asia/Shanghai */
			assert_has(text, "37");
			assert_has(text, "示例数据");
			for (size_t i = 0; kinds[k].lists && i < n; i++) {
				assert_has(text, digits[i][0]);
				if (people[i].name.n < 15) /* longer names may stand on two lines */
					assert_has(text, people[i].name.p);
			}
			pdf_result_close(&a);
			pdf_result_close(&b);
		}
}

static void
ticket_says_all(void **state)
{
	(void)state;
	paper_room r = room(1, 1);
	const paper_sitting sittings[] = {
		{ STR("理论考试"), r.starts, r.ends, STR("第 01 考场"), STR("05") },
		{ STR("实操考试"), r.starts + 15 * 3600 * CLOCK_SECOND, r.ends + 15 * 3600 * CLOCK_SECOND,
		    STR("仿真室 B203"), STR("14") },
	};
	people[0].qr_payload = STR("CPT1.26110001010101.sig-ABCDEF0123456789");
	people[0].sittings = sittings;
	people[0].sitting_n = 2;
	pdf_result o;
	assert_true(paper_tickets(&r, &o));
	pdf_keep(&o);
	pdf_result_close(&o);
	const char *text = pdf_ask("pdftotext -layout %s -");
	static const char *const parts[] = { "职业技能等级证书信息管理服务平台", "2026 年上半年第二期考试计划",
		"化工精馏安全控制职业技能等级证书（中级）", "王建国", "110101********1016", "示例化工职业技术学院",
		"应用化工技术 2301 班", "示例市示例区学府路 100 号", "仿真室 B203", "2026年5月17日（周日）",
		"00:00–01:30", "14", "考生须知", "如有错误", "排考版本 37" };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		assert_has(text, parts[i]);
	assert_has(pdf_ask("pdftoppm -r 110 -png %s %s.page && zbarimg --nodbus -q --raw %1$s.page-1.png; rm -f "
			   "%1$s.page-1.png"),
	    "CPT1.26110001010101.sig-ABCDEF0123456789");
	assert_has(pdf_ask("pdfimages -list %s"), "jpeg");
}

static void
assert_problem(bool made, pdf_result *o, const char *part)
{
	assert_false(made);
	assert_null(o->bytes);
	assert_has(o->problem, part);
	pdf_result_close(o);
}

static void
g1_missing_glyph(void **state)
{
	(void)state;
	pdf_result o;
	paper_room r = room(3, 3);
	people[1].name = STR("王\U00020BB7\U00031350"); /* the last is of extension H */
	assert_problem(paper_tickets(&r, &o), &o, "U+31350");
	r = room(3, 3);
	people[1].name = STR("王\U00031350");
	assert_problem(paper_sign_in(&r, &o), &o, "\U00031350");
}

static void
g2_literal_text(void **state)
{
	(void)state;
	pdf_result o;
	paper_room r = room(1, 1);
	people[0].name = STR("A(b)\\<<\u202E\u200FC>>");
	assert_true(paper_tickets(&r, &o));
	pdf_keep(&o);
	pdf_result_close(&o);
	assert_has(pdf_ask("pdftotext -layout %s -"), "A(b)\\<<C>>");
	assert_has(pdf_ask("pdfinfo %s 2>&1"), "Pages:           1");
	assert_null(strstr(pdf_said, "Error"));
	r = room(1, 1);
	people[0].name = (str){ "\xE7\x8E", 2 };
	assert_problem(paper_tickets(&r, &o), &o, "UTF-8");
}

static void
what_is_refused(void **state)
{
	static char name[3001];
	(void)state;
	pdf_result o;
	paper_room r = room(4, 2);
	for (size_t i = 0; i < 3000; i += 3)
		memcpy(name + i, "很", 3);
	people[0].name = str_of(name);
	assert_problem(paper_labels(&r, &o), &o, "过长");
	r = room(4, 2);
	people[2].seat_row = people[2].seat_col = 1;
	assert_problem(paper_chart(&r, false, &o), &o, "两名考生");
	people[2].seat_row = 3;
	assert_problem(paper_chart(&r, false, &o), &o, "不在考场");
	r = room(4, 2);
	r.cols = 31;
	assert_problem(paper_chart(&r, false, &o), &o, "最多");
	r = room(4, 2);
	people[3].photo = STR("\x89PNG....");
	assert_problem(paper_labels(&r, &o), &o, "JPEG");
	r.candidate_n = 0;
	assert_problem(paper_door(&r, &o), &o, "没有考生");
}

static void
one_and_many(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 70; n += n == 1 ? 60 : 9)
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
			paper_room r = room(n, 10);
			pdf_result o;
			people[0].photo = people[0].qr_payload = (str){ 0 };
			if (!kinds[k].make(&r, &o))
				fail_msg("%s for %zu: %s", kinds[k].title, n, o.problem);
			pdf_result_close(&o);
		}
}

/*
 * Every character leaves ink. 400 different ones that share subroutines of the font: cairo's own subsetting of CFF
 * fonts loses some of them (see pdf_font.c).
 */
static void
no_blank_glyphs(void **state)
{
	enum { SIDE = 20, CELL = 9 /* mm */, DPI = 72 };
	(void)state;
	pdf *p = pdf_open(&(pdf_info){ .title = STR("字") });
	pdf_style s = { .size = 20, .align = PDF_CENTRE };
	for (int i = 0; i < SIDE * SIDE; i++) {
		char c[4];
		size_t n = utf8_put(c, 0x5140 + 7 * i);
		s.serif = i & 1;
		pdf_text(
		    p, (pdf_box){ 10 + CELL * (i % SIDE), 10 + CELL * (i / SIDE), CELL, CELL }, &s, (str){ c, n });
	}
	pdf_result o;
	assert_true(pdf_finish(p, &o));
	pdf_keep(&o);
	pdf_result_close(&o);
	static u8 page[600 * 850];
	int w = 0, h = 0;
	char line[200];
	snprintf(line, sizeof line, "pdftoppm -r %d -gray %s", DPI, pdf_path);
	FILE *f = popen(line, "r");
	assert_int_equal(fscanf(f, "P5 %d %d 255", &w, &h), 2);
	fgetc(f);
	assert_true(w * h <= (int)sizeof page && fread(page, 1, (size_t)(w * h), f) == (size_t)(w * h));
	pclose(f);
	for (int i = 0; i < SIDE * SIDE; i++) {
		int dark = 0, x0 = (10 + CELL * (i % SIDE)) * DPI * 10 / 254,
		    y0 = (10 + CELL * (i / SIDE)) * DPI * 10 / 254;
		for (int y = y0; y < y0 + CELL * DPI * 10 / 254; y++)
			for (int x = x0; x < x0 + CELL * DPI * 10 / 254; x++)
				dark += page[y * w + x] < 128;
		if (dark < 5)
			fail_msg("U+%04X is blank", 0x5140 + 7 * i);
	}
}

static void
text_fits(void **state)
{
	(void)state;
	pdf *p = pdf_open(&(pdf_info){ .title = STR("文") });
	const pdf_style s = { .size = 12 }, name = { .size = 12, .name = true };
	const pdf_box one = { 10, 10, 20, 7 }, high = { 10, 20, 20, 13 };
	assert_true(pdf_text(p, one, &s, STR("短")) == 12);
	assert_true(pdf_text(p, one, &s, STR("这一行字比格子宽")) < 12);
	assert_true(pdf_text(p, high, &s, STR("这一行字比格子宽")) == 12); /* wraps */
	assert_true(pdf_text(p, high, &name, STR("卜杜热·买买提")) == 12); /* two lines, parted at the dot */
	assert_true(pdf_text(p, one, &s, (str){ 0 }) == 0);
	double w1 = pdf_width(p, &s, STR("宽")), w2 = pdf_width(p, &s, STR("宽宽"));
	assert_true(
	    w1 > 4.2 && w1 < 4.3 && w2 > 1.99 * w1 && w2 < 2.01 * w1); /* an ideograph is 1 em: 12 pt = 4.23 mm */
	pdf_result o;
	assert_true(pdf_finish(p, &o));
	pdf_keep(&o);
	assert_has(pdf_ask("pdftotext -layout %s -"), "卜杜热·\n");
	pdf_result_close(&o);
}

/* A lecture hall: 300 places on four pages, every name on them. */
static void
large_room(void **state)
{
	(void)state;
	paper_room r = room(MOST, 20);
	r.rows = 15;
	for (size_t i = 0; i < MOST; i++)
		people[i].seat_row = (int)i % 15 + 1, people[i].seat_col = (int)i / 15 * 4 + 1;
	pdf_result o;
	if (!paper_chart(&r, true, &o))
		fail_msg("%s", o.problem);
	assert_int_equal(o.pages, 4);
	pdf_keep(&o);
	pdf_result_close(&o);
	const char *text = pdf_ask("pdftotext -layout %s -");
	for (size_t i = 0; i < MOST; i++)
		assert_has(text, digits[i][0]);
	assert_has(text, "第 20 列");
	assert_has(text, "15 排");
	assert_has(text, "第 4 页，共 4 页");
}

static void
speed(void **state)
{
	(void)state;
	paper_room r = room(60, 8), one = r;
	one.candidate_n = 1;
	pdf_result o;
	i64 start = clock_ticks();
	assert_true(paper_tickets(&one, &o));
	pdf_result_close(&o);
	i64 single = clock_ticks();
	assert_true(paper_tickets(&r, &o));
	pdf_result_close(&o);
	print_message("# one ticket %.1f ms, in a batch of 60 %.0f tickets a second\n",
	    (double)(single - start) / 1000, 60e6 / (double)(clock_ticks() - single));
}

int
main(void)
{
	i64 start = clock_ticks();
	if (!pdf_fonts_open())
		return 1;
	printf("# fonts in %.1f ms\n", (double)(clock_ticks() - start) / 1000);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_paper),
		cmocka_unit_test(ticket_says_all),
		cmocka_unit_test(g1_missing_glyph),
		cmocka_unit_test(g2_literal_text),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(one_and_many),
		cmocka_unit_test(no_blank_glyphs),
		cmocka_unit_test(text_fits),
		cmocka_unit_test(large_room),
		cmocka_unit_test(speed),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	pdf_fixture_end();
	return failed;
}
