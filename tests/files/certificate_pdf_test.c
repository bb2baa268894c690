/*
 * certificate_pdf_test.c: the e-certificate read back: its words, its QR code, its attachment, the same bytes each
 * time, and what must be refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "files/certificate_pdf.h"
#include "pdf_fixture.h"

static certificate_print
example(void)
{
	i64 at;
	clock_parse(STR("2026-07-01T02:30:00Z"), &at);
	return (certificate_print){ .holder = STR("张晓𬎆"),
		.document_masked = STR("110101********1016"),
		.certificate = STR("化工精馏安全控制"),
		.certificate_en = STR("Safety Control of Chemical Distillation"),
		.level = 2,
		.evaluator = STR("示例化工教育科技有限公司"),
		.evaluator_en = STR("Example Chemical Education Co., Ltd."),
		.site = STR("示例化工职业技术学院"),
		.number = STR("91110108X10122026000123X"),
		.year = 2026,
		.month = 7,
		.day = 1,
		.photo = red_photo(),
		.verify_url = STR("https://example.org/v/01J2K3M4#h=Zk3v0m1q2w3e4r5t6y7u8i"),
		.signed_by_evaluator = { STR("示例化工教育科技有限公司"), STR("周明"), at, STR("9f3a71c2") },
		.signed_by_site = { STR("示例化工职业技术学院"), STR("何丽"), at + 60 * CLOCK_SECOND,
		    STR("04bea90d") },
		.sealed = { STR("示例化工教育科技有限公司"), STR("吴刚"), at + 120 * CLOCK_SECOND, STR("c77d0e15") },
		.created = at,
		.sample = true,
		.credential_name = "credential.json",
		.credential_type = "application/vc+ld+json",
		.credential = STR("{\"id\":\"urn:uuid:1\",\"终\":\"endobj >> endstream\"}\n") };
}

static void
says_all(void **state)
{
	static const char *const parts[] = { "职业技能等级证书", "Vocational Skill Level Certificate", "张晓𬎆",
		"110101********1016", "化工精馏安全控制", "Safety Control of Chemical Distillation", "中级",
		"Intermediate", "示例化工教育科技有限公司", "示例化工职业技术学院", "91110108X10122026000123X",
		"2026 年 7 月 1 日", "周明", "何丽", "吴刚", "2026-07-01 10:32", "c77d0e15", "证书专用章", "示例" };
	(void)state;
	certificate_print c = example();
	pdf_result a, b;
	if (!certificate_pdf(&c, &a))
		fail_msg("%s", a.problem);
	assert_true(certificate_pdf(&c, &b));
	assert_true(a.n == b.n && memcmp(a.bytes, b.bytes, a.n) == 0);
	pdf_keep(&a);
	const char *text = pdf_ask("pdftotext -layout %s -");
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		assert_has(text, parts[i]);
	assert_fonts_embedded();
	assert_has(pdf_ask("TZ=UTC pdfinfo -isodates %s 2>&1"), "2026-07-01T02:30:00Z");
	assert_has(pdf_said, "841.89 x 595.276");
	assert_has(pdf_said, "Title:           91110108X10122026000123X");
	assert_null(strstr(pdf_said, "Error"));
	assert_has(pdf_ask("pdfinfo -url %s"), "https://example.org/v/01J2K3M4#h=Zk3v0m1q2w3e4r5t6y7u8i");
	assert_has(pdf_ask("pdftoppm -r 110 -png %s %s.page && zbarimg --nodbus -q --raw %1$s.page-1.png; rm -f "
			   "%1$s.page-1.png"),
	    "https://example.org/v/01J2K3M4#h=Zk3v0m1q2w3e4r5t6y7u8i");
	pdf_result_close(&a);
	pdf_result_close(&b);
}

static void
credential_attached(void **state)
{
	(void)state;
	certificate_print c = example();
	pdf_result with, without;
	assert_true(certificate_pdf(&c, &with));
	pdf_keep(&with);
	assert_has(pdf_ask("pdfdetach -list %s 2>&1"), "1: credential.json");
	const char *out = pdf_ask("pdfdetach -save 1 -o %s.out %s 2>&1; cat %1$s.out; rm -f %1$s.out");
	assert_int_equal(strlen(out), c.credential.n);
	assert_memory_equal(out, c.credential.p, c.credential.n);
	assert_false(pdf_attach(&with, "again.json", "application/json", STR("{}"), c.created)); /* one only */
	c.credential_name = NULL;
	assert_true(certificate_pdf(&c, &without));
	assert_memory_equal(with.bytes, without.bytes, without.n); /* appended, nothing changed */
	assert_false(pdf_attach(&without, "a(b).json", "application/json", STR("{}"), c.created));
	pdf_keep(&without);
	assert_has(pdf_ask("pdfdetach -list %s 2>&1"), "0 embedded files");
	pdf_result_close(&with);
	pdf_result_close(&without);
	pdf_result junk = { .bytes = (u8 *)strdup("startxref\n99999\n%%EOF\n"), .n = 22 };
	assert_false(pdf_attach(&junk, "a.json", "application/json", STR("{}"), 0));
	pdf_result_close(&junk);
}

