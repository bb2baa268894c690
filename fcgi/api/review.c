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
const char *const review_subject_titles[] = { "证书标准", "考核站点申报", NULL };

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
	PAGE_ASK;
	str subject_kind, state;
	i64 subject;
};
FIELD_TABLE(review_query_fields, "ReviewQuery", struct review_query, PAGE_ASKED(struct review_query, review_list),
    FIELD_STR(struct review_query, subject_kind, .title = "评审对象类别", .options = review_subjects,
	.labels = review_subject_titles),
    FIELD_ID(struct review_query, subject, .title = "评审对象"),
    FIELD_STR(struct review_query, state, .title = "状态", .codes = &review_machine.state));

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
	PAGE_ASK;
	str subject_kind, q;
	i64 subject;
};
FIELD_TABLE(expert_query_fields, "ExpertQuery", struct expert_query,
    PAGE_ASKED(struct expert_query, review_expert_list),
    FIELD_STR(struct expert_query, subject_kind, .title = "评审对象类别", .options = review_subjects),
    FIELD_ID(struct expert_query, subject, .title = "评审对象", .note = "给出时，说明哪些专家须回避"),
    FIELD_STR(struct expert_query, q, .title = "姓名或机构名称包含", .max = 50));

static str
listed_state(arena *a, const void *row)
{
	(void)a;
	return str_of(machine_state_title(&review_machine, ((const struct review_list *)row)->state));
}

#define S struct review_list
FIELD_TABLE(review_item, "Review", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, subject_kind, .title = "评审对象类别", .options = review_subjects, .labels = review_subject_titles),
    FIELD_ID(S, subject, .title = "评审对象"), FIELD_STR(S, title, .title = "名称"),
    FIELD_ID(S, expert, .title = "专家"), FIELD_STR(S, expert_name, .title = "专家姓名"),
    FIELD_TIME(S, deadline, .title = "截止时间"),
    FIELD_STR(S, state, .title = "状态", .codes = &review_machine.state),
    FIELD_DERIVED("state_title", listed_state, .title = "状态名称"),
    FIELD_TIME(S, submitted_at, .title = "提交时间", .maybe = true),
    FIELD_CENTI(S, total, .title = "总分", .maybe = true),
    FIELD_STR(S, recommend, .title = "结论", .options = review_recommends, .labels = review_recommend_titles,
	.maybe = true),
    FIELD_INT(S, version, .title = "版本"));
#undef S

#define S struct review_summary_tasks
FIELD_TABLE(summary_task, "ReviewSummaryTask", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, expert, .title = "专家"), FIELD_STR(S, expert_name, .title = "专家姓名"),
    FIELD_STR(S, state, .title = "状态", .codes = &review_machine.state),
    FIELD_TIME(S, deadline, .title = "截止时间"), FIELD_TIME(S, submitted_at, .title = "提交时间", .maybe = true),
    FIELD_CENTI(S, total, .title = "总分", .maybe = true),
    FIELD_STR(S, recommend, .title = "结论", .options = review_recommends, .labels = review_recommend_titles,
	.maybe = true),
    FIELD_STR(S, opinion, .title = "评审意见"));
#undef S

#define S struct review_summary_items
FIELD_TABLE(summary_item, "ReviewSummaryItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, name, .title = "评审项"), FIELD_CENTI(S, max, .title = "满分"),
    FIELD_CENTI(S, average, .title = "平均分"), FIELD_CENTI(S, least, .title = "最低分"),
    FIELD_CENTI(S, most, .title = "最高分"));
#undef S

struct recommend_counts {
	i64 approve, return_, refuse;
};
#define S struct recommend_counts
FIELD_TABLE(recommend_counts_answer, "ReviewRecommends", S, FIELD_INT(S, approve, .title = "建议通过"),
    FIELD_AS(F_INT, i64, S, return_, "return", .title = "建议修改"), FIELD_INT(S, refuse, .title = "建议不通过"));
#undef S

