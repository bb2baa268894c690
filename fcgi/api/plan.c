/*
 * plan.c: exam plans 考试计划: drafted, published with five windows, seen with "now", extended by two persons.
 * A plan keeps the certificate rules that were in force when it was published. Phases are computed, never stored.
 */
#include "query/plan.h"
#include "api/routes.h"
#include "query/publicity.h"
#include "rules/checks.h"
#include "web/fire.h"
#include "web/page.h"
#include "web/plan_gate.h"

struct window_in {
	i64 open, close;
};
FIELD_TABLE(window_input, "PlanWindow", struct window_in,
    FIELD_TIME(struct window_in, open, .title = "开始时间", .required = true),
    FIELD_TIME(struct window_in, close, .title = "结束时间", .required = true, .note = "不含该时刻"));

static const char *const plan_kinds[] = { "regular", "additional", NULL };
static const char *const plan_kind_titles[] = { "常规", "增补", NULL };

struct plan_in {
	str number, name, kind, description;
	i64 year, version;
	bool two_entries;
	list levels, windows;
};
FIELD_TABLE(plan_input, "PlanInput", struct plan_in,
    FIELD_STR(struct plan_in, number, .title = "计划编号", .required = true, .max = 32, .check = check_ascii_code),
    FIELD_STR(struct plan_in, name, .title = "计划名称", .required = true, .max = 120, .check = check_plain_text),
    FIELD_STR(
	struct plan_in, kind, .title = "类型", .required = true, .options = plan_kinds, .labels = plan_kind_titles),
    FIELD_STR(struct plan_in, description, .title = "说明", .max = 4000),
    FIELD_INT(struct plan_in, year, .title = "年度", .required = true, .min = 2019, .max = 2199),
    FIELD_INT(struct plan_in, version, .title = "版本", .note = "修改时必填：读到的版本号"),
    FIELD_BOOL(struct plan_in, two_entries, .title = "成绩双录"),
    FIELD_IDS(struct plan_in, levels, .title = "证书等级", .required = true, .min = 1, .max = 60),
    FIELD_LIST(struct plan_in, windows, window_input, .title = "五个时段", .required = true, .min = WINDOW_COUNT,
	.max = WINDOW_COUNT, .note = "依次为报考、排考、考试、成绩登记、成绩公示"));

struct plan_version {
	i64 version;
};
FIELD_TABLE(plan_version_input, "PlanVersion", struct plan_version,
    FIELD_INT(struct plan_version, version, .title = "版本", .required = true, .min = 1));

struct window_change {
	str phase, reason;
	i64 open, close;
};
FIELD_TABLE(window_change_input, "WindowChange", struct window_change,
    FIELD_STR(struct window_change, phase, .title = "时段", .required = true, .max = 20),
    FIELD_TIME(struct window_change, open, .title = "开始时间", .required = true),
    FIELD_TIME(struct window_change, close, .title = "结束时间", .required = true),
    FIELD_STR(struct window_change, reason, .title = "公开的理由", .required = true, .max = 500,
	.check = check_plain_text));

struct plan_query {
	PAGE_MEMBERS;
};
FIELD_TABLE(plan_query_fields, "PlanQuery", struct plan_query, PAGE_FIELDS(struct plan_query));

static plan_windows
windows_in(const struct plan_in *in)
{
	const struct window_in *v = in->windows.v;
	plan_windows w = { 0 };

	for (int i = 0; i < WINDOW_COUNT; i++) {
		w.open[i] = v[i].open;
		w.close[i] = v[i].close;
	}
	return w;
}

/* Puts the levels in place; each must be the organisation's own, with a standard in force. */
static void
set_levels(request *r, i64 plan, const list *levels)
{
	const i64 *v = levels->v;
	struct plan_rule_in_force rule;

	for (size_t i = 0; i < levels->n; i++) {
		str at = str_f(r->a, "/levels/%zu", i);

		if (!plan_rule_in_force(r->db, v[i], r->who.organisation, &rule))
			faults_at(&r->faults, at.p, "不是本组织已发布标准的证书等级，请先在“证书与标准”中发布标准");
		else if (plan_level_insert(r->db, plan, v[i], rule.rule_id) == 0)
			faults_at(&r->faults, at.p, "证书等级重复");
	}
}

