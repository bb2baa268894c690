/*
 * act.h: one act of signing: a person agrees to a list (count and digest), and every certificate on it gets this
 * stage's signature, in chunks of one transaction each. Killed anywhere, the same act goes on with the rest: what is
 * to be signed is stored before it is signed (signing_intent), so a signature made again has the same bytes.
 */
#ifndef SIGNING_ACT_H
#define SIGNING_ACT_H

#include "crypt/secret.h"
#include "query/plan.h"
#include "query/signing.h"
#include "rules/credential.h"
#include "signing/key.h"

enum { ACT_LIST_MOST = 5000, ACT_CHUNK = 200 };

/* One of the three stages, in the order that the server enforces. */
typedef struct act_stage {
	const char *name;	/* as in the database, and the purpose of its key */
	credential_stage chain; /* place in the chain of proofs */
	const char *from, *to;	/* states of the certificate */
	const char *title;	/* Chinese */
	const char *nothing;	/* Chinese: why the list may be empty */
	const char *route;	/* action in the audit trail */
} act_stage;

extern const act_stage act_stages[CREDENTIAL_STAGES];
extern const char *const act_stage_names[], *const act_stage_titles[]; /* NULL-terminated, in the same order */

typedef struct act {
	request *r;
	const act_stage *stage;
	struct plan_get plan;
	i64 site;		   /* stage site; else 0 */
	struct signing_waiting *v; /* the list, in the order of the digest */
	size_t n;
	bool more; /* there is more than one act may take */
	u8 digest[CRYPT_HASH];
	struct signing_key_own own;
	signing_key *key; /* open during the act; closed by whoever opened it */
	i64 batch;
	str owner; /* of the lease on the batch */
} act;

/* The plan, its publicity over; for the site's stage the school's own site in it. */
error_code act_find_plan(act *x, i64 plan, i64 site);
/*
 * What waits for this stage and the digest over it: SHA-256 of the line "certificate-signing/1 STAGE PLAN COUNT" with
 * its line feed, then the hashes of the documents in the order of their ids.
 */
void act_find_list(act *x);
/*
 * Signs the next chunk of the batch after *position, and moves *position on; *done is how many. Each chunk verifies
 * what earlier stages stored, stores intents, signs, verifies the new chain, stores. E_STATE when the person has
 * acted on one of the certificates before (faults.md C15); E_SIGNER_DOWN with an alarm when anything does not verify
 * (A16): then nothing of the chunk is stored.
 */
error_code act_chunk(act *x, i64 *position, size_t *done);

#endif
