/*
 * review_task.c: a review task as its expert sees it: what is to be judged, the form, the own answer. An expert never
 * sees who else reviews or what they say; every statement binds the expert's own account. After the deadline, by the
 * database's clock, nothing is taken. Conflicts of interest 回避 are declared here too.
 */
#include "api/attachment.h"
#include "api/review.h"
#include "api/routes.h"
#include "api/site_application.h"
#include "api/standard_levels.h"
#include "base/clock.h"
#include "data/notify.h"
#include "query/certificate_standard.h"
#include "web/fire.h"
#include "web/page.h"

enum { FORM_MOST = 50 };

const char *const review_recommends[] = { "approve", "return", "refuse", NULL };
const char *const review_recommend_titles[] = { "建议通过", "建议修改", "建议不通过", NULL };

struct task_query {
	PAGE_ASK;
	str state;
};
FIELD_TABLE(review_task_query_fields, "ReviewTaskQuery", struct task_query,
    PAGE_ASKED(struct task_query, review_task_list),
    FIELD_STR(struct task_query, state, .title = "状态", .codes = &review_machine.state));

struct score_line {
	i64 item, score;
	str comment;
};
FIELD_TABLE(review_score_input, "ReviewScore", struct score_line,
    FIELD_ID(struct score_line, item, .title = "评审项", .required = true),
    FIELD_CENTI(struct score_line, score, .title = "得分", .required = true, .max = 100000),
    FIELD_STR(struct score_line, comment, .title = "说明", .max = 1000, .lines = true));

struct answer_body {
	list scores;
	str opinion, recommend;
};
FIELD_TABLE(review_answer_input, "ReviewAnswer", struct answer_body,
    FIELD_LIST(struct answer_body, scores, review_score_input, .title = "各项得分", .required = true, .min = 1,
	.max = FORM_MOST),
    FIELD_STR(struct answer_body, opinion, .title = "评审意见", .required = true, .max = 4000, .lines = true),
    FIELD_STR(struct answer_body, recommend, .title = "结论", .required = true, .options = review_recommends,
	.labels = review_recommend_titles));

struct decline_body {
	str reason;
	bool conflict;
};
FIELD_TABLE(review_decline_input, "ReviewDecline", struct decline_body,
    FIELD_STR(struct decline_body, reason, .title = "理由", .required = true, .max = 200),
    FIELD_BOOL(
	struct decline_body, conflict, .title = "与被评审机构有利害关系", .note = "为真时，今后不再指派评审该机构"));

struct conflict_body {
	i64 organisation;
	str reason;
};
FIELD_TABLE(review_conflict_input, "ExpertConflict", struct conflict_body,
    FIELD_ID(struct conflict_body, organisation, .title = "机构", .required = true),
    FIELD_STR(struct conflict_body, reason, .title = "原因", .required = true, .max = 200));

static str
listed_state(arena *a, const void *row)
{
	(void)a;
	return str_of(machine_state_title(&review_machine, ((const struct review_task_list *)row)->state));
}

#define S struct review_task_list
FIELD_TABLE(task_item, "ReviewTaskItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, subject_kind, .title = "评审对象类别", .options = review_subjects, .labels = review_subject_titles),
    FIELD_ID(S, subject, .title = "评审对象"), FIELD_STR(S, title, .title = "名称", .maybe = true),
    FIELD_TIME(S, deadline, .title = "截止时间"),
    FIELD_STR(S, state, .title = "状态", .codes = &review_machine.state),
    FIELD_DERIVED("state_title", listed_state, .title = "状态名称"),
    FIELD_TIME(S, submitted_at, .title = "提交时间", .maybe = true),
    FIELD_STR(S, recommend, .title = "结论", .options = review_recommends, .labels = review_recommend_titles,
	.maybe = true),
    FIELD_INT(S, version, .title = "版本"));
#undef S

struct standard_part {
	struct standard_get v;
	list levels;
};
#define S struct standard_part
FIELD_TABLE(standard_part_answer, "ReviewedStandard", S,
    FIELD_AS(F_STR, str, S, v.certificate, "certificate_name", .title = "证书名称"),
    FIELD_AS(F_STR, str, S, v.certificate_code, "certificate_code", .title = "证书代码"),
    FIELD_AS(F_STR, str, S, v.evaluator, "evaluator_name", .title = "培训评价组织"),
    FIELD_AS(F_INT, i64, S, v.version_no, "number", .title = "版次"),
    FIELD_AS(F_STR, str, S, v.title, "title", .title = "标题"),
    FIELD_AS(F_STR, str, S, v.change_note, "change_note", .title = "修订说明"),
    FIELD_AS(F_ID, i64, S, v.file_id, "document", .title = "标准文件", .maybe = true),
    FIELD_AS(F_STR, str, S, v.file_name, "document_name", .title = "标准文件名称", .maybe = true),
    FIELD_LIST(S, levels, standard_level_answer, .title = "等级"));
