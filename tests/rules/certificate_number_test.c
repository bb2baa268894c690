/*
 * certificate_number_test.c: the check character against published numbers, what it finds, and the parts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/certificate_number.h"

static arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new(16 << 20);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* ISO 7064, MOD 37,36 is what GRid and ISAN use: A1-2425G-ABC1234002-M is the GRid standard's own example;
 * B159-D8FA-0124-0000-K and 0000-0000-C36D-002B-K are issued ISANs. */
static void
published_numbers(void **state)
{
	(void)state;
	assert_int_equal(certificate_number_check(STR("A12425GABC1234002")), 'M');
	assert_int_equal(certificate_number_check(STR("B159D8FA01240000")), 'K');
	assert_int_equal(certificate_number_check(STR("00000000C36D002B")), 'K');
	assert_int_equal(certificate_number_check(STR("a")), '\0');
	assert_int_equal(certificate_number_check(STR("1 2")), '\0');
}

static const certificate_number sample = { { "MA01ABCD5", 9 }, { "214", 3 }, 2, 2026, 123 };

static void
make_and_read(void **state)
{
	str number, again, normal;
	certificate_number v;

	(void)state;
	assert_null(certificate_number_make(a, CERTIFICATE_NUMBER_PATTERN, &sample, &number));
	assert_int_equal(number.n, 24);
	assert_memory_equal(number.p, "MA01ABCD521422026000123", 23);
	assert_null(certificate_number_read(a, CERTIFICATE_NUMBER_PATTERN, number, &normal, &v));
	assert_true(str_eq(normal, number));
	assert_true(str_is(v.organisation, "MA01ABCD5") && str_is(v.certificate, "214"));
	assert_true(v.level == 2 && v.year == 2026 && v.serial == 123);
	again = str_f(a, " ma01abcd-5 214 2 2026 000123 %c\n", number.p[23]);
	assert_null(certificate_number_read(a, CERTIFICATE_NUMBER_PATTERN, again, &normal, NULL));
	assert_true(str_eq(normal, number));
	/* another pattern */
	assert_null(certificate_number_make(a, "Y4 O9 C3 S9", &sample, &number));
	assert_true(str_is(number, "2026MA01ABCD5214000000123"));
	assert_null(certificate_number_read(a, "Y4 O9 C3 S9", number, &normal, &v));
	assert_true(v.serial == 123 && v.level == 0);
}

/* Every single wrong character is found; of swaps of neighbours nearly all. */
static void
slips(void **state)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t swaps = 0, missed = 0;
	str number, normal;
	char z[24];

	(void)state;
	for (i64 serial = 1; serial <= 40; serial++) {
		certificate_number v = sample;

		v.serial = serial * 2477;
		assert_null(certificate_number_make(a, CERTIFICATE_NUMBER_PATTERN, &v, &number));
		for (size_t i = 0; i < 24; i++) {
			memcpy(z, number.p, 24);
			for (size_t k = 0; k < 36; k++) {
				z[i] = digits[k];
				if (z[i] != number.p[i])
					assert_int_not_equal(certificate_number_check((str){ z, 23 }), z[23]);
			}
			memcpy(z, number.p, 24);
			if (i == 23 || z[i] == z[i + 1])
				continue;
			z[i] = number.p[i + 1];
			z[i + 1] = number.p[i];
			swaps++;
			missed += certificate_number_check((str){ z, 23 }) == z[23];
		}
	}
	assert_true(swaps > 500 && missed * 100 < swaps);
	number = STR("MA01ABCD521422026000123?");
	assert_non_null(certificate_number_read(a, CERTIFICATE_NUMBER_PATTERN, number, &normal, NULL));
}

static void
refused(void **state)
{
	static const char *const patterns[] = { "", "O9", "O9 C3", "O9 C3 S6 O9", "O9 C3 S6 X1", "O9 C3 S0",
		"O9 C3 S", "O9 C3 S19", "O9 C3 L2 S6", "O9 C3 Y2 S6", "K1 O9 C3 S6", "O9 C3 S6 K2", "O9  C3 S6",
		"O9 C3 S6 ", "O18 C18 S6 K1" };
	static const char *const numbers[] = { "", "1", "MA01ABCD52142202600012", "MA01ABCD521422026000123MM",
		"MA01ABCD52142202600012３M", "MA01ABCD5214220260001_3M",
		"MA01ABCD5MA01ABCD5MA01ABCD5MA01ABCD5MA01ABCD5MA01ABCD5" };
	static const char *const bodies[] = { "MA01ABCD521402026000123", "MA01ABCD521442026000123",
		"MA01ABCD521421999000123", "MA01ABCD521422026000000", "MA01ABCD52142202600012A" };
	certificate_number v;
	str number, normal;

	(void)state;
	assert_null(certificate_number_pattern(CERTIFICATE_NUMBER_PATTERN));
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		assert_non_null(certificate_number_pattern(patterns[i]));
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		assert_non_null(
		    certificate_number_read(a, CERTIFICATE_NUMBER_PATTERN, str_of(numbers[i]), &normal, NULL));
	/* the check character is right, a part is not */
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		number = str_f(a, "%s%c", bodies[i], certificate_number_check(str_of(bodies[i])));
		assert_non_null(certificate_number_read(a, CERTIFICATE_NUMBER_PATTERN, number, &normal, NULL));
	}
	v = sample;
	v.serial = 999999;
	assert_null(certificate_number_make(a, CERTIFICATE_NUMBER_PATTERN, &v, &number));
	v.serial = 1000000;
	assert_non_null(certificate_number_make(a, CERTIFICATE_NUMBER_PATTERN, &v, &number));
	v.serial = 0;
	assert_non_null(certificate_number_make(a, CERTIFICATE_NUMBER_PATTERN, &v, &number));
	v = sample;
	v.organisation = STR("ma01abcd5");
	assert_non_null(certificate_number_make(a, CERTIFICATE_NUMBER_PATTERN, &v, &number));
	v.organisation = STR("MA01ABCD");
	assert_non_null(certificate_number_make(a, CERTIFICATE_NUMBER_PATTERN, &v, &number));
	v = sample;
	v.level = 4;
	assert_non_null(certificate_number_make(a, CERTIFICATE_NUMBER_PATTERN, &v, &number));
	v = sample;
	v.year = 10000;
	assert_non_null(certificate_number_make(a, CERTIFICATE_NUMBER_PATTERN, &v, &number));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_numbers),
		cmocka_unit_test(make_and_read),
		cmocka_unit_test(slips),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
