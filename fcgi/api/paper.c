/*
 * paper.c: the papers 考场资料 that a job made: by room, by site, one candidate's ticket. Nothing is drawn here. A
 * ticket is also for the school whose candidate it is, although the papers of the room are the site's.
 */
#include "api/paper.h"
#include "api/routes.h"
#include "api/session_room.h"
#include "query/schedule.h"
#include "web/page.h"
#include "web/reply.h"

static const char *const paper_kinds[] = { "ticket", "seating_chart", "sign_in_sheet", "door_notice", "desk_labels",
	"room_record", "bundle", NULL };
static const char *const paper_kind_titles[] = { "准考证", "座次表", "签到表", "门贴", "桌贴", "考场情况记录表",
	"整站打包", NULL };

/* What the papers of a room and those of a plan share. */
#define PAPER_HEAD(S)                                                                                                \
	FIELD_ID(S, id, .title = "编号"),                                                                            \
	    FIELD_STR(S, kind, .title = "资料", .options = paper_kinds, .labels = paper_kind_titles),                \
	    FIELD_STR(S, name, .title = "文件名"), FIELD_INT(S, pages, .title = "页数"),                             \
	    FIELD_INT(S, size, .title = "字节数"), FIELD_INT(S, version_no, .title = "排考版本号")

struct paper_query {
	PAGE_ASK;
	i64 site;
	str kind;
};
#define S struct paper_query
FIELD_TABLE(paper_query_fields, "PaperQuery", S, PAGE_ASKED(S, paper_of_plan), FIELD_ID(S, site, .title = "考核站点"),
    FIELD_STR(S, kind, .title = "资料", .options = paper_kinds, .labels = paper_kind_titles));
#undef S

FIELD_TABLE_SHARED(paper_item, "Paper", struct paper_of_room, PAPER_HEAD(struct paper_of_room));

#define S struct paper_of_plan
FIELD_TABLE(plan_paper_item, "PlanPaper", S, PAPER_HEAD(S),
    FIELD_AS(F_ID, i64, S, site_id, "site", .title = "考核站点"), FIELD_STR(S, site_name, .title = "考核站点名称"),
    FIELD_AS(F_ID, i64, S, session_room_id, "session_room", .title = "场次考场", .maybe = true));
#undef S

static error_code
paper_room_index(request *r)
{
	struct session_room_get room;
	struct paper_of_room *v;
	size_t n;

	if (!session_room_visible(r, r->id[0], &room))
		return E_NOT_FOUND;
	n = paper_of_room(r->db, room.id, &r->sc, &v);
	ANSWER_ALL(r, paper_item, v, n);
	return E_OK;
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
			.kind = q->kind,
			.page = page_of(r, &q->ask, &paper_of_plan_page),
			.sc = r->sc },
		    &v);
	PAGE(r, &q->ask, paper_of_plan, plan_paper_item, v, n);
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

ROUTES(paper,
    ROUTE(GET, "/session-rooms/{id}/papers", paper_room_index, PAPER_VIEW, "考场的资料", .items = &paper_item),
    ROUTE(GET, "/plans/{id}/papers", paper_plan_index, PAPER_VIEW, "计划的考场资料", .query = &paper_query_fields,
	.items = &plan_paper_item),
    ROUTE(GET, "/papers/{id}/file", paper_download, PAPER_VIEW, "下载考场资料", .out = "application/pdf"),
    ROUTE(GET, "/registrations/{id}/ticket", paper_ticket_download, PAPER_VIEW, "下载准考证",
	.out = "application/pdf"));
