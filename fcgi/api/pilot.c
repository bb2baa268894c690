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

static const char *const pilot_states[] = { "draft", "submitted", "opined", "approved", "returned", "refused",
	"withdrawn", NULL };
struct pilot_query {
	PAGE_MEMBERS;
	i64 year;
	str state;
};
FIELD_TABLE(pilot_query_fields, "PilotApplicationQuery", struct pilot_query, PAGE_FIELDS(struct pilot_query),
    FIELD_INT(struct pilot_query, year, .title = "年度", .min = 2019, .max = 2099),
    FIELD_STR(struct pilot_query, state, .title = "状态", .options = pilot_states));

struct pilot_list_query {
	PAGE_MEMBERS;
	i64 school;
};
FIELD_TABLE(pilot_list_query_fields, "PilotQuery", struct pilot_list_query, PAGE_FIELDS(struct pilot_list_query),
    FIELD_ID(struct pilot_list_query, school, .title = "院校"));

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
	r->audit_subject = id;
	r->status = 201;
	jw_open(&r->out);
	jw_kid(&r->out, "id", id);
	jw_close(&r->out);
	return E_OK;
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
	jw_open(&r->out);
	jw_kid(&r->out, "id", v.id);
	jw_ki64(&r->out, "version", in->version + 1);
	jw_close(&r->out);
	return E_OK;
}

/* The standard may have changed since the draft was written, so the rows are judged again. */
static error_code
check_stored(request *r, const struct pilot_application_get *v)
{
	struct pilot_item_list *row;
	size_t n = pilot_item_list(r->db, v->id, &row);
	struct pilot_item *item = ARENA_ARRAY(r->a, struct pilot_item, n + 1);

	for (size_t i = 0; i < n; i++)
		item[i] = (struct pilot_item){ row[i].certificate_level_id, row[i].major_id, row[i].planned };
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
	return pilot_moved(r, v.id, to, version);
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
	return pilot_moved(r, v.id, to, version);
}

static void
pilot_item(json *j, const void *row)
{
	const struct pilot_application_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kid(j, "school", v->school_id);
	jw_kstr(j, "school_name", v->school);
	jw_kstr(j, "province", v->province);
	jw_kid(j, "evaluator", v->evaluator_id);
	jw_kstr(j, "evaluator_name", v->evaluator);
	jw_ki64(j, "year", v->year);
	jw_kstr(j, "state", v->state);
	jw_kstr(j, "state_title", str_of(machine_state_title(&pilot_machine, v->state)));
	jw_ki64(j, "levels", v->levels);
	jw_ki64(j, "planned", v->planned);
	jw_kstr(j, "opinion", v->opinion);
	jw_ktime(j, "submitted_at", v->submitted_at);
	jw_ktime(j, "decided_at", v->decided_at);
	jw_ki64(j, "version", v->version);
	jw_close(j);
}

static error_code
pilot_index(request *r)
{
	const struct pilot_query *q = r->q;
	struct pilot_application_list *v;
	size_t n = pilot_application_list(r->db,
	    &(struct pilot_application_list_in){ .state = q->state,
		.year = q->year,
		.own = r->who.role == ROLE_SCHOOL,
		.before = page_before(q->after),
		.most = page_rows(q->limit),
		.sc = r->sc },
	    &v);

	page_write(r, v, n, sizeof *v, q->limit, pilot_item);
	return E_OK;
}

static void
write_rows(request *r, i64 application)
{
	struct pilot_item_list *v;
	size_t n = pilot_item_list(r->db, application, &v);
	json *j = &r->out;

	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_kid(j, "certificate", v[i].certificate_id);
		jw_kstr(j, "certificate_name", v[i].certificate);
		jw_kid(j, "level", v[i].certificate_level_id);
		jw_ki64(j, "level_number", v[i].level);
		jw_kstr(j, "level_title", certificate_level_title(v[i].level));
		jw_kid(j, "major", v[i].major_id);
		jw_ki64(j, "major_catalogue", v[i].catalogue);
		jw_kstr(j, "major_education_level", v[i].education_level);
		jw_kstr(j, "major_code", v[i].code);
		jw_kstr(j, "major_name", v[i].name);
		jw_ki64(j, "count", v[i].planned);
		jw_close(j);
	}
	jw_end(j);
}

