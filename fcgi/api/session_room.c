/*
 * session_room.c: a room in a session 场次考场, the page behind 查看: who sits where, which rule a seat breaks, who
 * watches, which papers there are, and the room record. What is changed there is seat_move.c and invigilator.c.
 */
#include "api/session_room.h"
#include "api/paper.h"
#include "api/routes.h"
#include "crypt/encode.h"
#include "data/ticket_code.h"
#include "rules/machine.h"
#include "web/answer.h"
#include "web/plan_gate.h"

static const char *const kinds[] = { "theory", "practical", NULL };
static const char *const kind_titles[] = { "理论", "实操", NULL };
static const char *const block_kinds[] = { "broken", "reserved", NULL };
static const char *const block_kind_titles[] = { "损坏", "预留", NULL };
static const char *const events[] = { "check_in", "absent", "misconduct", "incident", NULL };
static const char *const event_titles[] = { "签到", "缺考", "违纪", "异常情况", NULL };
static const char *const rules[] = { "class_neighbour", "accessibility", "seat", NULL };
static const char *const rule_titles[] = { "同班相邻", "无障碍需要", "座位不可用", NULL };

struct record_in {
	str text;
	i64 version;
};
FIELD_TABLE(record_input, "RoomRecord", struct record_in,
    FIELD_STR(struct record_in, text, .title = "考场情况记录", .required = true, .max = 2000, .lines = true),
    FIELD_INT(struct record_in, version, .title = "版本", .required = true, .min = 1));

struct cell {
	i64 row, column, number;
	str blocked;
};
#define S struct cell
FIELD_TABLE(cell_answer, "SeatCell", S, FIELD_INT(S, row, .title = "行"), FIELD_INT(S, column, .title = "列"),
    FIELD_INT(S, number, .title = "座位号", .maybe = true),
    FIELD_STR(
	S, blocked, .title = "不可用的原因", .options = block_kinds, .labels = block_kind_titles, .maybe = true));
#undef S

struct violation {
	str rule, detail;
};
#define S struct violation
FIELD_TABLE(violation_answer, "SeatViolation", S,
    FIELD_STR(S, rule, .title = "规则", .options = rules, .labels = rule_titles),
    FIELD_STR(S, detail, .title = "说明"));
#undef S

struct seated {
	struct session_room_seats row;
	list events, violations;
};
#define S struct seated
FIELD_TABLE(seated_answer, "SeatedCandidate", S,
    FIELD_AS(F_ID, i64, S, row.registration_id, "registration", .title = "报考"),
    FIELD_AS(F_INT, i64, S, row.seat, "seat", .title = "座位号"),
    FIELD_AS(F_INT, i64, S, row.row, "row", .title = "行"), FIELD_AS(F_INT, i64, S, row.col, "column", .title = "列"),
    FIELD_AS(F_STR, str, S, row.name, "name", .title = "姓名"),
    FIELD_AS(F_INT, i64, S, row.sex, "sex", .title = "性别"),
    FIELD_AS(F_STR, str, S, row.document_mask, "document", .title = "证件号码"),
    FIELD_AS(F_STR, str, S, row.class_name, "class", .title = "班级"),
    FIELD_AS(F_STR, str, S, row.school, "school", .title = "学校"),
    FIELD_AS(F_STR, str, S, row.certificate, "certificate", .title = "证书"),
    FIELD_AS(F_INT, i64, S, row.level, "level", .title = "等级"),
    FIELD_AS(F_INT, i64, S, row.accessibility, "accessibility", .title = "无障碍需要"),
    FIELD_AS(F_STR, str, S, row.ticket_number, "ticket_number", .title = "准考证号", .maybe = true),
    FIELD_TEXTS(S, events, .title = "考试当日", .options = events, .labels = event_titles),
    FIELD_LIST(S, violations, violation_answer, .title = "违反的排考规则"));
#undef S

