/*
 * plan.c: exam plans 考试计划: drafted, published with five windows, seen with "now"; extending a window is
 * plan_window.c. A plan keeps the certificate rules that were in force when it was published. Phases are computed,
 * never stored.
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

struct plan_query {
	PAGE_ASK;
	str state, phase, kind, q;
	i64 year, evaluator;
};
#define S struct plan_query
FIELD_TABLE(plan_query_fields, "PlanQuery", S, PAGE_ASKED(S, plan_list),
    FIELD_STR(S, state, .title = "状态", .codes = &plan_machine.state),
    FIELD_STR(S, phase, .title = "当前时段", .options = plan_phase_codes, .labels = plan_phase_titles),
    FIELD_STR(S, kind, .title = "类型", .options = plan_kinds, .labels = plan_kind_titles),
    FIELD_STR(S, q, .title = "计划编号或名称", .max = 60),
    FIELD_INT(S, year, .title = "年度", .min = 2019, .max = 2199), FIELD_ID(S, evaluator, .title = "培训评价组织"));
#undef S

struct plan_window_view {
	str code, title;
	i64 open, close;
};
#define S struct plan_window_view
FIELD_TABLE(plan_window_answer, "PlanWindowView", S,
    FIELD_STR(S, code, .title = "时段", .options = plan_window_codes, .labels = plan_window_titles),
    FIELD_STR(S, title, .title = "名称"), FIELD_TIME(S, open, .title = "开始时间"),
    FIELD_TIME(S, close, .title = "结束时间"));
#undef S

/* What a list and a page share, from the row of either statement. */
#define PLAN_HEAD(S)                                                                                                 \
	FIELD_AS(F_ID, i64, S, row.id, "id", .title = "编号"),                                                       \
	    FIELD_AS(F_STR, str, S, row.number, "number", .title = "计划编号"),                                      \
	    FIELD_AS(F_STR, str, S, row.name, "name", .title = "计划名称"),                                          \
	    FIELD_AS(F_STR, str, S, row.kind, "kind", .title = "类型", .options = plan_kinds,                        \
		.labels = plan_kind_titles),                                                                         \
	    FIELD_AS(F_INT, i64, S, row.year, "year", .title = "年度"),                                              \
	    FIELD_AS(F_STR, str, S, row.state, "state", .title = "状态", .codes = &plan_machine.state),              \
	    FIELD_AS(F_ID, i64, S, row.evaluator_id, "evaluator", .title = "培训评价组织"),                          \
	    FIELD_AS(F_STR, str, S, row.evaluator, "evaluator_name", .title = "培训评价组织名称"),                   \
	    FIELD_AS(F_TIME, i64, S, row.published_at, "published_at", .title = "发布时间", .maybe = true),          \
	    FIELD_STR(S, phase, .title = "当前时段", .options = plan_phase_codes, .labels = plan_phase_titles),      \
	    FIELD_STR(S, phase_title, .title = "当前时段名称"),                                                      \
	    FIELD_AS(F_TIME, i64, S, row.now, "now", .title = "现在"),                                               \
	    FIELD_LIST(S, windows, plan_window_answer, .title = "五个时段")

struct plan_line {
	struct plan_list row; /* first: the page's place is found in it */
	str phase, phase_title;
	list windows;
};
#define S struct plan_line
FIELD_TABLE(plan_item, "PlanItem", S, PLAN_HEAD(S),
    FIELD_AS(F_INT, i64, S, row.level_count, "level_count", .title = "证书等级数"),
    FIELD_AS(F_STR, str, S, row.level_names, "level_names", .title = "证书等级"));
#undef S

#define S struct plan_levels
FIELD_TABLE(plan_level_answer, "PlanLevel", S, FIELD_AS(F_ID, i64, S, level_id, "id", .title = "证书等级"),
    FIELD_AS(F_ID, i64, S, certificate_id, "certificate", .title = "证书"),
    FIELD_AS(F_STR, str, S, certificate, "certificate_name", .title = "证书名称"),
    FIELD_STR(S, certificate_code, .title = "证书代码"), FIELD_INT(S, level, .title = "等级"),
    FIELD_AS(F_CENTI, i64, S, total_line_centi, "total_line", .title = "合格线"));
#undef S

struct plan_act_view {
	str title, role, who;
	i64 from, to;
	bool now, mine;
};
#define S struct plan_act_view
FIELD_TABLE(plan_act_answer, "PlanAct", S, FIELD_STR(S, title, .title = "事项"), FIELD_STR(S, role, .title = "角色"),
    FIELD_STR(S, who, .title = "由谁办理"), FIELD_TIME(S, from, .title = "开始时间", .maybe = true),
    FIELD_TIME(S, to, .title = "结束时间", .maybe = true), FIELD_BOOL(S, now, .title = "现在可办"),
    FIELD_BOOL(S, mine, .title = "由本机构类型办理"));
#undef S

