/*
 * plan_gate.h: a plan's row and its windows: may this be done now? For handlers and jobs alike.
 * The time is the database's, read in the same statement as the windows (faults.md, "Settled").
 */
#ifndef WEB_PLAN_GATE_H
#define WEB_PLAN_GATE_H

#include "query/plan.h"
#include "rules/plan_phase.h"
#include "web/request.h"

/* The windows of a plan's row, whichever statement gave it; published is 0 for a draft. */
#define PLAN_WINDOWS(p)                                                                                              \
	((plan_windows){ .open = { (p)->registration_open, (p)->scheduling_open, (p)->exam_open, (p)->score_open,    \
			     (p)->publicity_open },                                                                  \
	    .close = { (p)->registration_close, (p)->scheduling_close, (p)->exam_close, (p)->score_close,            \
		(p)->publicity_close },                                                                              \
	    .published = (p)->published_at })
/*
 * Finds a plan for an act: the row is held until the transaction ends, so no window moves under it (C7).
 * E_NOT_FOUND when there is none that is published; E_WINDOW with the Chinese sentence in *why when it is not the
 * time.
 */
error_code plan_gate(db *d, i64 id, plan_act act, struct plan_get *p, str *why);
/* The caller's own plan, in any state; E_NOT_FOUND for everything else. */
error_code plan_gate_own(request *r, i64 id, struct plan_get *p);
/* The plan when this person may see it: its own organisation in every state, everybody else once it was published. */
error_code plan_gate_visible(request *r, i64 id, struct plan_get *p);
/* The same as plan_gate for a handler: the sentence goes into the answer. With own, the plan must be in the caller's
 * evaluator scope. */
error_code plan_gate_request(request *r, i64 id, plan_act act, bool own, struct plan_get *p);

#endif
