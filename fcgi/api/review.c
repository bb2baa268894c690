/*
 * review.c: expert review 专家评审 (spec 2.14) as those who assign it see it: the operator for the standards of
 * certificates, an evaluation organisation for the exam-site applications it received. Experts who belong to the
 * judged organisation, or have declared a conflict, cannot be assigned. What the expert does is in review_task.c.
 */
#include "api/review.h"
#include "api/attachment.h"
#include "api/routes.h"
#include "base/clock.h"
#include "data/notify.h"
#include "web/fire.h"
#include "web/page.h"

const char *const review_subjects[] = { "standard_version", "site_application", NULL };
static const char *const review_subject_titles[] = { "证书标准", "考核站点申报", NULL };

struct review_body {
	str subject_kind;
	i64 subject, expert, deadline;
};
FIELD_TABLE(review_input, "ReviewInput", struct review_body,
    FIELD_STR(struct review_body, subject_kind, .title = "评审对象类别", .required = true, .options = review_subjects,
	.labels = review_subject_titles),
    FIELD_ID(struct review_body, subject, .title = "评审对象", .required = true),
    FIELD_ID(struct review_body, expert, .title = "专家", .required = true),
    FIELD_TIME(struct review_body, deadline, .title = "截止时间", .required = true));

struct review_query {
	PAGE_MEMBERS;
	str subject_kind;
	i64 subject;
};
FIELD_TABLE(review_query_fields, "ReviewQuery", struct review_query, PAGE_FIELDS(struct review_query),
    FIELD_STR(struct review_query, subject_kind, .title = "评审对象类别", .options = review_subjects),
    FIELD_ID(struct review_query, subject, .title = "评审对象"));

struct summary_query {
	str subject_kind;
	i64 subject;
};
FIELD_TABLE(review_summary_query, "ReviewSummaryQuery", struct summary_query,
    FIELD_STR(
	struct summary_query, subject_kind, .title = "评审对象类别", .required = true, .options = review_subjects),
    FIELD_ID(struct summary_query, subject, .title = "评审对象", .required = true));

struct deadline_body {
	i64 deadline, version;
};
FIELD_TABLE(review_deadline_input, "ReviewDeadline", struct deadline_body,
    FIELD_TIME(struct deadline_body, deadline, .title = "截止时间", .required = true),
    FIELD_INT(struct deadline_body, version, .title = "版本", .required = true, .min = 1, .max = INT32_MAX));

struct expert_query {
	PAGE_MEMBERS;
	str subject_kind;
	i64 subject;
};
FIELD_TABLE(expert_query_fields, "ExpertQuery", struct expert_query, PAGE_FIELDS(struct expert_query),
    FIELD_STR(struct expert_query, subject_kind, .title = "评审对象类别", .options = review_subjects),
    FIELD_ID(struct expert_query, subject, .title = "评审对象", .note = "给出时，说明哪些专家须回避"));

struct subject {
	i64 judged; /* the organisation that is judged */
	bool open;  /* is it the time for reviews */
	i64 since;  /* when it was last submitted: the present round of reviews */
	str title;
};

/* What this organisation may have reviewed, locked against a decision meanwhile; false: not its business. */
static bool
find_subject(request *r, str kind, i64 id, struct subject *s)
{
	struct review_subject_standard standard;
	struct review_subject_site site;

	if (str_is(kind, "standard_version")) {
		if (r->who.role != ROLE_PLATFORM || !review_subject_standard(r->db, id, &standard))
			return false;
		*s = (struct subject){ standard.evaluator_id, str_is(standard.state, "in_review"),
			standard.submitted_at, standard.title };
		return true;
	}
	if (r->who.role != ROLE_EVALUATOR || !review_subject_site(r->db, id, &r->sc, &site))
		return false;
	*s = (struct subject){ site.school_id, str_is(site.state, "submitted"), site.submitted_at,
		str_f(r->a, "%.*s考核站点申报", STR_ARG(site.school)) };
	return true;
}

static void
check_expert(request *r, const struct review_body *in, const struct subject *s)
{
	struct review_present present;
	struct review_expert expert;

	if (!review_expert(r->db, in->expert, s->judged, &expert))
		faults_at(&r->faults, "/expert", "没有这位评审专家，或其账号已关闭");
	else if (expert.conflict)
		faults_at(&r->faults, "/expert", "该专家与被评审机构有利害关系，须回避，请另选专家");
	else if (review_present(r->db, in->subject_kind, in->subject, in->expert, s->since, &present))
		faults_at(&r->faults, "/expert",
		    str_is(present.state, "declined") ? "该专家已申请回避，请另选专家" : "该专家已在本轮评审中");
	if (in->deadline <= r->now)
		faults_at(&r->faults, "/deadline", "截止时间应晚于现在");
}