struct view {
	struct session_room_get row;
	list cells, candidates, invigilators, papers;
	str check_in_key;
};
#define S struct view
FIELD_TABLE(session_room_answer, "SessionRoom", S, FIELD_AS(F_ID, i64, S, row.id, "id", .title = "编号"),
    FIELD_AS(F_ID, i64, S, row.plan_id, "plan", .title = "考试计划"),
    FIELD_AS(F_STR, str, S, row.plan, "plan_name", .title = "计划名称"),
    FIELD_AS(F_ID, i64, S, row.schedule_id, "schedule", .title = "排考版本"),
    FIELD_AS(F_INT, i64, S, row.version_no, "version_no", .title = "排考版本号"),
    FIELD_AS(F_STR, str, S, row.state, "state", .title = "排考状态", .codes = &schedule_machine.state),
    FIELD_AS(F_ID, i64, S, row.site_id, "site", .title = "考核站点"),
    FIELD_AS(F_STR, str, S, row.site, "site_name", .title = "考核站点名称"),
    FIELD_AS(F_STR, str, S, row.address, "address", .title = "地址"),
    FIELD_AS(F_STR, str, S, row.room_number, "room_number", .title = "考场号"),
    FIELD_AS(F_STR, str, S, row.building, "building", .title = "楼宇"),
    FIELD_AS(F_STR, str, S, row.room, "room", .title = "考场名称"),
    FIELD_AS(F_INT, i64, S, row.accessibility, "accessibility", .title = "无障碍条件"),
    FIELD_AS(F_ID, i64, S, row.exam_session_id, "exam_session", .title = "场次"),
    FIELD_AS(F_STR, str, S, row.session, "session", .title = "场次名称"),
    FIELD_AS(F_STR, str, S, row.kind, "kind", .title = "类型", .options = kinds, .labels = kind_titles),
    FIELD_AS(F_TIME, i64, S, row.starts, "starts", .title = "开始时间"),
    FIELD_AS(F_TIME, i64, S, row.ends, "ends", .title = "结束时间"),
    FIELD_AS(F_INT, i64, S, row.seats, "seats", .title = "考生数"),
    FIELD_AS(F_INT, i64, S, row.row_count, "rows", .title = "行数"),
    FIELD_AS(F_INT, i64, S, row.column_count, "columns", .title = "列数"),
    FIELD_LIST(S, cells, cell_answer, .title = "座位"), FIELD_LIST(S, candidates, seated_answer, .title = "考生"),
    FIELD_LIST(S, invigilators, invigilator_answer, .title = "监考人员"),
    FIELD_LIST(S, papers, paper_item, .title = "考场资料"),
    FIELD_AS(F_STR, str, S, row.record_text, "record_text", .title = "考场情况记录"),
    FIELD_STR(S, check_in_key, .title = "准考证二维码的公钥"),
    FIELD_AS(F_INT, i64, S, row.version, "version", .title = "版本"));
#undef S

bool
session_room_visible(request *r, i64 id, struct session_room_get *v)
{
	return session_room_get(r->db, id, &r->sc, v) &&
	       (r->who.role == ROLE_EVALUATOR || str_is(v->state, "published") || str_is(v->state, "superseded"));
}

session_room_map
session_room_seats_of(request *r, const struct session_room_get *v)
{
	size_t cells = (size_t)(v->row_count * v->column_count), n;
	u8 *number = ARENA_ARRAY(r->a, u8, cells + 1), next = 0;
	str *block = ARENA_ARRAY(r->a, str, cells + 1);
	struct session_room_blocks *b;

	n = session_room_blocks(r->db, v->exam_room_id, &b);
	/* Read one after the other: the room may have been given another shape in between. */
	for (size_t i = 0; i < n; i++)
		if (b[i].row <= v->row_count && b[i].col <= v->column_count)
			block[(b[i].row - 1) * v->column_count + b[i].col - 1] = b[i].kind;
	for (size_t i = 0; i < cells; i++)
		number[i] = block[i].p ? 0 : ++next;
	return (session_room_map){ number, block };
}

static list
cells_of(request *r, const struct session_room_get *v, const session_room_map *map)
{
	size_t n = (size_t)(v->row_count * v->column_count);
	struct cell *cell = ARENA_ARRAY(r->a, struct cell, n + 1);

	for (size_t i = 0; i < n; i++)
		cell[i] = (struct cell){ .row = (i64)i / v->column_count + 1,
			.column = (i64)i % v->column_count + 1,
			.number = map->number[i],
			.blocked = map->block[i] };
	return (list){ cell, n };
}

