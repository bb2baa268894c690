/*
 * pilot.c: pilot applications 申报试点 (manual, 一; spec 2.1) as their school writes and hands them in, and as
 * school, evaluation organisation and office read them. Opinion and decision are in pilot_decide.c. Handed in only
 * inside the province's window, with every row inside the certificate scope 证书试点范围.
 */
#include "api/pilot.h"
#include "api/attachment.h"
#include "api/province_window.h"
#include "api/routes.h"
#include "data/certificate_scope.h"
#include "rules/major.h"
#include "web/fire.h"
#include "web/page.h"

enum { ITEMS_MOST = 500 };

struct pilot_item {
	i64 level, major, count;
};
FIELD_TABLE(pilot_item_input, "PilotItem", struct pilot_item,
    FIELD_ID(struct pilot_item, level, .title = "证书等级", .required = true),
    FIELD_ID(struct pilot_item, major, .title = "专业", .required = true),
    FIELD_INT(struct pilot_item, count, .title = "计划人数", .required = true, .min = 1, .max = 100000));

struct pilot_body {
	i64 evaluator, year, file, version;
	str statement;
	list items;
};
FIELD_TABLE(pilot_input, "PilotApplicationInput", struct pilot_body,
    FIELD_ID(struct pilot_body, evaluator, .title = "培训评价组织", .required = true),
    FIELD_INT(struct pilot_body, year, .title = "年度", .required = true, .min = 2019, .max = 2099),
    FIELD_STR(struct pilot_body, statement, .title = "申报说明", .max = 4000, .lines = true),
    FIELD_ID(struct pilot_body, file, .title = "附件"),
    FIELD_INT(struct pilot_body, version, .title = "版本", .min = 1, .max = INT32_MAX, .note = "修改时必填"),
    FIELD_LIST(struct pilot_body, items, pilot_item_input, .title = "证书等级、专业与计划人数", .required = true,
	.min = 1, .max = ITEMS_MOST));

struct pilot_query {
	PAGE_ASK;
	i64 year;
	str state, q;
};
#define S struct pilot_query
FIELD_TABLE(pilot_query_fields, "PilotApplicationQuery", S, PAGE_ASKED(S, pilot_application_list),
    FIELD_INT(S, year, .title = "年度", .min = 2019, .max = 2099),
    FIELD_STR(S, state, .title = "状态", .codes = &pilot_machine.state),
    FIELD_STR(S, q, .title = "院校名称", .max = 50));
#undef S

struct pilot_list_query {
	PAGE_ASK;
	i64 school;
	str q;
};
#define S struct pilot_list_query
FIELD_TABLE(pilot_list_query_fields, "PilotQuery", S, PAGE_ASKED(S, pilot_list), FIELD_ID(S, school, .title = "院校"),
    FIELD_STR(S, q, .title = "院校名称", .max = 50));
#undef S

static str
list_state(arena *a, const void *row)
{
	(void)a;
	return str_of(machine_state_title(&pilot_machine, ((const struct pilot_application_list *)row)->state));
}

#define S struct pilot_application_list
FIELD_TABLE(pilot_application_item, "PilotApplicationItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, school, .title = "院校"), FIELD_STR(S, school_name, .title = "院校名称"),
    FIELD_STR(S, province, .title = "省份代码"), FIELD_ID(S, evaluator, .title = "培训评价组织"),
    FIELD_STR(S, evaluator_name, .title = "培训评价组织名称"), FIELD_INT(S, year, .title = "年度"),
    FIELD_STR(S, state, .title = "状态", .codes = &pilot_machine.state),
    FIELD_DERIVED("state_title", list_state, .title = "状态"), FIELD_INT(S, levels, .title = "证书等级数"),
    FIELD_INT(S, planned, .title = "计划人数"),
    FIELD_STR(S, opinion, .title = "评价组织意见", .codes = &pilot_opinion_codes, .maybe = true),
    FIELD_TIME(S, created_at, .title = "填写时间"), FIELD_TIME(S, submitted_at, .title = "提交时间", .maybe = true),
    FIELD_TIME(S, decided_at, .title = "审批时间", .maybe = true), FIELD_INT(S, version, .title = "版本"));
#undef S

static str
item_level(arena *a, const void *row)
{
	(void)a;
	return certificate_level_title(((const struct pilot_item_list *)row)->level_number);
}

