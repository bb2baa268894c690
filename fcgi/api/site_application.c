/*
 * site_application.c: exam-site applications 考核站点申报 as the school writes them: certificates, and row by row its
 * teaching staff 师资队伍, equipment 配套设备 and premises 场地 (manual 二 3). A row that comes back unchanged keeps
 * what was decided about it. Deciding is site_decide.c's.
 */
#include "api/site_application.h"
#include "api/routes.h"
#include "data/notify.h"
#include "rules/checks.h"
#include "web/fire.h"
#include "web/page.h"
#include "web/reply.h"

const char *const site_item_kinds[] = { "teaching", "equipment", "premises", NULL };
const char *const site_item_kind_titles[] = { "师资队伍", "配套设备", "场地", NULL };
const char *const site_decisions[] = { "accepted", "rejected", NULL };
const char *const site_decision_titles[] = { "通过", "不通过", NULL };

struct site_item_in {
	i64 id;
	str kind, name, description;
	i64 quantity, file;
};
FIELD_TABLE(site_item_input, "SiteItem", struct site_item_in,
    FIELD_ID(struct site_item_in, id, .title = "编号", .note = "已有的行；没有改动时保留它的审核结论"),
    FIELD_STR(struct site_item_in, kind, .title = "类别", .required = true, .options = site_item_kinds,
	.labels = site_item_kind_titles),
    FIELD_STR(struct site_item_in, name, .title = "名称", .required = true, .max = 120, .check = check_plain_text),
    FIELD_INT(struct site_item_in, quantity, .title = "数量", .required = true, .min = 0, .max = 100000),
    FIELD_STR(struct site_item_in, description, .title = "说明", .max = 1000, .lines = true),
    FIELD_ID(struct site_item_in, file, .title = "附件"));

struct site_application_in {
	i64 evaluator, version;
	str statement;
	list certificates, items;
};
FIELD_TABLE(site_application_input, "SiteApplicationInput", struct site_application_in,
    FIELD_ID(struct site_application_in, evaluator, .title = "培训评价组织", .required = true),
    FIELD_INT(struct site_application_in, version, .title = "版本", .note = "修改时必填：读到的版本号"),
    FIELD_STR(struct site_application_in, statement, .title = "申报说明", .max = 4000, .lines = true),
    FIELD_IDS(struct site_application_in, certificates, .title = "证书", .required = true, .min = 1, .max = 50),
    FIELD_LIST(struct site_application_in, items, site_item_input, .title = "师资、设备、场地", .max = 300));

FIELD_TABLE_SHARED(site_decision_input, "SiteDecision", struct site_decision,
    FIELD_INT(struct site_decision, version, .title = "版本", .required = true, .min = 1),
    FIELD_STR(struct site_decision, reason, .title = "理由", .max = 1000, .lines = true));

struct site_application_query {
	PAGE_ASK;
	str state, q;
};
#define S struct site_application_query
FIELD_TABLE(site_application_query_fields, "SiteApplicationQuery", S, PAGE_ASKED(S, site_application_list),
    FIELD_STR(S, state, .title = "状态", .codes = &site_machine.state),
    FIELD_STR(S, q, .title = "学校名称包含", .max = 50));
#undef S

#define S struct site_application_list
FIELD_TABLE(site_application_item, "SiteApplicationItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, school, .title = "学校"), FIELD_STR(S, province, .title = "省份"),
    FIELD_STR(S, evaluator, .title = "培训评价组织"),
    FIELD_STR(S, state, .title = "状态", .codes = &site_machine.state),
    FIELD_STR(S, certificates, .title = "证书", .maybe = true),
    FIELD_TIME(S, submitted_at, .title = "提交时间", .maybe = true),
    FIELD_TIME(S, decided_at, .title = "办结时间", .maybe = true), FIELD_INT(S, items, .title = "申报的项数"),
    FIELD_INT(S, judged, .title = "已审核的项数"), FIELD_INT(S, reviews_assigned, .title = "已指派的评审"),
    FIELD_INT(S, reviews_submitted, .title = "已提交的评审"));
#undef S

#define S struct site_application_certificates
FIELD_TABLE(site_certificate_answer, "SiteCertificate", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, name, .title = "证书名称"));
#undef S

#define S struct site_items
FIELD_TABLE(site_judged_item, "SiteJudgedItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "类别", .options = site_item_kinds, .labels = site_item_kind_titles),
    FIELD_STR(S, name, .title = "名称"), FIELD_INT(S, quantity, .title = "数量"),
    FIELD_STR(S, description, .title = "说明"), FIELD_ID(S, file, .title = "附件", .maybe = true),
    FIELD_STR(S, file_name, .title = "附件名称", .maybe = true),
    FIELD_STR(
	S, decision, .title = "审核结论", .options = site_decisions, .labels = site_decision_titles, .maybe = true),
    FIELD_STR(S, comment, .title = "意见"));
#undef S

