/*
 * audit_trail.c: reads the audit trail 审计记录: an organisation its own entries, the operator all. Nothing here
 * writes: entries are made by web/serve with the write itself.
 */
#include "query/audit.h"

#include "api/routes.h"
#include "rules/checks.h"
#include "web/page.h"

struct audit_query {
	PAGE_MEMBERS;
	str subject_kind;
	i64 subject, account;
};
#define S struct audit_query
FIELD_TABLE(audit_query_table, "AuditQuery", S, PAGE_FIELDS(S),
    FIELD_STR(
	S, subject_kind, .title = "对象类别", .max = 40, .check = check_ascii_code, .note = "与对象编号一起给出"),
    FIELD_ID(S, subject, .title = "对象编号"), FIELD_ID(S, account, .title = "操作账号"));
#undef S

/* The Chinese title of a route by its handler's name; absent for what jobs and the signing program did. */
static str
action_title(str action)
{
	for (size_t i = 0; i < api_routes_count; i++)
		for (size_t k = 0; k < api_routes[i]->n; k++)
			if (str_eq(action, str_of(api_routes[i]->v[k].name)))
				return str_of(api_routes[i]->v[k].title);
	return (str){ NULL, 0 };
}

/* The four statements have the same columns, so one row serves for all. */
static void
audit_item(json *j, const void *row)
{
	const struct audit_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_ktime(j, "at", v->at);
	jw_kid(j, "account", v->account_id);
	jw_kstr(j, "name", v->name);
	jw_kid(j, "organisation", v->organisation_id);
	jw_kstr(j, "organisation_name", v->organisation);
	jw_kstr(j, "address", v->address);
	jw_kstr(j, "action", v->action);
	jw_kstr(j, "action_title", action_title(v->action));
	jw_kstr(j, "subject_kind", v->subject_kind);
	jw_kid(j, "subject", v->subject_id);
	jw_key(j, "before");
	jw_raw(j, v->before_json);
	jw_key(j, "after");
	jw_raw(j, v->after_json);
	jw_close(j);
}

#define SAME_COLUMN(s, m) _Static_assert(offsetof(struct s, m) == offsetof(struct audit_list, m), #s " differs")
SAME_COLUMN(audit_list_all, after_json);
SAME_COLUMN(audit_list_subject, after_json);
SAME_COLUMN(audit_list_account, after_json);

static error_code
audit_index(request *r)
{
	const struct audit_query *q = r->q;
	bool all = r->who.role == ROLE_PLATFORM;
	i64 own = r->who.organisation, lo = all ? 0 : own, hi = all ? INT64_MAX : own;
	i64 before = page_before(q->after), most = page_rows(q->limit);
	struct audit_list_subject *by_subject;
	struct audit_list_account *by_account;
	struct audit_list_all *every;
	struct audit_list *mine;
	const void *v;
	size_t n;

	if ((q->subject_kind.n != 0) != (q->subject != 0))
		return request_refuse(r, E_BAD_REQUEST, "对象类别和对象编号须一起给出");
	if (q->subject) {
		n = audit_list_subject(r->db,
		    &(struct audit_list_subject_in){ .subject_kind = q->subject_kind,
			.subject_id = q->subject,
			.organisation_lo = lo,
			.organisation_hi = hi,
			.before = before,
			.most = most },
		    &by_subject);
		v = by_subject;
	} else if (q->account) {
		n = audit_list_account(r->db,
		    &(struct audit_list_account_in){ .account_id = q->account,
			.organisation_lo = lo,
			.organisation_hi = hi,
			.before = before,
			.most = most },
		    &by_account);
		v = by_account;
	} else if (all) {
		n = audit_list_all(r->db, before, most, &every);
		v = every;
	} else {
		n = audit_list(r->db, own, before, most, &mine);
		v = mine;
	}
	page_write(r, v, n, sizeof *mine, q->limit, audit_item);
	return E_OK;
}

ROUTES(audit_trail, ROUTE(GET, "/audit", audit_index, AUDIT_VIEW, "审计记录", .query = &audit_query_table));
