/*
 * ticket_number_test.c: ticket numbers of the default and of other patterns, there and back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rules/ticket_number.h"

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

#define IS(s, text) assert_true(str_eq((s), str_of(text)))
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static void
there_and_back(void **state)
{
	ticket_parts p = { 2026, 11, 23, 4, 5, 2 }, back;

	(void)state;
	IS(ticket_make(a, STR(TICKET_PATTERN), &p), "26110023000405");
	assert_true(ticket_parse(STR(TICKET_PATTERN), STR("26110023000405"), &back));
	assert_int_equal(back.year, 26);
	assert_int_equal(back.province, 11);
	assert_int_equal(back.site, 23);
	assert_int_equal(back.room, 4);
	assert_int_equal(back.seat, 5);
	IS(ticket_make(a, STR("YYYY-L-SSSRRNN"), &p), "2026-2-0230405");
	assert_true(ticket_parse(STR("YYYY-L-SSSRRNN"), STR("2026-2-0230405"), &back));
	assert_int_equal(back.year, 2026);
	assert_int_equal(back.level, 2);
	assert_false(ticket_parse(STR(TICKET_PATTERN), STR("2611002300040"), &back));
	assert_false(ticket_parse(STR(TICKET_PATTERN), STR("2611002300040X"), &back));
	assert_false(ticket_parse(STR("YYYY-L-SSSRRNN"), STR("2026+2-0230405"), &back));
}

static void
too_large(void **state)
{
	ticket_parts p = { 2026, 11, 9999, 9999, 99, 1 };

	(void)state;
	IS(ticket_make(a, STR(TICKET_PATTERN), &p), "26119999999999");
	p.seat = 100;
	assert_null(ticket_make(a, STR(TICKET_PATTERN), &p).p);
	p.seat = 1;
	p.site = 10000;
	assert_null(ticket_make(a, STR(TICKET_PATTERN), &p).p);
	p.site = -1;
	assert_null(ticket_make(a, STR(TICKET_PATTERN), &p).p);
}

static void
patterns(void **state)
{
	static const char *const wrong[] = { "YYSSRRN", "YYSSRRNNYY", "YYPPSSSSRRRR", "YY SSRRNN", "yyssrrnn", "" };
	faults fs = { .a = a };

	(void)state;
	assert_true(ticket_pattern_check(STR(TICKET_PATTERN), "/ticket_pattern", &fs));
	assert_true(ticket_pattern_check(STR("YYYY-L-SSSRRNN"), "/ticket_pattern", &fs));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (ticket_pattern_check(str_of(wrong[i]), "/ticket_pattern", &fs))
			fail_msg("%s", wrong[i]);
	IS(fs.v[0].pointer, "/ticket_pattern");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(there_and_back), TEST(too_large), TEST(patterns) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
