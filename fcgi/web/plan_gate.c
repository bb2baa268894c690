/*
 * plan_gate.c: windows of plans against the database's clock. See plan_gate.h.
 */
#include "web/plan_gate.h"

error_code
plan_gate(db *d, i64 id, plan_act act, struct plan_get *p, str *why)
{
	struct plan_hold held;
	plan_windows w;

	if (db_in_transaction(d))
		plan_hold(d, id, &held);
	if (!plan_get(d, id, p) || p->published_at == 0 || str_is(p->state, "cancelled"))
		return E_NOT_FOUND;
	w = PLAN_WINDOWS(p);
	if (plan_permits(&w, act, p->now))
		return E_OK;
	*why = plan_refusal(db_arena(d), &w, act, p->now);
	return E_WINDOW;
}

static bool
owned(const request *r, const struct plan_get *p)
{
	return p->evaluator_id >= r->sc.evaluator_lo && p->evaluator_id <= r->sc.evaluator_hi;
}

error_code
plan_gate_own(request *r, i64 id, struct plan_get *p)
{
	return plan_get(r->db, id, p) && owned(r, p) ? E_OK : E_NOT_FOUND;
}

error_code
plan_gate_visible(request *r, i64 id, struct plan_get *p)
{
	if (r->who.role == ROLE_EVALUATOR)
		return plan_gate_own(r, id, p);
	return plan_get(r->db, id, p) && p->published_at ? E_OK : E_NOT_FOUND;
}

error_code
plan_gate_request(request *r, i64 id, plan_act act, bool own, struct plan_get *p)
{
	error_code e = plan_gate(r->db, id, act, p, &r->detail);

	if (e != E_NOT_FOUND && own && !owned(r, p)) {
		r->detail = (str){ NULL, 0 };
		return E_NOT_FOUND;
	}
	return e;
}
