/*
 * major_test.c: majors of both catalogues. 570201 is 应用化工技术 in 2015 and 商务英语 in 2021 (spec 6).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rules/major.h"

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

#define ROW(c, l, code, name)                                                                                        \
	{                                                                                                            \
		c, { l, sizeof l - 1 }, { code, sizeof code - 1 },                                                   \
		{                                                                                                    \
			name, sizeof name - 1                                                                        \
		}                                                                                                    \
	}
#define CHANGE(l, o, n)                                                                                              \
	{                                                                                                            \
		{ l, sizeof l - 1 }, CATALOGUE_2015, CATALOGUE_2021, { o, 6 },                                       \
		{                                                                                                    \
			n, 6                                                                                         \
		}                                                                                                    \
	}

static const major_row rows[] = {
	ROW(2015, LEVEL_COLLEGE, "570201", "应用化工技术"),
	ROW(2015, LEVEL_COLLEGE, "570202", "石油炼制技术"),
	ROW(2015, LEVEL_COLLEGE, "570203", "石油化工技术"),
	ROW(2015, LEVEL_COLLEGE, "520101K", "示例专业（一）"),
	ROW(2015, LEVEL_COLLEGE, "670202", "商务英语"),
	ROW(2021, LEVEL_COLLEGE, "470201", "应用化工技术"),
	ROW(2021, LEVEL_COLLEGE, "470202", "石油炼制技术"),
	ROW(2021, LEVEL_COLLEGE, "470203", "石油化工技术"),
	ROW(2021, LEVEL_COLLEGE, "570201", "商务英语"),
	ROW(2010, LEVEL_SECONDARY, "060100", "化学工艺"),
	ROW(2021, LEVEL_SECONDARY, "670201", "化学工艺"),
};
static const major_change changes[] = {
	CHANGE(LEVEL_COLLEGE, "570201", "470201"),
	CHANGE(LEVEL_COLLEGE, "570202", "470202"),
	CHANGE(LEVEL_COLLEGE, "570203", "470202"),
	CHANGE(LEVEL_COLLEGE, "670202", "570201"),
};
static const major_tables tables = { rows, sizeof rows / sizeof *rows, changes, sizeof changes / sizeof *changes };

static void
judged(i64 catalogue, const char *level, const char *code, const char *name, major_verdict want, const char *words,
    const char *fix)
{
	major_answer to = major_judge(a, &tables, catalogue, str_of(level), str_of(code), str_of(name));

	if (to.verdict != want || !has(to.detail, words) || !str_eq(to.fix_code, str_of(fix)))
		fail_msg("%s %s: %d %.*s fix %.*s", code, name, to.verdict, STR_ARG(to.detail), STR_ARG(to.fix_code));
}

static void
right(void **state)
{
	(void)state;
	judged(2015, LEVEL_COLLEGE, "570201", "应用化工技术", MAJOR_OK, "", "");
	judged(2015, LEVEL_COLLEGE, "570201", "应用化工技术专业", MAJOR_OK, "", "");
	judged(2015, LEVEL_COLLEGE, " ５７０２０１", "应用化工 技术", MAJOR_OK, "", "");
	judged(2015, LEVEL_COLLEGE, "520101k", "示例专业(一)", MAJOR_OK, "", "");
	judged(2021, LEVEL_COLLEGE, "570201", "商务英语", MAJOR_OK, "", "");
	judged(2010, LEVEL_SECONDARY, "060100", NULL, MAJOR_OK, "", "");
}

static void
other_catalogue(void **state)
{
	(void)state;
	judged(2015, LEVEL_COLLEGE, "470201", "应用化工技术", MAJOR_OTHER_VERSION,
	    "属于新版目录（2021），目前使用旧版目录（2015），旧版代码为 570201", "570201");
	/* The same value in both: the name tells which was meant. */
	judged(2015, LEVEL_COLLEGE, "570201", "商务英语", MAJOR_OTHER_VERSION, "旧版代码为 670202", "670202");
	judged(2021, LEVEL_COLLEGE, "570201", "应用化工技术", MAJOR_OTHER_VERSION, "新版代码为 470201", "470201");
	/* Merged majors: the school must choose. */
	judged(2015, LEVEL_COLLEGE, "470202", "石油炼制技术", MAJOR_OTHER_VERSION,
	    "570202（石油炼制技术）、570203（石油化工技术）", "");
	judged(2015, LEVEL_COLLEGE, "470203", "石油化工技术", MAJOR_OTHER_VERSION, "没有对应的专业", "");
}

static void
wrong(void **state)
{
	(void)state;
	judged(2015, LEVEL_COLLEGE, "57020", "应用化工技术", MAJOR_FORM, "6 位", "");
	judged(2015, LEVEL_COLLEGE, "5702011", "应用化工技术", MAJOR_FORM, "6 位", "");
	judged(2015, LEVEL_COLLEGE, "570201", "石油炼制技术", MAJOR_NAME, "570202", "");
	judged(2015, LEVEL_COLLEGE, "570201", "不存在", MAJOR_NAME, "应为“应用化工技术”", "");
	judged(2021, LEVEL_COLLEGE, "670201", "化学工艺", MAJOR_OTHER_LEVEL, "中职", "");
	judged(2015, LEVEL_COLLEGE, "999999", "石油炼制技术", MAJOR_UNKNOWN, "570202", "570202");
	judged(2015, LEVEL_COLLEGE, "999999", "不存在", MAJOR_UNKNOWN, "没有代码 999999", "");
}

static void
names(void **state)
{
	(void)state;
	assert_true(major_code_form(STR("520101K")));
	assert_true(major_code_form(STR("080910T")));
	assert_true(major_code_form(STR("083102TK")));
	assert_false(major_code_form(STR("520101KT")));
	assert_false(major_code_form(STR("52010")));
	assert_int_equal(major_old_catalogue(STR(LEVEL_SECONDARY)), 2010);
	assert_int_equal(major_old_catalogue(STR(LEVEL_COLLEGE)), 2015);
	assert_int_equal(major_old_catalogue(STR(LEVEL_BACHELOR)), 0);
	IS(str_of(education_title(STR(LEVEL_COLLEGE))), "高职专科");
	assert_null(education_title(STR("x")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(right), TEST(other_catalogue), TEST(wrong), TEST(names) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