#undef S

#define S struct review_site_items
FIELD_TABLE(site_part_item, "ReviewedSiteItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "类别", .options = site_item_kinds, .labels = site_item_kind_titles),
    FIELD_STR(S, name, .title = "名称"), FIELD_INT(S, quantity, .title = "数量"),
    FIELD_STR(S, description, .title = "说明"), FIELD_ID(S, file, .title = "附件", .maybe = true),
    FIELD_STR(S, file_name, .title = "附件名称", .maybe = true));
#undef S

/* The school's name stays away: what is judged is teaching staff, equipment and premises (spec, section 1). */
struct site_part {
	str statement;
	list certificates, items;
};
#define S struct site_part
FIELD_TABLE(site_part_answer, "ReviewedSite", S, FIELD_STR(S, statement, .title = "申报说明"),
    FIELD_TEXTS(S, certificates, .title = "证书"), FIELD_LIST(S, items, site_part_item, .title = "师资、设备、场地"));
#undef S

#define S struct review_form
FIELD_TABLE(form_item, "ReviewFormItem", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, code, .title = "代码"),
    FIELD_STR(S, name, .title = "评审项"), FIELD_STR(S, guide, .title = "评分说明"),
    FIELD_CENTI(S, max, .title = "满分"));
#undef S

#define S struct review_score_list
FIELD_TABLE(score_item, "ReviewedScore", S, FIELD_ID(S, item, .title = "评审项"), FIELD_STR(S, name, .title = "名称"),
    FIELD_CENTI(S, score, .title = "得分"), FIELD_CENTI(S, max, .title = "满分"),
    FIELD_STR(S, comment, .title = "说明"));
#undef S

struct task_view {
	struct review_get v;
	str state_title;
	i64 total;
	list actions, form, scores;
	const struct standard_part *standard;
	const struct site_part *site;
};
#define S struct task_view
FIELD_TABLE(task_answer, "ReviewTask", S, FIELD_AS(F_ID, i64, S, v.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, v.subject_kind, "subject_kind", .title = "评审对象类别", .options = review_subjects,
	.labels = review_subject_titles),
    FIELD_AS(F_ID, i64, S, v.subject_id, "subject", .title = "评审对象"),
    FIELD_AS(F_TIME, i64, S, v.deadline_at, "deadline", .title = "截止时间"),
    FIELD_AS(F_STR, str, S, v.state, "state", .title = "状态", .codes = &review_machine.state),
    FIELD_STR(S, state_title, .title = "状态名称"),
    FIELD_AS(F_TIME, i64, S, v.submitted_at, "submitted_at", .title = "提交时间", .maybe = true),
    FIELD_CENTI(S, total, .title = "总分", .maybe = true),
    FIELD_AS(F_STR, str, S, v.opinion, "recommend", .title = "结论", .options = review_recommends,
	.labels = review_recommend_titles, .maybe = true),
    FIELD_AS(F_STR, str, S, v.comment, "opinion", .title = "评审意见"),
    FIELD_AS(F_INT, i64, S, v.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"), FIELD_LIST(S, form, form_item, .title = "评审表"),
    FIELD_LIST(S, scores, score_item, .title = "得分"),
    FIELD_PART(S, standard, standard_part_answer, .title = "被评审的证书标准"),
    FIELD_PART(S, site, site_part_answer, .title = "被评审的考核站点申报"));
#undef S

struct submitted_view {
	i64 id, total;
	str state;
};
#define S struct submitted_view
FIELD_TABLE(submitted_answer, "ReviewSubmitted", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, state, .title = "状态", .codes = &review_machine.state), FIELD_CENTI(S, total, .title = "总分"));
#undef S

#define S struct review_conflict_list
FIELD_TABLE(conflict_item, "ExpertConflictItem", S, FIELD_ID(S, id, .title = "机构"),
    FIELD_STR(S, name, .title = "机构名称"), FIELD_STR(S, reason, .title = "原因"),
    FIELD_TIME(S, created_at, .title = "登记时间"));
#undef S

void
review_tell(request *r, i64 account, i64 task, str title)
{
	struct review_expert e;

	if (review_expert(r->db, account, 0, &e))
		notify(r->db, &(notice){ .organisation = e.organisation_id,
				  .account = account,
				  .kind = STR("review_task"),
				  .title = title,
				  .subject_kind = STR("review_task"),
				  .subject_id = task });
}

static bool
find_task(request *r, struct review_get *v)
{
	return review_get(r->db, r->id[0], v) && v->expert_id == r->who.account;
}

