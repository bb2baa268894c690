/*
 * invigilator.c: who watches a room 监考人员, two per room by default. Chosen in a draft of 排考 by the evaluation
 * organisation among the staff of the site; nobody watches two rooms at once, nor sits in the same plan.
 */
#include "api/routes.h"
#include "api/session_room.h"
#include "query/schedule.h"
#include "web/answer.h"
#include "web/plan_gate.h"

struct invigilators_in {
	list staff;
	i64 version;
};
FIELD_TABLE(invigilators_input, "Invigilators", struct invigilators_in,
    FIELD_IDS(struct invigilators_in, staff, .title = "监考人员", .required = true, .max = 4),
    FIELD_INT(struct invigilators_in, version, .title = "版本", .required = true, .min = 1));

#define S struct session_room_invigilators
FIELD_TABLE_SHARED(invigilator_answer, "Invigilator", S, FIELD_AS(F_ID, i64, S, staff_id, "staff", .title = "人员"),
    FIELD_STR(S, name, .title = "姓名"));
#undef S

struct choice {
	i64 staff;
	str name;
	bool free;
	str reason;
};
#define S struct choice
FIELD_TABLE(choice_answer, "InvigilatorChoice", S, FIELD_ID(S, staff, .title = "人员"),
    FIELD_STR(S, name, .title = "姓名"), FIELD_BOOL(S, free, .title = "可以安排"),
    FIELD_STR(S, reason, .title = "不能安排的原因", .maybe = true));
#undef S

struct invigilators_view {
	list items, choices;
	i64 version;
};
#define S struct invigilators_view
FIELD_TABLE(invigilators_answer, "RoomInvigilators", S, FIELD_LIST(S, items, invigilator_answer, .title = "监考人员"),
    FIELD_LIST(S, choices, choice_answer, .title = "站点的监考人员"), FIELD_INT(S, version, .title = "版本"));
#undef S

static size_t
choices(request *r, const struct session_room_get *v, struct session_room_choices **c)
{
	return session_room_choices(r->db,
	    &(struct session_room_choices_in){ .school_id = v->school_id,
		.plan_id = v->plan_id,
		.schedule_id = v->schedule_id,
		.session_room_id = v->id,
		.starts = v->starts,
		.ends = v->ends },
	    c);
}

static error_code
session_room_invigilators_show(request *r)
{
	struct invigilators_view out;
	struct session_room_get v;
	struct session_room_invigilators *here;
	struct session_room_choices *c;
	struct choice *choice;

	if (!session_room_visible(r, r->id[0], &v))
		return E_NOT_FOUND;
	out.version = v.version;
	out.items.n = session_room_invigilators(r->db, v.id, &here);
	out.items.v = here;
	out.choices.n = choices(r, &v, &c);
	out.choices.v = choice = ARENA_ARRAY(r->a, struct choice, out.choices.n + 1);
	for (size_t i = 0; i < out.choices.n; i++)
		choice[i] = (struct choice){ c[i].id, c[i].name, !c[i].candidate && !c[i].busy,
			str_of(c[i].candidate ? "是本计划的考生"
			       : c[i].busy    ? "同一时间已在其他考场监考"
					      : NULL) };
	ANSWER(r, invigilators_answer, &out);
	return E_OK;
}

static const char *
unfit(const struct session_room_choices *c, size_t n, i64 staff, const i64 *before, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (before[i] == staff)
			return "人员重复";
	for (size_t i = 0; i < n; i++)
		if (c[i].id == staff)
			return c[i].candidate ? "是本计划的考生，不能监考"
			       : c[i].busy    ? "同一时间已在其他考场监考"
					      : NULL;
	return "不是该考核站点在册的监考人员";
}

static error_code
session_room_set_invigilators(request *r)
{
	const struct invigilators_in *in = r->in;
	const i64 *staff = in->staff.v;
	struct session_room_get v;
	struct session_room_choices *c;
	struct schedule_hold d;
	struct plan_get p;
	size_t n;
	error_code e;

	/* The schedule's row is held, so two rooms cannot take the same person at once. */
	if (!session_room_get(r->db, r->id[0], &r->sc, &v) || !schedule_hold(r->db, v.schedule_id, &r->sc, &d))
		return E_NOT_FOUND;
	if (!str_is(d.state, "draft"))
		return request_refuse(r, E_STATE, "排考已发布或已放弃，监考人员不能再调整");
	if ((e = plan_gate_request(r, d.plan_id, ACT_SCHEDULE, true, &p)) != E_OK)
		return e;
	n = choices(r, &v, &c);
	for (size_t i = 0; i < in->staff.n; i++) {
		const char *why = unfit(c, n, staff[i], staff, i);

		if (why)
			faults_at(&r->faults, str_f(r->a, "/staff/%zu", i).p, why);
	}
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (session_room_touch(r->db, v.id, in->version, &r->sc) == 0)
		return E_CONFLICT;
	session_room_invigilators_delete(r->db, v.id);
	for (size_t i = 0; i < in->staff.n; i++)
		session_room_invigilator_insert(
		    r->db, &(struct session_room_invigilator_insert_in){ .session_room_id = v.id,
			       .position = (i64)i + 1,
			       .staff_id = staff[i],
			       .exam_session_id = v.exam_session_id,
			       .schedule_id = v.schedule_id });
	schedule_touch(r->db, d.id, &r->sc);
	r->status = 204;
	return E_OK;
}

ROUTES(invigilator,
    ROUTE(GET, "/session-rooms/{id}/invigilators", session_room_invigilators_show, SCHEDULE_VIEW, "监考人员",
	.answer = &invigilators_answer),
    ROUTE(PUT, "/session-rooms/{id}/invigilators", session_room_set_invigilators, SCHEDULE_EDIT, "安排监考人员",
	.in = &invigilators_input, .write = true));
