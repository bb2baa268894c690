/*
 * secret_test.c: hashes against published values, the form of tokens and UUIDs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypt/secret.h"
#include "crypt/sha1.h"

static void
is_hex(const u8 *got, size_t n, const char *hex)
{
	u8 want[64];

	assert_true(str_unhex(str_of(hex), want, n));
	assert_memory_equal(got, want, n);
}

/* FIPS 180-4 examples (NIST, "abc" and the 448-bit message); RFC 7693 gives BLAKE2b-512 only, so BLAKE2b-256 of ""
 * and "abc" are those of the BLAKE2 reference implementation (b2sum -l 256). */
static void
hashes(void **state)
{
	static const str two_blocks = { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56 };
	char million[1000];
	u8 h[32];

	(void)state;
	crypt_sha256(STR("abc"), h);
	is_hex(h, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	crypt_sha256((str){ NULL, 0 }, h);
	is_hex(h, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	crypt_hash(STR("abc"), h);
	is_hex(h, 32, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	crypt_hash((str){ NULL, 0 }, h);
	is_hex(h, 32, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	sha1(STR("abc"), h);
	is_hex(h, 20, "a9993e364706816aba3e25717850c26c9cd0d89d");
	sha1(two_blocks, h);
	is_hex(h, 20, "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	sha1((str){ NULL, 0 }, h);
	is_hex(h, 20, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	memset(million, 'a', sizeof million);
	sha1((str){ million, sizeof million }, h);
	is_hex(h, 20, "291e9a6c66994949b57ba5e650361e98fc36b1ba");
}

static void
tokens(void **state)
{
	char x[CRYPT_TOKEN], y[CRYPT_TOKEN], uuid[37];

	(void)state;
	crypt_token(x);
	crypt_token(y);
	assert_int_equal(strlen(x), 43);
	assert_int_equal(strspn(x, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
	assert_string_not_equal(x, y);
	crypt_uuid(uuid);
	assert_int_equal(strlen(uuid), 36);
	assert_true(uuid[8] == '-' && uuid[13] == '-' && uuid[18] == '-' && uuid[23] == '-');
	assert_int_equal(uuid[14], '4');
	assert_non_null(strchr("89ab", uuid[19]));
	assert_true(crypt_equal(x, x, sizeof x));
	assert_false(crypt_equal(x, y, sizeof x));
	crypt_wipe(x, sizeof x);
	for (size_t i = 0; i < sizeof x; i++)
		assert_int_equal(x[i], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes),
		cmocka_unit_test(tokens),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
