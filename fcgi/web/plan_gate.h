/*
 * plan_gate.h: a plan's row and its windows: may this be done now? For handlers and jobs alike.
 * The time is the database's, read in the same statement as the windows (faults.md, "Settled").
 */
#ifndef WEB_PLAN_GATE_H
#define WEB_PLAN_GATE_H

#include "query/plan.h"
#include "rules/plan_phase.h"
#include "web/request.h"

/* The windows of a plan's row; published is 0 for a draft. */
plan_windows plan_gate_windows(const struct plan_get *p);
/*
 * Finds a plan for an act: the row is held until the transaction ends, so no window moves under it (C7).
 * E_NOT_FOUND when there is none that is published; E_WINDOW with the Chinese sentence in *why when it is not the
 * time.
 */
error_code plan_gate(db *d, i64 id, plan_act act, struct plan_get *p, str *why);
/* The same for a handler: the sentence goes into the answer. With own, the plan must be in the caller's evaluator
 * scope. */
error_code plan_gate_request(request *r, i64 id, plan_act act, bool own, struct plan_get *p);

#endif
