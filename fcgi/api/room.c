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
	PAGE_MEMBERS;
};
FIELD_TABLE(room_query_fields, "RoomQuery", struct room_query, PAGE_FIELDS(struct room_query));

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
	jw_open(&r->out);
	jw_kid(&r->out, "id", r->audit_subject);
	jw_ki64(&r->out, "capacity", seats);
	jw_close(&r->out);
	return E_OK;
}

/* A room in a plan whose scheduling has begun keeps its seats until the exam is over. */
static error_code
refuse_in_use(request *r, i64 room)
{
	struct room_in_use used;

	if (room_in_use(r->db, room, &used))
		return request_refuse(r, E_STATE, "该考场已用于正在排考或考试的计划，考试结束前不能更改");
	return E_OK;
}

static error_code
room_edit(request *r)
{
	const struct room_in *in = r->in;
	struct room_get old;
	i64 seats = capacity(r, in);
	error_code e;

	if (!room_get(r->db, r->id[0], &r->sc, &old) || !str_is(old.state, "active"))
		return E_NOT_FOUND;
	if ((e = refuse_in_use(r, old.id)) != E_OK)
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
	error_code e;

	if (!room_get(r->db, r->id[0], &r->sc, &old))
		return E_NOT_FOUND;
	if ((e = refuse_in_use(r, old.id)) != E_OK)
		return e;
	if (room_remove(r->db, old.id, &r->sc) == 0)
		return E_NOT_FOUND;
	r->status = 204;
	return E_OK;
}

static void
room_members(json *j, const struct room_list *v)
{
	jw_kid(j, "id", v->id);
	jw_kid(j, "site", v->site_id);
	jw_kstr(j, "building", v->building);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "kind", v->kind);
	jw_ki64(j, "rows", v->row_count);
	jw_ki64(j, "columns", v->column_count);
	jw_ki64(j, "capacity", v->capacity);
	jw_ki64(j, "equipment", v->equipment);
	jw_ki64(j, "accessibility", v->accessibility);
	jw_kstr(j, "note", v->note);
	jw_ki64(j, "version", v->version);
}

static void
room_item(json *j, const void *row)
{
	jw_open(j);
	room_members(j, row);
	jw_close(j);
}

static error_code
room_index(request *r)
{
	const struct room_query *q = r->q;
	struct room_list *v;
	size_t n = room_list(r->db, q->after, page_rows(q->limit), &r->sc, &v);

	page_write(r, v, n, sizeof *v, q->limit, room_item);
	return E_OK;
}

static error_code
room_show(request *r)
{
	json *j = &r->out;
	struct room_get v;
	struct room_blocks *b;
	size_t n;

	if (!room_get(r->db, r->id[0], &r->sc, &v) || !str_is(v.state, "active"))
		return E_NOT_FOUND;
	n = room_blocks(r->db, v.id, &b);
	jw_open(j);
	room_members(j, &(struct room_list){ .id = v.id,
			    .site_id = v.site_id,
			    .building = v.building,
			    .name = v.name,
			    .kind = v.kind,
			    .row_count = v.row_count,
			    .column_count = v.column_count,
			    .capacity = v.capacity,
			    .equipment = v.equipment,
			    .accessibility = v.accessibility,
			    .note = v.note,
			    .version = v.version });
	jw_key(j, "blocked");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_ki64(j, "row", b[i].row);
		jw_ki64(j, "column", b[i].column);
		jw_kstr(j, "kind", b[i].kind);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
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
	json *j = &r->out;
	struct plan_room_list *v;
	size_t n = plan_room_list(r->db, r->id[0], &r->sc, &v);

	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_kid(j, "site", v[i].site_id);
		jw_kstr(j, "site_name", v[i].site);
		jw_kstr(j, "building", v[i].building);
		jw_kstr(j, "name", v[i].name);
		jw_kstr(j, "kind", v[i].kind);
		jw_ki64(j, "rows", v[i].row_count);
		jw_ki64(j, "columns", v[i].column_count);
		jw_ki64(j, "capacity", v[i].capacity);
		jw_ki64(j, "accessibility", v[i].accessibility);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
	return E_OK;
}

ROUTES(room, ROUTE(GET, "/rooms", room_index, ROOM_VIEW, "考场列表", .query = &room_query_fields),
    ROUTE(POST, "/rooms", room_create, ROOM_EDIT, "新建考场", .in = &room_input, .write = true),
    ROUTE(GET, "/rooms/{id}", room_show, ROOM_VIEW, "考场"),
    ROUTE(PUT, "/rooms/{id}", room_edit, ROOM_EDIT, "修改考场", .in = &room_input, .write = true),
    ROUTE(DELETE, "/rooms/{id}", room_delete, ROOM_EDIT, "删除考场", .write = true),
    ROUTE(GET, "/plans/{id}/rooms", room_list_for_plan, ROOM_VIEW, "计划的考场"),
    ROUTE(PUT, "/plans/{id}/rooms", room_set_for_plan, ROOM_EDIT, "设置计划的考场", .in = &plan_rooms_input,
	.write = true));
