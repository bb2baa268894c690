/*
 * credential_proof_test.c: proofs against published and cross-checked values, and every way a chain can be wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "crypt/key.h"
#include "crypt/secret.h"
#include "rules/credential.h"
#include "rules/jcs.h"

static arena *a;

/* w3c/vc-di-eddsa (2025-05-15), TestVectors/eddsa-jcs-2022: canonDocJCS.txt and proofCanonJCS.txt */
static const char w3c_document[] =
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://www.w3.org/ns/credentials/examples/v2\"],"
    "\"credentialSubject\":{\"alumniOf\":\"The School of "
    "Examples\",\"id\":\"did:example:abcdefgh\"},\"description\":\"A minimum viable example of an Alumni "
    "Credential.\","
    "\"id\":\"urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33\",\"issuer\":\"https://vc.example/issuers/5678\","
    "\"name\":\"Alumni "
    "Credential\",\"type\":[\"VerifiableCredential\",\"AlumniCredential\"],\"validFrom\":\"2023-01-01T00:00:00Z\"}";
static const char w3c_config[] =
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://www.w3.org/ns/credentials/examples/v2\"],"
    "\"created\":\"2023-02-24T23:36:38Z\",\"cryptosuite\":\"eddsa-jcs-2022\",\"proofPurpose\":\"assertionMethod\","
    "\"type\":\"DataIntegrityProof\",\"verificationMethod\":\"did:key:"
    "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2\"}";

/* A certificate whose chain was signed by this platform's prototype and verified with the @digitalbazaar suites and
 * an independent Python program. Seeds: evaluation 32 times 02, site 32 times 03, seal 32 times 01. */
static const char chain_document[] =
    "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\",\"https://purl.imsglobal.org/spec/ob/v3p0/"
    "context-3.0.3.json\"],"
    "\"credentialStatus\":{\"id\":\"https://exam.example/status/1#94567\",\"statusListCredential\":\"https://"
    "exam.example/status/1\","
    "\"statusListIndex\":\"94567\",\"statusPurpose\":\"revocation\",\"type\":\"BitstringStatusListEntry\"}"
    ",\"credentialSubject\":{\"achievement\":{\"achievementType\":\"Certification\",\"criteria\":{\"id\":\"https://"
    "exam.example/exams/psc#criteria\","
    "\"narrative\":\"Score 60 or more\"},\"description\":\"Oral exam\",\"id\":\"https://exam.example/exams/psc\","
    "\"name\":\"PSC\",\"resultDescription\":[{\"id\":\"https://exam.example/exams/psc#score\",\"name\":\"Total "
    "score\","
    "\"requiredValue\":\"60\",\"resultType\":\"RawScore\",\"type\":[\"ResultDescription\"],\"valueMax\":\"100\","
    "\"valueMin\":\"0\"}],\"type\":[\"Achievement\"]},\"id\":\"urn:uuid:8e6c5c9e-55a5-4b8f-9a55-0d7b0b0c4a11\","
    "\"result\":[{\"id\":\"https://exam.example/certificates/2026-000123#result-1\",\"resultDescription\":\"https://"
    "exam.example/exams/psc#score\","
    "\"status\":\"Completed\",\"type\":[\"Result\"],\"value\":\"87.4\"}],\"source\":{\"id\":\"did:web:exam.example:"
    "sites:7\","
    "\"name\":\"Exam site "
    "7\",\"type\":[\"Profile\"]},\"type\":[\"AchievementSubject\"]},\"id\":\"https://exam.example/certificates/"
    "2026-000123\","
    "\"issuer\":{\"id\":\"did:web:exam.example:orgs:a\",\"name\":\"Evaluation organisation A\",\"type\":["
    "\"Profile\"]},\"name\":\"Putonghua proficiency certificate 普通话水平测试\",\"type\":[\"VerifiableCredential\","
    "\"OpenBadgeCredential\"],\"validFrom\":\"2026-03-01T00:00:00Z\"}";
