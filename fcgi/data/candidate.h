/*
 * candidate.h: what everything that writes candidates 考生 shares: the fingerprint of their content, and the
 * conflicts between schools that have the same document number. Neither school learns anything of the other's row but
 * that it is there (spec 2.3).
 */
#ifndef DATA_CANDIDATE_H
#define DATA_CANDIDATE_H

#include "crypt/field.h"
#include "data/db.h"

/* The values of a candidate as its columns hold them, but the phone in full; absent texts count as empty. */
typedef struct candidate_values {
	str name, document_type, student_number, education_level, sex, birth, ethnicity, phone, class_name,
	    photo_name;
	i64 major, enrol_year;
} candidate_values;

/* candidate.content: equal for equal values and only then. 32 bytes in the arena. Every statement that changes one of
 * the values writes it, too. */
str candidate_content(arena *a, const keyring *r, const candidate_values *v);

/* Records the conflicts of a candidate, or of all of a batch, and tells both schools once. To be called again after
 * the commit: only then two schools that wrote at the same moment see each other. */
void candidate_conflicts_one(db *d, i64 school, i64 candidate);
void candidate_conflicts_batch(db *d, i64 school, i64 batch);
/* Settles the conflicts that a removal or another number has ended. */
void candidate_conflicts_settle(db *d, i64 school);

#endif
