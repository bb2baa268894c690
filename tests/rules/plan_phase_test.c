/*
 * plan_phase_test.c: the five windows and their edges (faults.md C5: half-open).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "rules/plan_phase.h"

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

#define DAY(n) ((n)*CLOCK_DAY)

/* Published on day 1; windows [10k, 10k + 5) days, k = 1..5. */
static plan_windows
windows(void)
{
	plan_windows w = { .published = DAY(1) };

	for (int i = 0; i < WINDOW_COUNT; i++) {
		w.open[i] = DAY(10 * (i + 1));
		w.close[i] = DAY(10 * (i + 1) + 5);
	}
	return w;
}

static void
phases(void **state)
{
	plan_windows w = windows();

	(void)state;
	assert_int_equal(plan_phase_at(&w, DAY(1) - 1), PHASE_DRAFT);
	assert_int_equal(plan_phase_at(&w, DAY(1)), PHASE_BEFORE);
	for (int i = 0; i < WINDOW_COUNT; i++) {
		assert_int_equal(plan_phase_at(&w, w.open[i] - 1), i ? PHASE_BETWEEN : PHASE_BEFORE);
		assert_int_equal(plan_phase_at(&w, w.open[i]), PHASE_REGISTRATION + i);
		assert_int_equal(plan_phase_at(&w, w.close[i] - 1), PHASE_REGISTRATION + i);
		assert_int_equal(plan_phase_at(&w, w.close[i]), i == 4 ? PHASE_FINISHED : PHASE_BETWEEN);
	}
	/* Touching windows: the moment belongs to the later one. */
	w.close[0] = w.open[1];
	assert_int_equal(plan_phase_at(&w, w.open[1]), PHASE_SCHEDULING);
	w.published = 0;
	assert_int_equal(plan_phase_at(&w, DAY(12)), PHASE_DRAFT);
}

static void
acts(void **state)
{
	static const struct {
		plan_act act;
		i64 from, to; /* days */
		const char *role;
	} rows[] = {
		{ ACT_SET_ROOMS, 1, 20, "school" },
		{ ACT_REGISTER, 10, 15, "school" },
		{ ACT_WITHDRAW, 10, 15, "school" },
		{ ACT_SCHEDULE, 20, 25, "evaluator" },
		{ ACT_EXAM_RECORD, 30, 45, "school" },
		{ ACT_ENTER_SCORES, 40, 45, "evaluator" },
		{ ACT_SEE_RESULTS, 50, 55, "school" },
		{ ACT_ASK_REVIEW, 50, 55, "school" },
		{ ACT_SIGN, 55, 100000, "evaluator" },
	};
	plan_windows w = windows();

	(void)state;
	assert_int_equal(sizeof rows / sizeof *rows, ACT_COUNT);
	for (size_t i = 0; i < ACT_COUNT; i++) {
		assert_false(plan_permits(&w, rows[i].act, DAY(rows[i].from) - 1));
		assert_true(plan_permits(&w, rows[i].act, DAY(rows[i].from)));
		assert_true(plan_permits(&w, rows[i].act, DAY(rows[i].to) - 1));
		if (rows[i].act != ACT_SIGN)
			assert_false(plan_permits(&w, rows[i].act, DAY(rows[i].to)));
		IS(str_of(plan_act_role(rows[i].act)), rows[i].role);
	}
	w.published = 0;
	for (int act = 0; act < ACT_COUNT; act++)
		assert_false(plan_permits(&w, (plan_act)act, DAY(12)));
}

static void
refusal(void **state)
{
	plan_windows w = windows();
	i64 open;

	(void)state;
	clock_parse(STR("2026-05-06T00:00:00Z"), &open);
	w.open[WINDOW_SCHEDULING] = open;
	w.close[WINDOW_SCHEDULING] = open + 10 * 3600 * CLOCK_SECOND;
	IS(plan_refusal(a, &w, ACT_SCHEDULE, open - 1),
	    "现在不能排考：排考时间为 2026-05-06 08:00 至 2026-05-06 18:00，由培训评价组织操作，尚未开始");
	assert_true(has(plan_refusal(a, &w, ACT_SCHEDULE, w.close[WINDOW_SCHEDULING]), "已经结束"));
	assert_true(has(plan_refusal(a, &w, ACT_SIGN, open), "成绩公示结束"));
	assert_true(has(plan_refusal(a, &w, ACT_SET_ROOMS, 0), "尚未发布"));
}

static void
order(void **state)
{
	plan_windows w = windows();
	faults fs = { .a = a };

	(void)state;
	assert_true(plan_windows_check(&w, &fs));
	w.close[0] = w.open[1];
	assert_true(plan_windows_check(&w, &fs));
	w.close[0]++;
	assert_false(plan_windows_check(&w, &fs));
	assert_int_equal(fs.n, 1);
	IS(fs.v[0].pointer, "/windows/1/open");
	w = windows();
	w.close[3] = w.open[3];
	w.open[4] = 0;
	fs = (faults){ .a = a };
	assert_false(plan_windows_check(&w, &fs));
	IS(fs.v[0].pointer, "/windows/3/close");
	IS(fs.v[1].pointer, "/windows/4/open");
}

static void
extension(void **state)
{
	plan_windows w = windows(), later = w;
	faults fs = { .a = a };

	(void)state;
	later.close[1] += DAY(2);
	assert_true(plan_extension_check(&w, &later, DAY(22), &fs));
	assert_false(plan_extension_check(&w, &later, DAY(25), &fs)); /* it is over */
	later = w;
	later.close[1] -= 1;
	assert_false(plan_extension_check(&w, &later, DAY(22), &fs));
	later = w;
	later.close[1] += DAY(7); /* into the exam */
	assert_false(plan_extension_check(&w, &later, DAY(22), &fs));
	later.open[2] += DAY(2);
	assert_true(plan_extension_check(&w, &later, DAY(22), &fs));
	later = w;
	later.open[1] -= 1;
	assert_false(plan_extension_check(&w, &later, DAY(2), &fs));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(phases), TEST(acts), TEST(refusal), TEST(order), TEST(extension) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