static const struct {
	credential_stage stage;
	u8 seed;
	const char *uuid, *method, *created, *value;
} steps[] = {
	{ CREDENTIAL_EVALUATION, 2, "00000000-0000-4000-8000-000000000001",
	    "did:web:exam.example:orgs:a:evaluation#key-1", "2026-03-01T08:00:00Z",
	    "z5VRqqGRLfFBrhhZTZV123KwvRWSNVAqUeqhLwMEiP2zMdiDYL8H5U7sZCj3ZAvqBUin3mcMSqW6xM5UJDhNGJxW3" },
	{ CREDENTIAL_SITE, 3, "00000000-0000-4000-8000-000000000002", "did:web:exam.example:sites:7#key-1",
	    "2026-03-02T08:00:00Z",
	    "z2w6a4ZmkcMGCrsyvTBACDFEpv2dtgjdtAhHoAiai8n9PZG9e5pro7Xntm9kHDZdsp5Yt4TqKm8zG6oFxXyhtiQrS" },
	{ CREDENTIAL_SEAL, 1, "00000000-0000-4000-8000-000000000003", "did:web:exam.example:orgs:a#seal-1",
	    "2026-03-03T08:00:00Z",
	    "zECRpH7APEoKh1bBMqamRSrUj2EwVJjZeqLL2hkjH9WbP6rfp5JTvw3rf87PuGZaLMwkR29t9WSwK8m8Ms6yFfiG" },
};

static str proofs[3];
static u8 public_keys[3][KEY_PUBLIC];
static credential_signer signers[3];

static i64
time_of(const char *text)
{
	i64 us;

	assert_true(clock_parse(str_of(text), &us));
	return us;
}

/* Signs one stage with the key of a seed; the public key goes to *public_key. */
static str
sign(const credential_proof_input *in, u8 seed_byte, u8 public_key[KEY_PUBLIC])
{
	u8 seed[KEY_SEED], signature[KEY_SIGNATURE];
	credential_proof p;
	signing_key *k;

	memset(seed, seed_byte, sizeof seed);
	assert_true(credential_proof_start(a, in, &p));
	k = key_from_seed(seed);
	memcpy(public_key, key_public(k), KEY_PUBLIC);
	assert_true(key_sign_verified(k, public_key, (str){ (const char *)p.data, sizeof p.data }, signature));
	key_close(k);
	return credential_proof_finish(a, &p, signature);
}

