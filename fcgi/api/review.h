/*
 * review.h: what review.c and review_task.c share.
 */
#ifndef API_REVIEW_H
#define API_REVIEW_H

#include "query/review.h"
#include "web/request.h"

/* The kinds of things that experts review; NULL-terminated. */
extern const char *const review_subjects[], *const review_subject_titles[];
/* An expert's conclusion; NULL-terminated. */
extern const char *const review_recommends[], *const review_recommend_titles[];
/* Tells one person about a review task. */
void review_tell(request *r, i64 account, i64 task, str title);

#endif
