/*
 * candidate.h: what candidate.c and verification.c share: how a candidate's verification is answered.
 */
#ifndef API_CANDIDATE_H
#define API_CANDIDATE_H

#include "web/request.h"

/* Why a candidate is 需人工确认, as jobs/verify.c and jobs/photo_import.c store it (candidate.verification_reasons).
 */
typedef struct candidate_reason {
	str field, title, own, entry, text;
} candidate_reason;
FIELD_DECLARE(candidate_reason_answer, candidate_reason);

/* The answer to a change of a candidate: the version and the state that it has now. */
typedef struct candidate_edited {
	i64 id, version;
	str verification;
} candidate_edited;
FIELD_DECLARE(candidate_edited_answer, candidate_edited);

#endif