static error_code
plan_create(request *r)
{
	const struct plan_in *in = r->in;
	plan_windows w = windows_in(in);

	plan_windows_check(&w, &r->faults);
	if (request_checked(r) != E_OK)
		return E_INVALID;
	r->audit_subject = plan_insert(r->db, &(struct plan_insert_in){ .evaluator_id = r->who.organisation,
						  .number = in->number,
						  .name = in->name,
						  .kind = in->kind,
						  .year = in->year,
						  .description = in->description.p ? in->description : STR(""),
						  .two_entries = in->two_entries,
						  .registration_open = w.open[0],
						  .registration_close = w.close[0],
						  .scheduling_open = w.open[1],
						  .scheduling_close = w.close[1],
						  .exam_open = w.open[2],
						  .exam_close = w.close[2],
						  .score_open = w.open[3],
						  .score_close = w.close[3],
						  .publicity_open = w.open[4],
						  .publicity_close = w.close[4] });
	if (r->audit_subject == 0)
		return request_refuse(r, E_EXISTS, "计划编号 %.*s 已被使用", STR_ARG(in->number));
	set_levels(r, r->audit_subject, &in->levels);
	r->status = 201;
	jw_open(&r->out);
	jw_kid(&r->out, "id", r->audit_subject);
	jw_close(&r->out);
	return request_checked(r);
}

/* The own plan of this id, in any state. */
static error_code
own_plan(request *r, i64 id, struct plan_get *p)
{
	if (!plan_get(r->db, id, p) || p->evaluator_id < r->sc.evaluator_lo || p->evaluator_id > r->sc.evaluator_hi)
		return E_NOT_FOUND;
	return E_OK;
}

static error_code
plan_edit(request *r)
{
	const struct plan_in *in = r->in;
	plan_windows w = windows_in(in);
	struct plan_get p;
	error_code e = own_plan(r, r->id[0], &p);

	if (e)
		return e;
	if (!str_is(p.state, "draft"))
		return request_refuse(r, E_STATE, "计划已发布，只能由两人办理时段延期");
	plan_windows_check(&w, &r->faults);
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (plan_update(r->db, &(struct plan_update_in){ .number = in->number,
				   .name = in->name,
				   .kind = in->kind,
				   .year = in->year,
				   .description = in->description.p ? in->description : STR(""),
				   .two_entries = in->two_entries,
				   .registration_open = w.open[0],
				   .registration_close = w.close[0],
				   .scheduling_open = w.open[1],
				   .scheduling_close = w.close[1],
				   .exam_open = w.open[2],
				   .exam_close = w.close[2],
				   .score_open = w.open[3],
				   .score_close = w.close[3],
				   .publicity_open = w.open[4],
				   .publicity_close = w.close[4],
				   .id = p.id,
				   .version = in->version,
				   .sc = r->sc }) == 0)
		return E_CONFLICT;
	plan_levels_delete(r->db, p.id);
	set_levels(r, p.id, &in->levels);
	r->status = 204;
	return request_checked(r);
}

static error_code
move(request *r, const char *event)
{
	const struct plan_version *in = r->in;
	struct plan_get p;
	str to;
	error_code e = own_plan(r, r->id[0], &p);

	if (e || (e = fire(r, &plan_machine, p.state, event, &to)) != E_OK)
		return e;
	if (str_is(to, "published") && p.now >= p.registration_close)
		return request_refuse(r, E_WINDOW, "报考时间已过，请先修改时段再发布");
	if (plan_set_state(r->db, &(struct plan_set_state_in){ .to_state = to,
				      .account_id = r->who.account,
				      .id = p.id,
				      .from_state = p.state,
				      .version = in->version,
				      .sc = r->sc }) == 0)
		return E_CONFLICT;
	publicity_windows(r->db, p.id);
	r->status = 204;
	return E_OK;
}

static error_code
plan_publish(request *r)
{
	return move(r, "publish");
}

static error_code
plan_cancel(request *r)
{
	return move(r, "cancel");
}

static void
window_list(json *j, const plan_windows *w)
{
	jw_key(j, "windows");
	jw_list(j);
	for (int i = 0; i < WINDOW_COUNT; i++) {
		jw_open(j);
		jw_kstr(j, "code", str_of(plan_window_codes[i]));
		jw_kstr(j, "title", str_of(plan_window_titles[i]));
		jw_ktime(j, "open", w->open[i]);
		jw_ktime(j, "close", w->close[i]);
		jw_close(j);
	}
	jw_end(j);
}

/* The members that a list and a page share. */
static void
plan_head(json *j, const struct plan_get *p)
{
	plan_windows w = plan_gate_windows(p);
	plan_phase phase = plan_phase_at(&w, p->now);

	jw_kid(j, "id", p->id);
	jw_kstr(j, "number", p->number);
	jw_kstr(j, "name", p->name);
	jw_kstr(j, "kind", p->kind);
	jw_ki64(j, "year", p->year);
	jw_kstr(j, "state", p->state);
	jw_kid(j, "evaluator", p->evaluator_id);
	jw_kstr(j, "evaluator_name", p->evaluator);
	jw_ktime(j, "published_at", p->published_at);
	jw_kstr(j, "phase", str_of(plan_phase_code(phase)));
	jw_kstr(j, "phase_title", str_of(plan_phase_title(phase)));
	jw_ktime(j, "now", p->now);
	window_list(j, &w);
}

