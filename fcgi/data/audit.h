/*
 * audit.h: the audit trail 审计: who, when, from where, what, before and after. Append-only, hash-chained per stream.
 * The entries of an organisation are one stream; each entry's hash covers the one before it and all of its own
 * members, so a changed, cut or reordered row is found by audit_check. Texts must not hold personal data beyond ids.
 */
#ifndef DATA_AUDIT_H
#define DATA_AUDIT_H

#include "data/db.h"

typedef struct audit_entry {
	i64 organisation, account; /* 0: the platform itself, nobody signed in */
	str remote;		   /* address; absent for jobs */
	str request_id;
	str action;	  /* route or job, e.g. "plan_publish" */
	str subject_kind; /* entity, e.g. "plan" */
	i64 subject_id;
	str before, after; /* JSON or absent */
} audit_entry;

/* Appends the entry inside a transaction, as its last statement but COMMIT: the stream's head is locked until then.
 */
void audit_append(db *d, const audit_entry *e);

typedef struct audit_fault {
	const char *english, *chinese;
} audit_fault;

typedef struct audit_finding {
	i64 entries; /* read in all */
	str stream;  /* of the first bad entry; absent when all is well */
	i64 seq;
	const audit_fault *what;
} audit_finding;

/* The stream of an organisation; 0 is the platform itself. */
str audit_stream(arena *a, i64 organisation);
/* Recomputes one chain up to the head that was read (people go on writing meanwhile): NULL when all is well, else
 * what is wrong with entry found->seq. found->entries counts on. */
const audit_fault *audit_check_stream(db *d, str stream, i64 head_seq, str head_hash, audit_finding *found);
/* Recomputes every chain from its beginning. True when all is well. */
bool audit_check(db *d, audit_finding *found);

#endif
