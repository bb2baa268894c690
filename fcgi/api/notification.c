/*
 * notification.c: what concerns the person signed in: told to the account itself, or to the organisation's people
 * with a duty that the person has. Each reads for himself.
 */
#include "query/notification.h"

#include "api/routes.h"
#include "web/page.h"

struct notification_query {
	PAGE_MEMBERS;
	bool unread;
};
FIELD_TABLE(notification_query_table, "NotificationQuery", struct notification_query,
    PAGE_FIELDS(struct notification_query), FIELD_BOOL(struct notification_query, unread, .title = "只看未读"));

static void
notification_item(json *j, const void *row)
{
	const struct notification_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "kind", v->kind);
	jw_kstr(j, "title", v->title);
	jw_kstr(j, "body", v->body);
	jw_kstr(j, "subject_kind", v->subject_kind);
	jw_kid(j, "subject", v->subject_id);
	jw_ktime(j, "created_at", v->created_at);
	jw_ktime(j, "read_at", v->read_at);
	jw_close(j);
}

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
		.before = page_before(q->after),
		.most = page_rows(q->limit) },
	    &v);

	page_write(r, v, n, sizeof *v, q->limit, notification_item);
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

ROUTES(notification,
    ROUTE(
	GET, "/notifications", notification_index, NOTIFICATION_VIEW, "我的通知", .query = &notification_query_table),
    ROUTE(POST, "/notifications/{id}/read", notification_mark, NOTIFICATION_VIEW, "标为已读", .no_key = true));
