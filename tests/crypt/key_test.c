/*
 * key_test.c: RFC 8032 signatures, hard cases of verification, keys sealed under a passphrase.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypt/key.h"
#include "crypt/secret.h"

/* RFC 8032, section 7.1, TEST 1 to 3 and TEST SHA(abc) */
static void
rfc_8032(void **state)
{
	static const char *const rows[][4] = {
		{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
		    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
		    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
		    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
		{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
		    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
		    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
		    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
		{ "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
		    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
		    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
		    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
		{ "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
		    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
		    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
		    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
		    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
		    "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		u8 seed[32], public_key[32], want[64], got[64], message[64];
		str m = { (const char *)message, strlen(rows[i][2]) / 2 };
		signing_key *k;

		assert_true(str_unhex(str_of(rows[i][0]), seed, 32));
		assert_true(str_unhex(str_of(rows[i][1]), public_key, 32));
		assert_true(str_unhex(str_of(rows[i][2]), message, m.n));
		assert_true(str_unhex(str_of(rows[i][3]), want, 64));
		k = key_from_seed(seed);
		assert_memory_equal(key_public(k), public_key, 32);
		key_sign(k, m, got);
		assert_memory_equal(got, want, 64);
		assert_true(key_verify(public_key, m, got));
		got[i * 9] ^= 1;
		assert_false(key_verify(public_key, m, got));
		key_close(k);
	}
}

/* novifinancial/ed25519-speccheck, cases 0, 3 and 4: small order; mixed order, which libsodium accepts; a signature
 * that only the cofactored equation accepts. */
static void
hard_cases(void **state)
{
	static const struct {
		const char *message, *public_key, *signature;
		bool good;
	} rows[] = {
		{ "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
		    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
		    "0000000000000000000000000000000000000000000000000000000000000000",
		    false },
		{ "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
		    "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
		    "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f"
		    "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
		    true },
		{ "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
		    "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
		    "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512"
		    "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
		    false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		u8 message[32], public_key[32], signature[64];

		assert_true(str_unhex(str_of(rows[i].message), message, 32));
		assert_true(str_unhex(str_of(rows[i].public_key), public_key, 32));
		assert_true(str_unhex(str_of(rows[i].signature), signature, 64));
		assert_int_equal(key_verify(public_key, (str){ (const char *)message, 32 }, signature), rows[i].good);
	}
}

static void
sealed_key(void **state)
{
	static const u8 at[] = { 0, 1, 32, 33, 48, 49, 72, 73, 104, 105, 120 };
	u8 public_key[KEY_PUBLIC], blob[KEY_BLOB], again[KEY_BLOB], signature[KEY_SIGNATURE];
	str b = { (const char *)blob, KEY_BLOB };
	error_code code;
	signing_key *k;

	(void)state;
	assert_true(key_make(STR("签发口令 one two three"), public_key, blob));
	assert_null(key_open(b, STR("签发口令 one two thre"), &code));
	assert_int_equal(code, E_INVALID);
	assert_null(key_open(str_head(b, KEY_BLOB - 1), STR("签发口令 one two three"), NULL));
	assert_null(key_open((str){ NULL, 0 }, STR(""), &code));
	for (size_t i = 0; i < sizeof at; i++) {
		blob[at[i]] ^= 1;
		assert_null(key_open(b, STR("签发口令 one two three"), &code));
		assert_int_equal(code, E_INVALID);
		blob[at[i]] ^= 1;
	}
	k = key_open(b, STR("签发口令 one two three"), &code);
	assert_non_null(k);
	assert_int_equal(code, E_OK);
	assert_memory_equal(key_public(k), public_key, KEY_PUBLIC);
	assert_true(key_sign_verified(k, public_key, STR("text"), signature));
	assert_true(key_verify(public_key, STR("text"), signature));
	assert_false(key_verify(public_key, STR("texT"), signature));
	/* another passphrase */
	assert_true(key_seal(k, STR("new one"), again));
	key_close(k);
	assert_null(key_open((str){ (const char *)again, KEY_BLOB }, STR("签发口令 one two three"), NULL));
	k = key_open((str){ (const char *)again, KEY_BLOB }, STR("new one"), NULL);
	assert_non_null(k);
	assert_memory_equal(key_public(k), public_key, KEY_PUBLIC);
	key_close(k);
	key_close(NULL);
}

/* The key that signs is not the published one: nothing may come out. */
static void
verify_after_sign(void **state)
{
	u8 seed[KEY_SEED] = { 1 }, other[KEY_SEED] = { 2 }, signature[KEY_SIGNATURE], zero[KEY_SIGNATURE] = { 0 };
	signing_key *k = key_from_seed(seed), *published = key_from_seed(other);

	(void)state;
	assert_true(key_sign_verified(k, key_public(k), STR("m"), signature));
	assert_memory_not_equal(signature, zero, sizeof zero);
	assert_false(key_sign_verified(k, key_public(published), STR("m"), signature));
	assert_memory_equal(signature, zero, sizeof zero);
	key_close(k);
	key_close(published);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_8032),
		cmocka_unit_test(hard_cases),
		cmocka_unit_test(sealed_key),
		cmocka_unit_test(verify_after_sign),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
