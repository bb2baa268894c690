/*
 * todo.c: 待办: what waits for the person signed in: counts of what a duty of theirs may settle, and the windows of
 * plans in which their role acts. The portal's home page and its way to each of them; nothing is stored for it.
 */
#include "query/todo.h"

#include "api/routes.h"
#include "rules/plan_phase.h"
#include "web/answer.h"

/* Chinese, and the permission without which it is nobody's to do. */
static const struct todo_kind {
	const char *kind, *title;
	permission perm;
} kinds[] = {
	{ "pilot_returned", "被退回的试点申报，请修改后重新提交", PILOT_APPLY },
	{ "quota_returned", "被退回的名额申报，请修改后重新提交", QUOTA_APPLY },
	{ "site_returned", "被退回的考核站点申报，请修改后重新提交", SITE_APPLY },
	{ "candidate_manual", "需人工确认的考生信息", CANDIDATE_EDIT },
	{ "candidate_conflict", "与其他学校冲突的考生", CANDIDATE_EDIT },
	{ "candidate_pending", "待认证的考生信息", CANDIDATE_EDIT },
	{ "sign_site", "待考核站点签发的证书", SIGN_SITE },
	{ "import_checked", "已检查、待确认的导入", FILE_UPLOAD },
	{ "pilot_opined", "待审批的试点申报", PILOT_DECIDE },
	{ "pilot_unopined", "等待评价组织意见的试点申报", PILOT_DECIDE },
	{ "quota_submitted", "待核定的名额申报", QUOTA_DECIDE },
	{ "window_missing", "本年度尚未公布的申报时间", PILOT_DECIDE },
	{ "window_open", "正在进行的申报", PILOT_DECIDE },
	{ "pilot_submitted", "待出具意见的试点申报", PILOT_OPINION },
	{ "site_submitted", "待审核的考核站点申报", SITE_DECIDE },
	{ "standard_approved", "已批准、待发布的证书标准", STANDARD_EDIT },
	{ "plan_draft", "待发布的考试计划", PLAN_EDIT },
	{ "window_change_requested", "待第二人批准的时段延期", PLAN_EDIT },
	{ "score_review_requested", "待办理的成绩复核", SCORE_REVIEW_DECIDE },
	{ "score_change_proposed", "待第二人批准的成绩更改", SCORE_REVIEW_DECIDE },
	{ "sign_evaluation", "待评价组织签发的证书", SIGN_EVALUATION },
	{ "sign_seal", "待盖章的证书", SIGN_SEAL },
	{ "certificate_request", "待第二人批准的撤销或更正申请", CERTIFICATE_REVOKE },
	{ "organisation_applying", "待核准的机构登记", ORGANISATION_EDIT },
	{ "standard_in_review", "待审批的证书标准", STANDARD_APPROVE },
	{ "review_overdue", "已过期限的专家评审", REVIEW_ASSIGN },
	{ "review_assigned", "待评审的任务", REVIEW_DO },
	{ "consultation_open", "待答复的在线咨询", CONSULTATION_ANSWER },
	{ "job_failed", "近 7 天失败的任务", JOB_VIEW },
};

/* What a role does in a plan; seeing and asking are no duties. */
static const plan_act duties_in_plan[] = { ACT_SET_ROOMS, ACT_REGISTER, ACT_SCHEDULE, ACT_EXAM_RECORD,
	ACT_ENTER_SCORES };

struct todo_item {
	str kind, title;
	i64 n, until;
};
#define S struct todo_item
FIELD_TABLE(todo_item_answer, "TodoItem", S, FIELD_STR(S, kind, .title = "事项代码"),
    FIELD_STR(S, title, .title = "事项"),
    FIELD_AS(F_INT, i64, S, n, "count", .title = "数量", .note = "1000 表示 1000 或更多"),
    FIELD_TIME(S, until, .title = "最近的期限", .maybe = true));
#undef S

struct todo_act {
	i64 plan, from, to;
	str plan_name, title;
	bool open;
};
#define S struct todo_act
FIELD_TABLE(todo_act_answer, "TodoAct", S, FIELD_ID(S, plan, .title = "考试计划"),
    FIELD_STR(S, plan_name, .title = "考试计划名称"), FIELD_STR(S, title, .title = "事项"),
    FIELD_BOOL(S, open, .title = "现在可以办理"), FIELD_TIME(S, from, .title = "开始"),
    FIELD_TIME(S, to, .title = "截止"));
#undef S

