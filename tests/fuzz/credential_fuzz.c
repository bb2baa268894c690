/*
 * credential_fuzz.c: any text as a published certificate that somebody wants verified. Proved: what reads as JSON of
 * the closed profile has one canonical text; what splits into document and proofs can be put together and split
 * again; and of all texts only the genuine certificate's own parts are found good under its signers' keys.
 */
#include "crypt/key.h"
#include "crypt/secret.h"
#include "fuzz.h"
#include "rules/credential_check.h"
#include "rules/jcs.h"

#define HOST STR("exam.example:8443")

const size_t fuzz_memory = 16 << 20;

/* Made once, always the same: three keys, a document, three proofs in a chain. */
static struct genuine {
	str document, proof[CREDENTIAL_STAGES];
	u8 key[CREDENTIAL_STAGES][KEY_PUBLIC];
	credential_signer signer[CREDENTIAL_STAGES];
} genuine;

void
fuzz_over(void)
{
}

static void
sign(arena *a, size_t stage)
{
	static const char *const uuids[CREDENTIAL_STAGES] = { "00000000-0000-4000-8000-000000000001",
		"00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003" };
	u8 seed[KEY_SEED], signature[KEY_SIGNATURE];
	signing_key *k;
	credential_proof p;
	credential_proof_input in = { .document = genuine.document,
		.previous = stage ? genuine.proof[stage - 1] : (str){ NULL, 0 },
		.uuid = str_of(uuids[stage]),
		.created = 1800000000000000,
		.method = credential_method(
		    a, (credential_stage)stage, HOST, stage == CREDENTIAL_SITE ? 7 : 3, STR("key-1")) };

	memset(seed, (int)stage + 1, sizeof seed);
	k = key_from_seed(seed);
	memcpy(genuine.key[stage], key_public(k), KEY_PUBLIC);
	FUZZ_HOLDS(credential_proof_start(a, &in, &p));
	key_sign(k, (str){ (const char *)p.data, sizeof p.data }, signature);
	key_close(k);
	genuine.proof[stage] = credential_proof_finish(a, &p, signature);
	genuine.signer[stage] = (credential_signer){ in.method, genuine.key[stage] };
}

static void
make_genuine(void)
{
	static jmp_buf out;
	static arena *lasting;
	arena *a = lasting = arena_new(1 << 20);
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

	a->out = &out;
	crypt_start();
	FUZZ_HOLDS(setjmp(out) == 0);
	FUZZ_HOLDS(credential_bytes(a, &f, &genuine.document) == NULL);
	for (size_t i = 0; i < CREDENTIAL_STAGES; i++)
		sign(a, i);
	FUZZ_HOLDS(credential_verify_chain(a, genuine.document, genuine.proof, genuine.signer, CREDENTIAL_STAGES) ==
		   CREDENTIAL_GOOD);
	a->out = NULL;
}

static void
canonical(arena *a, str in)
{
	jcs *v, *again;
	str text, second;

	if (!jcs_read(a, in, &v))
		return;
	FUZZ_HOLDS(jcs_text(a, v, &text) && utf8_valid(text));
	FUZZ_HOLDS(jcs_read(a, text, &again) && jcs_equal(v, again));
	FUZZ_HOLDS(jcs_text(a, again, &second) && str_eq(second, text));
}

static void
verified(arena *a, str document, const str *proofs, size_t n)
{
	static const char *const stages[] = { "evaluation", "site", "seal" };
	credential_mark marks[CREDENTIAL_STAGES];
	credential_checked c;

	for (size_t i = 0; i < n; i++) {
		marks[i] = (credential_mark){ str_of(stages[i]), proofs[i], STR("key-1"), genuine.key[i],
			i == CREDENTIAL_SITE ? 7 : 3 };
		if (credential_verify_chain(a, document, proofs, genuine.signer, i + 1) == CREDENTIAL_GOOD)
			FUZZ_HOLDS(str_eq(document, genuine.document) && str_eq(proofs[i], genuine.proof[i]));
	}
	credential_check(a, HOST, document, marks, n, &c);
	FUZZ_HOLDS(!c.sound); /* the seal's single proof is missing */
	for (size_t i = 0; i < n; i++)
		if (c.good[i])
			FUZZ_HOLDS(str_eq(document, genuine.document) && str_eq(proofs[i], genuine.proof[i]));
}

void
fuzz_one(arena *a, str in)
{
	str document, *proofs, text, again, *same;
	size_t n, m;

	if (genuine.document.p == NULL)
		make_genuine();
	canonical(a, in);
	if (!credential_split(a, in, &document, &proofs, &n))
		return;
	if (credential_publish(a, document, proofs, n, false, &text)) {
		FUZZ_HOLDS(credential_split(a, text, &again, &same, &m) && m == n && str_eq(again, document));
		for (size_t i = 0; i < n; i++)
			FUZZ_HOLDS(str_eq(same[i], proofs[i]));
	}
	verified(a, document, proofs, n < CREDENTIAL_STAGES ? n : CREDENTIAL_STAGES);
}
