/*
 * invigilation_test.c: nobody in two rooms at once, not even under two schools' lists; what is given stays; turns are
 * shared; what cannot be filled is counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/invigilation.h"

static arena *a;

/* Sessions 0 and 1 overlap, 2 stands alone. */
static const u64 overlap[64] = { 3, 3, 4 };

static void
shares_turns(void **state)
{
	invigilator v[] = { { .id = 1, .person = 1, .site = 7 }, { .id = 2, .person = 2, .site = 7 },
		{ .id = 3, .person = 3, .site = 7 }, { .id = 4, .person = 4, .site = 7 } };
	i64 who[8] = { 0 };
	invigilated room[] = { { 7, 0, who }, { 7, 1, who + 2 }, { 7, 2, who + 4 }, { 7, 2, who + 6 } };

	(void)state;
	assert_int_equal(invigilation_assign(a, v, 4, room, 4, 2, overlap), 0);
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < i; k++) {
			assert_int_not_equal(who[i], who[k]); /* 0 and 1 are at the same time */
			assert_int_not_equal(who[4 + i], who[4 + k]);
		}
	for (int i = 0; i < 4; i++)
		assert_int_equal(v[i].times, 2);
}

static void
one_person_on_two_lists(void **state)
{
	invigilator v[] = { { .id = 1, .person = 1, .site = 7 }, { .id = 2, .person = 1, .site = 8 },
		{ .id = 3, .person = 3, .site = 9, .busy = 4 } };
	i64 who[4] = { 0 };
	invigilated room[] = { { 7, 0, who }, { 8, 1, who + 1 }, { 8, 2, who + 2 }, { 9, 2, who + 3 } };

	(void)state;
	assert_int_equal(invigilation_assign(a, v, 3, room, 4, 1, overlap), 2);
	assert_int_equal(who[0], 1);
	assert_int_equal(who[1], 0); /* the same person watches at site 7 at that time */
	assert_int_equal(who[2], 2);
	assert_int_equal(who[3], 0); /* busy elsewhere */
}

static void
keeps_what_is_given(void **state)
{
	invigilator v[] = { { .id = 1, .person = 1, .site = 7 }, { .id = 2, .person = 2, .site = 7 } };
	i64 who[2] = { 0, 1 };
	invigilated room[] = { { 7, 0, who }, { 7, 1, who + 1 } };

	(void)state;
	assert_int_equal(invigilation_assign(a, v, 2, room, 2, 1, overlap), 0);
	assert_int_equal(who[0], 2);
	assert_int_equal(who[1], 1);
	assert_int_equal(invigilation_assign(a, v, 0, room, 2, 1, overlap), 0);
}

static int
begin(void **state)
{
	(void)state;
	a = arena_new(1 << 20);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_turns),
		cmocka_unit_test(one_person_on_two_lists),
		cmocka_unit_test(keeps_what_is_given),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