static error_code
review_create(request *r)
{
	const struct review_body *in = r->in;
	struct subject s;
	char text[CLOCK_TEXT];
	i64 id;

	if (!find_subject(r, in->subject_kind, in->subject, &s)) {
		faults_at(&r->faults, "/subject", "没有这个评审对象");
		return E_INVALID;
	}
	if (!s.open)
		return request_refuse(r, E_STATE, "“%.*s”不在待审状态，不能指派专家", STR_ARG(s.title));
	check_expert(r, in, &s);
	if (request_checked(r) != E_OK)
		return E_INVALID;
	id = review_insert(r->db, &(struct review_insert_in){ .subject_kind = in->subject_kind,
				      .subject_id = in->subject,
				      .organisation_id = r->who.organisation,
				      .expert_account_id = in->expert,
				      .assigned_by = r->who.account,
				      .deadline_at = in->deadline });
	if (id == 0)
		return request_refuse(r, E_EXISTS, "该专家已在本轮评审中");
	clock_shanghai(in->deadline, text);
	review_tell(r, in->expert, id, str_f(r->a, "请在 %s 前完成评审：%.*s", text, STR_ARG(s.title)));
	r->audit_subject = id;
	r->status = 201;
	jw_open(&r->out);
	jw_kid(&r->out, "id", id);
	jw_close(&r->out);
	return E_OK;
}

static void
review_item(json *j, const void *row)
{
	const struct review_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "subject_kind", v->subject_kind);
	jw_kid(j, "subject", v->subject_id);
	jw_kid(j, "expert", v->expert_id);
	jw_kstr(j, "expert_name", v->expert);
	jw_ktime(j, "deadline", v->deadline_at);
	jw_kstr(j, "state", v->state);
	jw_kstr(j, "state_title", str_of(machine_state_title(&review_machine, v->state)));
	jw_ktime(j, "submitted_at", v->submitted_at);
	jw_key(j, "total");
	if (v->submitted_at)
		jw_centi(j, v->total);
	else
		jw_null(j);
	jw_kstr(j, "recommend", v->opinion);
	jw_ki64(j, "version", v->version);
	jw_close(j);
}

static error_code
review_index(request *r)
{
	const struct review_query *q = r->q;
	struct review_list *v;
	size_t n = review_list(r->db,
	    &(struct review_list_in){ .organisation_id = r->who.organisation,
		.subject_kind = q->subject_kind,
		.subject_id = q->subject,
		.before = page_before(q->after),
		.most = page_rows(q->limit) },
	    &v);

	page_write(r, v, n, sizeof *v, q->limit, review_item);
	return E_OK;
}

static error_code
review_postpone(request *r)
{
	const struct deadline_body *in = r->in;
	char text[CLOCK_TEXT];
	struct review_get v;

	if (!review_get(r->db, r->id[0], &v) || v.organisation_id != r->who.organisation)
		return E_NOT_FOUND;
	if (!str_is(v.state, "assigned"))
		return request_refuse(r, E_STATE, "该评审任务已结束，不能改期");
	if (in->deadline <= r->now)
		faults_at(&r->faults, "/deadline", "截止时间应晚于现在");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (review_extend(r->db, in->deadline, v.id, r->who.organisation, in->version) == 0)
		return E_CONFLICT;
	clock_shanghai(in->deadline, text);
	review_tell(r, v.expert_id, v.id, str_f(r->a, "评审截止时间改为 %s", text));
	jw_open(&r->out);
	jw_kid(&r->out, "id", v.id);
	jw_ki64(&r->out, "version", in->version + 1);
	jw_close(&r->out);
	return E_OK;
}

static error_code
review_call_off(request *r)
{
	struct review_get v;
	error_code e;
	str to;

	if (!review_get(r->db, r->id[0], &v) || v.organisation_id != r->who.organisation)
		return E_NOT_FOUND;
	if ((e = fire(r, &review_machine, v.state, "cancel", &to)) != E_OK)
		return e;
	if (review_cancel(r->db, v.id, r->who.organisation) == 0)
		return E_CONFLICT;
	review_tell(r, v.expert_id, v.id, STR("评审任务已撤回"));
	jw_open(&r->out);
	jw_kid(&r->out, "id", v.id);
	jw_kstr(&r->out, "state", to);
	jw_close(&r->out);
	return E_OK;
}

