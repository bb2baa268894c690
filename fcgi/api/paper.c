/*
 * paper.c: the papers 考场资料 that a job made: by room, by site, one candidate's ticket. Nothing is drawn here. A
 * ticket is also for the school whose candidate it is, although the papers of the room are the site's.
 */
#include "query/paper.h"
#include "api/routes.h"
#include "query/schedule.h"
#include "query/session_room.h"
#include "web/page.h"
#include "web/reply.h"

struct paper_query {
	PAGE_MEMBERS;
	i64 site;
};
FIELD_TABLE(paper_query_fields, "PaperQuery", struct paper_query, PAGE_FIELDS(struct paper_query),
    FIELD_ID(struct paper_query, site, .title = "考核站点"));

static void
head(json *j, i64 id, str kind, str name, i64 pages, i64 size, i64 version_no)
{
	jw_kid(j, "id", id);
	jw_kstr(j, "kind", kind);
	jw_kstr(j, "name", name);
	jw_ki64(j, "pages", pages);
	jw_ki64(j, "size", size);
	jw_ki64(j, "version_no", version_no);
}

static error_code
paper_room_index(request *r)
{
	json *j = &r->out;
	struct session_room_get room;
	struct paper_of_room *v;
	size_t n;

	if (!session_room_get(r->db, r->id[0], &r->sc, &room) ||
	    (r->who.role != ROLE_EVALUATOR && !str_is(room.state, "published") && !str_is(room.state, "superseded")))
		return E_NOT_FOUND;
	n = paper_of_room(r->db, room.id, &r->sc, &v);
	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		head(j, v[i].id, v[i].kind, v[i].name, v[i].pages, v[i].size, v[i].version_no);
		jw_close(j);
	}
	jw_end(j);
	jw_key(j, "next");
	jw_null(j);
	jw_close(j);
	return E_OK;
}

static void
paper_item(json *j, const void *row)
{
	const struct paper_of_plan *v = row;

	jw_open(j);
	head(j, v->id, v->kind, v->name, v->pages, v->size, v->version_no);
	jw_kid(j, "site", v->site_id);
	jw_kstr(j, "site_name", v->site);
	jw_kid(j, "session_room", v->session_room_id);
	jw_close(j);
}

static error_code
paper_plan_index(request *r)
{
	const struct paper_query *q = r->q;
	struct schedule_live live;
	struct paper_of_plan *v = NULL;
	size_t n = 0;

	if (schedule_live(r->db, r->id[0], &live))
		n = paper_of_plan(r->db,
		    &(struct paper_of_plan_in){ .plan_id = r->id[0],
			.schedule_id = live.id,
			.site_id = q->site,
			.after = q->after,
			.most = page_rows(q->limit),
			.sc = r->sc },
		    &v);
	page_write(r, v, n, sizeof *v, q->limit, paper_item);
	return E_OK;
}

static error_code
paper_download(request *r)
{
	struct paper_file f;

	if (!paper_file(r->db, r->id[0], &r->sc, &f))
		return E_NOT_FOUND;
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}

static error_code
paper_ticket_download(request *r)
{
	struct paper_ticket f;
	struct paper_ticketed t;

	if (!paper_ticket(r->db, r->id[0], r->who.organisation, &f))
		return paper_ticketed(r->db, r->id[0], r->who.organisation, &t)
			   ? request_refuse(r, E_RUNNING, "准考证正在生成，请稍后再下载")
			   : E_NOT_FOUND;
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}

ROUTES(paper, ROUTE(GET, "/session-rooms/{id}/papers", paper_room_index, PAPER_VIEW, "考场的资料"),
    ROUTE(GET, "/plans/{id}/papers", paper_plan_index, PAPER_VIEW, "计划的考场资料", .query = &paper_query_fields),
    ROUTE(GET, "/papers/{id}/file", paper_download, PAPER_VIEW, "下载考场资料", .out = "application/pdf"),
    ROUTE(GET, "/registrations/{id}/ticket", paper_ticket_download, PAPER_VIEW, "下载准考证",
	.out = "application/pdf"));