static void
plan_item(json *j, const void *row)
{
	const struct plan_list_own *v = row;
	struct plan_get p = { .id = v->id,
		.evaluator_id = v->evaluator_id,
		.evaluator = v->evaluator,
		.number = v->number,
		.name = v->name,
		.kind = v->kind,
		.year = v->year,
		.state = v->state,
		.registration_open = v->registration_open,
		.registration_close = v->registration_close,
		.scheduling_open = v->scheduling_open,
		.scheduling_close = v->scheduling_close,
		.exam_open = v->exam_open,
		.exam_close = v->exam_close,
		.score_open = v->score_open,
		.score_close = v->score_close,
		.publicity_open = v->publicity_open,
		.publicity_close = v->publicity_close,
		.published_at = v->published_at,
		.now = v->now };

	jw_open(j);
	plan_head(j, &p);
	jw_close(j);
}

static error_code
plan_index(request *r)
{
	const struct plan_query *q = r->q;
	struct plan_list_own *own;
	struct plan_list_published *all;

	_Static_assert(sizeof *own == sizeof *all, "both lists have the same columns");
	if (r->who.role == ROLE_EVALUATOR) {
		size_t n = plan_list_own(r->db, page_before(q->after), page_rows(q->limit), &r->sc, &own);

		page_write(r, own, n, sizeof *own, q->limit, plan_item);
	} else {
		size_t n = plan_list_published(r->db, page_before(q->after), page_rows(q->limit), &all);

		page_write(r, all, n, sizeof *all, q->limit, plan_item);
	}
	return E_OK;
}

static void
act_list(request *r, const plan_windows *w, i64 now)
{
	json *j = &r->out;

	jw_key(j, "acts");
	jw_list(j);
	for (plan_act a = 0; a < ACT_COUNT; a++) {
		i64 from, to;

		plan_act_span(w, a, &from, &to);
		jw_open(j);
		jw_kstr(j, "title", str_of(plan_act_title(a)));
		jw_kstr(j, "role", str_of(plan_act_role(a)));
		jw_kstr(j, "who", str_of(plan_act_who(a)));
		jw_ktime(j, "from", from);
		jw_ktime(j, "to", to == INT64_MAX ? 0 : to);
		jw_kbool(j, "now", plan_permits(w, a, now));
		jw_kbool(j, "mine", str_eq(str_of(plan_act_role(a)), str_of(role_names[r->who.role])));
		jw_close(j);
	}
	jw_end(j);
}

static void
level_list(request *r, i64 plan)
{
	json *j = &r->out;
	struct plan_levels *v;
	size_t n = plan_levels(r->db, plan, &v);

	jw_key(j, "levels");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].level_id);
		jw_kid(j, "certificate", v[i].certificate_id);
		jw_kstr(j, "certificate_name", v[i].certificate);
		jw_kstr(j, "certificate_code", v[i].certificate_code);
		jw_ki64(j, "level", v[i].level);
		jw_kcenti(j, "total_line", v[i].total_line_centi);
		jw_close(j);
	}
	jw_end(j);
}

static void
change_list(request *r, i64 plan)
{
	json *j = &r->out;
	struct plan_changes *v;
	size_t n = plan_changes(r->db, plan, &v);

	jw_key(j, "window_changes");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		if (r->who.role != ROLE_EVALUATOR && !str_is(v[i].state, "approved"))
			continue;
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_kstr(j, "phase", v[i].phase);
		jw_ktime(j, "old_open", v[i].old_open);
		jw_ktime(j, "old_close", v[i].old_close);
		jw_ktime(j, "new_open", v[i].new_open);
		jw_ktime(j, "new_close", v[i].new_close);
		jw_kstr(j, "reason", v[i].reason);
		jw_kstr(j, "state", v[i].state);
		jw_ktime(j, "decided_at", v[i].decided_at);
		jw_close(j);
	}
	jw_end(j);
}

static error_code
plan_show(request *r)
{
	json *j = &r->out;
	struct plan_get p;
	plan_windows w;

	if (!plan_get(r->db, r->id[0], &p))
		return E_NOT_FOUND;
	/* An evaluation organisation sees its own plans in every state, everybody else the published ones. */
	if (r->who.role == ROLE_EVALUATOR ? own_plan(r, p.id, &p) != E_OK : p.published_at == 0)
		return E_NOT_FOUND;
	w = plan_gate_windows(&p);
	jw_open(j);
	plan_head(j, &p);
	jw_kstr(j, "description", p.description);
	jw_kbool(j, "two_entries", p.two_entries);
	jw_ki64(j, "version", p.version);
	level_list(r, p.id);
	act_list(r, &w, p.now);
	change_list(r, p.id);
	fire_actions(r, &plan_machine, p.state);
	jw_close(j);
	return E_OK;
}

