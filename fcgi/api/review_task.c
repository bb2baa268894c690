/*
 * review_task.c: a review task as its expert sees it: what is to be judged, the form, the own answer. An expert never
 * sees who else reviews or what they say; every statement binds the expert's own account. After the deadline, by the
 * database's clock, nothing is taken. Conflicts of interest 回避 are declared here too.
 */
#include "api/attachment.h"
#include "api/review.h"
#include "api/routes.h"
#include "api/standard_levels.h"
#include "base/clock.h"
#include "data/notify.h"
#include "query/certificate_standard.h"
#include "web/fire.h"
#include "web/page.h"

enum { FORM_MOST = 50 };

static const char *const recommends[] = { "approve", "return", "refuse", NULL };
static const char *const recommend_titles[] = { "建议通过", "建议修改", "建议不通过", NULL };
static const char *const task_states[] = { "assigned", "submitted", "declined", "cancelled", NULL };

struct task_query {
	PAGE_MEMBERS;
	str state;
};
FIELD_TABLE(review_task_query_fields, "ReviewTaskQuery", struct task_query, PAGE_FIELDS(struct task_query),
    FIELD_STR(struct task_query, state, .title = "状态", .options = task_states));

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
    FIELD_STR(struct answer_body, recommend, .title = "结论", .required = true, .options = recommends,
	.labels = recommend_titles));

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

static void
task_item(json *j, const void *row)
{
	const struct review_task_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "subject_kind", v->subject_kind);
	jw_kid(j, "subject", v->subject_id);
	jw_kstr(j, "title", v->title);
	jw_ktime(j, "deadline", v->deadline_at);
	jw_kstr(j, "state", v->state);
	jw_kstr(j, "state_title", str_of(machine_state_title(&review_machine, v->state)));
	jw_ktime(j, "submitted_at", v->submitted_at);
	jw_kstr(j, "recommend", v->opinion);
	jw_ki64(j, "version", v->version);
	jw_close(j);
}

static error_code
review_tasks(request *r)
{
	const struct task_query *q = r->q;
	struct review_task_list *v;
	size_t n = review_task_list(r->db, r->who.account, q->state, page_before(q->after), page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, task_item);
	return E_OK;
}

static void
write_standard(request *r, i64 id)
{
	struct standard_get v;
	json *j = &r->out;

	jw_key(j, "standard");
	if (!standard_get(r->db, id, &v)) {
		jw_null(j);
		return;
	}
	jw_open(j);
	jw_kstr(j, "certificate_name", v.certificate);
	jw_kstr(j, "certificate_code", v.certificate_code);
	jw_kstr(j, "evaluator_name", v.evaluator);
	jw_ki64(j, "number", v.version_no);
	jw_kstr(j, "title", v.title);
	jw_kstr(j, "change_note", v.change_note);
	jw_kid(j, "document", v.file_id);
	jw_kstr(j, "document_name", v.file_name);
	standard_levels_write(r, id);
	jw_close(j);
}

/* The school's name stays away: what is judged is teaching staff, equipment and premises (spec, section 1). */
static void
write_site(request *r, i64 id)
{
	struct review_site_certificates *c;
	struct review_site_items *v;
	struct review_site s;
	json *j = &r->out;

	jw_key(j, "site");
	if (!review_site(r->db, id, &s)) {
		jw_null(j);
		return;
	}
	jw_open(j);
	jw_kstr(j, "statement", s.statement);
	jw_key(j, "certificates");
	jw_list(j);
	for (size_t i = 0, n = review_site_certificates(r->db, id, &c); i < n; i++)
		jw_str(j, c[i].name);
	jw_end(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0, n = review_site_items(r->db, id, &v); i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_kstr(j, "kind", v[i].kind);
		jw_kstr(j, "name", v[i].name);
		jw_ki64(j, "quantity", v[i].quantity);
		jw_kstr(j, "description", v[i].description);
		jw_kid(j, "file", v[i].file_id);
		jw_kstr(j, "file_name", v[i].file_name);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
}

static void
write_form(request *r, const struct review_get *v)
{
	struct review_score_list *score;
	struct review_form *form;
	size_t n = review_form(r->db, v->subject_kind, &form);
	json *j = &r->out;

	jw_key(j, "form");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", form[i].id);
		jw_kstr(j, "code", form[i].code);
		jw_kstr(j, "name", form[i].name);
		jw_kstr(j, "guide", form[i].guide);
		jw_kcenti(j, "max", form[i].max);
		jw_close(j);
	}
	jw_end(j);
	n = review_score_list(r->db, v->id, &score);
	jw_key(j, "scores");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "item", score[i].item_id);
		jw_kstr(j, "name", score[i].name);
		jw_kcenti(j, "score", score[i].score);
		jw_kcenti(j, "max", score[i].max);
		jw_kstr(j, "comment", score[i].comment);
		jw_close(j);
	}
	jw_end(j);
}