struct site_application_view {
	struct site_application_get a;
	list certificates, items, actions;
};
#define S struct site_application_view
FIELD_TABLE(site_application_answer, "SiteApplication", S, FIELD_AS(F_ID, i64, S, a.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, a.school, "school", .title = "学校"),
    FIELD_AS(F_STR, str, S, a.province, "province", .title = "省份"),
    FIELD_AS(F_ID, i64, S, a.evaluator_id, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, a.evaluator, "evaluator_name", .title = "培训评价组织名称"),
    FIELD_AS(F_STR, str, S, a.statement, "statement", .title = "申报说明"),
    FIELD_AS(F_STR, str, S, a.state, "state", .title = "状态", .codes = &site_machine.state),
    FIELD_AS(F_TIME, i64, S, a.created_at, "created_at", .title = "填写时间"),
    FIELD_AS(F_TIME, i64, S, a.submitted_at, "submitted_at", .title = "提交时间", .maybe = true),
    FIELD_AS(F_STR, str, S, a.decision_text, "decision_text", .title = "审核理由"),
    FIELD_AS(F_TIME, i64, S, a.decided_at, "decided_at", .title = "办结时间", .maybe = true),
    FIELD_AS(F_INT, i64, S, a.version, "version", .title = "版本"),
    FIELD_LIST(S, certificates, site_certificate_answer, .title = "证书"),
    FIELD_LIST(S, items, site_judged_item, .title = "师资、设备、场地"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

bool
site_application_find(request *r, struct site_application_get *a)
{
	return site_application_get(r->db, r->id[0], r->who.role == ROLE_SCHOOL, &r->sc, a);
}

bool
site_application_hold_of(request *r, struct site_application_get *a)
{
	struct site_application_hold held;

	return site_application_hold(r->db, r->id[0], &r->sc, &held) && site_application_find(r, a);
}

static void
put_certificates(request *r, i64 id, const struct site_application_in *in)
{
	const i64 *certificate = in->certificates.v;
	struct site_certificate_own own;

	for (size_t i = 0; i < in->certificates.n; i++)
		if (!site_certificate_own(r->db, certificate[i], in->evaluator, &own) ||
		    site_application_certificate_insert(r->db, id, certificate[i]) == 0)
			faults_at(&r->faults, str_f(r->a, "/certificates/%zu", i).p,
			    "不是该培训评价组织已发布标准的证书，或证书重复");
}

/* Known rows are changed in place, new ones added; rows that did not come back are gone. */
static void
put_items(request *r, i64 id, const struct site_application_in *in)
{
	const struct site_item_in *item = in->items.v;
	struct site_item_insert *row = ARENA_ARRAY(r->a, struct site_item_insert, in->items.n + 1);
	struct site_file_own file;
	size_t n = 0;

	site_items_lift(r->db, id);
	for (size_t i = 0; i < in->items.n; i++) {
		str description = item[i].description.p ? item[i].description : STR("");

		if (item[i].file && !site_file_own(r->db, item[i].file, r->who.organisation, &file))
			faults_at(
			    &r->faults, str_f(r->a, "/items/%zu/file", i).p, "附件不存在或未上传完整，请重新上传");
		else if (item[i].id == 0)
			row[n++] = (struct site_item_insert){ .site_application_id = id,
				.kind = item[i].kind,
				.position = (i64)i,
				.name = item[i].name,
				.quantity = item[i].quantity,
				.description = description,
				.file_id = item[i].file };
		else if (site_item_change(r->db, &(struct site_item_change_in){ .kind = item[i].kind,
						     .position = (i64)i,
						     .name = item[i].name,
						     .quantity = item[i].quantity,
						     .description = description,
						     .file_id = item[i].file,
						     .id = item[i].id,
						     .site_application_id = id }) == 0)
			faults_at(&r->faults, str_f(r->a, "/items/%zu/id", i).p, "没有这一行，或重复；请刷新后重填");
	}
	site_items_delete(r->db, id);
	if (request_checked(r) == E_OK)
		site_item_insert(r->db, row, n);
}

static error_code
site_apply(request *r)
{
	const struct site_application_in *in = r->in;
	struct site_evaluator e;
	i64 id;

	if (!site_evaluator(r->db, in->evaluator, &e)) {
		faults_at(&r->faults, "/evaluator", "没有这个培训评价组织");
		return E_INVALID;
	}
	id = site_application_insert(
	    r->db, r->who.organisation, r->who.province, in->evaluator, in->statement.p ? in->statement : STR(""));
	put_certificates(r, id, in);
	put_items(r, id, in);
	answer_created(r, id);
	return request_checked(r);
}

static error_code
site_application_edit(request *r)
{
	const struct site_application_in *in = r->in;
	struct site_application_get a;

	if (!site_application_find(r, &a))
		return E_NOT_FOUND;
	if (str_is(a.state, "submitted"))
		return request_refuse(r, E_STATE, "已提交的申报不能修改，请先撤回");
	if (str_is(a.state, "approved") || str_is(a.state, "refused"))
		return request_refuse(r, E_STATE, "已办结的申报不能修改，请新建申报");
	if (in->evaluator != a.evaluator_id) {
		faults_at(&r->faults, "/evaluator", "不能改向另一培训评价组织申报，请新建申报");
		return E_INVALID;
	}
	if (site_application_update(r->db, in->statement.p ? in->statement : STR(""), a.id, in->version, &r->sc) == 0)
		return E_CONFLICT;
	site_application_certificates_delete(r->db, a.id);
	put_certificates(r, a.id, in);
	put_items(r, a.id, in);
	r->status = 204;
	return request_checked(r);
}

/* Only a pilot of the certificate can become its exam site (manual 二 3). */
static error_code
refuse_not_pilot(request *r, const struct site_application_get *a)
{
	struct site_not_pilot *v;

	if (site_not_pilot(r->db, a->id, a->school_id, &v))
		return request_refuse(r, E_STATE, "本校还不是“%.*s”的试点院校，请先申报试点", STR_ARG(v[0].name));
	return E_OK;
}

/* Staff, equipment and premises are all judged: each list has a row. */
static error_code
refuse_incomplete(request *r, i64 id)
{
	struct site_items *v;
	size_t n = site_items(r->db, id, &v);

	for (int k = 0; site_item_kinds[k]; k++) {
		size_t i = 0;

		while (i < n && !str_eq(v[i].kind, str_of(site_item_kinds[k])))
			i++;
		if (i == n)
			return request_refuse(r, E_STATE, "“%s”还没有填写，请至少填写一行", site_item_kind_titles[k]);
	}
	return E_OK;
}

static error_code
move(request *r, const char *event)
{
	const struct site_decision *in = r->in;
	struct site_application_get a;
	error_code e;
	str to;

	if (!site_application_find(r, &a))
		return E_NOT_FOUND;
	if ((e = fire(r, &site_machine, a.state, event, &to)) != E_OK)
		return e;
	if (str_is(to, "submitted") &&
	    ((e = refuse_not_pilot(r, &a)) != E_OK || (e = refuse_incomplete(r, a.id)) != E_OK))
		return e;
	if (site_application_set_state(r->db, &(struct site_application_set_state_in){ .to_state = to,
						  .reason = STR(""),
						  .id = a.id,
						  .from_state = a.state,
						  .version = in->version,
						  .sc = r->sc }) == 0)
		return E_CONFLICT;
	notify(r->db, &(notice){ .organisation = a.evaluator_id,
			  .duty = STR("exam_officer"),
			  .kind = str_f(r->a, "site_%.*s", STR_ARG(to)),
			  .title = str_f(r->a, "考核站点申报：%s", machine_state_title(&site_machine, to)),
			  .body = a.school,
			  .subject_kind = STR("site_application"),
			  .subject_id = a.id });
	r->status = 204;
	return E_OK;
}

static error_code
site_application_submit(request *r)
{
	return move(r, "submit");
}

static error_code
site_application_withdraw(request *r)
{
	return move(r, "withdraw");
}

static error_code
site_application_index(request *r)
{
	const struct site_application_query *q = r->q;
	struct site_application_list *v;
	size_t n = site_application_list(r->db,
	    &(struct site_application_list_in){ .state = q->state,
		.own = r->who.role == ROLE_SCHOOL,
		.q_like = like_part(r->a, q->q),
		.page = page_of(r, &q->ask, &site_application_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, site_application_list, site_application_item, v, n);
	return E_OK;
}

static error_code
site_application_show(request *r)
{
	struct site_application_view v;
	struct site_application_certificates *c;
	struct site_items *items;

	if (!site_application_find(r, &v.a))
		return E_NOT_FOUND;
	v.certificates.n = site_application_certificates(r->db, v.a.id, &c);
	v.certificates.v = c;
	v.items.n = site_items(r->db, v.a.id, &items);
	v.items.v = items;
	v.actions = fire_possible(r, &site_machine, v.a.state);
	ANSWER(r, site_application_answer, &v);
	return E_OK;
}

static error_code
site_application_file(request *r)
{
	struct site_application_get a;
	struct site_file f;

	if (!site_application_find(r, &a) || !site_file(r->db, r->id[1], a.id, &f))
		return E_NOT_FOUND;
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}

ROUTES(site_application,
    ROUTE(GET, "/site-applications", site_application_index, SITE_VIEW, "考核站点申报列表",
	.query = &site_application_query_fields, .items = &site_application_item),
    ROUTE(POST, "/site-applications", site_apply, SITE_APPLY, "新建考核站点申报", .in = &site_application_input,
	.answer = &created_answer, .write = true),
    ROUTE(GET, "/site-applications/{id}", site_application_show, SITE_VIEW, "考核站点申报",
	.answer = &site_application_answer),
    ROUTE(PUT, "/site-applications/{id}", site_application_edit, SITE_APPLY, "修改考核站点申报",
	.in = &site_application_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/submit", site_application_submit, SITE_APPLY, "提交考核站点申报",
	.in = &site_decision_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/withdraw", site_application_withdraw, SITE_APPLY, "撤回考核站点申报",
	.in = &site_decision_input, .write = true),
    ROUTE(GET, "/site-applications/{id}/files/{file_id}", site_application_file, SITE_VIEW, "考核站点申报附件",
	.out = "application/octet-stream"));
