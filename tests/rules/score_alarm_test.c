/*
 * score_alarm_test.c: sheets with swapped, shifted and plausible columns.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka needs the four before it */
#include <cmocka.h>

#include "rules/score_alarm.h"

static const i64 hundred[SCORE_COLUMNS] = { 10000, 10000 };
static const i64 none[SCORE_COLUMNS] = { -1, -1 };

static int
setup(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int
teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static bool
says(arena *a, const score_alarm *s, const char *part)
{
	str out[ALARMS_MOST];
	size_t n = score_alarm_says(a, s, out);

	for (size_t i = 0; i < n; i++)
		if (strstr(str_z(a, out[i]), part))
			return true;
	return false;
}

static size_t
count(arena *a, const score_alarm *s)
{
	str out[ALARMS_MOST];

	return score_alarm_says(a, s, out);
}

/* Scores spread between 60 and 90 without a pattern. */
static i64
some(int i)
{
	return 6000 + (i * 37 % 31) * 100;
}

static void
test_plausible_sheet(void **state)
{
	score_alarm s = { 0 };

	for (int i = 0; i < 30; i++)
		score_alarm_row(&s, (i64[]){ some(i), some(i + 7) }, hundred, none);
	assert_int_equal(count(*state, &s), 0);
}

static void
test_serial_numbers_and_constants(void **state)
{
	score_alarm s = { 0 };

	for (int i = 0; i < 12; i++)
		score_alarm_row(&s, (i64[]){ (i + 1) * 100, 8000 }, hundred, none);
	assert_true(says(*state, &s, "“理论成绩”列逐行加 1"));
	assert_true(says(*state, &s, "“理论成绩”列的平均分只有满分的 6%"));
	assert_true(says(*state, &s, "“实操成绩”列 12 行全部相同"));
}

static void
test_few_rows_say_nothing(void **state)
{
	score_alarm s = { 0 };

	for (int i = 0; i < ALARM_ROWS - 1; i++)
		score_alarm_row(&s, (i64[]){ (i + 1) * 100, 8000 }, hundred, none);
	assert_int_equal(count(*state, &s), 0);
}

static void
test_columns_of_different_range(void **state)
{
	static const i64 most[SCORE_COLUMNS] = { 4000, 6000 };
	score_alarm s = { 0 };

	for (int i = 0; i < 20; i++)
		score_alarm_row(&s, (i64[]){ 4100 + i % 7 * 200, 2500 + i % 5 * 200 }, most, none);
	assert_true(says(*state, &s, "很可能理论与实操两列填反"));
}

static void
test_crosswise_to_the_other_entry(void **state)
{
	score_alarm s = { 0 };

	for (int i = 0; i < 8; i++)
		score_alarm_row(&s, (i64[]){ some(i), some(i) + 500 }, hundred, (i64[]){ some(i) + 500, some(i) });
	assert_true(says(*state, &s, "正好与另一次登记对调"));
}

static void
test_contrary_to_what_the_plan_has(void **state)
{
	score_alarm s = { 0 };

	for (int i = 0; i < 40; i++) {
		score_alarm_known(&s, 0, 6000 + i % 9 * 100, 10000);
		score_alarm_known(&s, 1, 8500 + i % 9 * 100, 10000);
	}
	for (int i = 0; i < 20; i++)
		score_alarm_row(&s, (i64[]){ 8500 + i * 37 % 9 * 100, 6000 + i * 53 % 9 * 100 }, hundred, none);
	assert_true(says(*state, &s, "相反"));
}

static void
test_names_of_the_next_row(void **state)
{
	score_alarm s = { 0 };

	for (int i = 0; i < 20; i++) {
		score_alarm_row(&s, (i64[]){ some(i), some(i + 7) }, hundred, none);
		if (i < 5)
			score_alarm_name(&s, true);
	}
	assert_true(says(*state, &s, "相邻行的姓名"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plausible_sheet),
		cmocka_unit_test(test_serial_numbers_and_constants),
		cmocka_unit_test(test_few_rows_say_nothing),
		cmocka_unit_test(test_columns_of_different_range),
		cmocka_unit_test(test_crosswise_to_the_other_entry),
		cmocka_unit_test(test_contrary_to_what_the_plan_has),
		cmocka_unit_test(test_names_of_the_next_row),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