struct plan_change_view {
	struct plan_changes row;
	bool own;
};
#define S struct plan_change_view
FIELD_TABLE(plan_change_answer, "PlanWindowChange", S, FIELD_AS(F_ID, i64, S, row.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, row.phase, "phase", .title = "时段", .options = plan_window_codes,
	.labels = plan_window_titles),
    FIELD_AS(F_TIME, i64, S, row.old_open, "old_open", .title = "原开始时间"),
    FIELD_AS(F_TIME, i64, S, row.old_close, "old_close", .title = "原结束时间"),
    FIELD_AS(F_TIME, i64, S, row.new_open, "new_open", .title = "新开始时间"),
    FIELD_AS(F_TIME, i64, S, row.new_close, "new_close", .title = "新结束时间"),
    FIELD_AS(F_STR, str, S, row.reason, "reason", .title = "公开的理由"),
    FIELD_AS(F_STR, str, S, row.state, "state", .title = "状态", .codes = &window_change_machine.state),
    FIELD_AS(F_STR, str, S, row.requester, "requester", .title = "申请人", .maybe = true),
    FIELD_AS(F_STR, str, S, row.decider, "decider", .title = "办理人", .maybe = true),
    FIELD_AS(F_TIME, i64, S, row.requested_at, "requested_at", .title = "申请时间"),
    FIELD_AS(F_TIME, i64, S, row.decided_at, "decided_at", .title = "办理时间", .maybe = true),
    FIELD_BOOL(S, own, .title = "由本人申请"));
#undef S

