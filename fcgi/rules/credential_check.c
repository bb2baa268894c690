/*
 * credential_check.c: verifies what is stored of one certificate. See credential_check.h.
 */
#include "rules/credential_check.h"

credential_stage
credential_stage_of(str name)
{
	static const char *const names[CREDENTIAL_STAGES] = { "evaluation", "site", "seal" };
	size_t i = 0;

	while (i < CREDENTIAL_STAGES && !str_eq(name, str_of(names[i])))
		i++;
	return (credential_stage)i;
}

credential_signer
credential_mark_signer(arena *a, str host, const credential_mark *m)
{
	credential_stage stage = credential_stage_of(m->stage);

	if (stage == CREDENTIAL_STAGES)
		stage = CREDENTIAL_SEAL;
	return (credential_signer){ credential_method(a, stage, host, m->owner, m->key_name), m->public_key };
}

void
credential_check(arena *a, str host, str document, const credential_mark *marks, size_t n, credential_checked *out)
{
	str proofs[CREDENTIAL_STAGES];
	credential_signer signers[CREDENTIAL_STAGES];
	size_t chain = 0;

	*out = (credential_checked){ 0 };
	for (size_t i = 0; i < n; i++) {
		credential_stage stage = credential_stage_of(marks[i].stage);
		credential_signer signer = credential_mark_signer(a, host, &marks[i]);

		if (stage < CREDENTIAL_STAGES) {
			out->present[stage] = true;
			proofs[stage] = marks[i].proof;
			signers[stage] = signer;
		} else if (str_is(marks[i].stage, "seal_jcs")) {
			out->seal_present = true;
			out->seal_good =
			    credential_verify_seal(a, document, marks[i].proof, &signer) == CREDENTIAL_GOOD;
			out->proofs[CREDENTIAL_STAGES] = marks[i].proof;
		}
	}
	while (chain < CREDENTIAL_STAGES && out->present[chain])
		chain++;
	/* The whole chain at once is the usual case; only when it fails is each stage looked at by itself. */
	if (chain && credential_verify_chain(a, document, proofs, signers, chain) == CREDENTIAL_GOOD) {
		for (size_t i = 0; i < chain; i++)
			out->good[i] = true;
	} else {
		for (size_t i = 0; i < chain; i++)
			if (!(out->good[i] =
				    credential_verify_chain(a, document, proofs, signers, i + 1) == CREDENTIAL_GOOD))
				break;
	}
	for (size_t i = 0; i < chain; i++)
		out->proofs[out->count++] = proofs[i];
	out->sound = chain == CREDENTIAL_STAGES && out->good[CREDENTIAL_SEAL] && out->seal_present && out->seal_good;
}
