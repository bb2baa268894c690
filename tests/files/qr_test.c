/*
 * qr_test.c: the QR matrix of files/qr.h: its fixed parts, its limits; that it can be read is in paper_test.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "files/qr.h"

static qr q;

/* ISO/IEC 18004, 6.3.3: rings of 7, 5 and 3 modules in three corners. */
static void
assert_finder(int left, int top)
{
	for (int y = 0; y < 7; y++)
		for (int x = 0; x < 7; x++) {
			int dx = abs(x - 3), dy = abs(y - 3), ring = dx > dy ? dx : dy;
			assert_int_equal(q.dark[(top + y) * q.side + left + x], ring != 2);
		}
}

static void
finders(void **state)
{
	(void)state;
	assert_true(qr_make(&q, STR("HELLO WORLD")));
	assert_int_equal(q.side, 21); /* version 1 holds 20 alphanumeric characters at level M */
	assert_true(qr_make(&q, STR("https://example.org/v/1#h=abcdefgh")));
	assert_int_equal(q.side, 29); /* 34 bytes: version 3 */
	assert_finder(0, 0);
	assert_finder(q.side - 7, 0);
	assert_finder(0, q.side - 7);
}

/* Bits 0 and 1 of the format information: level M is 00, masked with 10 (6.9 and annex C). */
static void
level_is_m(void **state)
{
	(void)state;
	assert_true(qr_make(&q, STR("level")));
	assert_true(q.dark[8 * q.side + 0]);
	assert_false(q.dark[8 * q.side + 1]);
}

static void
limits(void **state)
{
	static char text[2400];
	(void)state;
	memset(text, 'a', sizeof text);
	assert_true(qr_make(&q, (str){ text, 2331 })); /* version 40-M in bytes (table 7) */
	assert_int_equal(q.side, QR_SIDE_MAX);
	assert_false(qr_make(&q, (str){ text, 2332 }));
	assert_false(qr_make(&q, (str){ 0 }));
	assert_false(qr_make(&q, (str){ "a\0b", 3 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(finders), cmocka_unit_test(level_is_m),
		cmocka_unit_test(limits) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
