/*
 * document_number_test.c: form rules of documents, on synthetic numbers with right check digits and on the damaged
 * inputs of faults.md, D. The published number is the example of GB 11643-1999, annex A.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "rules/document_number.h"

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

static document_day
on(i64 day)
{
	return (document_day){ .today = day, .age_least = 14, .age_most = 70 };
}

static document_day
today(void)
{
	return on(clock_days(2026, 5, 1));
}

static document_answer
resident(const char *s)
{
	return document_check(a, STR(DOCUMENT_RESIDENT), str_of(s), today());
}

static void
refused(const char *type, const char *s, const char *words)
{
	document_answer to = document_check(a, str_of(type), str_of(s), today());

	if (to.ok || !has(to.error, words))
		fail_msg("%s %s: %.*s", type, s, STR_ARG(to.error));
}

static void
accepted(const char *type, const char *s, const char *value)
{
	document_answer to = document_check(a, str_of(type), str_of(s), today());

	if (!to.ok)
		fail_msg("%s %s: %.*s", type, s, STR_ARG(to.error));
	IS(to.value, value);
}

static void
check_digit(void **state)
{
	static const char *const right[] = { "110101200503071016", "110101200503071024", "11010120050307003X",
		"44030020040229123X", "810000200012310012", "830000200012310024", "110101200503070056",
		"110101200503070048", "110101200502301019", "11010519491231002X", "440524188001010014" };

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof *right; i++)
		assert_int_equal(document_check_digit(str_head(str_of(right[i]), 17)), right[i][17]);
	assert_int_equal(document_check_digit(STR("1101012005030710")), 0);
	assert_int_equal(document_check_digit(STR("1101012005030710X")), 0);
}

static void
resident_numbers(void **state)
{
	document_answer to = resident("110101200503071016");

	(void)state;
	assert_true(to.ok);
	IS(to.birth, "2005-03-07");
	IS(to.sex, "1");
	IS(to.province, "11");
	assert_int_equal(to.notice.n, 0);
	assert_int_equal(to.doubt.n, 0);
	IS(resident("110101200503071024").sex, "2");
	assert_true(resident("44030020040229123X").ok);
	to = resident("11010120050307003x");
	assert_true(to.ok);
	IS(to.value, "11010120050307003X");
	assert_true(has(to.notice, "大写"));
}

/* Every single wrong digit and every exchange of neighbours is found (ISO 7064 MOD 11-2 promises both). */
static void
single_faults_are_found(void **state)
{
	static const char number[] = "110101200503071016";

	(void)state;
	for (size_t i = 0; i < 18; i++)
		for (char c = '0'; c <= '9'; c++) {
			char other[19];

			memcpy(other, number, sizeof other);
			other[i] = c;
			assert_int_equal(resident(other).ok, c == number[i]);
		}
	for (size_t i = 0; i + 1 < 18; i++) {
		char other[19];

		memcpy(other, number, sizeof other);
		other[i] = number[i + 1];
		other[i + 1] = number[i];
		assert_int_equal(resident(other).ok, number[i] == number[i + 1]);
	}
}

