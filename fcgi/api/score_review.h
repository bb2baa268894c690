/*
 * score_review.h: what the endpoints of score reviews and of score changes share.
 */
#ifndef API_SCORE_REVIEW_H
#define API_SCORE_REVIEW_H

#include "web/request.h"

/* Tells an organisation's exam officers about a review. */
void score_review_tell(request *r, i64 organisation, i64 review, const char *kind, str title);
/* The changes of a review, for the member "changes"; a school sees a change only when it is approved. */
typedef struct score_change_value {
	i64 score;
	str state;
} score_change_value;
typedef struct score_change_view {
	i64 id, decided_at, created_at;
	str component, reason, state, proposed_by, decided_by;
	bool mine;
	const score_change_value *before, *after;
	list actions;
} score_change_view;
FIELD_DECLARE(score_change_answer, score_change_view);
list score_changes(request *r, i64 review);

#endif
