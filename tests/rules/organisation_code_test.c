/*
 * organisation_code_test.c: check characters, on the examples printed in GB 11714-1997 (D2143569-X) and in
 * GB 32100-2015 (91350100M000100Y43); and the code tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rules/codes.h"
#include "rules/organisation_code.h"

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
published(void **state)
{
	organisation_answer to = organisation_check(a, STR("D2143569-X"));

	(void)state;
	assert_int_equal(organisation_check_unit(STR("D2143569")), 'X');
	assert_int_equal(organisation_check_credit(STR("91350100M000100Y4")), '3');
	assert_true(to.ok);
	IS(to.value, "D2143569X");
	IS(to.unit, "D2143569X");
	assert_true(to.notice.n > 0);
	to = organisation_check(a, STR("91350100M000100Y43"));
	assert_true(to.ok);
	IS(to.unit, "M000100Y4");
	assert_int_equal(to.notice.n, 0);
	to = organisation_check(a, STR(" 91350100m000100y43\u200b"));
	assert_true(to.ok);
	IS(to.value, "91350100M000100Y43");
	assert_true(to.notice.n > 0);
}

static void
refusals(void **state)
{
	static const struct {
		const char *code, *words;
	} rows[] = {
		{ "91350100M000100Y44", "校验位不正确" },
		{ "91350100M000100I43", "I、O、S、V、Z" },
		{ "D21435690", "校验位不正确" },
		{ "D2143569", "现为 8 位" },
		{ "", "现为 0 位" },
		{ "D214356甲X", "" },
		{ "D2143569\u202eX", "U+202E" },
	};
	char code[19] = "91350100M000101Y4";

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		organisation_answer to = organisation_check(a, str_of(rows[i].code));

		if (to.ok || !has(to.error, rows[i].words))
			fail_msg("%s: %.*s", rows[i].code, STR_ARG(to.error));
	}
	/* Right as a whole, but the organisation code inside it is not. */
	code[17] = organisation_check_credit(str_of(code));
	assert_true(has(organisation_check(a, str_of(code)).error, "第 9 至 17 位"));
	assert_int_equal(organisation_check_unit(STR("D214356")), 0);
	assert_int_equal(organisation_check_unit(STR("d2143569")), 0);
}

static void
tables(void **state)
{
	size_t n = 0;

	(void)state;
	while (ethnicities[n].code)
		n++;
	assert_int_equal(n, 58);
	for (n = 0; provinces[n].code;)
		n++;
	assert_int_equal(n, 34);
	IS(str_of(code_title(ethnicities, STR("01"))), "汉族");
	IS(str_of(code_title(ethnicities, STR("56"))), "基诺族");
	IS(str_of(code_of_title(ethnicities, STR("维吾尔"))), "05");
	IS(str_of(code_of_title(ethnicities, STR("汉族"))), "01");
	assert_null(code_of_title(ethnicities, STR("族")));
	assert_null(code_title(provinces, STR("99")));
	IS(str_of(code_title(sexes, STR("9"))), "未说明的性别");
	assert_null(sex_options[2]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(published), TEST(refusals), TEST(tables) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