struct plan_view {
	struct plan_get row;
	str phase, phase_title;
	list windows, levels, acts, changes, actions;
};
#define S struct plan_view
FIELD_TABLE(plan_answer, "Plan", S, PLAN_HEAD(S),
    FIELD_AS(F_STR, str, S, row.description, "description", .title = "说明"),
    FIELD_AS(F_BOOL, bool, S, row.two_entries, "two_entries", .title = "成绩双录"),
    FIELD_AS(F_INT, i64, S, row.version, "version", .title = "版本"),
    FIELD_LIST(S, levels, plan_level_answer, .title = "证书等级"),
    FIELD_LIST(S, acts, plan_act_answer, .title = "各事项的办理时间"),
    FIELD_AS(F_LIST, list, S, changes, "window_changes", .title = "时段延期", .sub = &plan_change_answer),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

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
	i64 id;

	plan_windows_check(&w, &r->faults);
	if (request_checked(r) != E_OK)
		return E_INVALID;
	id = plan_insert(r->db, &(struct plan_insert_in){ .evaluator_id = r->who.organisation,
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
	if (id == 0)
		return request_refuse(r, E_EXISTS, "计划编号 %.*s 已被使用", STR_ARG(in->number));
	set_levels(r, id, &in->levels);
	answer_created(r, id);
	return request_checked(r);
}

static error_code
plan_edit(request *r)
{
	const struct plan_in *in = r->in;
	plan_windows w = windows_in(in);
	struct plan_get p;
	error_code e = plan_gate_own(r, r->id[0], &p);

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

/* What else must hold before a plan is published, cancelled or closed. */
static error_code
refuse_move(request *r, const struct plan_get *p, str to)
{
	struct plan_registered registered;
	struct plan_uncertified left;

	if (str_is(to, "published") && p->now >= p->registration_close)
		return request_refuse(r, E_WINDOW, "报考时间已过，请先修改时段再发布");
	if (str_is(to, "cancelled") && plan_registered(r->db, p->id, &registered))
		return request_refuse(r, E_STATE, "已有考生报考，不能取消计划；如确需取消，请先由各校撤销报考");
	if (str_is(to, "closed") && p->now < p->publicity_close)
		return request_refuse(r, E_WINDOW, "成绩公示尚未结束，不能结束计划");
	if (str_is(to, "closed") && plan_uncertified(r->db, p->id, &left) && left.n)
		return request_refuse(
		    r, E_STATE, "还有 %lld 名合格考生的证书没有生成，请先生成待签证书", (long long)left.n);
	return E_OK;
}

static error_code
move(request *r, const char *event)
{
	const struct plan_version *in = r->in;
	struct plan_get p;
	str to;
	error_code e = plan_gate_own(r, r->id[0], &p);

	if (e || (e = fire(r, &plan_machine, p.state, event, &to)) != E_OK || (e = refuse_move(r, &p, to)) != E_OK)
		return e;
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

static error_code
plan_close(request *r)
{
	return move(r, "close");
}

static list
window_views(request *r, const plan_windows *w)
{
	struct plan_window_view *v = ARENA_ARRAY(r->a, struct plan_window_view, WINDOW_COUNT);

	for (int i = 0; i < WINDOW_COUNT; i++)
		v[i] = (struct plan_window_view){ str_of(plan_window_codes[i]), str_of(plan_window_titles[i]),
			w->open[i], w->close[i] };
	return (list){ v, WINDOW_COUNT };
}

static error_code
plan_index(request *r)
{
	const struct plan_query *q = r->q;
	struct plan_list *row;
	struct plan_line *v;
	size_t n = plan_list(r->db,
	    &(struct plan_list_in){ .own = r->who.role == ROLE_EVALUATOR ? r->who.organisation : 0,
		.evaluator = q->evaluator,
		.state = q->state,
		.phase = q->phase,
		.kind = q->kind,
		.year = q->year,
		.q = q->q,
		.page = page_of(r, &q->ask, &plan_list_page) },
	    &row);

	v = ARENA_ARRAY(r->a, struct plan_line, n + 1);
	for (size_t i = 0; i < n; i++) {
		plan_windows w = PLAN_WINDOWS(&row[i]);
		plan_phase phase = plan_phase_at(&w, row[i].now);

		v[i] = (struct plan_line){ row[i], str_of(plan_phase_codes[phase]), str_of(plan_phase_titles[phase]),
			window_views(r, &w) };
	}
	PAGE(r, &q->ask, plan_list, plan_item, v, n);
	return E_OK;
}

static list
act_views(request *r, const plan_windows *w, i64 now)
{
	struct plan_act_view *v = ARENA_ARRAY(r->a, struct plan_act_view, ACT_COUNT);

	for (plan_act a = 0; a < ACT_COUNT; a++) {
		i64 from, to;

		plan_act_span(w, a, &from, &to);
		v[a] = (struct plan_act_view){ .title = str_of(plan_act_title(a)),
			.role = str_of(plan_act_role(a)),
			.who = str_of(plan_act_who(a)),
			.from = from,
			.to = to == INT64_MAX ? 0 : to,
			.now = plan_permits(w, a, now),
			.mine = str_eq(str_of(plan_act_role(a)), str_of(role_names[r->who.role])) };
	}
	return (list){ v, ACT_COUNT };
}

/* Who asked and who decided is the organisation's own matter; what was approved, and why, is public. */
static list
change_views(request *r, i64 plan)
{
	bool own = r->who.role == ROLE_EVALUATOR;
	struct plan_changes *row;
	size_t rows = plan_changes(r->db, plan, &row);
	struct plan_change_view *v = ARENA_ARRAY(r->a, struct plan_change_view, rows + 1);
	list l = { v, 0 };

	for (size_t i = 0; i < rows; i++) {
		if (!own && !str_is(row[i].state, "approved"))
			continue;
		v[l.n] = (struct plan_change_view){ row[i], own && row[i].requested_by == r->who.account };
		if (!own)
			v[l.n].row.requester = v[l.n].row.decider = (str){ 0 };
		l.n++;
	}
	return l;
}

/* What the machine and this person's duty allow, less what the plan as it stands does not. */
static list
actions_of(request *r, const struct plan_get *p)
{
	list all = fire_possible(r, &plan_machine, p->state), left = { all.v, 0 };
	fire_action *v = all.v;

	for (size_t i = 0; i < all.n; i++) {
		const machine_row *row = machine_find(&plan_machine, p->state, v[i].event);

		if (refuse_move(r, p, str_of(row->to)) == E_OK)
			v[left.n++] = v[i];
	}
	r->detail = (str){ 0 };
	return left;
}

static error_code
plan_show(request *r)
{
	struct plan_view v = { 0 };
	struct plan_levels *level;
	plan_windows w;
	plan_phase phase;

	if (plan_gate_visible(r, r->id[0], &v.row) != E_OK)
		return E_NOT_FOUND;
	w = PLAN_WINDOWS(&v.row);
	phase = plan_phase_at(&w, v.row.now);
	v.phase = str_of(plan_phase_codes[phase]);
	v.phase_title = str_of(plan_phase_titles[phase]);
	v.windows = window_views(r, &w);
	v.levels.n = plan_levels(r->db, v.row.id, &level);
	v.levels.v = level;
	v.acts = act_views(r, &w, v.row.now);
	v.changes = change_views(r, v.row.id);
	v.actions = actions_of(r, &v.row);
	ANSWER(r, plan_answer, &v);
	return E_OK;
}

ROUTES(plan,
    ROUTE(GET, "/plans", plan_index, PLAN_VIEW, "考试计划列表", .query = &plan_query_fields, .items = &plan_item),
    ROUTE(POST, "/plans", plan_create, PLAN_EDIT, "新建考试计划", .in = &plan_input, .answer = &created_answer,
	.write = true),
    ROUTE(GET, "/plans/{id}", plan_show, PLAN_VIEW, "考试计划", .answer = &plan_answer),
    ROUTE(PUT, "/plans/{id}", plan_edit, PLAN_EDIT, "修改考试计划", .in = &plan_input, .write = true),
    ROUTE(POST, "/plans/{id}/publish", plan_publish, PLAN_EDIT, "发布考试计划", .in = &plan_version_input,
	.write = true),
    ROUTE(
	POST, "/plans/{id}/cancel", plan_cancel, PLAN_EDIT, "取消考试计划", .in = &plan_version_input, .write = true),
    ROUTE(
	POST, "/plans/{id}/close", plan_close, PLAN_EDIT, "结束考试计划", .in = &plan_version_input, .write = true));
