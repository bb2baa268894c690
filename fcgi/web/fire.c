/*
 * fire.c: see fire.h.
 */
#include "web/fire.h"

enum { EVENTS_MOST = 16 };

/* What the gate says to the permission of a row; E_FORBIDDEN for a row that only the system fires. */
static error_code
gate(const request *r, const machine_row *row)
{
	scope unused;

	for (permission p = PUBLIC; row->permission && p < PERMISSION_COUNT; p++)
		if (str_eq(str_of(policy_table[p].name), str_of(row->permission)))
			return policy_gate(p, &r->who, &unused);
	return E_FORBIDDEN;
}

static str
state_json(request *r, str state)
{
	json j = jw_new(r->a);

	jw_open(&j);
	jw_kstr(&j, "state", state);
	jw_close(&j);
	return buf_view(&j.b);
}

error_code
fire_effect(request *r, const machine *m, str from, const char *event, str *to)
{
	const machine_row *row = machine_find(m, from, str_of(event));

	if (row == NULL)
		return request_refuse(r, E_STATE, "%.*s", STR_ARG(machine_refusal(r->a, m, from, str_of(event))));
	*to = str_of(row->to);
	return E_OK;
}

error_code
fire(request *r, const machine *m, str from, const char *event, str *to)
{
	error_code e = fire_effect(r, m, from, event, to);

	if (e == E_OK)
		e = gate(r, machine_find(m, from, str_of(event)));
	if (e == E_OK) {
		r->audit_before = state_json(r, from);
		r->audit_after = state_json(r, *to);
	}
	return e;
}

FIELD_TABLE_SHARED(action_answer, "Action", fire_action, FIELD_STR(fire_action, event, .title = "事件"),
    FIELD_STR(fire_action, title, .title = "名称"));

list
fire_possible(request *r, const machine *m, str from)
{
	const machine_row *v[EVENTS_MOST];
	size_t n = machine_events(m, from, v, EVENTS_MOST);
	fire_action *out = ARENA_ARRAY(r->a, fire_action, n + 1);
	list l = { out, 0 };

	for (size_t i = 0; i < n; i++) {
		if (gate(r, v[i]) != E_OK)
			continue;
		out[l.n++] =
		    (fire_action){ str_of(v[i]->event), str_of(machine_event_title(m, str_of(v[i]->event))) };
	}
	return l;
}

void
fire_actions(request *r, const machine *m, str from)
{
	const machine_row *v[EVENTS_MOST];
	size_t n = machine_events(m, from, v, EVENTS_MOST);
	json *j = &r->out;

	jw_key(j, "actions");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		if (gate(r, v[i]) != E_OK)
			continue;
		jw_open(j);
		jw_kstr(j, "event", str_of(v[i]->event));
		jw_kstr(j, "title", str_of(machine_event_title(m, str_of(v[i]->event))));
		jw_close(j);
	}
	jw_end(j);
}
