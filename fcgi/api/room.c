/*
 * room.c: rooms 考场 of an exam site with their seat map, and the rooms offered for a plan, which are set from its
 * publication until scheduling opens (manual 三 1 设置考场).
 */
#include "query/room.h"
#include "api/routes.h"
#include "rules/checks.h"
#include "web/page.h"
#include "web/plan_gate.h"

enum { SEATS_MOST = 99 }; /* the ticket number has two digits for the seat */

static const char *const room_kinds[] = { "theory", "practical", NULL };
static const char *const room_kind_titles[] = { "理论", "实操", NULL };
static const char *const block_kinds[] = { "broken", "reserved", NULL };
static const char *const block_kind_titles[] = { "损坏", "预留", NULL };

struct block_in {
	i64 row, column;
	str kind;
};
FIELD_TABLE(block_input, "SeatBlock", struct block_in,
    FIELD_INT(struct block_in, row, .title = "行", .required = true, .min = 1, .max = 99),
    FIELD_INT(struct block_in, column, .title = "列", .required = true, .min = 1, .max = 99),
    FIELD_STR(struct block_in, kind, .title = "原因", .required = true, .options = block_kinds,
	.labels = block_kind_titles));

struct room_in {
	i64 site, rows, columns, equipment, accessibility, version;
	str building, name, kind, note;
	list blocked;
};
FIELD_TABLE(room_input, "RoomInput", struct room_in,
    FIELD_ID(struct room_in, site, .title = "考核站点", .required = true),
    FIELD_STR(struct room_in, building, .title = "楼宇", .required = true, .max = 60, .check = check_plain_text),
    FIELD_STR(struct room_in, name, .title = "考场名称", .required = true, .max = 60, .check = check_plain_text),
    FIELD_STR(
	struct room_in, kind, .title = "类型", .required = true, .options = room_kinds, .labels = room_kind_titles),
    FIELD_INT(struct room_in, rows, .title = "行数", .required = true, .min = 1, .max = 30,
	.note = "座次表一页最多印 30 行 30 列"),
    FIELD_INT(struct room_in, columns, .title = "列数", .required = true, .min = 1, .max = 30),
    FIELD_INT(struct room_in, equipment, .title = "设备数量", .max = 100000),
    FIELD_INT(struct room_in, accessibility, .title = "无障碍条件", .max = 7,
	.note = "按位相加：1 轮椅可达，2 靠近出入口，4 可单独设置延时考场"),
    FIELD_STR(struct room_in, note, .title = "备注", .max = 200, .check = check_plain_text),
    FIELD_INT(struct room_in, version, .title = "版本", .note = "修改时必填：读到的版本号"),
    FIELD_LIST(struct room_in, blocked, block_input, .title = "不可用座位", .max = 2000));

struct plan_rooms_in {
	list rooms;
};
FIELD_TABLE(plan_rooms_input, "PlanRooms", struct plan_rooms_in,
    FIELD_IDS(struct plan_rooms_in, rooms, .title = "考场", .required = true, .max = 500));

struct room_query {
	PAGE_ASK;
	i64 site;
	str kind, q;
};
#define S struct room_query
FIELD_TABLE(room_query_fields, "RoomQuery", S, PAGE_ASKED(S, room_list), FIELD_ID(S, site, .title = "考核站点"),
    FIELD_STR(S, kind, .title = "类型", .options = room_kinds, .labels = room_kind_titles),
    FIELD_STR(S, q, .title = "楼宇或考场名称", .max = 60));
FIELD_TABLE(plan_room_query_fields, "PlanRoomQuery", S, PAGE_ASKED(S, plan_room_list),
    FIELD_ID(S, site, .title = "考核站点"),
    FIELD_STR(S, kind, .title = "类型", .options = room_kinds, .labels = room_kind_titles));
#undef S

