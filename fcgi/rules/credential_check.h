/*
 * credential_check.h: what the stored signatures of one certificate are worth, computed anew from the bytes every
 * time: nothing is believed because a state column says so. Pure; keys and proofs come from the caller.
 */
#ifndef RULES_CREDENTIAL_CHECK_H
#define RULES_CREDENTIAL_CHECK_H

#include "rules/credential.h"

/* One stored proof with the key that is published for it. */
typedef struct credential_mark {
	str stage; /* "evaluation", "site", "seal", "seal_jcs" */
	str proof;
	str key_name;
	const u8 *public_key;
	i64 owner; /* organisation, of stage site the exam site */
} credential_mark;

typedef struct credential_checked {
	bool present[CREDENTIAL_STAGES], good[CREDENTIAL_STAGES]; /* the chain, stage by stage */
	bool seal_present, seal_good;				  /* the seal's single proof */
	bool sound;						  /* all of it is there and good */
	str proofs[CREDENTIAL_STAGES + 1]; /* as stored, in the order of the chain, the single proof last */
	size_t count;
} credential_checked;

/* The chain's stage of a stored stage's name; CREDENTIAL_STAGES for the seal's single proof and anything else. */
credential_stage credential_stage_of(str name);
/* The signer that verifies a mark on this host. */
credential_signer credential_mark_signer(arena *a, str host, const credential_mark *m);
/* Checks document and marks. A stage counts as good only when all stages before it do. */
void credential_check(
    arena *a, str host, str document, const credential_mark *marks, size_t n, credential_checked *out);

#endif