static int
window_of(str phase)
{
	for (int i = 0; i < WINDOW_COUNT; i++)
		if (str_eq(phase, str_of(plan_window_codes[i])))
			return i;
	return -1;
}

static error_code
plan_window_change(request *r)
{
	const struct window_change *in = r->in;
	struct plan_get p;
	plan_windows before, after;
	int i = window_of(in->phase);
	error_code e = own_plan(r, r->id[0], &p);

	if (e)
		return e;
	if (!str_is(p.state, "published"))
		return request_refuse(r, E_STATE, "计划尚未发布，可直接修改");
	if (i < 0) {
		faults_at(&r->faults, "/phase", "时段应为 registration、scheduling、exam、score 或 publicity");
		return E_INVALID;
	}
	after = before = plan_gate_windows(&p);
	after.open[i] = in->open;
	after.close[i] = in->close;
	if (!plan_extension_check(&before, &after, p.now, &r->faults))
		return E_INVALID;
	r->audit_subject = plan_change_insert(r->db, &(struct plan_change_insert_in){ .plan_id = p.id,
							 .evaluator_id = p.evaluator_id,
							 .phase = in->phase,
							 .old_open = before.open[i],
							 .old_close = before.close[i],
							 .new_open = in->open,
							 .new_close = in->close,
							 .reason = in->reason,
							 .requested_by = r->who.account });
	r->status = 201;
	jw_open(&r->out);
	jw_kid(&r->out, "id", r->audit_subject);
	jw_close(&r->out);
	return E_OK;
}

static error_code
decide_change(request *r, const char *event)
{
	struct plan_change_get c;
	struct plan_get p;
	plan_windows before, w;
	str to;
	error_code e;

	if (!plan_change_get(r->db, r->id[0], &r->sc, &c) || own_plan(r, c.plan_id, &p) != E_OK)
		return E_NOT_FOUND;
	if ((e = fire(r, &window_change_machine, c.state, event, &to)) != E_OK)
		return e;
	if (c.requested_by == r->who.account)
		return request_refuse(r, E_FORBIDDEN, "延期须由另一人批准，申请人不能批准自己的申请");
	if (plan_change_decide(r->db, to, r->who.account, c.id, &r->sc) == 0)
		return E_CONFLICT;
	if (str_is(to, "approved")) {
		int i = window_of(c.phase);

		before = w = plan_gate_windows(&p);
		w.open[i] = c.new_open;
		w.close[i] = c.new_close;
		if (!plan_extension_check(&before, &w, p.now, &r->faults))
			return E_INVALID;
		if (plan_set_windows(r->db, &(struct plan_set_windows_in){ .registration_open = w.open[0],
						.registration_close = w.close[0],
						.scheduling_open = w.open[1],
						.scheduling_close = w.close[1],
						.exam_open = w.open[2],
						.exam_close = w.close[2],
						.score_open = w.open[3],
						.score_close = w.close[3],
						.publicity_open = w.open[4],
						.publicity_close = w.close[4],
						.id = p.id,
						.version = p.version,
						.sc = r->sc }) == 0)
			return E_CONFLICT;
		publicity_windows(r->db, p.id);
	}
	r->status = 204;
	return E_OK;
}

static error_code
plan_change_approve(request *r)
{
	return decide_change(r, "approve");
}

static error_code
plan_change_refuse(request *r)
{
	return decide_change(r, "refuse");
}

ROUTES(plan, ROUTE(GET, "/plans", plan_index, PLAN_VIEW, "考试计划列表", .query = &plan_query_fields),
    ROUTE(POST, "/plans", plan_create, PLAN_EDIT, "新建考试计划", .in = &plan_input, .write = true),
    ROUTE(GET, "/plans/{id}", plan_show, PLAN_VIEW, "考试计划"),
    ROUTE(PUT, "/plans/{id}", plan_edit, PLAN_EDIT, "修改考试计划", .in = &plan_input, .write = true),
    ROUTE(POST, "/plans/{id}/publish", plan_publish, PLAN_EDIT, "发布考试计划", .in = &plan_version_input,
	.write = true),
    ROUTE(
	POST, "/plans/{id}/cancel", plan_cancel, PLAN_EDIT, "取消考试计划", .in = &plan_version_input, .write = true),
    ROUTE(POST, "/plans/{id}/window-changes", plan_window_change, PLAN_EDIT, "申请时段延期",
	.in = &window_change_input, .write = true),
    ROUTE(POST, "/window-changes/{id}/approve", plan_change_approve, PLAN_EDIT, "批准时段延期", .write = true),
    ROUTE(POST, "/window-changes/{id}/refuse", plan_change_refuse, PLAN_EDIT, "不批准时段延期", .write = true));
