/*
 * credential_check_test.c: a whole certificate is sound; with anything missing, moved or altered it is not, and the
 * stages before the trouble still count as good.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypt/key.h"
#include "crypt/secret.h"
#include "rules/credential_check.h"

#define HOST STR("exam.example:8443")
enum { MARKS = 4 };

static arena *a;
static str document;
static credential_mark marks[MARKS]; /* evaluation, site, seal, seal_jcs */

static str
proof(const signing_key *k, credential_stage stage, str previous, str uuid)
{
	credential_proof p;
	u8 signature[KEY_SIGNATURE];
	i64 owner = stage == CREDENTIAL_SITE ? 7 : 3;
	credential_proof_input in = { .document = document,
		.previous = previous,
		.uuid = uuid,
		.created = 1800000000000000,
		.method = credential_method(a, stage, HOST, owner, STR("key-1")) };

	assert_true(credential_proof_start(a, &in, &p));
	key_sign(k, (str){ (const char *)p.data, sizeof p.data }, signature);
	return credential_proof_finish(a, &p, signature);
}

static int
set_up(void **state)
{
	static jmp_buf out;
	static const char *const names[MARKS] = { "evaluation", "site", "seal", "seal_jcs" };
	static const char *const uuids[CREDENTIAL_STAGES] = { "00000000-0000-4000-8000-000000000001",
		"00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003" };
	credential_facts f = { .host = HOST,
		.uuid = STR("11111111-1111-4111-8111-111111111111"),
		.number = STR("A1"),
		.subject = STR("22222222-2222-4222-8222-222222222222"),
		.holder = STR("某某"),
		.salt = STR("abcdefghijklmnopqrstuvwx"),
		.standard = 1,
		.level = 2,
		.certificate_name = STR("证书"),
		.level_name = STR("中级"),
		.description = STR("说明"),
		.organisation = 3,
		.organisation_name = STR("评价组织"),
		.site = 7,
		.site_name = STR("站点"),
		.plan_number = STR("P1"),
		.plan_name = STR("计划"),
		.exam_date = STR("2026-05-06"),
		.total = 8000,
		.total_least = 6000,
		.total_most = 10000,
		.valid_from = 1800000000000000,
		.status_list = 1,
		.status_index = 5 };
	str previous = { NULL, 0 };
	signing_key *k = NULL;

	(void)state;
	a->out = &out;
	if (setjmp(out) != 0)
		return -1;
	assert_null(credential_bytes(a, &f, &document));
	for (size_t i = 0; i < CREDENTIAL_STAGES; i++) {
		u8 seed[KEY_SEED], *published = arena_alloc(a, KEY_PUBLIC);

		memset(seed, (int)i + 1, sizeof seed);
		k = key_from_seed(seed);
		memcpy(published, key_public(k), KEY_PUBLIC);
		marks[i] =
		    (credential_mark){ str_of(names[i]), proof(k, (credential_stage)i, previous, str_of(uuids[i])),
			    STR("key-1"), published, i == CREDENTIAL_SITE ? 7 : 3 };
		previous = marks[i].proof;
		if (i == CREDENTIAL_SEAL) {
			marks[3] = marks[i];
			marks[3].stage = str_of(names[3]);
			marks[3].proof = proof(k, CREDENTIAL_SEAL, (str){ NULL, 0 }, (str){ NULL, 0 });
		}
		key_close(k);
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_reset(a);
	return 0;
}

static void
test_sound(void **state)
{
	credential_checked c;
	credential_mark mixed[MARKS] = { marks[3], marks[2], marks[0], marks[1] };

	(void)state;
	credential_check(a, HOST, document, marks, MARKS, &c);
	assert_true(c.sound);
	assert_int_equal(c.count, CREDENTIAL_STAGES);
	/* The order of the rows does not matter. */
	credential_check(a, HOST, document, mixed, MARKS, &c);
	assert_true(c.sound);
	assert_true(str_eq(c.proofs[CREDENTIAL_SITE], marks[1].proof));
}

static void
test_missing(void **state)
{
	credential_checked c;

	(void)state;
	for (size_t gone = 0; gone < MARKS; gone++) {
		credential_mark left[MARKS];
		size_t n = 0;

		for (size_t i = 0; i < MARKS; i++)
			if (i != gone)
				left[n++] = marks[i];
		credential_check(a, HOST, document, left, n, &c);
		assert_false(c.sound);
		assert_true(c.good[0] == (gone != 0));
		assert_true(c.good[1] == (gone > 1));
		assert_true(c.good[2] == (gone > 2));
	}
	credential_check(a, HOST, document, marks, 0, &c);
	assert_false(c.sound);
}

static void
test_altered(void **state)
{
	credential_checked c;
	credential_mark v[MARKS];
	char *text;

	(void)state;
	/* Another document under the same proofs. */
	text = str_z(a, document);
	text[str_find(document, 'P') + 0] ^= 1;
	credential_check(a, HOST, (str){ text, document.n }, marks, MARKS, &c);
	assert_false(c.sound || c.good[0] || c.seal_good);
	/* The key of another stage. */
	for (size_t i = 0; i < MARKS; i++) {
		memcpy(v, marks, sizeof v);
		v[i].public_key = marks[(i + 1) % CREDENTIAL_STAGES].public_key;
		credential_check(a, HOST, document, v, MARKS, &c);
		assert_false(c.sound);
		assert_true(c.good[0] == (i != 0));
	}
	/* The owner of the key is not the one that the document names. */
	memcpy(v, marks, sizeof v);
	v[1].owner = 8;
	credential_check(a, HOST, document, v, MARKS, &c);
	assert_true(c.good[0]);
	assert_false(c.good[1] || c.good[2] || c.sound);
	/* Another host. */
	credential_check(a, STR("other.example"), document, marks, MARKS, &c);
	assert_false(c.sound || c.good[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(test_sound, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_missing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_altered, set_up, tear_down) };
	int status;

	crypt_start();
	a = arena_new(16 << 20);
	status = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return status;
}