static void
sample_only_when_said(void **state)
{
	(void)state;
	certificate_print c = example();
	c.sample = false;
	c.evaluator = c.signed_by_evaluator.organisation = c.sealed.organisation = STR("培训评价机构");
	c.site = c.signed_by_site.organisation = STR("某校");
	pdf_result o;
	assert_true(certificate_pdf(&c, &o));
	pdf_keep(&o);
	pdf_result_close(&o);
	assert_null(strstr(pdf_ask("pdftotext %s -"), "示例"));
}

static void
long_words(void **state)
{
	(void)state;
	certificate_print c = example();
	c.holder = STR("阿卜杜热合曼·阿卜杜拉·买买提·吐尔逊");
	c.certificate = STR("化工危险与可操作性（HAZOP）分析及大型石油化工装置安全运行综合能力评价");
	c.evaluator = STR("北方示例石油化工与安全工程职业教育科技发展集团有限责任公司");
	c.certificate_en = c.evaluator_en = (str){ 0 };
	for (c.level = 1; c.level <= 3; c.level++) {
		pdf_result o;
		if (!certificate_pdf(&c, &o))
			fail_msg("%s", o.problem);
		assert_int_equal(o.pages, 1);
		pdf_result_close(&o);
	}
}

static void
assert_problem(const certificate_print *c, const char *part)
{
	pdf_result o;
	assert_false(certificate_pdf(c, &o));
	assert_null(o.bytes);
	assert_has(o.problem, part);
	pdf_result_close(&o);
}

static void
what_is_refused(void **state)
{
	(void)state;
	certificate_print c = example();
	c.holder = STR("王\U00031350");
	assert_problem(&c, "U+31350"); /* G1 */
	c = example();
	c.level = 4;
	assert_problem(&c, "等级");
	c = example();
	c.photo = (str){ 0 };
	assert_problem(&c, "缺少照片");
	c.photo = STR("no image");
	assert_problem(&c, "JPEG");
	c = example();
	c.credential_name = "a b";
	assert_problem(&c, "附入");
}

static void
speed(void **state)
{
	(void)state;
	certificate_print c = example();
	pdf_result o;
	i64 start = clock_ticks();
	for (int i = 0; i < 10; i++) {
		assert_true(certificate_pdf(&c, &o));
		pdf_result_close(&o);
	}
	print_message("# one certificate %.1f ms\n", (double)(clock_ticks() - start) / 10000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_all),
		cmocka_unit_test(credential_attached),
		cmocka_unit_test(sample_only_when_said),
		cmocka_unit_test(long_words),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(speed),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	pdf_fixture_end();
	return failed;
}