/* What the list and the page of a room share; m is the row within the struct. */
#define ROOM_HEAD(S, m)                                                                                              \
	FIELD_AS(F_ID, i64, S, m id, "id", .title = "编号"),                                                         \
	    FIELD_AS(F_ID, i64, S, m site_id, "site", .title = "考核站点"),                                          \
	    FIELD_AS(F_STR, str, S, m site, "site_name", .title = "考核站点名称"),                                   \
	    FIELD_AS(F_STR, str, S, m building, "building", .title = "楼宇"),                                        \
	    FIELD_AS(F_STR, str, S, m name, "name", .title = "考场名称"),                                            \
	    FIELD_AS(                                                                                                \
		F_STR, str, S, m kind, "kind", .title = "类型", .options = room_kinds, .labels = room_kind_titles),  \
	    FIELD_AS(F_INT, i64, S, m row_count, "rows", .title = "行数"),                                           \
	    FIELD_AS(F_INT, i64, S, m column_count, "columns", .title = "列数"),                                     \
	    FIELD_AS(F_INT, i64, S, m capacity, "capacity", .title = "可用座位"),                                    \
	    FIELD_AS(F_INT, i64, S, m equipment, "equipment", .title = "设备数量"),                                  \
	    FIELD_AS(F_INT, i64, S, m accessibility, "accessibility", .title = "无障碍条件"),                        \
	    FIELD_AS(F_STR, str, S, m note, "note", .title = "备注"),                                                \
	    FIELD_AS(F_BOOL, bool, S, m in_use, "in_use", .title = "正用于排考或考试"),                              \
	    FIELD_AS(F_INT, i64, S, m version, "version", .title = "版本")

FIELD_TABLE(room_item, "RoomItem", struct room_list, ROOM_HEAD(struct room_list, ));

#define S struct room_blocks
FIELD_TABLE(block_answer, "RoomBlock", S, FIELD_INT(S, row, .title = "行"), FIELD_INT(S, column, .title = "列"),
    FIELD_STR(S, kind, .title = "原因", .options = block_kinds, .labels = block_kind_titles));
#undef S

struct room_view {
	struct room_get row;
	list blocked;
};
FIELD_TABLE(room_answer, "Room", struct room_view, ROOM_HEAD(struct room_view, row.),
    FIELD_LIST(struct room_view, blocked, block_answer, .title = "不可用座位"));

struct room_made {
	i64 id, capacity;
};
FIELD_TABLE(room_made_answer, "RoomCreated", struct room_made, FIELD_ID(struct room_made, id, .title = "编号"),
    FIELD_INT(struct room_made, capacity, .title = "可用座位"));

#define S struct plan_room_list
FIELD_TABLE(plan_room_item, "PlanRoom", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_AS(F_ID, i64, S, site_id, "site", .title = "考核站点"), FIELD_STR(S, site_name, .title = "考核站点名称"),
    FIELD_STR(S, building, .title = "楼宇"), FIELD_STR(S, name, .title = "考场名称"),
    FIELD_STR(S, kind, .title = "类型", .options = room_kinds, .labels = room_kind_titles),
    FIELD_AS(F_INT, i64, S, row_count, "rows", .title = "行数"),
    FIELD_AS(F_INT, i64, S, column_count, "columns", .title = "列数"), FIELD_INT(S, capacity, .title = "可用座位"),
    FIELD_INT(S, accessibility, .title = "无障碍条件"));
#undef S

