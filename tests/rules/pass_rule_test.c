/*
 * pass_rule_test.c: passing, rounding at the line, absence and misconduct, and faults of the rule itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rules/pass_rule.h"

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

#define COMPONENT(code, name, w, line)                                                                               \
	{                                                                                                            \
		{ code, sizeof code - 1 }, { name, sizeof name - 1 }, w, 0, 10000, line                              \
	}

static const pass_component two[] = { COMPONENT("theory", "理论", 400, 5000),
	COMPONENT("practical", "实操", 600, 6000) };

static pass_result
of(const pass_rule *r, i64 theory, i64 practical)
{
	pass_score s[] = { { SCORE_NORMAL, theory }, { SCORE_NORMAL, practical } };

	return pass_evaluate(a, r, s);
}

static void
passing(void **state)
{
	pass_rule r = { two, 2, 6000, ROUND_CENTI };
	pass_result to = of(&r, 6000, 6000);

	(void)state;
	assert_true(to.passed);
	assert_int_equal(to.total, 6000);
	to = of(&r, 5999, 6000);
	assert_int_equal(to.total, 6000); /* 59.996 rounds to 60.00 */
	assert_true(to.passed);
	to = of(&r, 5998, 6000);
	assert_int_equal(to.total, 5999);
	assert_false(to.passed);
	IS(to.reasons, "总分 59.99 分，低于合格线 60.00 分");
	/* A good total does not mend a component below its line. */
	to = of(&r, 4999, 10000);
	assert_false(to.passed);
	IS(to.reasons, "理论 49.99 分，低于合格线 50.00 分");
	to = of(&r, 0, 0);
	assert_true(has(to.reasons, "理论") && has(to.reasons, "实操") && has(to.reasons, "总分"));
}

static void
rounding(void **state)
{
	pass_rule r = { two, 2, 7000, ROUND_WHOLE };

	(void)state;
	assert_int_equal(of(&r, 6950, 6950).total, 7000);
	assert_int_equal(of(&r, 6949, 6949).total, 6900);
	r.rounding = ROUND_TENTH;
	assert_int_equal(of(&r, 6995, 6995).total, 7000);
	assert_int_equal(of(&r, 6994, 6994).total, 6990);
	r.rounding = ROUND_CENTI;
	assert_int_equal(of(&r, 6994, 6994).total, 6994);
}

static void
states(void **state)
{
	pass_rule r = { two, 2, 6000, ROUND_CENTI };
	pass_score s[] = { { SCORE_ABSENT, 0 }, { SCORE_NORMAL, 10000 } };
	pass_result to = pass_evaluate(a, &r, s);

	(void)state;
	assert_false(to.passed);
	assert_int_equal(to.total, 6000); /* at the line, but absent */
	IS(to.reasons, "理论缺考");
	s[0] = (pass_score){ SCORE_MISCONDUCT, 9900 };
	to = pass_evaluate(a, &r, s);
	assert_false(to.passed);
	assert_int_equal(to.total, 0);
	IS(to.reasons, "理论违纪，成绩无效");
}

static bool
right(const pass_component *c, size_t n, i64 line, const char *pointer)
{
	pass_rule r = { c, n, line, ROUND_CENTI };
	faults fs = { .a = a };
	bool ok = pass_rule_check(&r, &fs);

	assert_int_equal(ok, fs.n == 0);
	if (!ok)
		IS(fs.v[0].pointer, pointer);
	return ok;
}

static void
rules(void **state)
{
	pass_component c[2];

	(void)state;
	assert_true(right(two, 2, 6000, ""));
	assert_true(right(two, 2, 10000, ""));
	assert_false(right(two, 2, 10001, "/line"));
	assert_false(right(two, 0, 0, "/components"));
	memcpy(c, two, sizeof c);
	c[0].weight = 300;
	assert_false(right(c, 2, 6000, "/components"));
	c[0].weight = c[1].weight = 1000; /* a plain sum of two hundreds */
	assert_true(right(c, 2, 12000, ""));
	memcpy(c, two, sizeof c);
	c[1].code = c[0].code;
	assert_false(right(c, 2, 6000, "/components/1/code"));
	memcpy(c, two, sizeof c);
	c[1].line = 10001;
	assert_false(right(c, 2, 6000, "/components/1/line"));
	memcpy(c, two, sizeof c);
	c[1].max = 0;
	assert_false(right(c, 2, 6000, "/components/1/max"));
	assert_true(pass_score_possible(&two[0], 10000));
	assert_false(pass_score_possible(&two[0], 10001));
	assert_false(pass_score_possible(&two[0], -1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(passing), TEST(rounding), TEST(states), TEST(rules) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