#define S struct pilot_item_list
FIELD_TABLE(pilot_item_answer, "PilotApplicationRow", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, certificate, .title = "证书"), FIELD_STR(S, certificate_name, .title = "证书名称"),
    FIELD_ID(S, level, .title = "证书等级"), FIELD_INT(S, level_number, .title = "等级"),
    FIELD_DERIVED("level_title", item_level, .title = "等级"), FIELD_ID(S, major, .title = "专业"),
    FIELD_INT(S, major_catalogue, .title = "专业目录"),
    FIELD_STR(S, major_education_level, .title = "学历层次", .options = education_levels, .labels = education_titles),
    FIELD_STR(S, major_code, .title = "专业代码"), FIELD_STR(S, major_name, .title = "专业名称"),
    FIELD_INT(S, count, .title = "计划人数"));
#undef S

struct pilot_view {
	struct pilot_application_get v;
	str state_title;
	list actions, items;
};
#define S struct pilot_view
FIELD_TABLE(pilot_answer, "PilotApplication", S, FIELD_AS(F_ID, i64, S, v.id, "id", .title = "编号"),
    FIELD_AS(F_ID, i64, S, v.school_id, "school", .title = "院校"),
    FIELD_AS(F_STR, str, S, v.school, "school_name", .title = "院校名称"),
    FIELD_AS(F_STR, str, S, v.school_code, "school_code", .title = "学校标识码", .maybe = true),
    FIELD_AS(
	F_STR, str, S, v.school_state, "school_state", .title = "院校状态", .codes = &organisation_machine.state),
    FIELD_AS(F_STR, str, S, v.province, "province", .title = "省份代码"),
    FIELD_AS(F_STR, str, S, v.province_name, "province_name", .title = "省份"),
    FIELD_AS(F_ID, i64, S, v.evaluator_id, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, v.evaluator, "evaluator_name", .title = "培训评价组织名称"),
    FIELD_AS(F_INT, i64, S, v.year, "year", .title = "年度"),
    FIELD_AS(F_STR, str, S, v.statement, "statement", .title = "申报说明"),
    FIELD_AS(F_ID, i64, S, v.file_id, "file", .title = "附件", .maybe = true),
    FIELD_AS(F_STR, str, S, v.file_name, "file_name", .title = "附件名", .maybe = true),
    FIELD_AS(F_STR, str, S, v.state, "state", .title = "状态", .codes = &pilot_machine.state),
    FIELD_STR(S, state_title, .title = "状态"),
    FIELD_AS(F_TIME, i64, S, v.created_at, "created_at", .title = "填写时间"),
    FIELD_AS(F_TIME, i64, S, v.submitted_at, "submitted_at", .title = "提交时间", .maybe = true),
    FIELD_AS(
	F_STR, str, S, v.opinion, "opinion", .title = "评价组织意见", .codes = &pilot_opinion_codes, .maybe = true),
    FIELD_AS(F_STR, str, S, v.opinion_text, "opinion_text", .title = "意见说明"),
    FIELD_AS(F_TIME, i64, S, v.opinion_at, "opinion_at", .title = "出具意见的时间", .maybe = true),
    FIELD_AS(F_STR, str, S, v.decision_text, "reason", .title = "审批理由"),
    FIELD_AS(F_TIME, i64, S, v.decided_at, "decided_at", .title = "审批时间", .maybe = true),
    FIELD_AS(F_INT, i64, S, v.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"),
    FIELD_LIST(S, items, pilot_item_answer, .title = "证书等级、专业与计划人数"));
#undef S

static str
roll_level(arena *a, const void *row)
{
	(void)a;
	return certificate_level_title(((const struct pilot_list *)row)->level_number);
}

static const field_code roll_states[] = { { "active", "试点中" }, { "ended", "已结束" }, { NULL, NULL } };
static const field_code *const roll_codes = roll_states;

#define S struct pilot_list
FIELD_TABLE(pilot_roll_item, "Pilot", S, FIELD_ID(S, id, .title = "编号"), FIELD_ID(S, school, .title = "院校"),
    FIELD_STR(S, school_name, .title = "院校名称"), FIELD_STR(S, province, .title = "省份代码"),
    FIELD_ID(S, evaluator, .title = "培训评价组织"), FIELD_STR(S, evaluator_name, .title = "培训评价组织名称"),
    FIELD_ID(S, certificate, .title = "证书"), FIELD_STR(S, certificate_name, .title = "证书名称"),
    FIELD_ID(S, level, .title = "证书等级"), FIELD_INT(S, level_number, .title = "等级"),
    FIELD_DERIVED("level_title", roll_level, .title = "等级"),
    FIELD_STR(S, state, .title = "状态", .codes = &roll_codes), FIELD_TIME(S, created_at, .title = "批准时间"));
#undef S

static void
fault_row(request *r, size_t row, const char *member, str detail, str fix)
{
	faults_add(&r->faults,
	    (fault){ .pointer = str_f(r->a, "/items/%zu/%s", row, member), .detail = detail, .fix = fix });
}

/* One row against the standard in force and what the school already has. */
static void
check_row(request *r, i64 application, i64 evaluator, const struct pilot_item *v, size_t row)
{
	struct pilot_standing now;
	certificate_scope s;
	str why, fix;

	if (!certificate_scope_of(r->db, v->level, &s) || s.evaluator != evaluator) {
		fault_row(r, row, "level", STR("没有这个证书等级，或不属于所选的培训评价组织"), STR(""));
		return;
	}
	if (s.rule == 0) {
		fault_row(
		    r, row, "level", str_f(r->a, "%.*s没有已发布的标准，暂不能申报", STR_ARG(s.title)), STR(""));
		return;
	}
	if (!certificate_scope_has(r->db, &s, v->major, &why, &fix))
		fault_row(r, row, "major", why, fix);
	if (!pilot_standing(r->db, r->who.organisation, v->level, application, &now))
		return;
	if (now.active)
		fault_row(
		    r, row, "level", str_f(r->a, "本校已是%.*s的试点，无需再次申报", STR_ARG(s.title)), STR(""));
	else if (now.elsewhere)
		fault_row(r, row, "level", str_f(r->a, "%.*s已在另一份待审批的申报中", STR_ARG(s.title)), STR(""));
}

static error_code
check_items(request *r, i64 application, i64 evaluator, const struct pilot_item *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		check_row(r, application, evaluator, &v[i], i);
		for (size_t k = 0; k < i; k++)
			if (v[k].level == v[i].level && v[k].major == v[i].major)
				fault_row(r, i, "major", str_f(r->a, "与第 %zu 行重复，请合并人数", k + 1), STR(""));
	}
	return request_checked(r);
}