static error_code
review_tasks(request *r)
{
	const struct task_query *q = r->q;
	struct review_task_list *v;
	size_t n = review_task_list(r->db,
	    &(struct review_task_list_in){ .expert_account_id = r->who.account,
		.state = q->state,
		.page = page_of(r, &q->ask, &review_task_list_page) },
	    &v);

	PAGE(r, &q->ask, review_task_list, task_item, v, n);
	return E_OK;
}

static const struct standard_part *
standard_of(request *r, i64 id)
{
	struct standard_part *s = ARENA_NEW(r->a, struct standard_part);

	if (!standard_get(r->db, id, &s->v))
		return NULL;
	s->levels = standard_levels(r, id);
	return s;
}

static const struct site_part *
site_of(request *r, i64 id)
{
	struct site_part *s = ARENA_NEW(r->a, struct site_part);
	struct review_site_certificates *c;
	struct review_site_items *items;
	struct review_site site;
	size_t n;
	str *names;

	if (!review_site(r->db, id, &site))
		return NULL;
	n = review_site_certificates(r->db, id, &c);
	names = ARENA_ARRAY(r->a, str, n + 1);
	for (size_t i = 0; i < n; i++)
		names[i] = c[i].name;
	s->statement = site.statement;
	s->certificates = (list){ names, n };
	s->items.n = review_site_items(r->db, id, &items);
	s->items.v = items;
	return s;
}

static error_code
review_show(request *r)
{
	struct task_view t = { 0 };
	struct review_score_list *score;
	struct review_form *form;

	if (!find_task(r, &t.v))
		return E_NOT_FOUND;
	t.state_title = str_of(machine_state_title(&review_machine, t.v.state));
	t.total = t.v.submitted_at ? t.v.total : -1;
	t.actions = fire_possible(r, &review_machine, t.v.state);
	t.form.n = review_form(r->db, t.v.subject_kind, &form);
	t.form.v = form;
	t.scores.n = review_score_list(r->db, t.v.id, &score);
	t.scores.v = score;
	if (str_is(t.v.subject_kind, "standard_version"))
		t.standard = standard_of(r, t.v.subject_id);
	else
		t.site = site_of(r, t.v.subject_id);
	ANSWER(r, task_answer, &t);
	return E_OK;
}

/* A file that stands beside what is judged. */
static error_code
review_file(request *r)
{
	struct review_site_file item;
	struct standard_get standard;
	struct review_get v;
	bool belongs;

	if (!find_task(r, &v) || str_is(v.state, "cancelled") || str_is(v.state, "declined"))
		return E_NOT_FOUND;
	if (str_is(v.subject_kind, "standard_version"))
		belongs = standard_get(r->db, v.subject_id, &standard) && standard.file_id == r->id[1];
	else
		belongs = review_site_file(r->db, v.subject_id, r->id[1], &item);
	return belongs ? attachment_reply(r, r->id[1]) : E_NOT_FOUND;
}

/* Every line of the form once, within its maximum; the sum. */
static error_code
check_scores(request *r, const struct answer_body *in, const struct review_form *form, size_t n, i64 *total)
{
	const struct score_line *v = in->scores.v;
	bool *seen = ARENA_ARRAY(r->a, bool, n + 1);

	*total = 0;
	for (size_t k = 0; k < in->scores.n; k++) {
		size_t i = 0;

		while (i < n && form[i].id != v[k].item)
			i++;
		if (i == n || seen[i])
			faults_at(&r->faults, str_f(r->a, "/scores/%zu/item", k).p,
			    i == n ? "评审表没有这一项" : "此项重复");
		else if (v[k].score > form[i].max)
			faults_at(&r->faults, str_f(r->a, "/scores/%zu/score", k).p,
			    str_f(r->a, "“%.*s”最高 %lld 分", STR_ARG(form[i].name), (long long)form[i].max / 100).p);
		if (i < n)
			seen[i] = true;
		*total += v[k].score;
	}
	for (size_t i = 0; i < n; i++)
		if (!seen[i])
			faults_at(&r->faults, "/scores", str_f(r->a, "缺少“%.*s”的得分", STR_ARG(form[i].name)).p);
	return request_checked(r);
}

