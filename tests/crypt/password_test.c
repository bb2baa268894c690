/*
 * password_test.c: hashing, the equal cost of an unknown account, the rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/clock.h"
#include "crypt/password.h"
#include "crypt/secret.h"

static void
hash_and_verify(void **state)
{
	char x[PASSWORD_HASH], y[PASSWORD_HASH];

	(void)state;
	assert_true(password_hash(STR("正确的口令 correct horse"), x));
	assert_true(password_hash(STR("正确的口令 correct horse"), y));
	assert_string_not_equal(x, y);
	/* 19 MiB = 19456 KiB, two passes */
	assert_memory_equal(x, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
	assert_true(password_verify(x, STR("正确的口令 correct horse")));
	assert_false(password_verify(x, STR("正确的口令 correct horsE")));
	assert_false(password_verify(x, STR("")));
	assert_false(password_verify("", STR("")));
	assert_false(password_verify("$argon2id$v=19$m=19456", STR("x")));
	assert_false(password_stale(x));
	assert_int_equal(crypto_pwhash_str_alg(y, "x", 1, 1, 8192, crypto_pwhash_ALG_ARGON2ID13), 0);
	assert_true(password_stale(y));
}

/* An Argon2id value of another implementation: the Argon2 reference's test.c, version 0x13, m=2^16, t=2, p=1. */
static void
foreign_hash(void **state)
{
	static const char hash[] =
	    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

	(void)state;
	assert_true(password_verify(hash, STR("password")));
	assert_false(password_verify(hash, STR("passwore")));
	assert_true(password_stale(hash));
}

static int
by_value(const void *x, const void *y)
{
	i64 d = *(const i64 *)x - *(const i64 *)y;

	return (d > 0) - (d < 0);
}

/* The bound is loose, for a busy machine: without the dummy the ratio would be above a thousand. */
static void
unknown_costs_the_same(void **state)
{
	enum { N = 9 };
	i64 known[N], unknown[N];
	char hash[PASSWORD_HASH];

	(void)state;
	assert_true(password_hash(STR("some password here"), hash));
	for (int i = 0; i < N; i++) {
		i64 t = clock_ticks();

		password_verify(hash, STR("another password"));
		known[i] = clock_ticks() - t;
		t = clock_ticks();
		password_dummy(STR("another password"));
		unknown[i] = clock_ticks() - t;
	}
	qsort(known, N, sizeof *known, by_value);
	qsort(unknown, N, sizeof *unknown, by_value);
	assert_true(unknown[N / 2] > known[N / 2] / 2 && unknown[N / 2] < known[N / 2] * 2);
}

static void
rule(void **state)
{
	static const char *const good[] = { "correct horse battery", "精馏塔操作规程第十二条款", "Tr0ub4dor&3 x",
		"abcd1234EFGH" };
	static const char *const bad[] = { "", "            ", "\xe3\x80\x80\xe3\x80\x80", "short", "12345678901",
		"精馏塔操作规程第十二条", "officer@example", "OFFICER@example", " officer@example ", "Password1234",
		"123456789012", "aaaaaaaaaaaaaaaa", "121212121212", "bad\xff utf-8 text" };
	char long_text[200];

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_null(password_fault(str_of(good[i]), STR("officer@example")));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_non_null(password_fault(str_of(bad[i]), STR("officer@example")));
	for (size_t i = 0; i < sizeof long_text; i++)
		long_text[i] = (char)('a' + i % 26);
	assert_null(password_fault((str){ long_text, 128 }, STR("x")));
	assert_non_null(password_fault((str){ long_text, 129 }, STR("x")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_and_verify),
		cmocka_unit_test(foreign_hash),
		cmocka_unit_test(unknown_costs_the_same),
		cmocka_unit_test(rule),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
