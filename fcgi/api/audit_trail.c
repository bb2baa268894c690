/*
 * audit_trail.c: reads the audit trail 审计记录: an organisation its own entries, the operator all. Nothing here
 * writes: entries are made by web/serve with the write itself.
 */
#include "query/audit.h"

#include "api/routes.h"
#include "base/clock.h"
#include "query/job.h"
#include "rules/checks.h"
#include "web/page.h"

struct audit_query {
	PAGE_ASK;
	str subject_kind, action;
	i64 subject, account, organisation, from, until;
};
#define S struct audit_query
FIELD_TABLE(audit_query_table, "AuditQuery", S, PAGE_ASKED(S, audit_list),
    FIELD_STR(
	S, subject_kind, .title = "对象类别", .max = 40, .check = check_ascii_code, .note = "与对象编号一起给出"),
    FIELD_ID(S, subject, .title = "对象编号"), FIELD_ID(S, account, .title = "操作账号"),
    FIELD_ID(S, organisation, .title = "机构", .note = "仅综合业务管理；其他机构只看本机构的记录"),
    FIELD_STR(S, action, .title = "操作", .max = 64, .check = check_ascii_code),
    FIELD_TIME(S, from, .title = "从此时刻起"), FIELD_TIME(S, until, .title = "到此时刻前"));
#undef S

/* What the other programs write to the trail; the portal's own acts have the titles of their routes. */
/* clang-format off */
static const struct other_action {
	const char *action, *title;
} other_actions[] = {
	{ "refused", "无权操作被拒绝" },
	{ "school_register", "院校自行登记" },
	{ "score_review_ask", "考生申请复核" },
	{ "schedule_published", "排考已发布" },
	{ "certificate_draft", "生成待签证书" },
	{ "certificate_correction_draft", "生成更正后的待签证书" },
	{ "signing_evaluation_begin", "评价组织签发：开始" },
	{ "signing_evaluation_intent", "评价组织签发：本批登记" },
	{ "signing_evaluation_done", "评价组织签发：本批完成" },
	{ "signing_evaluation_end", "评价组织签发：结束" },
	{ "signing_site_begin", "考核站点签发：开始" },
	{ "signing_site_intent", "考核站点签发：本批登记" },
	{ "signing_site_done", "考核站点签发：本批完成" },
	{ "signing_site_end", "考核站点签发：结束" },
	{ "signing_seal_begin", "盖章：开始" },
	{ "signing_seal_intent", "盖章：本批登记" },
	{ "signing_seal_done", "盖章：本批完成" },
	{ "signing_seal_end", "盖章：结束" },
	{ "signing_key_make", "生成签发密钥" },
	{ "signing_key_stop", "停用签发密钥" },
	{ "signing_key_refused", "签发密钥被拒绝使用" },
	{ "signing_certificate_cancel", "作废待签证书" },
	{ "signing_revocation_ask", "申请撤销证书" },
	{ "signing_revocation_approve", "批准撤销证书" },
	{ "signing_revocation_refuse", "不批准或撤回撤销申请" },};

static str
action_title(arena *a, str action)
{
	(void)a;
	for (size_t i = 0; i < api_routes_count; i++)
		for (size_t k = 0; k < api_routes[i]->n; k++)
			if (str_eq(action, str_of(api_routes[i]->v[k].name)))
				return str_of(api_routes[i]->v[k].title);
	for (size_t i = 0; i < sizeof other_actions / sizeof *other_actions; i++)
		if (str_eq(action, str_of(other_actions[i].action)))
			return str_of(other_actions[i].title);
	return action;
}

static str
row_title(arena *a, const void *row)
{
	return action_title(a, ((const struct audit_list *)row)->action);
}

#define S struct audit_list
FIELD_TABLE(audit_item, "AuditEntry", S, FIELD_ID(S, id, .title = "编号"), FIELD_TIME(S, at, .title = "时间"),
    FIELD_AS(F_ID, i64, S, account_id, "account", .title = "操作账号", .maybe = true),
    FIELD_STR(S, name, .title = "操作人", .maybe = true),
    FIELD_AS(F_ID, i64, S, organisation_id, "organisation", .title = "机构", .maybe = true),
    FIELD_AS(F_STR, str, S, organisation, "organisation_name", .title = "机构名称", .maybe = true),
    FIELD_STR(S, address, .title = "来源地址"), FIELD_STR(S, action, .title = "操作"),
    FIELD_DERIVED("action_title", row_title, .title = "操作名称"),
    FIELD_STR(S, subject_kind, .title = "对象类别"),
    FIELD_AS(F_ID, i64, S, subject_id, "subject", .title = "对象编号", .maybe = true),
    FIELD_AS(F_JSON, str, S, before_json, "before", .title = "之前", .maybe = true),
    FIELD_AS(F_JSON, str, S, after_json, "after", .title = "之后", .maybe = true));
