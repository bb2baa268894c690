/*
 * plan_gate.c: windows of plans against the database's clock. See plan_gate.h.
 */
#include "web/plan_gate.h"

plan_windows
plan_gate_windows(const struct plan_get *p)
{
	return (plan_windows){ .open = { p->registration_open, p->scheduling_open, p->exam_open, p->score_open,
				   p->publicity_open },
		.close = { p->registration_close, p->scheduling_close, p->exam_close, p->score_close,
		    p->publicity_close },
		.published = p->published_at };
}

error_code
plan_gate(db *d, i64 id, plan_act act, struct plan_get *p, str *why)
{
	struct plan_hold held;
	plan_windows w;

	if (db_in_transaction(d))
		plan_hold(d, id, &held);
	if (!plan_get(d, id, p) || p->published_at == 0 || str_is(p->state, "cancelled"))
		return E_NOT_FOUND;
	w = plan_gate_windows(p);
	if (plan_permits(&w, act, p->now))
		return E_OK;
	*why = plan_refusal(db_arena(d), &w, act, p->now);
	return E_WINDOW;
}

error_code
plan_gate_request(request *r, i64 id, plan_act act, bool own, struct plan_get *p)
{
	error_code e = plan_gate(r->db, id, act, p, &r->detail);

	if (e != E_NOT_FOUND && own &&
	    (p->evaluator_id < r->sc.evaluator_lo || p->evaluator_id > r->sc.evaluator_hi)) {
		r->detail = (str){ NULL, 0 };
		return E_NOT_FOUND;
	}
	return e;
}
