/*
 * score_review.h: what the endpoints of score reviews and of score changes share.
 */
#ifndef API_SCORE_REVIEW_H
#define API_SCORE_REVIEW_H

#include "web/request.h"

/* Tells an organisation's exam officers about a review. */
void score_review_tell(request *r, i64 organisation, i64 review, const char *kind, str title);
/* Writes "changes": [...] of a review; a school sees a change only when it is approved. */
void score_change_write(request *r, i64 review);

#endif
