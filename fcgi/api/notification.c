/*
 * notification.c: what concerns the person signed in: told to the account itself, or to the organisation's people
 * with a duty that the person has. Each reads for himself.
 */
#include "query/notification.h"

#include "api/routes.h"
#include "web/page.h"

struct notification_query {
	PAGE_ASK;
	bool unread;
};
FIELD_TABLE(notification_query_table, "NotificationQuery", struct notification_query,
    PAGE_ASKED(struct notification_query, notification_list),
    FIELD_BOOL(struct notification_query, unread, .title = "只看未读"));

#define S struct notification_list
FIELD_TABLE(notification_item, "NotificationItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "事由"), FIELD_STR(S, title, .title = "标题"), FIELD_STR(S, body, .title = "内容"),
    FIELD_STR(S, subject_kind, .title = "相关对象的类别", .maybe = true),
    FIELD_AS(F_ID, i64, S, subject_id, "subject", .title = "相关对象的编号", .maybe = true),
    FIELD_TIME(S, created_at, .title = "时间"), FIELD_TIME(S, read_at, .title = "阅读时间", .maybe = true));
#undef S

struct notification_until {
	i64 until;
};
FIELD_TABLE(notification_until_table, "NotificationUntil", struct notification_until,
    FIELD_ID(struct notification_until, until, .title = "到此编号为止", .required = true,
	.note = "页面上最新一条的编号，之后到达的不受影响"));

static error_code
notification_index(request *r)
{
	const struct notification_query *q = r->q;
	struct notification_list *v;
	size_t n = notification_list(r->db,
	    &(struct notification_list_in){ .organisation_id = r->who.organisation,
		.account_id = r->who.account,
		.duties = r->who.duties,
		.unread_only = q->unread,
		.page = page_of(r, &q->ask, &notification_list_page) },
	    &v);

	PAGE(r, &q->ask, notification_list, notification_item, v, n);
	return E_OK;
}

/* Repeats without harm and is nobody's business but the reader's: no key, no audit entry. */
static error_code
notification_mark(request *r)
{
	struct notification_get v;

	if (!notification_get(r->db, r->id[0], r->who.organisation, r->who.account, r->who.duties, &v))
		return E_NOT_FOUND;
	notification_read_insert(r->db, v.id, r->who.account);
	r->status = 204;
	return E_OK;
}

static error_code
notification_mark_all(request *r)
{
	const struct notification_until *in = r->in;

	notification_read_all(r->db, r->who.organisation, r->who.account, r->who.duties, in->until);
	r->status = 204;
	return E_OK;
}

ROUTES(notification,
    ROUTE(GET, "/notifications", notification_index, NOTIFICATION_VIEW, "我的通知",
	.query = &notification_query_table, .items = &notification_item),
    ROUTE(POST, "/notifications/read", notification_mark_all, NOTIFICATION_VIEW, "全部标为已读",
	.in = &notification_until_table, .no_key = true),
    ROUTE(POST, "/notifications/{id}/read", notification_mark, NOTIFICATION_VIEW, "标为已读", .no_key = true));
