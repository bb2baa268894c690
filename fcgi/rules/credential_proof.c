/*
 * credential_proof.c: the proofs of a credential: what is hashed, how a chain is built, published and verified
 * (VC-DATA-INTEGRITY 4.2 to 4.5, VC-DI-EDDSA 3.3). See credential.h. Parts come as stored bytes and are always read
 * and written anew, so what is hashed is canonical whatever came in. Where the standard leaves bytes open: a proof
 * without previousProof covers the document with no proof member at all; previousProof is always one string, and what
 * it covers is a list of one.
 */
#include "base/clock.h"
#include "crypt/key.h"
#include "crypt/secret.h"
#include "rules/credential.h"
#include "rules/jcs.h"

/* Reads an unsecured document. */
static bool
read_document(arena *a, str text, jcs **v)
{
	return jcs_read(a, text, v) && (*v)->kind == JCS_OBJECT && jcs_get(*v, "proof") == NULL &&
	       jcs_get(*v, "@context") != NULL;
}

/* SHA-256 of the options, then SHA-256 of the document with the proof it builds on. Changes the document's tree. */
static bool
hash_data(arena *a, jcs *config, jcs *document, jcs *previous, str *config_text, u8 data[CREDENTIAL_DATA])
{
	str covered;

	if (previous)
		jcs_put(a, document, "proof", jcs_add(a, jcs_array(a), previous));
	if (!jcs_text(a, config, config_text) || !jcs_text(a, document, &covered))
		return false;
	crypt_sha256(*config_text, data);
	crypt_sha256(covered, data + CRYPT_HASH);
	return true;
}

bool
credential_proof_start(arena *a, const credential_proof_input *in, credential_proof *p)
{
	jcs *document, *previous = NULL, *config = jcs_object(a);
	char created[CLOCK_TEXT];
	size_t n = clock_text(in->created - in->created % CLOCK_SECOND, created);

	if (!read_document(a, in->document, &document) || in->created < CLOCK_SECOND || in->method.n == 0)
		return false;
	jcs_put(a, config, "@context", jcs_get(document, "@context"));
	jcs_put_str(a, config, "type", STR("DataIntegrityProof"));
	jcs_put_str(a, config, "cryptosuite", STR("eddsa-jcs-2022"));
	jcs_put_str(a, config, "created", (str){ created, n });
	jcs_put_str(a, config, "verificationMethod", in->method);
	jcs_put_str(a, config, "proofPurpose", STR("assertionMethod"));
	if (in->uuid.n)
		jcs_put_str(a, config, "id", str_join(a, STR("urn:uuid:"), in->uuid));
	if (in->previous.n) {
		if (!jcs_read(a, in->previous, &previous) || jcs_get_str(previous, "proofValue").n == 0 ||
		    jcs_get_str(previous, "id").n == 0 || in->uuid.n == 0)
			return false;
		jcs_put_str(a, config, "previousProof", jcs_get_str(previous, "id"));
	}
	return hash_data(a, config, document, previous, &p->config, p->data);
}

str
credential_proof_finish(arena *a, const credential_proof *p, const u8 signature[64])
{
	jcs *proof;
	str text;

	if (!jcs_read(a, p->config, &proof))
		arena_fail(a, E_BUG);
	jcs_put_str(a, proof, "proofValue",
	    str_join(a, STR("z"), base58_encode(a, (str){ (const char *)signature, KEY_SIGNATURE })));
	if (!jcs_text(a, proof, &text))
		arena_fail(a, E_BUG);
	return text;
}

bool
credential_publish(arena *a, str document, const str *proofs, size_t n, bool single, str *text)
{
	jcs *v, *list = jcs_array(a), *proof;

	if (!read_document(a, document, &v) || n == 0 || (single && n != 1))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!jcs_read(a, proofs[i], &proof) || proof->kind != JCS_OBJECT)
			return false;
		jcs_add(a, list, proof);
	}
	jcs_put(a, v, "proof", single ? list->v[0].value : list);
	return jcs_text(a, v, text);
}

bool
credential_split(arena *a, str text, str *document, str **proofs, size_t *n)
{
	jcs *v, *proof, *list;

	if (!jcs_read(a, text, &v) || v->kind != JCS_OBJECT || (proof = jcs_get(v, "proof")) == NULL)
		return false;
	list = proof->kind == JCS_ARRAY ? proof : jcs_add(a, jcs_array(a), proof);
	*n = list->n;
	*proofs = ARENA_ARRAY(a, str, list->n);
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].value->kind != JCS_OBJECT || !jcs_text(a, list->v[i].value, &(*proofs)[i]))
			return false;
	return list->n > 0 && jcs_text(a, jcs_without(a, v, "proof"), document);
}

/* The closed profile: these members, all strings but the first, and no other. */
static bool
is_proof(const jcs *proof)
{
	static const char *const members[] = { "@context", "created", "cryptosuite", "proofPurpose", "proofValue",
		"type", "verificationMethod", "id", "previousProof" };
	enum { REQUIRED = 7, ALL = sizeof members / sizeof *members };
	size_t known = 0;

	if (proof->kind != JCS_OBJECT)
		return false;
	for (size_t i = 0; i < ALL; i++) {
		const jcs *member = jcs_get(proof, members[i]);

		if (member == NULL && i < REQUIRED)
			return false;
		if (member && i && member->kind != JCS_STR)
			return false;
		known += member != NULL;
	}
	return known == proof->n;
}