struct todo {
	list items, acts;
};
FIELD_TABLE(todo_answer, "Todo", struct todo, FIELD_LIST(struct todo, items, todo_item_answer, .title = "待办事项"),
    FIELD_LIST(struct todo, acts, todo_act_answer, .title = "考试计划中由本机构办理的事项"));

#define SAME_ROWS(s)                                                                                                 \
	_Static_assert(offsetof(struct s, until) == offsetof(struct todo_platform, until) &&                         \
			   sizeof(struct s) == sizeof(struct todo_platform),                                         \
	    #s " differs")
SAME_ROWS(todo_office);
SAME_ROWS(todo_evaluator);
SAME_ROWS(todo_school);
SAME_ROWS(todo_expert);

/* The counts of the role; the rows of the five statements are alike. */
static size_t
counts(request *r, const struct todo_platform **out)
{
	i64 own = r->who.organisation;
	union {
		struct todo_platform *platform;
		struct todo_office *office;
		struct todo_evaluator *evaluator;
		struct todo_school *school;
		struct todo_expert *expert;
	} v;
	size_t n = 0;

	switch (r->who.role) {
	case ROLE_PLATFORM:
		n = todo_platform(r->db, own, &v.platform);
		break;
	case ROLE_OFFICE:
		n = todo_office(r->db, own, r->sc.province_lo, r->sc.province_hi, &v.office);
		break;
	case ROLE_EVALUATOR:
		n = todo_evaluator(r->db, own, r->who.account, &v.evaluator);
		break;
	case ROLE_SCHOOL:
		n = todo_school(r->db, own, &v.school);
		break;
	case ROLE_EXPERT:
	case ROLE_COUNT:
		n = todo_expert(r->db, r->who.account, &v.expert);
		break;
	}
	*out = v.platform;
	return n;
}

/* What the person may settle, in the order of the table. */
static list
items(request *r)
{
	enum { KINDS = sizeof kinds / sizeof *kinds };
	const struct todo_platform *v;
	size_t n = counts(r, &v);
	struct todo_item *out = ARENA_ARRAY(r->a, struct todo_item, KINDS);
	list l = { out, 0 };

	for (size_t k = 0; k < KINDS; k++)
		for (size_t i = 0; i < n; i++)
			if (v[i].n > 0 && str_eq(v[i].kind, str_of(kinds[k].kind)) &&
			    policy_allows(kinds[k].perm, r->who.role, r->who.duties))
				out[l.n++] =
				    (struct todo_item){ v[i].kind, str_of(kinds[k].title), v[i].n, v[i].until };
	return l;
}

static void
add_acts(request *r, const struct todo_plans *p, struct todo_act *out, size_t *n)
{
	plan_windows w = { .open = { p->registration_open, p->scheduling_open, p->exam_open, p->score_open,
			       p->publicity_open },
		.close = { p->registration_close, p->scheduling_close, p->exam_close, p->score_close,
		    p->publicity_close },
		.published = p->published };

	for (size_t i = 0; i < sizeof duties_in_plan / sizeof *duties_in_plan; i++) {
		plan_act act = duties_in_plan[i];
		struct todo_act a = { .plan = p->id, .plan_name = p->name, .title = str_of(plan_act_title(act)) };

		plan_act_span(&w, act, &a.from, &a.to);
		a.open = plan_permits(&w, act, r->now);
		if (r->now < a.to && strcmp(plan_act_role(act), role_names[r->who.role]) == 0)
			out[(*n)++] = a;
	}
}

/* Plans concern schools and evaluation organisations, and there the exam officers. */
static list
acts(request *r)
{
	bool school = r->who.role == ROLE_SCHOOL;
	struct todo_plans *v;
	struct todo_act *out;
	list l = { NULL, 0 };
	size_t n;

	if ((!school && r->who.role != ROLE_EVALUATOR) || !(r->who.duties & DUTY_OFFICER))
		return l;
	n = todo_plans(r->db, school ? 0 : r->who.organisation, school ? r->who.organisation : 0, &v);
	l.v = out = ARENA_ARRAY(r->a, struct todo_act, n * sizeof duties_in_plan / sizeof *duties_in_plan + 1);
	for (size_t i = 0; i < n; i++)
		add_acts(r, &v[i], out, &l.n);
	return l;
}

static error_code
todo_show(request *r)
{
	ANSWER(r, todo_answer, &((struct todo){ items(r), acts(r) }));
	return E_OK;
}

ROUTES(todo, ROUTE(GET, "/todo", todo_show, NOTIFICATION_VIEW, "我的待办", .answer = &todo_answer));