static void
violate(list *l, const char *rule, str detail)
{
	((struct violation *)l->v)[l->n++] = (struct violation){ str_of(rule), detail };
}

/* What the engine avoids or forbids and a moved seat, or a room that was changed, may show. */
static list
violations_of(request *r, const struct session_room_get *room, const session_room_map *map,
    const struct session_room_seats *v, size_t n, size_t at)
{
	const struct session_room_seats *one = &v[at];
	list l = { ARENA_ARRAY(r->a, struct violation, 6), 0 };

	if (one->row > room->row_count || one->col > room->column_count ||
	    map->number[(one->row - 1) * room->column_count + one->col - 1] != one->seat)
		violate(&l, "seat", STR("考场的座位已变更，该座位已不存在或不可用"));
	if (one->accessibility & ~room->accessibility)
		violate(&l, "accessibility", STR("需要无障碍考场，本考场不具备条件"));
	for (size_t i = 0; i < n; i++) {
		i64 rows = v[i].row - one->row, cols = v[i].col - one->col;

		if (rows * rows + cols * cols == 1 && one->class_key && v[i].class_key == one->class_key &&
		    v[i].school_id == one->school_id)
			violate(
			    &l, "class_neighbour", str_f(r->a, "与 %lld 号座位的同班考生相邻", (long long)v[i].seat));
	}
	return l;
}

static list
texts_of(request *r, str commas)
{
	str *v = ARENA_ARRAY(r->a, str, 8), one;
	list l = { v, 0 };

	while (commas.p && l.n < 8 && str_cut(&commas, ',', &one))
		v[l.n++] = one;
	return l;
}

static list
candidates_of(request *r, const struct session_room_get *room, const session_room_map *map)
{
	struct session_room_seats *row;
	size_t n = session_room_seats(r->db, room->id, &row);
	struct seated *v = ARENA_ARRAY(r->a, struct seated, n + 1);

	for (size_t i = 0; i < n; i++)
		v[i] = (struct seated){ row[i], texts_of(r, row[i].events), violations_of(r, room, map, row, n, i) };
	return (list){ v, n };
}

static error_code
session_room_show(request *r)
{
	struct view v = { 0 };
	struct session_room_invigilators *watch;
	struct paper_of_room *paper;
	session_room_map map;

	if (!session_room_visible(r, r->id[0], &v.row))
		return E_NOT_FOUND;
	map = session_room_seats_of(r, &v.row);
	v.cells = cells_of(r, &v.row, &map);
	v.candidates = candidates_of(r, &v.row, &map);
	v.invigilators.n = session_room_invigilators(r->db, v.row.id, &watch);
	v.invigilators.v = watch;
	v.papers.n = paper_of_room(r->db, v.row.id, &r->sc, &paper);
	v.papers.v = paper;
	v.check_in_key = base64url_encode(r->a, ticket_code_public(r->a, r->w->ring));
	ANSWER(r, session_room_answer, &v);
	return E_OK;
}

static error_code
session_room_write_record(request *r)
{
	const struct record_in *in = r->in;
	struct session_room_get v;
	struct plan_get p;
	error_code e;

	if (!session_room_visible(r, r->id[0], &v))
		return E_NOT_FOUND;
	if (!str_is(v.state, "published"))
		return request_refuse(r, E_STATE, "该排考版本已被新版替代，请在新版的考场页登记");
	if ((e = plan_gate_request(r, v.plan_id, ACT_EXAM_RECORD, false, &p)) != E_OK)
		return e;
	if (session_room_record(r->db, in->text, v.id, in->version, &r->sc) == 0)
		return E_CONFLICT;
	r->status = 204;
	return E_OK;
}

ROUTES(session_room,
    ROUTE(GET, "/session-rooms/{id}", session_room_show, SCHEDULE_VIEW, "场次考场（查看）",
	.answer = &session_room_answer),
    ROUTE(PUT, "/session-rooms/{id}/record", session_room_write_record, EXAM_RECORD, "填写考场情况记录",
	.in = &record_input, .write = true));