static error_code
check_body(request *r, i64 application, const struct pilot_body *in)
{
	struct pilot_evaluator e;

	if (!pilot_evaluator(r->db, in->evaluator, &e))
		faults_at(&r->faults, "/evaluator", "没有这个培训评价组织");
	attachment_check(r, in->file, "/file");
	return request_checked(r) == E_OK ? check_items(r, application, in->evaluator, in->items.v, in->items.n)
					  : E_INVALID;
}

static void
write_items(request *r, i64 application, const struct pilot_body *in)
{
	struct pilot_item_insert *v = ARENA_ARRAY(r->a, struct pilot_item_insert, in->items.n);
	const struct pilot_item *item = in->items.v;

	for (size_t i = 0; i < in->items.n; i++)
		v[i] = (struct pilot_item_insert){ .pilot_application_id = application,
			.certificate_level_id = item[i].level,
			.major_id = item[i].major,
			.planned = item[i].count };
	pilot_item_insert(r->db, v, in->items.n);
}

static error_code
pilot_create(request *r)
{
	const struct pilot_body *in = r->in;
	i64 id;

	if (check_body(r, 0, in) != E_OK)
		return E_INVALID;
	id = pilot_application_insert(r->db, &(struct pilot_application_insert_in){ .school_id = r->who.organisation,
						 .province = r->who.province,
						 .evaluator_id = in->evaluator,
						 .year = in->year,
						 .statement = text_or_empty(in->statement),
						 .file_id = in->file });
	write_items(r, id, in);
	return answer_created(r, id);
}

bool
pilot_find(request *r, struct pilot_application_get *v)
{
	return pilot_application_get(r->db, r->id[0], r->who.role == ROLE_SCHOOL, &r->sc, v);
}

static error_code
pilot_edit(request *r)
{
	const struct pilot_body *in = r->in;
	struct pilot_application_get v;

	if (!pilot_find(r, &v))
		return E_NOT_FOUND;
	if (!str_is(v.state, "draft") && !str_is(v.state, "returned"))
		return request_refuse(r, E_STATE, "申报已提交，不能修改；需要修改时请先撤回，或请办公室退回");
	if (in->version == 0)
		faults_at(&r->faults, "/version", "修改时须带上所见的版本号");
	if (check_body(r, v.id, in) != E_OK)
		return E_INVALID;
	if (pilot_application_change(r->db, &(struct pilot_application_change_in){ .evaluator_id = in->evaluator,
						.year = in->year,
						.statement = text_or_empty(in->statement),
						.file_id = in->file,
						.id = v.id,
						.version = in->version,
						.sc = r->sc }) == 0)
		return E_CONFLICT;
	pilot_items_delete(r->db, v.id);
	write_items(r, v.id, in);
	return answer_changed(r, in->version + 1);
}

/* The standard may have changed since the draft was written, so the rows are judged again. */
static error_code
check_stored(request *r, const struct pilot_application_get *v)
{
	struct pilot_item_list *row;
	size_t n = pilot_item_list(r->db, v->id, &row);
	struct pilot_item *item = ARENA_ARRAY(r->a, struct pilot_item, n + 1);

	for (size_t i = 0; i < n; i++)
		item[i] = (struct pilot_item){ row[i].level, row[i].major, row[i].count };
	return check_items(r, v->id, v->evaluator_id, item, n);
}

