/*
 * credential.h: the e-certificate (电子证书) as a verifiable credential: Open Badges 3.0 on the W3C Verifiable
 * Credentials Data Model 2.0, with Data Integrity proofs eddsa-jcs-2022 (VC-DI-EDDSA 3.3).
 * The document is made once from facts and kept as canonical bytes; it is never put together again from columns.
 * Three proofs form a chain: evaluation organisation signs (stage 1), exam site signs over it (stage 2), seal over
 * both. Each names the one before in previousProof and covers its complete bytes. This file hashes and checks; keys
 * are elsewhere.
 */
#ifndef RULES_CREDENTIAL_H
#define RULES_CREDENTIAL_H

#include "base/arena.h"

/* Who signs; the numbers are those of the chain. */
typedef enum credential_stage {
	CREDENTIAL_EVALUATION,
	CREDENTIAL_SITE,
	CREDENTIAL_SEAL,
	CREDENTIAL_STAGES
} credential_stage;

enum { CREDENTIAL_DATA = 64 };

typedef struct credential_component {
	i64 id; /* distinct within the certificate level */
	str name;
	i64 score, least, most; /* hundredths; least 0: no minimum of its own */
} credential_component;

typedef struct credential_facts {
	str host;     /* public host name, with ":port" when it is not 443 */
	str uuid;     /* of the certificate, random: its address is https://HOST/c/UUID */
	str number;   /* certificate number */
	str subject;  /* UUID of the holder in this certificate alone, random */
	str holder;   /* name; only its salted hash goes into the document */
	str salt;     /* random text, at least 22 characters */
	i64 standard; /* id of the version of the standard that the plan was published with */
	i64 level;    /* 1 to 3 */
	str certificate_name, level_name, description;
	i64 organisation; /* evaluation organisation: issuer */
	str organisation_name;
	i64 site; /* exam site */
	str site_name;
	str plan_number, plan_name;
	str exam_date; /* YYYY-MM-DD */
	const credential_component *components;
	size_t component_count;
	i64 total, total_least, total_most; /* hundredths; least is the pass line */
	i64 valid_from, valid_until;	    /* microseconds, fractions of a second are dropped; until 0: for ever */
	i64 status_list, status_index;	    /* place in the revocation list, drawn before stage 1 */
} credential_facts;

/* The canonical bytes of the unsecured document. NULL when made, else a Chinese sentence saying which fact is wrong.
 */
const char *credential_bytes(arena *a, const credential_facts *f, str *document);
/* "sha256$…" of a value and its salt, as it stands in the document's identifier (Open Badges 3.0, IdentityObject). */
str credential_identity(arena *a, str value, str salt);

/* did:web:HOST:orgs:ID:evaluation, did:web:HOST:sites:ID or did:web:HOST:orgs:ID, the port as %3A. */
str credential_did(arena *a, credential_stage stage, str host, i64 id);
/* The DID with "#" and the key's name, e.g. "key-1": a verificationMethod. */
str credential_method(arena *a, credential_stage stage, str host, i64 id, str key_name);
/* The address in the QR code: https://HOST/v/UUID#h= and the first half of the document's SHA-256 in base64url. */
str credential_address(arena *a, str host, str uuid, str document);

/* A key as verifiers know it. */
typedef struct credential_signer {
	str method;	      /* verificationMethod, with its fragment */
	const u8 *public_key; /* 32 bytes */
} credential_signer;

/* The DID document (W3C DID 1.0, Multikey) of one DID with all its keys, old ones too; canonical JSON. */
str credential_did_document(arena *a, str did, const credential_signer *keys, size_t n);

/* What one signature is made of. */
typedef struct credential_proof_input {
	str document; /* canonical bytes, as stored at draft time */
	str previous; /* complete bytes of the proof before; absent for stage 1 and for the seal's single proof */
	str uuid;     /* of this proof, random; absent for the seal's single proof, which has no id */
	str method;   /* verificationMethod of the signer's key */
	i64 created;  /* microseconds, fractions of a second are dropped */
} credential_proof_input;

typedef struct credential_proof {
	str config;		  /* canonical proof options */
	u8 data[CREDENTIAL_DATA]; /* hashData: SHA-256 of config, SHA-256 of what is covered: sign exactly this */
} credential_proof;

/* False when a stored part is malformed, which is nobody's input fault: treat it as a bug and store nothing. */
bool credential_proof_start(arena *a, const credential_proof_input *in, credential_proof *p);
/* The complete proof in canonical JSON, to be stored, from the signature over p->data. */
str credential_proof_finish(arena *a, const credential_proof *p, const u8 signature[64]);

/*
 * The document with its proofs in place. single: the one proof as an object (jcs.json), else a list in the order
 * given (full.json). False when a part is malformed. The text is canonical.
 */
bool credential_publish(arena *a, str document, const str *proofs, size_t n, bool single, str *text);
/* The reverse, for any published form and any layout: canonical document without proofs, and canonical proofs. */
bool credential_split(arena *a, str text, str *document, str **proofs, size_t *n);

typedef enum credential_verdict {
	CREDENTIAL_GOOD,
	CREDENTIAL_MALFORMED,	 /* not of the closed profile; a member too many or too few */
	CREDENTIAL_UNLINKED,	 /* previousProof does not name the proof before, or ids are not distinct */
	CREDENTIAL_WRONG_SIGNER, /* not the key expected at this stage, or not bound to issuer and site of the
				    document */
	CREDENTIAL_FORGED,	 /* the signature is not of these bytes */
} credential_verdict;

/*
 * One proof; previous is absent for one that names none. Everything is computed again from the parts. It does not say
 * whether this signer may speak for the issuer: see the next.
 */
credential_verdict credential_verify_proof(
    arena *a, str document, str proof, str previous, const credential_signer *signer);
/*
 * The chain, as far as it goes: count is 1 to 3, in the order of credential_stage. Besides each proof it checks that
 * stage 1 is by the issuer's evaluation DID, stage 2 by the DID of the document's source, the seal by the issuer, and
 * that no key and no id serves twice.
 * Every stage must call it with the stages before its own, and the seal's caller once more with all three.
 */
credential_verdict credential_verify_chain(
    arena *a, str document, const str *proofs, const credential_signer *signers, size_t count);
/* A seal's proof without predecessor, by the issuer of the document. */
credential_verdict credential_verify_seal(arena *a, str document, str proof, const credential_signer *signer);

#endif
