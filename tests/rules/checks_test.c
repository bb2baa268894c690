/*
 * checks_test.c: the named checks of single values, each with what it takes, mends and refuses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rules/checks.h"

static arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(1 << 24);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static bool
has(str text, const char *words)
{
	return memmem(text.p ? text.p : "", text.n, words, strlen(words)) != NULL;
}

#define IS(s, text) assert_true(str_eq((s), str_of(text)))
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static void
takes(field_check check, const char *given, const char *value, bool notice)
{
	static const field f = { .name = "x" };
	str v = str_of(given), detail = { NULL, 0 }, fix = { NULL, 0 };
	fault_level level = FAULT_ERROR;

	if (!check(a, &f, &v, &level, &detail, &fix))
		fail_msg("%s: %.*s", given, STR_ARG(detail));
	IS(v, value);
	assert_int_equal(level, FAULT_NOTICE);
	if (notice != (detail.n > 0))
		fail_msg("%s: notice %.*s", given, STR_ARG(detail));
}

static void
refuses(field_check check, const char *given, const char *words)
{
	static const field f = { .name = "x" };
	str v = str_of(given), detail = { NULL, 0 }, fix = { NULL, 0 };
	fault_level level = FAULT_NOTICE;

	if (check(a, &f, &v, &level, &detail, &fix) || !has(detail, words))
		fail_msg("%s: %.*s", given, STR_ARG(detail));
	assert_int_equal(level, FAULT_ERROR);
}

static void
people(void **state)
{
	(void)state;
	takes(check_person_name, "张示例", "张示例", false);
	takes(check_person_name, "示例•买买提", "示例·买买提", true);
	refuses(check_person_name, "张 三", "空格");
	takes(check_document_number, "11010120050307003x", "11010120050307003X", true);
	takes(check_document_number, "H12345678", "H12345678", false);
	refuses(check_document_number, "110101050307101", "18位");
	takes(check_phone_cn, "13800000000", "13800000000", false);
	takes(check_phone_cn, "+86 138-0000-0000", "13800000000", true);
	takes(check_phone_cn, "１３８０００００００0", "13800000000", true);
	refuses(check_phone_cn, "12800000000", "13 至 19");
	refuses(check_phone_cn, "1380000000", "11 位");
	refuses(check_phone_cn, "1380000000a", "11 位");
	refuses(check_phone_cn, "13800000000\u202e", "U+202E");
}

static void
codes(void **state)
{
	(void)state;
	takes(check_organisation_code, "91350100M000100Y43", "91350100M000100Y43", false);
	takes(check_organisation_code, "D2143569-X", "D2143569X", true);
	refuses(check_organisation_code, "91350100M000100Y44", "校验位");
	takes(check_major_code, "570201", "570201", false);
	takes(check_major_code, "520101k", "520101K", true);
	refuses(check_major_code, "60100", "开头的 0");
	refuses(check_major_code, "5702011", "6 位");
	takes(check_year, "2022", "2022", false);
	takes(check_year, "２０２２", "2022", true);
	refuses(check_year, "22", "4 位");
	refuses(check_year, "1899", "4 位");
	takes(check_ascii_code, "A-1_2.b", "A-1_2.b", false);
	takes(check_ascii_code, "2022\u200b01", "202201", true);
	refuses(check_ascii_code, "学号1", "英文字母");
	refuses(check_ascii_code, "a/b", "英文字母");
	refuses(check_ascii_code, "\u200b", "为空");
}

static void
net(void **state)
{
	(void)state;
	takes(check_url, "https://example.edu.cn", "https://example.edu.cn", false);
	takes(check_url, "http://localhost:8080/a?b=c#d", "http://localhost:8080/a?b=c#d", false);
	refuses(check_url, "javascript:alert(1)", "http");
	refuses(check_url, "//example.com", "http");
	refuses(check_url, "https://", "不正确");
	refuses(check_url, "https://user@example.com/", "不正确");
	refuses(check_url, "https://example.com/a b", "不正确");
	refuses(check_url, "https://example.com/\"x", "不正确");
	refuses(check_url, "https://例子.com/", "不正确");
	refuses(check_url, "https://example..com/", "不正确");
	refuses(check_url, "https://example.com:99x/", "不正确");
	takes(check_email, "kao.wu@example.edu.cn", "kao.wu@example.edu.cn", false);
	refuses(check_email, "@example.com", "不正确");
	refuses(check_email, "a@", "不正确");
	refuses(check_email, "a@b", "不正确");
	refuses(check_email, "a@b.c@d.e", "不正确");
	refuses(check_email, "a@example.com\r\nBcc: x@example.com", "不正确");
	refuses(check_email, "考务@example.com", "不正确");
}

static void
texts(void **state)
{
	(void)state;
	takes(check_plain_text, "化工2201班（一）", "化工2201班（一）", false);
	takes(check_plain_text, "'); DROP TABLE x; --%s%n", "'); DROP TABLE x; --%s%n", false);
	refuses(check_plain_text, "甲\u202e乙", "U+202E");
	refuses(check_plain_text, "甲\u200b乙", "U+200B");
	refuses(check_plain_text, "甲\n乙", "U+000A");
	refuses(check_plain_text, "甲\x1b[31m", "U+001B");
	refuses(check_plain_text, "甲\ue000", "U+E000");
	takes(check_photo_name, "2022010101.JPG", "2022010101.JPG", false);
	takes(check_photo_name, "张示例.jpeg", "张示例.jpeg", false);
	refuses(check_photo_name, "../a.jpg", "文件夹");
	refuses(check_photo_name, "a\\b.png", "文件夹");
	refuses(check_photo_name, "a.gif", ".jpg");
	refuses(check_photo_name, ".jpg", ".jpg");
}

static void
scores(void **state)
{
	static const struct {
		const char *text;
		i64 centi;
	} rows[] = { { "0", 0 }, { "87.5", 8750 }, { "87.05", 8705 }, { "100", 10000 }, { "60.00", 6000 },
		{ "87.555", -1 }, { "-1", -1 }, { ".5", -1 }, { "87.", -1 }, { "1e2", -1 }, { "", -1 }, { "8 7", -1 },
		{ "99999", -1 } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		i64 centi = -1;

		assert_int_equal(score_centi(str_of(rows[i].text), &centi), rows[i].centi >= 0);
		assert_int_equal(centi, rows[i].centi);
	}
	takes(check_score, "８７．５", "87.5", true);
	refuses(check_score, "缺考", "状态");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(people), TEST(codes), TEST(net), TEST(texts), TEST(scores) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