credential_verdict
credential_verify_proof(
    arena *a, str document_text, str proof_text, str previous_text, const credential_signer *signer)
{
	jcs *document, *proof, *previous = NULL;
	u8 data[CREDENTIAL_DATA];
	str value, names, config;
	i64 created;

	if (!read_document(a, document_text, &document) || !jcs_read(a, proof_text, &proof) || !is_proof(proof))
		return CREDENTIAL_MALFORMED;
	if (!str_is(jcs_get_str(proof, "type"), "DataIntegrityProof") ||
	    !str_is(jcs_get_str(proof, "cryptosuite"), "eddsa-jcs-2022") ||
	    !str_is(jcs_get_str(proof, "proofPurpose"), "assertionMethod") ||
	    !clock_parse(jcs_get_str(proof, "created"), &created) ||
	    !jcs_equal(jcs_get(proof, "@context"), jcs_get(document, "@context")))
		return CREDENTIAL_MALFORMED;
	value = jcs_get_str(proof, "proofValue");
	if (!str_starts(value, STR("z")) || !base58_decode(a, str_from(value, 1), &value) || value.n != KEY_SIGNATURE)
		return CREDENTIAL_MALFORMED;
	names = jcs_get_str(proof, "previousProof");
	if ((names.p != NULL) != (previous_text.n != 0))
		return CREDENTIAL_UNLINKED;
	if (previous_text.n) {
		str id = jcs_get_str(proof, "id");

		if (!jcs_read(a, previous_text, &previous) || !is_proof(previous))
			return CREDENTIAL_MALFORMED;
		if (!str_eq(names, jcs_get_str(previous, "id")) || names.n == 0 || id.n == 0 || str_eq(names, id))
			return CREDENTIAL_UNLINKED;
	}
	if (!str_eq(jcs_get_str(proof, "verificationMethod"), signer->method))
		return CREDENTIAL_WRONG_SIGNER;
	if (!hash_data(a, jcs_without(a, proof, "proofValue"), document, previous, &config, data))
		return CREDENTIAL_MALFORMED;
	return key_verify(signer->public_key, (str){ (const char *)data, sizeof data }, (const u8 *)value.p)
		   ? CREDENTIAL_GOOD
		   : CREDENTIAL_FORGED;
}

/* Is the method a key of the DID that the document gives this stage? */
static bool
bound(arena *a, const jcs *document, credential_stage stage, str method)
{
	const jcs *whose = stage == CREDENTIAL_SITE ? jcs_get(jcs_get(document, "credentialSubject"), "source")
						    : jcs_get(document, "issuer");
	str did = jcs_get_str(whose, "id");

	if (did.n == 0)
		return false;
	if (stage == CREDENTIAL_EVALUATION)
		did = str_join(a, did, STR(":evaluation"));
	return str_starts(method, str_join(a, did, STR("#"))) && method.n > did.n + 1;
}

credential_verdict
credential_verify_chain(
    arena *a, str document_text, const str *proofs, const credential_signer *signers, size_t count)
{
	str previous = { NULL, 0 }, ids[CREDENTIAL_STAGES];
	jcs *document, *proof;

	if (!read_document(a, document_text, &document) || count < 1 || count > CREDENTIAL_STAGES)
		return CREDENTIAL_MALFORMED;
	for (size_t i = 0; i < count; i++) {
		credential_verdict verdict =
		    credential_verify_proof(a, document_text, proofs[i], previous, &signers[i]);

		if (verdict != CREDENTIAL_GOOD)
			return verdict;
		if (!bound(a, document, (credential_stage)i, signers[i].method))
			return CREDENTIAL_WRONG_SIGNER;
		if (!jcs_read(a, proofs[i], &proof) || (ids[i] = jcs_get_str(proof, "id")).n == 0)
			return CREDENTIAL_UNLINKED;
		for (size_t k = 0; k < i; k++) {
			if (str_eq(ids[k], ids[i]))
				return CREDENTIAL_UNLINKED;
			if (crypt_equal(signers[k].public_key, signers[i].public_key, KEY_PUBLIC))
				return CREDENTIAL_WRONG_SIGNER;
		}
		previous = proofs[i];
	}
	return CREDENTIAL_GOOD;
}

credential_verdict
credential_verify_seal(arena *a, str document_text, str proof, const credential_signer *signer)
{
	credential_verdict verdict = credential_verify_proof(a, document_text, proof, (str){ NULL, 0 }, signer);
	jcs *document;

	if (verdict != CREDENTIAL_GOOD)
		return verdict;
	return read_document(a, document_text, &document) && bound(a, document, CREDENTIAL_SEAL, signer->method)
		   ? CREDENTIAL_GOOD
		   : CREDENTIAL_WRONG_SIGNER;
}