static error_code
review_answer(request *r)
{
	const struct answer_body *in = r->in;
	const struct score_line *line = in->scores.v;
	struct review_score_insert *row = ARENA_ARRAY(r->a, struct review_score_insert, in->scores.n + 1);
	struct review_form *form;
	struct review_get v;
	char text[CLOCK_TEXT];
	size_t lines;
	i64 total;
	error_code e;
	str to;

	if (!find_task(r, &v))
		return E_NOT_FOUND;
	if ((e = fire(r, &review_machine, v.state, "submit", &to)) != E_OK)
		return e;
	clock_shanghai(v.deadline_at, text);
	if (r->now >= v.deadline_at)
		return request_refuse(r, E_WINDOW, "评审已于 %s 截止，请联系指派机构延期", text);
	lines = review_form(r->db, v.subject_kind, &form);
	if (check_scores(r, in, form, lines, &total) != E_OK)
		return E_INVALID;
	/* Conditional on the clock once more: it may have struck since. */
	if (review_submit(r->db, &(struct review_submit_in){ .total = total,
				     .opinion = in->recommend,
				     .comment = in->opinion,
				     .id = v.id,
				     .expert_account_id = r->who.account }) == 0)
		return E_CONFLICT;
	for (size_t i = 0; i < in->scores.n; i++)
		row[i] = (struct review_score_insert){ .review_task_id = v.id,
			.review_form_item_id = line[i].item,
			.score = line[i].score,
			.comment = text_or_empty(line[i].comment) };
	review_score_insert(r->db, row, in->scores.n);
	notify(r->db, &(notice){ .organisation = v.organisation_id,
			  .duty = STR("exam_officer"),
			  .kind = STR("review_submitted"),
			  .title = STR("一位专家已提交评审意见"),
			  .subject_kind = v.subject_kind,
			  .subject_id = v.subject_id });
	ANSWER(r, submitted_answer, &((struct submitted_view){ v.id, total, to }));
	return E_OK;
}

static i64
judged_by(request *r, const struct review_get *v)
{
	struct standard_get standard;
	struct review_site site;

	if (str_is(v->subject_kind, "standard_version"))
		return standard_get(r->db, v->subject_id, &standard) ? standard.evaluator_id : 0;
	return review_site(r->db, v->subject_id, &site) ? site.school_id : 0;
}

static error_code
review_stand_aside(request *r)
{
	const struct decline_body *in = r->in;
	struct review_get v;
	i64 judged;
	error_code e;
	str to;

	if (!find_task(r, &v))
		return E_NOT_FOUND;
	if ((e = fire(r, &review_machine, v.state, "decline", &to)) != E_OK)
		return e;
	if (review_decline(r->db, in->reason, v.id, r->who.account) == 0)
		return E_CONFLICT;
	if (in->conflict && (judged = judged_by(r, &v)) != 0)
		review_conflict_put(r->db, r->who.account, judged, in->reason);
	notify(r->db, &(notice){ .organisation = v.organisation_id,
			  .duty = STR("exam_officer"),
			  .kind = STR("review_declined"),
			  .title = STR("一位专家申请回避，请另行指派"),
			  .subject_kind = v.subject_kind,
			  .subject_id = v.subject_id });
	return answer_moved(r, v.id, to);
}

static error_code
conflict_declare(request *r)
{
	const struct conflict_body *in = r->in;
	struct review_organisation o;

	if (!review_organisation(r->db, in->organisation, &o) || str_is(o.role_name, "platform"))
		faults_at(&r->faults, "/organisation", "没有这个机构");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	review_conflict_put(r->db, r->who.account, in->organisation, in->reason);
	return answer_created(r, in->organisation);
}

static error_code
conflict_index(request *r)
{
	struct review_conflict_list *v;
	size_t n = review_conflict_list(r->db, r->who.account, &v);

	ANSWER_ALL(r, conflict_item, v, n);
	return E_OK;
}

static error_code
conflict_remove(request *r)
{
	if (review_conflict_delete(r->db, r->who.account, r->id[0]) == 0)
		return E_NOT_FOUND;
	r->status = 204;
	return E_OK;
}

ROUTES(review_task,
    ROUTE(GET, "/review-tasks", review_tasks, REVIEW_DO, "我的评审任务", .query = &review_task_query_fields,
	.items = &task_item),
    ROUTE(GET, "/review-tasks/{id}", review_show, REVIEW_DO, "评审任务", .answer = &task_answer),
    ROUTE(GET, "/review-tasks/{id}/files/{file_id}", review_file, REVIEW_DO, "下载评审材料",
	.out = "application/octet-stream"),
    ROUTE(POST, "/review-tasks/{id}/submit", review_answer, REVIEW_DO, "提交评审意见", .in = &review_answer_input,
	.answer = &submitted_answer, .write = true),
    ROUTE(POST, "/review-tasks/{id}/decline", review_stand_aside, REVIEW_DO, "申请回避", .in = &review_decline_input,
	.answer = &moved_answer, .write = true),
    ROUTE(POST, "/review-conflicts", conflict_declare, REVIEW_DO, "登记利害关系", .in = &review_conflict_input,
	.answer = &created_answer, .write = true),
    ROUTE(GET, "/review-conflicts", conflict_index, REVIEW_DO, "我登记的利害关系", .items = &conflict_item),
    ROUTE(DELETE, "/review-conflicts/{id}", conflict_remove, REVIEW_DO, "撤销利害关系登记", .write = true));