static error_code
pilot_show(request *r)
{
	struct pilot_application_get v;
	json *j = &r->out;

	if (!pilot_find(r, &v))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kid(j, "school", v.school_id);
	jw_kstr(j, "school_name", v.school);
	jw_kstr(j, "school_code", v.school_code);
	jw_kstr(j, "school_state", v.school_state);
	jw_kstr(j, "province", v.province);
	jw_kstr(j, "province_name", v.province_name);
	jw_kid(j, "evaluator", v.evaluator_id);
	jw_kstr(j, "evaluator_name", v.evaluator);
	jw_ki64(j, "year", v.year);
	jw_kstr(j, "statement", v.statement);
	jw_kid(j, "file", v.file_id);
	jw_kstr(j, "file_name", v.file_name);
	jw_kstr(j, "state", v.state);
	jw_kstr(j, "state_title", str_of(machine_state_title(&pilot_machine, v.state)));
	jw_ktime(j, "created_at", v.created_at);
	jw_ktime(j, "submitted_at", v.submitted_at);
	jw_kstr(j, "opinion", v.opinion);
	jw_kstr(j, "opinion_text", v.opinion_text);
	jw_ktime(j, "opinion_at", v.opinion_at);
	jw_kstr(j, "reason", v.decision_text);
	jw_ktime(j, "decided_at", v.decided_at);
	jw_ki64(j, "version", v.version);
	fire_actions(r, &pilot_machine, v.state);
	write_rows(r, v.id);
	jw_close(j);
	return E_OK;
}

static error_code
pilot_file(request *r)
{
	struct pilot_application_get v;

	return pilot_find(r, &v) ? attachment_reply(r, v.file_id) : E_NOT_FOUND;
}

static void
pilot_row(json *j, const void *row)
{
	const struct pilot_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kid(j, "school", v->school_id);
	jw_kstr(j, "school_name", v->school);
	jw_kstr(j, "province", v->province);
	jw_kid(j, "evaluator", v->evaluator_id);
	jw_kstr(j, "evaluator_name", v->evaluator);
	jw_kid(j, "certificate", v->certificate_id);
	jw_kstr(j, "certificate_name", v->certificate);
	jw_kid(j, "level", v->certificate_level_id);
	jw_ki64(j, "level_number", v->level);
	jw_kstr(j, "level_title", certificate_level_title(v->level));
	jw_kstr(j, "state", v->state);
	jw_ktime(j, "created_at", v->created_at);
	jw_close(j);
}

static error_code
pilot_roll(request *r)
{
	const struct pilot_list_query *q = r->q;
	struct pilot_list *v;
	size_t n = pilot_list(r->db, q->school, q->after, page_rows(q->limit), &r->sc, &v);

	page_write(r, v, n, sizeof *v, q->limit, pilot_row);
	return E_OK;
}

ROUTES(pilot,
    ROUTE(POST, "/pilot-applications", pilot_create, PILOT_APPLY, "填写试点申报", .in = &pilot_input, .write = true),
    ROUTE(GET, "/pilot-applications", pilot_index, PILOT_VIEW, "试点申报列表", .query = &pilot_query_fields),
    ROUTE(GET, "/pilot-applications/{id}", pilot_show, PILOT_VIEW, "试点申报"),
    ROUTE(
	PUT, "/pilot-applications/{id}", pilot_edit, PILOT_APPLY, "修改试点申报", .in = &pilot_input, .write = true),
    ROUTE(GET, "/pilot-applications/{id}/file", pilot_file, PILOT_VIEW, "下载试点申报附件",
	.out = "application/octet-stream"),
    ROUTE(POST, "/pilot-applications/{id}/submit", pilot_hand_in, PILOT_APPLY, "提交试点申报", .in = &event_input,
	.write = true),
    ROUTE(POST, "/pilot-applications/{id}/withdraw", pilot_withdraw, PILOT_APPLY, "撤回试点申报", .in = &event_input,
	.write = true),
    ROUTE(GET, "/pilots", pilot_roll, PILOT_VIEW, "试点院校", .query = &pilot_list_query_fields));