#undef S

struct audit_action {
	str action, title;
};
FIELD_TABLE(audit_action_item, "AuditAction", struct audit_action,
    FIELD_STR(struct audit_action, action, .title = "操作"), FIELD_STR(struct audit_action, title, .title = "操作名称"));

#define SAME_COLUMN(s, m) _Static_assert(offsetof(struct s, m) == offsetof(struct audit_list, m), #s " differs")
SAME_COLUMN(audit_list_all, after_json);
SAME_COLUMN(audit_list_action, after_json);
SAME_COLUMN(audit_list_subject, after_json);
SAME_COLUMN(audit_list_account, after_json);

/* Runs the statement whose index narrows the trail most; the rows of all of them are alike. */
#define TRAIL(statement, ...)                                                                                        \
	do {                                                                                                         \
		struct statement *rows;                                                                              \
                                                                                                                     \
		n = statement(r->db,                                                                                 \
		    &(struct statement##_in){ .organisation_hi = hi,                                                 \
			.until = q->until ? q->until : r->now + CLOCK_DAY,                                           \
			.page = page_of(r, &ask, &statement##_page),                                                 \
			.from = q->from,                                                                             \
			__VA_ARGS__ },                                                                               \
		    &rows);                                                                                          \
		v = (struct audit_list *)(void *)rows;                                                               \
	} while (0)

static error_code
audit_index(request *r)
{
	const struct audit_query *q = r->q;
	bool all = r->who.role == ROLE_PLATFORM && q->organisation == 0;
	i64 one = r->who.role == ROLE_PLATFORM ? q->organisation : r->who.organisation;
	i64 lo = all ? 0 : one, hi = all ? INT64_MAX : one;
	page_ask ask = q->ask;
	struct audit_list *v;
	size_t n;

	if ((q->subject_kind.n != 0) != (q->subject != 0))
		return request_refuse(r, E_BAD_REQUEST, "对象类别和对象编号须一起给出");
	if (ask.sort.p == NULL) {
		ask.sort = STR("at");
		ask.order = ask.order.p ? ask.order : STR("desc");
	}
	if (q->subject)
		TRAIL(audit_list_subject, .organisation_lo = lo, .subject_kind = q->subject_kind, .subject_id = q->subject,
		    .action = q->action);
	else if (q->account)
		TRAIL(audit_list_account, .organisation_lo = lo, .account_id = q->account, .action = q->action);
	else if (!all)
		TRAIL(audit_list, .organisation_lo = lo, .organisation_id = one, .action = q->action);
	else if (q->action.n)
		TRAIL(audit_list_action, .organisation_lo = lo, .action = q->action);
	else
		TRAIL(audit_list_all, .organisation_lo = 0);
	PAGE(r, &ask, audit_list, audit_item, v, n);
	return E_OK;
}

/* What can stand in the trail, for the filter. */
static error_code
audit_action_index(request *r)
{
	size_t n = 0, most = sizeof other_actions / sizeof *other_actions;
	struct audit_action *v;

	for (size_t i = 0; i < api_routes_count; i++)
		most += api_routes[i]->n;
	v = ARENA_ARRAY(r->a, struct audit_action, most);
	for (size_t i = 0; i < api_routes_count; i++)
		for (size_t k = 0; k < api_routes[i]->n; k++) {
			const route *row = &api_routes[i]->v[k];

			if (row->write)
				v[n++] = (struct audit_action){ str_of(row->name), str_of(row->title) };
		}
	for (size_t i = 0; i < sizeof other_actions / sizeof *other_actions; i++)
		v[n++] = (struct audit_action){ str_of(other_actions[i].action), str_of(other_actions[i].title) };
	ANSWER_ALL(r, audit_action_item, v, n);
	return E_OK;
}

/* The operator has every chain recomputed, anybody else the own one; the job's rows say chain by chain how it is. */
static error_code
audit_check_start(request *r)
{
	i64 own = r->who.role == ROLE_PLATFORM ? 0 : r->who.organisation;

	return answer_job(r,
	    job_insert(r->db, &(struct job_insert_in){ .kind = STR("audit_check"),
				  .organisation_id = r->who.organisation,
				  .account_id = r->who.account,
				  .subject_id = own,
				  .params = STR("{}") }),
	    0);
}

ROUTES(audit_trail, ROUTE(GET, "/audit", audit_index, AUDIT_VIEW, "审计记录", .query = &audit_query_table, .items = &audit_item),
    ROUTE(POST, "/audit-checks", audit_check_start, AUDIT_VIEW, "核验审计记录链", .answer = &job_answer, .write = true),
    ROUTE(GET, "/audit-actions", audit_action_index, AUDIT_VIEW, "审计记录中的操作", .items = &audit_action_item));