static void
write_tasks(json *j, const struct review_summary_tasks *v, size_t n)
{
	jw_key(j, "tasks");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_kid(j, "expert", v[i].expert_id);
		jw_kstr(j, "expert_name", v[i].expert);
		jw_kstr(j, "state", v[i].state);
		jw_ktime(j, "deadline", v[i].deadline_at);
		jw_ktime(j, "submitted_at", v[i].submitted_at);
		jw_key(j, "total");
		if (v[i].submitted_at)
			jw_centi(j, v[i].total);
		else
			jw_null(j);
		jw_kstr(j, "recommend", v[i].opinion);
		jw_kstr(j, "opinion", v[i].comment);
		jw_close(j);
	}
	jw_end(j);
}

static void
write_means(json *j, const struct review_summary_items *v, size_t n)
{
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].item_id);
		jw_kstr(j, "name", v[i].name);
		jw_kcenti(j, "max", v[i].max);
		jw_kcenti(j, "average", (v[i].sum + v[i].n / 2) / v[i].n);
		jw_kcenti(j, "least", v[i].least);
		jw_kcenti(j, "most", v[i].most);
		jw_close(j);
	}
	jw_end(j);
}

/* The reviews of the present round, side by side, for who decides. */
static error_code
review_summary(request *r)
{
	static const char *const recommends[] = { "approve", "return", "refuse" };
	const struct summary_query *q = r->q;
	struct review_summary_tasks *t;
	struct review_summary_items *i;
	i64 submitted = 0, sum = 0, count[3] = { 0 };
	size_t tasks, items;
	struct subject s;
	json *j = &r->out;

	if (!find_subject(r, q->subject_kind, q->subject, &s))
		return E_NOT_FOUND;
	tasks = review_summary_tasks(r->db, q->subject_kind, q->subject, r->who.organisation, s.since, &t);
	items = review_summary_items(r->db, q->subject_kind, q->subject, r->who.organisation, s.since, &i);
	for (size_t k = 0; k < tasks; k++) {
		if (!str_is(t[k].state, "submitted"))
			continue;
		submitted++;
		sum += t[k].total;
		for (int m = 0; m < 3; m++)
			count[m] += str_eq(t[k].opinion, str_of(recommends[m]));
	}
	jw_open(j);
	jw_kstr(j, "subject_kind", q->subject_kind);
	jw_kid(j, "subject", q->subject);
	jw_kstr(j, "title", s.title);
	jw_ki64(j, "assigned", (i64)tasks);
	jw_ki64(j, "submitted", submitted);
	jw_key(j, "average");
	if (submitted)
		jw_centi(j, (sum + submitted / 2) / submitted);
	else
		jw_null(j);
	jw_key(j, "recommends");
	jw_open(j);
	for (int m = 0; m < 3; m++)
		jw_ki64(j, recommends[m], count[m]);
	jw_close(j);
	write_means(j, i, items);
	write_tasks(j, t, tasks);
	jw_close(j);
	return E_OK;
}

static void
expert_item(json *j, const void *row)
{
	const struct review_expert_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "organisation_name", v->organisation);
	jw_ki64(j, "open_tasks", v->open);
	jw_kbool(j, "conflict", v->conflict);
	jw_close(j);
}

static error_code
expert_index(request *r)
{
	const struct expert_query *q = r->q;
	struct review_expert_list *v;
	struct subject s = { 0 };
	size_t n;

	if (q->subject &&
	    !find_subject(r, q->subject_kind.p ? q->subject_kind : STR("standard_version"), q->subject, &s))
		return E_NOT_FOUND;
	n = review_expert_list(r->db, s.judged, q->after, page_rows(q->limit), &v);
	page_write(r, v, n, sizeof *v, q->limit, expert_item);
	return E_OK;
}

ROUTES(review,
    ROUTE(POST, "/reviews", review_create, REVIEW_ASSIGN, "指派评审专家", .in = &review_input, .write = true),
    ROUTE(GET, "/reviews", review_index, REVIEW_ASSIGN, "评审任务列表", .query = &review_query_fields),
    ROUTE(GET, "/reviews/summary", review_summary, REVIEW_ASSIGN, "评审汇总", .query = &review_summary_query),
    ROUTE(PUT, "/reviews/{id}", review_postpone, REVIEW_ASSIGN, "修改评审截止时间", .in = &review_deadline_input,
	.write = true),
    ROUTE(POST, "/reviews/{id}/cancel", review_call_off, REVIEW_ASSIGN, "撤回评审指派", .write = true),
    ROUTE(GET, "/experts", expert_index, REVIEW_ASSIGN, "评审专家", .query = &expert_query_fields));