static error_code
pilot_hand_in(request *r)
{
	const struct event_body *in = r->in;
	struct pilot_application_get v;
	error_code e;
	i64 version;
	str to;

	if (!pilot_find(r, &v))
		return E_NOT_FOUND;
	version = in->version ? in->version : v.version;
	if ((e = fire(r, &pilot_machine, v.state, "submit", &to)) != E_OK ||
	    (e = province_window_check(r, "pilot", v.year, v.province, true)) != E_OK ||
	    (e = check_stored(r, &v)) != E_OK)
		return e;
	if (pilot_application_submit(r->db, v.id, v.state, version, &r->sc) == 0)
		return E_CONFLICT;
	pilot_tell(r, v.evaluator_id, "pilot_submitted", &v, "请出具意见");
	return answer_moved(r, v.id, to);
}

static error_code
pilot_withdraw(request *r)
{
	const struct event_body *in = r->in;
	struct pilot_application_get v;
	error_code e;
	i64 version;
	str to;

	if (!pilot_find(r, &v))
		return E_NOT_FOUND;
	version = in->version ? in->version : v.version;
	if ((e = fire(r, &pilot_machine, v.state, "withdraw", &to)) != E_OK)
		return e;
	if (pilot_application_withdraw(r->db, v.id, v.state, version, &r->sc) == 0)
		return E_CONFLICT;
	return answer_moved(r, v.id, to);
}

static error_code
pilot_index(request *r)
{
	const struct pilot_query *q = r->q;
	struct pilot_application_list *v;
	size_t n = pilot_application_list(r->db,
	    &(struct pilot_application_list_in){ .state = q->state,
		.year = q->year,
		.q = text_or_empty(q->q),
		.own = r->who.role == ROLE_SCHOOL,
		.page = page_of(r, &q->ask, &pilot_application_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, pilot_application_list, pilot_application_item, v, n);
	return E_OK;
}

static error_code
pilot_show(request *r)
{
	struct pilot_view v = { 0 };
	struct pilot_item_list *items;

	if (!pilot_find(r, &v.v))
		return E_NOT_FOUND;
	v.state_title = str_of(machine_state_title(&pilot_machine, v.v.state));
	v.actions = fire_possible(r, &pilot_machine, v.v.state);
	v.items.n = pilot_item_list(r->db, v.v.id, &items);
	v.items.v = items;
	ANSWER(r, pilot_answer, &v);
	return E_OK;
}

static error_code
pilot_file(request *r)
{
	struct pilot_application_get v;

	return pilot_find(r, &v) ? attachment_reply(r, v.file_id) : E_NOT_FOUND;
}

static error_code
pilot_roll(request *r)
{
	const struct pilot_list_query *q = r->q;
	struct pilot_list *v;
	size_t n = pilot_list(r->db,
	    &(struct pilot_list_in){ .school_id = q->school,
		.q = text_or_empty(q->q),
		.page = page_of(r, &q->ask, &pilot_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, pilot_list, pilot_roll_item, v, n);
	return E_OK;
}

ROUTES(pilot,
    ROUTE(POST, "/pilot-applications", pilot_create, PILOT_APPLY, "填写试点申报", .in = &pilot_input,
	.answer = &created_answer, .write = true),
    ROUTE(GET, "/pilot-applications", pilot_index, PILOT_VIEW, "试点申报列表", .query = &pilot_query_fields,
	.items = &pilot_application_item),
    ROUTE(GET, "/pilot-applications/{id}", pilot_show, PILOT_VIEW, "试点申报", .answer = &pilot_answer),
    ROUTE(PUT, "/pilot-applications/{id}", pilot_edit, PILOT_APPLY, "修改试点申报", .in = &pilot_input,
	.answer = &changed_answer, .write = true),
    ROUTE(GET, "/pilot-applications/{id}/file", pilot_file, PILOT_VIEW, "下载试点申报附件",
	.out = "application/octet-stream"),
    ROUTE(POST, "/pilot-applications/{id}/submit", pilot_hand_in, PILOT_APPLY, "提交试点申报", .in = &event_input,
	.answer = &moved_answer, .write = true),
    ROUTE(POST, "/pilot-applications/{id}/withdraw", pilot_withdraw, PILOT_APPLY, "撤回试点申报", .in = &event_input,
	.answer = &moved_answer, .write = true),
    ROUTE(GET, "/pilots", pilot_roll, PILOT_VIEW, "试点院校", .query = &pilot_list_query_fields,
	.items = &pilot_roll_item));