static int
set_up(void **state)
{
	(void)state;
	a = arena_new(256 << 20);
	for (size_t i = 0; i < 3; i++) {
		proofs[i] = sign(&(credential_proof_input){ .document = STR(chain_document),
				     .previous = i ? proofs[i - 1] : (str){ NULL, 0 },
				     .uuid = str_of(steps[i].uuid),
				     .method = str_of(steps[i].method),
				     .created = time_of(steps[i].created) },
		    steps[i].seed, public_keys[i]);
		signers[i] = (credential_signer){ str_of(steps[i].method), public_keys[i] };
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* text with the first occurrence of from made to. */
static str
edit(str text, const char *from, const char *to)
{
	const char *z = str_z(a, text), *at = strstr(z, from);

	assert_non_null(at);
	return str_f(a, "%.*s%s%s", (int)(at - z), z, to, at + strlen(from));
}

static str
value_of(str proof)
{
	jcs *v;

	assert_true(jcs_read(a, proof, &v));
	return jcs_get_str(v, "proofValue");
}

static void
w3c_vector(void **state)
{
	credential_proof_input in = { .document = STR(w3c_document),
		.method = STR("did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
			      "#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"),
		.created = time_of("2023-02-24T23:36:38Z") };
	u8 seed[KEY_SEED], signature[KEY_SIGNATURE];
	credential_signer signer;
	credential_proof p;
	signing_key *k;
	str proof;

	(void)state;
	assert_true(str_unhex(STR("c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6"), seed, 32));
	k = key_from_seed(seed);
	assert_true(credential_proof_start(a, &in, &p));
	assert_true(str_is(p.config, w3c_config));
	assert_true(
	    str_is(str_hex(a, p.data, 64), "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
					   "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"));
	key_sign(k, (str){ (const char *)p.data, 64 }, signature);
	proof = credential_proof_finish(a, &p, signature);
	assert_true(str_is(value_of(proof),
	    "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"));
	signer = (credential_signer){ in.method, key_public(k) };
	assert_int_equal(credential_verify_proof(a, in.document, proof, (str){ NULL, 0 }, &signer), CREDENTIAL_GOOD);
	key_close(k);
}

static void
chain_values(void **state)
{
	u8 key[KEY_PUBLIC];
	str single;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_true(str_eq(value_of(proofs[i]), str_of(steps[i].value)));
	for (size_t n = 1; n <= 3; n++)
		assert_int_equal(
		    credential_verify_chain(a, STR(chain_document), proofs, signers, n), CREDENTIAL_GOOD);
	/* the seal's proof of its own, S-jcs */
	single = sign(&(credential_proof_input){ .document = STR(chain_document),
			  .method = str_of(steps[2].method),
			  .created = time_of(steps[2].created) },
	    1, key);
	assert_true(str_is(value_of(single),
	    "z3aEENAyuZfxAsmVFEFGMY778eAj4b9cViiHaTHDNfDExcLQ8UQxhS6cyxpmZWLc5DqvDxqkpxKyVZ1Ga6SQo1qk"));
	assert_int_equal(credential_verify_seal(a, STR(chain_document), single, &signers[2]), CREDENTIAL_GOOD);
	/* an evaluation organisation's or a site's key cannot seal, although its signature is good */
	single = sign(&(credential_proof_input){ .document = STR(chain_document),
			  .method = str_of(steps[0].method),
			  .created = time_of(steps[0].created) },
	    2, key);
	assert_int_equal(
	    credential_verify_proof(a, STR(chain_document), single, (str){ NULL, 0 }, &signers[0]), CREDENTIAL_GOOD);
	assert_int_equal(
	    credential_verify_seal(a, STR(chain_document), single, &signers[0]), CREDENTIAL_WRONG_SIGNER);
	assert_int_equal(credential_verify_chain(a, STR(chain_document), &single, signers, 1), CREDENTIAL_UNLINKED);
}

static credential_verdict
verdict(str document, str p1, str p2, str p3)
{
	return credential_verify_chain(a, document, (str[]){ p1, p2, p3 }, signers, 3);
}

static void
broken_documents(void **state)
{
	str d = STR(chain_document), p1 = proofs[0], p2 = proofs[1], p3 = proofs[2];

	(void)state;
	assert_int_equal(verdict(edit(d, "87.4", "97.4"), p1, p2, p3), CREDENTIAL_FORGED);
	assert_int_equal(verdict(edit(d, "普通话", "普通活"), p1, p2, p3), CREDENTIAL_FORGED);
	assert_int_equal(verdict(edit(d, "#94567", "#94568"), p1, p2, p3), CREDENTIAL_FORGED);
	assert_int_equal(verdict(edit(d, "{", "{\"extra\":1,"), p1, p2, p3), CREDENTIAL_FORGED);
	/* blanks and the order of members are not content */
	assert_int_equal(verdict(edit(edit(d, ",\"validFrom\":\"2026-03-01T00:00:00Z\"", ""), "{",
				     "{\n \"validFrom\" : \"2026-03-01T00:00:00Z\","),
			     p1, p2, p3),
	    CREDENTIAL_GOOD);
	/* the order of contexts is */
	assert_int_equal(
	    verdict(edit(edit(d, "\"https://www.w3.org/ns/credentials/v2\",", ""), "context-3.0.3.json\"",
			"context-3.0.3.json\",\"https://www.w3.org/ns/credentials/v2\""),
		p1, p2, p3),
	    CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(edit(d, "\"87.4\"", "87.4"), p1, p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(edit(d, "\"name\":\"PSC\"", "\"name\":\"PSC\",\"name\":\"PSC\""), p1, p2, p3),
	    CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(edit(d, "{", "{\"proof\":[],"), p1, p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict((str){ NULL, 0 }, p1, p2, p3), CREDENTIAL_MALFORMED);
	/* a signed document whose issuer or source is another */
	assert_int_equal(verdict(edit(d, "did:web:exam.example:sites:7", "did:web:exam.example:sites:8"), p1, p2, p3),
	    CREDENTIAL_FORGED);
}

static void
broken_chains(void **state)
{
	str d = STR(chain_document), p1 = proofs[0], p2 = proofs[1], p3 = proofs[2], none = { NULL, 0 };
	credential_signer swapped[3] = { signers[1], signers[0], signers[2] },
			  same[3] = { signers[0], signers[1], signers[2] };
	u8 other[KEY_PUBLIC];

	(void)state;
	/* order, absence, doubling */
	assert_int_equal(verdict(d, p2, p1, p3), CREDENTIAL_UNLINKED);
	assert_int_equal(verdict(d, p1, p1, p3), CREDENTIAL_UNLINKED);
	assert_int_equal(verdict(d, p1, p3, p2), CREDENTIAL_UNLINKED);
	assert_int_equal(verdict(d, p1, p2, none), CREDENTIAL_MALFORMED);
	assert_int_equal(credential_verify_chain(a, d, (str[]){ p2, p3 }, signers + 1, 2), CREDENTIAL_UNLINKED);
	assert_int_equal(credential_verify_chain(a, d, proofs, signers, 0), CREDENTIAL_MALFORMED);
	assert_int_equal(credential_verify_chain(a, d, proofs, signers, 4), CREDENTIAL_MALFORMED);
	/* links: unknown, to itself, in a circle, id doubled */
	assert_int_equal(
	    verdict(
		d, p1, edit(p2, "previousProof\":\"urn:uuid:00000000", "previousProof\":\"urn:uuid:00000009"), p3),
	    CREDENTIAL_UNLINKED);
	assert_int_equal(verdict(d, p1, edit(p2, "000000000001", "000000000002"), p3), CREDENTIAL_UNLINKED);
	assert_int_equal(
	    verdict(d,
		edit(p1, "\"proofPurpose",
		    "\"previousProof\":\"urn:uuid:00000000-0000-4000-8000-000000000003\",\"proofPurpose"),
		p2, p3),
	    CREDENTIAL_UNLINKED);
	assert_int_equal(verdict(d, p1, p2, edit(p3, "000000000003", "000000000001")), CREDENTIAL_FORGED);
	/* one byte of what was signed; a change of P1 shows in P1, or in P2 when P1 were signed anew */
	assert_int_equal(
	    verdict(d, p1, edit(p2, "2026-03-02T08:00:00Z", "2026-03-02T08:00:01Z"), p3), CREDENTIAL_FORGED);
	assert_int_equal(
	    verdict(d, edit(p1, "2026-03-01T08:00:00Z", "2026-03-01T09:00:00Z"), p2, p3), CREDENTIAL_FORGED);
	p1 = sign(&(credential_proof_input){ .document = d,
		      .uuid = str_of(steps[0].uuid),
		      .method = str_of(steps[0].method),
		      .created = time_of("2026-03-01T08:00:05Z") },
	    2, other);
	assert_int_equal(credential_verify_chain(a, d, &p1, signers, 1), CREDENTIAL_GOOD);
	assert_int_equal(verdict(d, p1, p2, p3), CREDENTIAL_FORGED);
	p1 = proofs[0];
	/* signers */
	assert_int_equal(credential_verify_chain(a, d, proofs, swapped, 3), CREDENTIAL_WRONG_SIGNER);
	same[0].public_key = public_keys[1];
	assert_int_equal(credential_verify_chain(a, d, proofs, same, 3), CREDENTIAL_FORGED);
	assert_int_equal(verdict(d, p1, edit(p2, "sites:7", "sites:8"), p3), CREDENTIAL_WRONG_SIGNER);
	/* form */
	assert_int_equal(verdict(d, edit(p1, "eddsa-jcs-2022", "eddsa-rdfc-2022"), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(d, edit(p1, "assertionMethod", "authentication"), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(d, edit(p1, "DataIntegrityProof", "Proof"), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(d, edit(p1, "T08:00:00Z", " 08:00"), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(d, edit(p1, "z5VRqq", "u5VRqq"), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(d, edit(p1, "z5VRqq", "z0VRqq"), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(d, edit(p1, "z5VRqq", "z5VR"), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(d, edit(p1, "z5VRqq", "z5VRqr"), p2, p3), CREDENTIAL_FORGED);
	assert_int_equal(verdict(d, edit(p1, "{", "{\"nonce\":\"x\","), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(
	    verdict(d, edit(p1, "{", "{\"type\":\"DataIntegrityProof\","), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(
	    verdict(d, edit(p1, "\"created\":\"2026-03-01T08:00:00Z\",", ""), p2, p3), CREDENTIAL_MALFORMED);
	assert_int_equal(verdict(d, STR("null"), p2, p3), CREDENTIAL_MALFORMED);
}

/* A stage must not be signed with a key that served before, even under another name. */
static void
key_used_twice(void **state)
{
	credential_signer both[2] = { signers[0], { str_of(steps[1].method), public_keys[0] } };
	u8 key[KEY_PUBLIC];
	str two[2] = { proofs[0] };

	(void)state;
	two[1] = sign(&(credential_proof_input){ .document = STR(chain_document),
			  .previous = proofs[0],
			  .uuid = str_of(steps[1].uuid),
			  .method = str_of(steps[1].method),
			  .created = time_of(steps[1].created) },
	    2, key);
	assert_int_equal(credential_verify_chain(a, STR(chain_document), two, both, 2), CREDENTIAL_WRONG_SIGNER);
}

static void
bad_inputs_of_a_proof(void **state)
{
	credential_proof_input good = { .document = STR(chain_document),
		.previous = proofs[0],
		.uuid = str_of(steps[1].uuid),
		.method = str_of(steps[1].method),
		.created = time_of(steps[1].created) },
			       in;
	credential_proof p;

	(void)state;
	assert_true(credential_proof_start(a, &good, &p));
	in = good;
	in.document = STR("{\"@context\":[]");
	assert_false(credential_proof_start(a, &in, &p));
	in.document = edit(good.document, "{", "{\"proof\":[],");
	assert_false(credential_proof_start(a, &in, &p));
	in = good;
	in.previous = STR("{}");
	assert_false(credential_proof_start(a, &in, &p));
	in.previous = edit(proofs[0], "proofValue", "proofText");
	assert_false(credential_proof_start(a, &in, &p));
	in = good;
	in.uuid = (str){ NULL, 0 };
	assert_false(credential_proof_start(a, &in, &p));
	in = good;
	in.created = 0;
	assert_false(credential_proof_start(a, &in, &p));
	in = good;
	in.method = STR("");
	assert_false(credential_proof_start(a, &in, &p));
}

static void
publish_and_split(void **state)
{
	str full, single, document, *parts, spaced;
	size_t n;

	(void)state;
	assert_true(credential_publish(a, STR(chain_document), proofs, 3, false, &full));
	assert_true(credential_split(a, full, &document, &parts, &n));
	assert_true(str_is(document, chain_document));
	assert_int_equal(n, 3);
	assert_int_equal(credential_verify_chain(a, document, parts, signers, 3), CREDENTIAL_GOOD);
	/* proof stands where JCS sorts it, and nothing else changed */
	assert_non_null(strstr(str_z(a, full), "测试\",\"proof\":[{\"@context\":"));
	assert_non_null(strstr(str_z(a, full), "}],\"type\":[\"VerifiableCredential\""));
	assert_int_equal(
	    full.n, sizeof chain_document - 1 + strlen("\"proof\":[,,],") + proofs[0].n + proofs[1].n + proofs[2].n);
	/* another layout of the same */
	spaced = edit(edit(full, ",\"proof\":[", " ,\n \"pr\\u006fof\" : [ "), "{", "{ ");
	assert_true(credential_split(a, spaced, &document, &parts, &n));
	assert_int_equal(credential_verify_chain(a, document, parts, signers, n), CREDENTIAL_GOOD);
	assert_true(credential_publish(a, STR(chain_document), proofs, 1, true, &single));
	assert_true(credential_split(a, single, &document, &parts, &n));
	assert_true(n == 1 && str_eq(parts[0], proofs[0]));
	assert_false(credential_publish(a, STR(chain_document), proofs, 2, true, &single));
	assert_false(credential_publish(a, STR(chain_document), proofs, 0, false, &single));
	assert_false(credential_publish(a, full, proofs, 3, false, &single));
	assert_false(credential_split(a, STR(chain_document), &document, &parts, &n));
	assert_false(credential_split(a, STR("{\"proof\":[]}"), &document, &parts, &n));
	assert_false(credential_split(a, STR("{\"proof\":[1]}"), &document, &parts, &n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(w3c_vector),
		cmocka_unit_test(chain_values),
		cmocka_unit_test(broken_documents),
		cmocka_unit_test(broken_chains),
		cmocka_unit_test(key_used_twice),
		cmocka_unit_test(bad_inputs_of_a_proof),
		cmocka_unit_test(publish_and_split),
	};

	crypt_start();
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