/* Usable seats; faults for blocked seats outside the room, twice the same, or more seats than a room may have. */
static i64
capacity(request *r, const struct room_in *in)
{
	const struct block_in *b = in->blocked.v;
	bool *seen = ARENA_ARRAY(r->a, bool, (size_t)(in->rows * in->columns) + 1);
	i64 seats = in->rows * in->columns;

	for (size_t i = 0; i < in->blocked.n; i++) {
		bool *seat;

		if (b[i].row > in->rows || b[i].column > in->columns) {
			faults_at(&r->faults, str_f(r->a, "/blocked/%zu", i).p, "座位不在考场的行列之内");
			continue;
		}
		seat = &seen[(b[i].row - 1) * in->columns + b[i].column - 1];
		if (*seat)
			faults_at(&r->faults, str_f(r->a, "/blocked/%zu", i).p, "同一座位重复");
		else
			seats--;
		*seat = true;
	}
	if (seats > SEATS_MOST)
		faults_at(&r->faults, "/rows",
		    str_f(r->a, "可用座位 %lld 个，超过每个考场 99 个的上限，请拆分考场或减少行列", (long long)seats)
			.p);
	return seats;
}

static void
put_blocks(request *r, i64 room, const struct room_in *in)
{
	const struct block_in *b = in->blocked.v;
	struct room_block_insert *v = ARENA_ARRAY(r->a, struct room_block_insert, in->blocked.n + 1);

	for (size_t i = 0; i < in->blocked.n; i++)
		v[i] = (struct room_block_insert){ room, b[i].row, b[i].column, b[i].kind };
	room_block_insert(r->db, v, in->blocked.n);
}

static str
text(str s)
{
	return s.p ? s : STR("");
}

static error_code
room_create(request *r)
{
	const struct room_in *in = r->in;
	struct room_site s;
	i64 seats = capacity(r, in);

	if (!room_site(r->db, in->site, &r->sc, &s))
		faults_at(&r->faults, "/site", "不是本校的考核站点");
	else if (!str_is(s.state, "approved"))
		faults_at(&r->faults, "/site", "该考核站点已被暂停");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	r->audit_subject = room_insert(r->db, &(struct room_insert_in){ .site_id = s.id,
						  .school_id = s.school_id,
						  .evaluator_id = s.evaluator_id,
						  .province = s.province,
						  .building = in->building,
						  .name = in->name,
						  .kind = in->kind,
						  .row_count = in->rows,
						  .column_count = in->columns,
						  .capacity = seats,
						  .equipment = in->equipment,
						  .accessibility = in->accessibility,
						  .note = text(in->note) });
	if (r->audit_subject == 0)
		return request_refuse(r, E_EXISTS, "%.*s %.*s 已存在", STR_ARG(in->building), STR_ARG(in->name));
	put_blocks(r, r->audit_subject, in);
	r->status = 201;
	ANSWER(r, room_made_answer, &((struct room_made){ r->audit_subject, seats }));
	return E_OK;
}

/* A room in a plan whose scheduling has begun keeps its seats until the exam is over. */
static error_code
own_room(request *r, struct room_get *room)
{
	if (!room_get(r->db, r->id[0], &r->sc, room) || !str_is(room->state, "active"))
		return E_NOT_FOUND;
	if (room->in_use)
		return request_refuse(r, E_STATE, "该考场已用于正在排考或考试的计划，考试结束前不能更改");
	return E_OK;
}

static error_code
room_edit(request *r)
{
	const struct room_in *in = r->in;
	struct room_get old;
	i64 seats = capacity(r, in);
	error_code e = own_room(r, &old);

	if (e)
		return e;
	if (in->site != old.site_id)
		faults_at(&r->faults, "/site", "考场不能改到另一站点");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (room_update(r->db, &(struct room_update_in){ .building = in->building,
				   .name = in->name,
				   .kind = in->kind,
				   .row_count = in->rows,
				   .column_count = in->columns,
				   .capacity = seats,
				   .equipment = in->equipment,
				   .accessibility = in->accessibility,
				   .note = text(in->note),
				   .id = old.id,
				   .version = in->version,
				   .sc = r->sc }) == 0)
		return E_CONFLICT;
	room_blocks_delete(r->db, old.id);
	put_blocks(r, old.id, in);
	r->status = 204;
	return E_OK;
}

