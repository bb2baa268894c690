/*
 * score_entry.h: which of the two independent entries 双录 of a plan's scores a person makes. Who has worked on one
 * is never let to the other (spec 2.11); a plan with a single entry has number 1 alone.
 */
#ifndef WEB_SCORE_ENTRY_H
#define WEB_SCORE_ENTRY_H

#include "query/plan.h"

/* 1 or 2; *settled: this person has confirmed a sheet of it before, otherwise it is the entry with fewer sheets. */
i64 score_entry_of(db *d, const struct plan_get *p, i64 account, bool *settled);

#endif