static void
refusals(void **state)
{
	static const struct {
		const char *number, *words;
	} rows[] = {
		{ "110101200503071010", "校验位" }, { "110101200502301019", "出生日期不存在" },
		{ "110101050307101", "请使用18位身份证号" },
		{ "990000200503071018", "99 不是有效的省级行政区划代码" }, { "810000200012310012", "港澳居民居住证" },
		{ "830000200012310024", "台湾居民居住证" }, { "1.10101E+17", "身份证号请设为文本格式" },
		{ "1.10101200503071E+17", "身份证号请设为文本格式" },
		{ "110101200503071016.0", "身份证号请设为文本格式" },
		{ "110,101,200,503,071,016", "身份证号请设为文本格式" }, { "110101200503071000", "末三位为 000" },
		{ "11010120050307003\u0425", "西里尔字母 \u0425（U+0425）" },
		{ "11010120050307003\u03a7", "希腊字母 \u03a7（U+03A7）" }, { "11010120050307003*", "星号" },
		{ "11010120050307\u202e1016", "U+202E" }, { "11010120050307101", "18 位，现为 17 位" },
		{ "1101012005030710160", "18 位，现为 19 位" }, { "1101012005030X1016", "前 17 位应为数字" },
		{ "\u200b", "为空" }, { "11010120050307101\xff", "UTF-8" },
		{ "11010120050307101甲", "“甲”（U+7532）" },
		{ "110101202605021012", "" }, /* born tomorrow; whatever its digit */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		refused(DOCUMENT_RESIDENT, rows[i].number, rows[i].words);
	refused("card", "110101200503071016", "没有这种证件类型");
	refused(DOCUMENT_RESIDENT, "110101190002291014", "出生日期不存在"); /* 1900 was no leap year */
}

static void
repairs_say_so(void **state)
{
	document_answer to = resident(" 110101\u00a020050307\u200b1016\ufeff\t");

	(void)state;
	assert_true(to.ok);
	IS(to.value, "110101200503071016");
	assert_true(has(to.notice, "U+00A0") && has(to.notice, "U+200B") && has(to.notice, "U+FEFF"));
	to = resident("１１０１０１２００５０３０７００３ｘ");
	assert_true(to.ok);
	IS(to.value, "11010120050307003X");
	assert_true(has(to.notice, "半角"));
	to = resident("'110101200503071016");
	assert_true(to.ok);
	assert_true(has(to.notice, "单引号"));
	to = resident("''110101200503071016");
	assert_true(to.ok);
}

static document_answer
judged(document_day day)
{
	return document_check(a, STR(DOCUMENT_RESIDENT), STR("110101200503071016"), day);
}

static void
ages(void **state)
{
	i64 day = clock_days(2019, 3, 6);

	(void)state;
	assert_int_equal(document_age(STR("2005-03-07"), day), 13);
	assert_int_equal(document_age(STR("2005-03-07"), day + 1), 14);
	assert_int_equal(document_age(STR("2004-02-29"), clock_days(2018, 2, 28)), 13);
	assert_int_equal(document_age(STR("2004-02-29"), clock_days(2018, 3, 1)), 14);
	assert_int_equal(document_age(STR("2030-01-01"), day), -1);
	/* D9: the ages beyond which a person must look are settings. */
	assert_true(has(judged(on(day)).doubt, "未满 14 周岁（13 岁），请人工确认，并取得监护人同意"));
	assert_int_equal(judged(on(day + 1)).doubt.n, 0);
	assert_true(has(judged((document_day){ day, 16, 60 }).doubt, "未满 16 周岁"));
	assert_int_equal(judged((document_day){ day, 12, 60 }).doubt.n, 0);
	assert_int_equal(judged(on(clock_days(2076, 3, 6))).doubt.n, 0);
	assert_true(has(judged(on(clock_days(2076, 3, 7))).doubt, "超过 70 周岁（71 岁）"));
	assert_true(has(judged((document_day){ clock_days(2036, 3, 7), 14, 30 }).doubt, "超过 30 周岁"));
	assert_false(judged(on(clock_days(2005, 3, 6))).ok);
	/* Not knowing the day nobody's age is judged. */
	assert_int_equal(judged((document_day){ 0 }).doubt.n, 0);
}

static void
other_documents(void **state)
{
	(void)state;
	accepted(DOCUMENT_HM_RESIDENCE, "810000200012310012", "810000200012310012");
	accepted(DOCUMENT_TW_RESIDENCE, "830000200012310024", "830000200012310024");
	refused(DOCUMENT_HM_RESIDENCE, "830000200012310024", "810000");
	refused(DOCUMENT_TW_RESIDENCE, "110101200503071016", "830000");
	accepted(DOCUMENT_HM_PERMIT, "h12345678", "H12345678");
	accepted(DOCUMENT_HM_PERMIT, "M00000001", "M00000001");
	refused(DOCUMENT_HM_PERMIT, "H1234567801", "换证次数");
	IS(document_check(a, STR(DOCUMENT_HM_PERMIT), STR("H1234567801"), (document_day){ 0 }).fix, "H12345678");
	refused(DOCUMENT_HM_PERMIT, "A12345678", "H 或 M");
	accepted(DOCUMENT_TW_PERMIT, "00000001", "00000001");
	refused(DOCUMENT_TW_PERMIT, "0000001", "8 位数字");
	accepted(DOCUMENT_PASSPORT, "e12345678", "E12345678");
	accepted(DOCUMENT_PASSPORT, "12E45", "12E45");
	refused(DOCUMENT_PASSPORT, "E123", "5 至 20");
	refused(DOCUMENT_PASSPORT, "ABCDEF", "没有数字");
	refused(DOCUMENT_PASSPORT, "000000", "都相同");
	refused(DOCUMENT_PASSPORT, "110101200503071016", "身份证");
	refused(DOCUMENT_PASSPORT, "E-1234567", "符号 -");
	accepted(DOCUMENT_FOREIGN_RESIDENCE, "ABC110012345678", "ABC110012345678");
	refused(DOCUMENT_FOREIGN_RESIDENCE, "AB1110012345678", "9 开头");
	refused(DOCUMENT_FOREIGN_RESIDENCE, "ABC11001234567X", "12 位数字");
}

static void
new_foreign_card(void **state)
{
	char number[19] = "911840200503070010";
	document_answer to;

	(void)state;
	number[17] = document_check_digit(str_head(str_of(number), 17));
	to = document_check(a, STR(DOCUMENT_FOREIGN_RESIDENCE), str_of(number), today());
	assert_true(to.ok);
	IS(to.birth, "2005-03-07");
	assert_null(to.sex.p);
	refused(DOCUMENT_RESIDENT, number, "外国人永久居留身份证");
	number[17] = number[17] == '0' ? '1' : '0';
	refused(DOCUMENT_FOREIGN_RESIDENCE, number, "校验位");
}

static void
form_without_type(void **state)
{
	(void)state;
	assert_true(document_check_form(a, STR("110101200503071016")).ok);
	assert_true(document_check_form(a, STR("E12345678")).ok);
	assert_false(document_check_form(a, STR("110101200503071010")).ok);
	assert_false(document_check_form(a, STR("110101050307101")).ok);
	assert_false(document_check_form(a, STR("1.10101E+17")).ok);
	assert_false(document_check_form(a, STR("E12")).ok);
	IS(str_of(document_title(STR(DOCUMENT_PASSPORT))), "护照");
	assert_null(document_title(STR("x")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(check_digit), TEST(resident_numbers), TEST(single_faults_are_found),
		TEST(refusals), TEST(repairs_say_so), TEST(ages), TEST(other_documents), TEST(new_foreign_card),
		TEST(form_without_type) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