static error_code
room_delete(request *r)
{
	struct room_get old;
	error_code e = own_room(r, &old);

	if (e)
		return e;
	if (room_remove(r->db, old.id, &r->sc) == 0)
		return E_NOT_FOUND;
	r->status = 204;
	return E_OK;
}

static error_code
room_index(request *r)
{
	const struct room_query *q = r->q;
	struct room_list *v;
	size_t n = room_list(r->db,
	    &(struct room_list_in){ .site_id = q->site,
		.kind = q->kind,
		.q = q->q,
		.page = page_of(r, &q->ask, &room_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, room_list, room_item, v, n);
	return E_OK;
}

static error_code
room_show(request *r)
{
	struct room_view v;
	struct room_blocks *b;

	if (!room_get(r->db, r->id[0], &r->sc, &v.row) || !str_is(v.row.state, "active"))
		return E_NOT_FOUND;
	v.blocked.n = room_blocks(r->db, v.row.id, &b);
	v.blocked.v = b;
	ANSWER(r, room_answer, &v);
	return E_OK;
}

static error_code
room_set_for_plan(request *r)
{
	const struct plan_rooms_in *in = r->in;
	const i64 *id = in->rooms.v;
	struct plan_get p;
	struct room_get room;
	struct room_site s;
	error_code e = plan_gate_request(r, r->id[0], ACT_SET_ROOMS, false, &p);

	if (e)
		return e;
	plan_room_clear(r->db, p.id, &r->sc);
	for (size_t i = 0; i < in->rooms.n; i++) {
		str at = str_f(r->a, "/rooms/%zu", i);

		if (!room_get(r->db, id[i], &r->sc, &room) || !str_is(room.state, "active"))
			faults_at(&r->faults, at.p, "不是本站点的考场");
		else if (room.evaluator_id != p.evaluator_id || !room_site(r->db, room.site_id, &r->sc, &s) ||
			 !str_is(s.state, "approved"))
			faults_at(&r->faults, at.p, "该考场的站点不属于本计划的培训评价组织，或已被暂停");
		else if (plan_room_insert(r->db, &(struct plan_room_insert_in){ .plan_id = p.id,
						     .exam_room_id = room.id,
						     .site_id = room.site_id,
						     .school_id = room.school_id,
						     .evaluator_id = room.evaluator_id }) == 0)
			faults_at(&r->faults, at.p, "考场重复");
	}
	r->status = 204;
	return request_checked(r);
}

static error_code
room_list_for_plan(request *r)
{
	const struct room_query *q = r->q;
	struct plan_room_list *v;
	size_t n = plan_room_list(r->db,
	    &(struct plan_room_list_in){ .plan_id = r->id[0],
		.site_id = q->site,
		.kind = q->kind,
		.page = page_of(r, &q->ask, &plan_room_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, plan_room_list, plan_room_item, v, n);
	return E_OK;
}

ROUTES(room,
    ROUTE(GET, "/rooms", room_index, ROOM_VIEW, "考场列表", .query = &room_query_fields, .items = &room_item),
    ROUTE(POST, "/rooms", room_create, ROOM_EDIT, "新建考场", .in = &room_input, .answer = &room_made_answer,
	.write = true),
    ROUTE(GET, "/rooms/{id}", room_show, ROOM_VIEW, "考场", .answer = &room_answer),
    ROUTE(PUT, "/rooms/{id}", room_edit, ROOM_EDIT, "修改考场", .in = &room_input, .write = true),
    ROUTE(DELETE, "/rooms/{id}", room_delete, ROOM_EDIT, "删除考场", .write = true),
    ROUTE(GET, "/plans/{id}/rooms", room_list_for_plan, ROOM_VIEW, "计划的考场", .query = &plan_room_query_fields,
	.items = &plan_room_item),
    ROUTE(PUT, "/plans/{id}/rooms", room_set_for_plan, ROOM_EDIT, "设置计划的考场", .in = &plan_rooms_input,
	.write = true));