static error_code
review_show(request *r)
{
	struct review_get v;
	json *j = &r->out;

	if (!find_task(r, &v))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kstr(j, "subject_kind", v.subject_kind);
	jw_kid(j, "subject", v.subject_id);
	jw_ktime(j, "deadline", v.deadline_at);
	jw_kstr(j, "state", v.state);
	jw_kstr(j, "state_title", str_of(machine_state_title(&review_machine, v.state)));
	jw_ktime(j, "submitted_at", v.submitted_at);
	jw_key(j, "total");
	if (v.submitted_at)
		jw_centi(j, v.total);
	else
		jw_null(j);
	jw_kstr(j, "recommend", v.opinion);
	jw_kstr(j, "opinion", v.comment);
	jw_ki64(j, "version", v.version);
	fire_actions(r, &review_machine, v.state);
	write_form(r, &v);
	if (str_is(v.subject_kind, "standard_version"))
		write_standard(r, v.subject_id);
	else
		write_site(r, v.subject_id);
	jw_close(j);
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
	jw_open(&r->out);
	jw_kid(&r->out, "id", v.id);
	jw_kstr(&r->out, "state", to);
	jw_kcenti(&r->out, "total", total);
	jw_close(&r->out);
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
	jw_open(&r->out);
	jw_kid(&r->out, "id", v.id);
	jw_kstr(&r->out, "state", to);
	jw_close(&r->out);
	return E_OK;
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
	r->audit_subject = in->organisation;
	r->status = 201;
	jw_open(&r->out);
	jw_kid(&r->out, "id", in->organisation);
	jw_close(&r->out);
	return E_OK;
}

static void
conflict_item(json *j, const void *row)
{
	const struct review_conflict_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "reason", v->reason);
	jw_ktime(j, "created_at", v->created_at);
	jw_close(j);
}

static error_code
conflict_index(request *r)
{
	struct review_conflict_list *v;
	size_t n = review_conflict_list(r->db, r->who.account, &v);

	page_write(r, v, n, sizeof *v, PAGE_MOST, conflict_item);
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
    ROUTE(GET, "/review-tasks", review_tasks, REVIEW_DO, "我的评审任务", .query = &review_task_query_fields),
    ROUTE(GET, "/review-tasks/{id}", review_show, REVIEW_DO, "评审任务"),
    ROUTE(GET, "/review-tasks/{id}/files/{file_id}", review_file, REVIEW_DO, "下载评审材料",
	.out = "application/octet-stream"),
    ROUTE(POST, "/review-tasks/{id}/submit", review_answer, REVIEW_DO, "提交评审意见", .in = &review_answer_input,
	.write = true),
    ROUTE(POST, "/review-tasks/{id}/decline", review_stand_aside, REVIEW_DO, "申请回避", .in = &review_decline_input,
	.write = true),
    ROUTE(POST, "/review-conflicts", conflict_declare, REVIEW_DO, "登记利害关系", .in = &review_conflict_input,
	.write = true),
    ROUTE(GET, "/review-conflicts", conflict_index, REVIEW_DO, "我登记的利害关系"),
    ROUTE(DELETE, "/review-conflicts/{id}", conflict_remove, REVIEW_DO, "撤销利害关系登记", .write = true));
