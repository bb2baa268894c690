/*
 * totp_test.c: RFC 4226 appendix D and RFC 6238 appendix B, the window of steps, the URI.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "crypt/secret.h"
#include "crypt/totp.h"

static const u8 secret[TOTP_SECRET] = "12345678901234567890";

static void
published_values(void **state)
{
	static const char *const hotp[] = { "755224", "287082", "359152", "969429", "338314", "254676", "287922",
		"162583", "399871", "520489" };
	static const struct {
		i64 seconds;
		uint32_t digits8;
	} totp[] = { { 59, 94287082 }, { 1111111109, 7081804 }, { 1111111111, 14050471 }, { 1234567890, 89005924 },
		{ 2000000000, 69279037 }, { 20000000000, 65353130 } };
	char code[TOTP_CODE];

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		totp_code(secret, (i64)i, code);
		assert_string_equal(code, hotp[i]);
	}
	for (size_t i = 0; i < sizeof totp / sizeof *totp; i++)
		assert_int_equal(totp_value(secret, totp[i].seconds / TOTP_STEP) % 100000000, totp[i].digits8);
}

static void
window(void **state)
{
	i64 now = 1111111109 * CLOCK_SECOND, step = 1111111109 / TOTP_STEP;
	char code[TOTP_CODE];

	(void)state;
	for (i64 d = -3; d <= 3; d++) {
		totp_code(secret, step + d, code);
		assert_int_equal(totp_match(secret, now, str_of(code)), d >= -1 && d <= 1 ? step + d : -1);
	}
	assert_int_equal(totp_match(secret, now, STR("081804")), step);
	assert_int_equal(totp_match(secret, now, STR("81804")), -1);
	assert_int_equal(totp_match(secret, now, STR("0818040")), -1);
	assert_int_equal(totp_match(secret, now, STR("")), -1);
	assert_int_equal(totp_match(secret, now, (str){ NULL, 0 }), -1);
}

static void
uri(void **state)
{
	arena *a = arena_new(1 << 16);
	u8 x[TOTP_SECRET], y[TOTP_SECRET];
	str got = totp_uri(a, secret, STR("证书"), STR("a b@x"));

	(void)state;
	assert_true(str_is(got, "otpauth://totp/%E8%AF%81%E4%B9%A6:a%20b%40x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
				"&issuer=%E8%AF%81%E4%B9%A6&algorithm=SHA1&digits=6&period=30"));
	totp_secret(x);
	totp_secret(y);
	assert_memory_not_equal(x, y, sizeof x);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_values),
		cmocka_unit_test(window),
		cmocka_unit_test(uri),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