struct summary_view {
	str subject_kind, title;
	i64 subject, assigned, submitted, average;
	const struct recommend_counts *recommends;
	list items, tasks;
};
#define S struct summary_view
FIELD_TABLE(summary_answer, "ReviewSummary", S,
    FIELD_STR(S, subject_kind, .title = "评审对象类别", .options = review_subjects, .labels = review_subject_titles),
    FIELD_ID(S, subject, .title = "评审对象"), FIELD_STR(S, title, .title = "名称"),
    FIELD_INT(S, assigned, .title = "已指派"), FIELD_INT(S, submitted, .title = "已提交"),
    FIELD_CENTI(S, average, .title = "平均总分", .maybe = true),
    FIELD_PART(S, recommends, recommend_counts_answer, .title = "结论"),
    FIELD_LIST(S, items, summary_item, .title = "各项得分"), FIELD_LIST(S, tasks, summary_task, .title = "各位专家"));
#undef S

#define S struct review_expert_list
FIELD_TABLE(expert_item, "Expert", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, name, .title = "姓名"),
    FIELD_STR(S, organisation_name, .title = "所在机构"), FIELD_INT(S, open_tasks, .title = "在办任务"),
    FIELD_BOOL(S, conflict, .title = "须回避"));
#undef S

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
	return answer_created(r, id);
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
		.state = q->state,
		.page = page_of(r, &q->ask, &review_list_page) },
	    &v);

	PAGE(r, &q->ask, review_list, review_item, v, n);
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
	return answer_changed(r, in->version + 1);
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
	return answer_moved(r, v.id, to);
}

/* The reviews of the present round, side by side, for who decides. */
static error_code
review_summary(request *r)
{
	const struct summary_query *q = r->q;
	struct recommend_counts count = { 0 };
	struct summary_view v = {
		.subject_kind = q->subject_kind, .subject = q->subject, .average = -1, .recommends = &count
	};
	struct review_summary_tasks *t;
	struct review_summary_items *i;
	struct subject s;
	i64 sum = 0;

	if (!find_subject(r, q->subject_kind, q->subject, &s))
		return E_NOT_FOUND;
	v.tasks.n = review_summary_tasks(r->db, q->subject_kind, q->subject, r->who.organisation, s.since, &t);
	v.items.n = review_summary_items(r->db, q->subject_kind, q->subject, r->who.organisation, s.since, &i);
	for (size_t k = 0; k < v.tasks.n; k++) {
		if (!str_is(t[k].state, "submitted"))
			continue;
		v.submitted++;
		sum += t[k].total;
		count.approve += str_is(t[k].recommend, "approve");
		count.return_ += str_is(t[k].recommend, "return");
		count.refuse += str_is(t[k].recommend, "refuse");
	}
	v.title = s.title;
	v.assigned = (i64)v.tasks.n;
	if (v.submitted)
		v.average = (sum + v.submitted / 2) / v.submitted;
	v.tasks.v = t;
	v.items.v = i;
	ANSWER(r, summary_answer, &v);
	return E_OK;
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
	n = review_expert_list(r->db,
	    &(struct review_expert_list_in){ .judged = s.judged,
		.q_like = like_part(r->a, q->q),
		.page = page_of(r, &q->ask, &review_expert_list_page) },
	    &v);
	PAGE(r, &q->ask, review_expert_list, expert_item, v, n);
	return E_OK;
}

ROUTES(review,
    ROUTE(POST, "/reviews", review_create, REVIEW_ASSIGN, "指派评审专家", .in = &review_input,
	.answer = &created_answer, .write = true),
    ROUTE(GET, "/reviews", review_index, REVIEW_ASSIGN, "评审任务列表", .query = &review_query_fields,
	.items = &review_item),
    ROUTE(GET, "/reviews/summary", review_summary, REVIEW_ASSIGN, "评审汇总", .query = &review_summary_query,
	.answer = &summary_answer),
    ROUTE(PUT, "/reviews/{id}", review_postpone, REVIEW_ASSIGN, "修改评审截止时间", .in = &review_deadline_input,
	.answer = &changed_answer, .write = true),
    ROUTE(POST, "/reviews/{id}/cancel", review_call_off, REVIEW_ASSIGN, "撤回评审指派", .answer = &moved_answer,
	.write = true),
    ROUTE(GET, "/experts", expert_index, REVIEW_ASSIGN, "评审专家", .query = &expert_query_fields,
	.items = &expert_item));
