/*
 * score.h: what the endpoints of scores, results and publicity share. The implementation is in score.c and result.c.
 */
#ifndef API_SCORE_H
#define API_SCORE_H

#include "query/plan.h"
#include "web/request.h"

/* The evaluator's own plan in any state, or E_NOT_FOUND. */
error_code score_plan(request *r, i64 id, struct plan_get *p);
/* The ids that begin the n rows of a page, as the JSON array that statements take. */
str score_page_ids(arena *a, const void *rows, size_t n, size_t size);
/*
 * Queues a job about the whole plan's results ("results", "publicity") and answers 202 {"job"}. Only one such job at
 * a time, and none after publication. Waits for transactions that still write scores. In a write route.
 */
error_code score_queue(request *r, const struct plan_get *p, const char *kind);

#endif
