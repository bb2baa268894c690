/*
 * field_test.c: sealing, swapped rows, rotation of keys, the blind index, and what key files are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypt/field.h"
#include "crypt/secret.h"

#define K1 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define K2 "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
#define KI "1111111111111111222222222222222233333333333333334444444444444444"

static arena *a;
static char dir[] = "/tmp/field_test.XXXXXX";
static char path[64], why[256];

static keyring *
ring_of(const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
	why[0] = '\0';
	return keyring_read(path, why, sizeof why);
}

static int
set_up(void **state)
{
	(void)state;
	a = arena_new(1 << 20);
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/keys", dir);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(path);
	rmdir(dir);
	arena_free(a);
	return 0;
}

static void
seal_and_open(void **state)
{
	keyring *r = ring_of("# keys\nindex " KI "\n1 " K1 "\n", 0600);
	str number = STR("11010120050307003X"), x, y, back;

	(void)state;
	assert_non_null(r);
	x = field_seal(a, r, STR("candidate.document:1"), number);
	y = field_seal(a, r, STR("candidate.document:1"), number);
	assert_int_equal(x.n, number.n + FIELD_EXTRA);
	assert_false(str_eq(x, y));
	assert_true(field_open(a, r, STR("candidate.document:1"), x, &back));
	assert_true(str_eq(back, number));
	/* the value of one row put into another */
	assert_false(field_open(a, r, STR("candidate.document:2"), x, &back));
	assert_false(field_open(a, r, STR("staff.document:1"), x, &back));
	for (size_t i = 0; i < x.n; i++) {
		str bad = str_dup(a, x);

		((char *)(uintptr_t)bad.p)[i] ^= 0x10;
		assert_false(field_open(a, r, STR("candidate.document:1"), bad, &back));
		assert_false(field_open(a, r, STR("candidate.document:1"), str_head(x, i), &back));
	}
	x = field_seal(a, r, STR("c"), STR(""));
	assert_true(field_open(a, r, STR("c"), x, &back) && back.n == 0);
	keyring_free(r);
}

static void
rotation(void **state)
{
	keyring *before = ring_of("1 " K1 "\nindex " KI "\n", 0400);
	keyring *after = ring_of("index " KI "\n 2  " K2 "\r\n\n1 " K1, 0600);
	u8 x[BLIND_INDEX], y[BLIND_INDEX];
	str old, new, back;

	(void)state;
	assert_non_null(before);
	assert_non_null(after);
	old = field_seal(a, before, STR("c:1"), STR("x"));
	new = field_seal(a, after, STR("c:1"), STR("x"));
	assert_int_equal(old.p[0], 1);
	assert_int_equal(new.p[0], 2);
	assert_true(field_open(a, after, STR("c:1"), old, &back));
	assert_false(field_open(a, before, STR("c:1"), new, &back));
	assert_true(field_stale(after, old));
	assert_false(field_stale(after, new));
	blind_index(before, STR("document:1"), STR("11010120050307003X"), x);
	blind_index(after, STR("document:1"), STR("11010120050307003X"), y);
	assert_memory_equal(x, y, BLIND_INDEX);
	keyring_free(before);
	keyring_free(after);
}

static void
index_domains(void **state)
{
	keyring *r = ring_of("1 " K1 "\nindex " KI "\n", 0600), *other = ring_of("1 " K1 "\nindex " K2 "\n", 0600);
	u8 x[BLIND_INDEX], y[BLIND_INDEX];

	(void)state;
	blind_index(r, STR("document:1"), STR("X"), x);
	blind_index(r, STR("document:2"), STR("X"), y);
	assert_memory_not_equal(x, y, BLIND_INDEX);
	blind_index(r, STR("document:"), STR("1X"), y);
	assert_memory_not_equal(x, y, BLIND_INDEX);
	blind_index(other, STR("document:1"), STR("X"), y);
	assert_memory_not_equal(x, y, BLIND_INDEX);
	keyring_free(r);
	keyring_free(other);
}

static void
refused_files(void **state)
{
	static const char *const bad[] = { "", "1 " K1 "\n", "index " KI "\n", "0 " K1 "\nindex " KI "\n",
		"256 " K1 "\nindex " KI "\n", "1 " K1 "\n1 " K2 "\nindex " KI "\n",
		"1 " K1 "\nindex " KI "\nindex " KI "\n", "1 " K1 "0\nindex " KI "\n", "1 abc\nindex " KI "\n",
		"one " K1 "\nindex " KI "\n", "1" K1 "\nindex " KI "\n", "1 " K1 " " K2 "\nindex " KI "\n",
		"1 0000000000000000000000000000000000000000000000000000000000000000\nindex " KI "\n" };
	static const mode_t open_modes[] = { 0640, 0604, 0620, 0601, 0660, 0644 };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_null(ring_of(bad[i], 0600));
		assert_non_null(strstr(why, path));
		assert_null(strstr(why, "00112233"));
	}
	for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
		assert_null(ring_of("1 " K1 "\nindex " KI "\n", open_modes[i]));
		assert_non_null(strstr(why, "0600"));
	}
	assert_null(keyring_read(dir, why, sizeof why));
	assert_null(keyring_read("/nonexistent/keys", why, sizeof why));
	assert_null(ring_of("1 " K1 "\n2 bad\nindex " KI "\n", 0600));
	assert_non_null(strstr(why, "keys:2:"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seal_and_open),
		cmocka_unit_test(rotation),
		cmocka_unit_test(index_domains),
		cmocka_unit_test(refused_files),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
