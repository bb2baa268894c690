/*
 * registration.h: one candidate into a plan 报考, for the list in the portal and for the workbook alike (spec 2.7).
 * The caller has found the plan open for registration and holds its row; this checks everything about the candidate
 * and takes the quota, inside the caller's transaction.
 */
#ifndef DATA_REGISTRATION_H
#define DATA_REGISTRATION_H

#include "data/db.h"

typedef struct registration_into {
	/* given */
	i64 plan, evaluator, year, level; /* level: certificate_level id */
	i64 school, site;
	str province; /* of the school */
	i64 account, batch;
	/* found by registration_open */
	i64 rule, certificate;
} registration_into;

/* Is the level in the plan, and the site approved for its certificate in the school's province? NULL, or a Chinese
 * sentence, with *member "level" or "site". */
const char *registration_open(db *d, registration_into *into, const char **member);

/* Registers one candidate. Returns the registration's id, or 0 and a Chinese sentence in *why; the caller then rolls
 * everything back, as a list is registered whole or not at all. */
i64 registration_make(db *d, const registration_into *into, i64 candidate, str *why);

#endif
