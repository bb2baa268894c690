/*
 * encode_test.c: base64, base32, base58btc and Multikey against published values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypt/encode.h"

static arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new(1 << 20);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
same(str got, str want)
{
	assert_int_equal(got.n, want.n);
	assert_memory_equal(got.p, want.p, want.n);
}

/* RFC 4648, section 10 */
static void
rfc_4648(void **state)
{
	static const char *const rows[][3] = {
		{ "", "", "" },
		{ "f", "Zg==", "MY" },
		{ "fo", "Zm8=", "MZXQ" },
		{ "foo", "Zm9v", "MZXW6" },
		{ "foob", "Zm9vYg==", "MZXW6YQ" },
		{ "fooba", "Zm9vYmE=", "MZXW6YTB" },
		{ "foobar", "Zm9vYmFy", "MZXW6YTBOI" },
	};
	str back;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		same(base64_encode(a, str_of(rows[i][0])), str_of(rows[i][1]));
		same(base32_encode(a, str_of(rows[i][0])), str_of(rows[i][2]));
		assert_true(base64_decode(a, str_of(rows[i][1]), &back));
		same(back, str_of(rows[i][0]));
	}
	same(base64url_encode(a, (str){ "\xfb\xff\xfe", 3 }), STR("-__-"));
	assert_true(base64url_decode(a, STR("-__-"), &back));
	same(back, (str){ "\xfb\xff\xfe", 3 });
}

static void
base64_is_strict(void **state)
{
	static const char *const bad[] = { "Zg", "Zg=", "Zh==", "Z===", "Zm9v\n", "Zm 9v", "-__-", "Zg==Zg==" };
	static const char *const bad_url[] = { "Zg==", "Zh", "Z", "+//+", "Zm9v ", "Zm9v=" };
	str back;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(base64_decode(a, str_of(bad[i]), &back));
	for (size_t i = 0; i < sizeof bad_url / sizeof *bad_url; i++)
		assert_false(base64url_decode(a, str_of(bad_url[i]), &back));
}

/* draft-msporny-base58, "Test Vectors"; multiformats/multibase, leading_zero.csv and two_leading_zeros.csv */
static void
base58(void **state)
{
	static const struct {
		str bytes;
		const char *text;
	} rows[] = {
		{ { "Hello World!", 12 }, "2NEpo7TZRRrLZSi2U" },
		{ { "The quick brown fox jumps over the lazy dog.", 44 },
		    "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z" },
		{ { "\0\0\x28\x7f\xb4\xcd", 6 }, "11233QC4" },
		{ { "\0yes mani !", 11 }, "17paNL19xttacUY" },
		{ { "\0\0yes mani !", 12 }, "117paNL19xttacUY" },
		{ { "\0\0\0", 3 }, "111" },
		{ { "", 0 }, "" },
	};
	char ff[64];
	str back;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		same(base58_encode(a, rows[i].bytes), str_of(rows[i].text));
		assert_true(base58_decode(a, str_of(rows[i].text), &back));
		same(back, rows[i].bytes);
	}
	memset(ff, 0xff, sizeof ff);
	assert_true(base58_decode(a, base58_encode(a, (str){ ff, sizeof ff }), &back));
	same(back, (str){ ff, sizeof ff });
	for (const char *bad = "0OIl +/\n"; *bad; bad++) {
		char text[] = { '2', 'N', *bad, 'E' };

		assert_false(base58_decode(a, (str){ text, 4 }, &back));
	}
}

/* The key pair of w3c/vc-di-eddsa, TestVectors/keyPair.json */
static void
multikey(void **state)
{
	static const char text[] = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
	u8 want[32], got[32];

	(void)state;
	assert_true(str_unhex(STR("b00d8d938e7f773d51565aad36a623f5344f7f5d1960f9cf3e8e12620ea2810f"), want, 32));
	same(multikey_encode(a, want), str_of(text));
	assert_true(multikey_decode(a, str_of(text), got));
	assert_memory_equal(got, want, 32);
	/* a secret key, another base, one byte less, one byte more */
	assert_false(multikey_decode(a, STR("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"), got));
	assert_false(multikey_decode(a, STR("u6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"), got));
	for (size_t n = 33; n <= 35; n += 2) {
		char bytes[35] = { (char)0xed, 0x01 };

		assert_false(multikey_decode(a, str_join(a, STR("z"), base58_encode(a, (str){ bytes, n })), got));
	}
	assert_false(multikey_decode(a, STR(""), got));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_4648),
		cmocka_unit_test(base64_is_strict),
		cmocka_unit_test(base58),
		cmocka_unit_test(multikey),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
