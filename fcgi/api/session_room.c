/*
 * session_room.c: a room in a session 场次考场, the page behind 查看: who sits where, who watches, what was recorded.
 * In a draft the evaluation organisation moves persons one by one; every hard rule of the engine holds there too.
 */
#include "query/session_room.h"
#include "api/routes.h"
#include "crypt/encode.h"
#include "data/ticket_code.h"
#include "query/paper.h"
#include "query/schedule.h"
#include "rules/checks.h"
#include "web/plan_gate.h"

struct move_in {
	i64 registration, session_room, seat, version;
	bool swap;
};
FIELD_TABLE(move_input, "SeatMove", struct move_in,
    FIELD_ID(struct move_in, registration, .title = "报考", .required = true),
    FIELD_ID(struct move_in, session_room, .title = "场次考场", .required = true),
    FIELD_INT(struct move_in, seat, .title = "座位号", .required = true, .min = 1, .max = 99),
    FIELD_INT(struct move_in, version, .title = "版本", .note = "读到的排考版本行的 version；不填则不比较"),
    FIELD_BOOL(struct move_in, swap, .title = "与在座者互换"));

struct invigilators_in {
	list staff;
	i64 version;
};
FIELD_TABLE(invigilators_input, "Invigilators", struct invigilators_in,
    FIELD_IDS(struct invigilators_in, staff, .title = "监考人员", .required = true, .max = 4),
    FIELD_INT(struct invigilators_in, version, .title = "版本", .required = true, .min = 1));

struct record_in {
	str text;
	i64 version;
};
FIELD_TABLE(record_input, "RoomRecord", struct record_in,
    FIELD_STR(struct record_in, text, .title = "考场情况记录", .required = true, .max = 2000, .lines = true),
    FIELD_INT(struct record_in, version, .title = "版本", .required = true, .min = 1));

/* The room, when this person may see it: a site sees it once its schedule was published. */
static bool
visible(request *r, i64 id, struct session_room_get *v)
{
	return session_room_get(r->db, id, &r->sc, v) &&
	       (r->who.role == ROLE_EVALUATOR || str_is(v->state, "published") || str_is(v->state, "superseded"));
}

/* --- the page */

/* Seat numbers count the usable seats row by row: number[(row - 1) * columns + column - 1], 0 for a blocked one. */
static u8 *
seat_numbers(request *r, const struct session_room_get *v, struct session_room_blocks **block, size_t *blocks)
{
	size_t cells = (size_t)(v->row_count * v->column_count);
	u8 *number = ARENA_ARRAY(r->a, u8, cells + 1), next = 0;

	*blocks = session_room_blocks(r->db, v->exam_room_id, block);
	/* Read one after the other: the room may have been given another shape in between. */
	for (size_t i = 0; i < *blocks; i++)
		if ((*block)[i].row <= v->row_count && (*block)[i].col <= v->column_count)
			number[((*block)[i].row - 1) * v->column_count + (*block)[i].col - 1] = 1;
	for (size_t i = 0; i < cells; i++)
		number[i] = number[i] ? 0 : ++next;
	return number;
}

static void
seat_map(request *r, const struct session_room_get *v)
{
	json *j = &r->out;
	struct session_room_blocks *b;
	size_t n;
	const u8 *number = seat_numbers(r, v, &b, &n);

	jw_ki64(j, "rows", v->row_count);
	jw_ki64(j, "columns", v->column_count);
	jw_key(j, "blocked");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_ki64(j, "row", b[i].row);
		jw_ki64(j, "column", b[i].col);
		jw_kstr(j, "kind", b[i].kind);
		jw_close(j);
	}
	jw_end(j);
	jw_key(j, "seat_numbers");
	jw_list(j);
	for (i64 row = 0; row < v->row_count; row++) {
		jw_list(j);
		for (i64 col = 0; col < v->column_count; col++)
			jw_i64(j, number[row * v->column_count + col]);
		jw_end(j);
	}
	jw_end(j);
}

static void
seat_list(request *r, i64 room)
{
	json *j = &r->out;
	struct session_room_seats *v;
	size_t n = session_room_seats(r->db, room, &v);

	jw_key(j, "candidates");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		str events = v[i].events, one;

		jw_open(j);
		jw_kid(j, "registration", v[i].registration_id);
		jw_ki64(j, "seat", v[i].seat);
		jw_ki64(j, "row", v[i].row);
		jw_ki64(j, "column", v[i].col);
		jw_kstr(j, "name", v[i].name);
		jw_ki64(j, "sex", v[i].sex);
		jw_kstr(j, "document", v[i].document_mask);
		jw_kstr(j, "class", v[i].class_name);
		jw_kstr(j, "school", v[i].school);
		jw_kstr(j, "certificate", v[i].certificate);
		jw_ki64(j, "level", v[i].level);
		jw_kstr(j, "ticket_number", v[i].ticket_number);
		jw_key(j, "events");
		jw_list(j);
		while (events.p && str_cut(&events, ',', &one))
			jw_str(j, one);
		jw_end(j);
		jw_close(j);
	}
	jw_end(j);
}

static void
invigilator_list(request *r, const char *name, i64 room)
{
	json *j = &r->out;
	struct session_room_invigilators *v;
	size_t n = session_room_invigilators(r->db, room, &v);

	jw_key(j, name);
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "staff", v[i].staff_id);
		jw_kstr(j, "name", v[i].name);
		jw_close(j);
	}
	jw_end(j);
}

static void
paper_list(request *r, i64 room)
{
	json *j = &r->out;
	struct paper_of_room *v;
	size_t n = paper_of_room(r->db, room, &r->sc, &v);

	jw_key(j, "papers");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_kstr(j, "kind", v[i].kind);
		jw_kstr(j, "name", v[i].name);
		jw_ki64(j, "pages", v[i].pages);
		jw_ki64(j, "size", v[i].size);
		jw_close(j);
	}
	jw_end(j);
}

static error_code
session_room_show(request *r)
{
	json *j = &r->out;
	struct session_room_get v;

	if (!visible(r, r->id[0], &v))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kid(j, "plan", v.plan_id);
	jw_kstr(j, "plan_name", v.plan);
	jw_kid(j, "schedule", v.schedule_id);
	jw_ki64(j, "version_no", v.version_no);
	jw_kstr(j, "state", v.state);
	jw_kid(j, "site", v.site_id);
	jw_kstr(j, "site_name", v.site);
	jw_kstr(j, "address", v.address);
	jw_kstr(j, "room_number", v.room_number);
	jw_kstr(j, "building", v.building);
	jw_kstr(j, "room", v.room);
	jw_ki64(j, "accessibility", v.accessibility);
	jw_kid(j, "exam_session", v.exam_session_id);
	jw_kstr(j, "session", v.session);
	jw_kstr(j, "kind", v.kind);
	jw_ktime(j, "starts", v.starts);
	jw_ktime(j, "ends", v.ends);
	jw_ki64(j, "seats", v.seats);
	seat_map(r, &v);
	seat_list(r, v.id);
	invigilator_list(r, "invigilators", v.id);
	paper_list(r, v.id);
	jw_kstr(j, "record_text", v.record_text);
	jw_kstr(j, "check_in_key", base64url_encode(r->a, ticket_code_public(r->a, r->w->ring)));
	jw_ki64(j, "version", v.version);
	jw_close(j);
	return E_OK;
}

/* --- moves */

struct place {
	struct session_room_get room;
	i64 seat, row, col;
};

/* The seat of this number; a fault when the room has none. */
static error_code
find_place(request *r, i64 room, i64 seat, struct place *to)
{
	struct session_room_blocks *b;
	size_t blocks;
	const u8 *number;

	if (!session_room_get(r->db, room, &r->sc, &to->room)) {
		faults_at(&r->faults, "/session_room", "没有这个场次考场");
		return E_INVALID;
	}
	number = seat_numbers(r, &to->room, &b, &blocks);
	for (i64 i = 0; i < to->room.row_count * to->room.column_count; i++)
		if (number[i] == seat) {
			to->seat = seat;
			to->row = i / to->room.column_count + 1;
			to->col = i % to->room.column_count + 1;
			return E_OK;
		}
	faults_at(&r->faults, "/seat",
	    str_f(r->a, "%.*s %.*s 没有 %lld 号座位", STR_ARG(to->room.building), STR_ARG(to->room.room),
		(long long)seat)
		.p);
	return E_INVALID;
}

/*
 * May this person sit there? Answers with the rule that forbids it. *from is where the person sits now in the part of
 * the target's kind.
 */
static error_code
judge(request *r, const struct seat_mover *g, const struct place *to, struct seat_sittings *from)
{
	const struct session_room_get *room = &to->room;
	struct seat_sittings *v;
	size_t n = seat_sittings(r->db, g->candidate_id, g->plan_id, room->schedule_id, &v);
	bool found = false;

	if (g->site_id != room->site_id)
		return request_refuse(r, E_STATE, "%.*s 报考的是另一考核站点，不能调到该考场", STR_ARG(g->name));
	if (room->certificate_level_id && room->certificate_level_id != g->certificate_level_id)
		return request_refuse(
		    r, E_STATE, "场次“%.*s”不供 %.*s 报考的证书等级使用", STR_ARG(room->session), STR_ARG(g->name));
	if (g->accessibility & ~room->accessibility)
		return request_refuse(r, E_STATE, "%.*s 需要无障碍考场，%.*s %.*s 不具备条件", STR_ARG(g->name),
		    STR_ARG(room->building), STR_ARG(room->room));
	for (size_t i = 0; i < n; i++) {
		if (v[i].registration_id == g->id && str_eq(v[i].kind, room->kind)) {
			*from = v[i];
			found = true;
		} else if (v[i].starts < room->ends && room->starts < v[i].ends) {
			return request_refuse(
			    r, E_STATE, "%.*s 在场次“%.*s”的时间另有考试", STR_ARG(g->name), STR_ARG(v[i].session));
		}
	}
	if (!found)
		return request_refuse(r, E_STATE, "%.*s 没有%s座位可调", STR_ARG(g->name),
		    str_is(room->kind, "theory") ? "理论" : "实操");
	return E_OK;
}

static void
sit(request *r, i64 registration, const struct place *at)
{
	if (seat_insert(r->db, &(struct seat_insert_in){ .session_room_id = at->room.id,
				   .seat = at->seat,
				   .row = at->row,
				   .col = at->col,
				   .registration_id = registration,
				   .exam_session_id = at->room.exam_session_id,
				   .schedule_id = at->room.schedule_id }) == 0)
		arena_fail(r->a, E_DB_RETRY);
}

static error_code
schedule_move(request *r)
{
	const struct move_in *in = r->in;
	struct schedule_hold d;
	struct plan_get p;
	struct seat_mover one, other = { 0 };
	struct seat_sittings from = { 0 }, back = { 0 };
	struct seat_holder holder;
	struct place to, old;
	bool taken;
	error_code e;

	if (!schedule_hold(r->db, r->id[0], &r->sc, &d))
		return E_NOT_FOUND;
	if (!str_is(d.state, "draft"))
		return request_refuse(r, E_STATE, "排考已发布或已放弃，座位不能再调整");
	if ((e = plan_gate_request(r, d.plan_id, ACT_SCHEDULE, true, &p)) != E_OK)
		return e;
	if (in->version && in->version != d.version)
		return E_CONFLICT;
	if ((e = find_place(r, in->session_room, in->seat, &to)) != E_OK)
		return e;
	if (to.room.schedule_id != d.id)
		faults_at(&r->faults, "/session_room", "该考场不属于这个排考版本");
	if (!seat_mover(r->db, in->registration, &r->sc, &one) || one.plan_id != d.plan_id ||
	    !str_is(one.state, "registered"))
		faults_at(&r->faults, "/registration", "本计划没有这条报考");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if ((e = judge(r, &one, &to, &from)) != E_OK)
		return e;
	taken = seat_holder(r->db, to.room.id, to.seat, &holder);
	if (taken && holder.registration_id == one.id)
		taken = false;
	else if (taken) {
		if (!seat_mover(r->db, holder.registration_id, &r->sc, &other))
			return E_CONFLICT;
		if (!in->swap)
			return request_refuse(r, E_EXISTS, "该座位已安排 %.*s，可选择与其互换", STR_ARG(other.name));
		if (!session_room_get(r->db, from.session_room_id, &r->sc, &old.room))
			return E_CONFLICT;
		old.seat = from.seat;
		old.row = from.row;
		old.col = from.col;
		if ((e = judge(r, &other, &old, &back)) != E_OK)
			return e;
		seat_delete(r->db, to.room.id, to.seat);
	}
	seat_delete(r->db, from.session_room_id, from.seat);
	sit(r, one.id, &to);
	if (taken)
		sit(r, other.id, &old);
	session_room_recount(r->db, to.room.id, &r->sc);
	if (from.session_room_id != to.room.id)
		session_room_recount(r->db, from.session_room_id, &r->sc);
	schedule_touch(r->db, d.id, &r->sc);
	r->audit_before = str_f(r->a, "{\"registration\":\"%lld\",\"session_room\":\"%lld\",\"seat\":%lld}",
	    (long long)one.id, (long long)from.session_room_id, (long long)from.seat);
	r->audit_after = str_f(r->a, "{\"registration\":\"%lld\",\"session_room\":\"%lld\",\"seat\":%lld}",
	    (long long)one.id, (long long)to.room.id, (long long)to.seat);
	jw_open(&r->out);
	jw_ki64(&r->out, "version", d.version + 1);
	jw_kid(&r->out, "swapped", taken ? other.id : 0);
	jw_close(&r->out);
	return E_OK;
}

/* --- invigilators */

static size_t
choices(request *r, const struct session_room_get *v, struct session_room_choices **c)
{
	return session_room_choices(r->db,
	    &(struct session_room_choices_in){ .school_id = v->school_id,
		.plan_id = v->plan_id,
		.schedule_id = v->schedule_id,
		.session_room_id = v->id,
		.starts = v->starts,
		.ends = v->ends },
	    c);
}

static error_code
session_room_invigilators_show(request *r)
{
	json *j = &r->out;
	struct session_room_get v;
	struct session_room_choices *c;
	size_t n;

	if (!visible(r, r->id[0], &v))
		return E_NOT_FOUND;
	n = choices(r, &v, &c);
	jw_open(j);
	invigilator_list(r, "items", v.id);
	jw_key(j, "choices");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "staff", c[i].id);
		jw_kstr(j, "name", c[i].name);
		jw_kbool(j, "free", !c[i].candidate && !c[i].busy);
		jw_kstr(j, "reason",
		    str_of(c[i].candidate ? "是本计划的考生"
			   : c[i].busy	  ? "同一时间已在其他考场监考"
					  : NULL));
		jw_close(j);
	}
	jw_end(j);
	jw_ki64(j, "version", v.version);
	jw_close(j);
	return E_OK;
}

static const char *
unfit(const struct session_room_choices *c, size_t n, i64 staff, const i64 *before, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (before[i] == staff)
			return "人员重复";
	for (size_t i = 0; i < n; i++)
		if (c[i].id == staff)
			return c[i].candidate ? "是本计划的考生，不能监考"
			       : c[i].busy    ? "同一时间已在其他考场监考"
					      : NULL;
	return "不是该考核站点在册的监考人员";
}

static error_code
session_room_set_invigilators(request *r)
{
	const struct invigilators_in *in = r->in;
	const i64 *staff = in->staff.v;
	struct session_room_get v;
	struct session_room_choices *c;
	struct schedule_hold d;
	struct plan_get p;
	size_t n;
	error_code e;

	/* The schedule's row is held, so two rooms cannot take the same person at once. */
	if (!session_room_get(r->db, r->id[0], &r->sc, &v) || !schedule_hold(r->db, v.schedule_id, &r->sc, &d))
		return E_NOT_FOUND;
	if (!str_is(d.state, "draft"))
		return request_refuse(r, E_STATE, "排考已发布或已放弃，监考人员不能再调整");
	if ((e = plan_gate_request(r, d.plan_id, ACT_SCHEDULE, true, &p)) != E_OK)
		return e;
	n = choices(r, &v, &c);
	for (size_t i = 0; i < in->staff.n; i++) {
		const char *why = unfit(c, n, staff[i], staff, i);

		if (why)
			faults_at(&r->faults, str_f(r->a, "/staff/%zu", i).p, why);
	}
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (session_room_touch(r->db, v.id, in->version, &r->sc) == 0)
		return E_CONFLICT;
	session_room_invigilators_delete(r->db, v.id);
	for (size_t i = 0; i < in->staff.n; i++)
		session_room_invigilator_insert(
		    r->db, &(struct session_room_invigilator_insert_in){ .session_room_id = v.id,
			       .position = (i64)i + 1,
			       .staff_id = staff[i],
			       .exam_session_id = v.exam_session_id,
			       .schedule_id = v.schedule_id });
	schedule_touch(r->db, d.id, &r->sc);
	r->status = 204;
	return E_OK;
}

/* --- the room record */

static error_code
session_room_write_record(request *r)
{
	const struct record_in *in = r->in;
	struct session_room_get v;
	struct plan_get p;
	error_code e;

	if (!visible(r, r->id[0], &v))
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

ROUTES(session_room, ROUTE(GET, "/session-rooms/{id}", session_room_show, SCHEDULE_VIEW, "场次考场（查看）"),
    ROUTE(POST, "/schedules/{id}/move", schedule_move, SCHEDULE_EDIT, "调整座位", .in = &move_input, .write = true),
    ROUTE(GET, "/session-rooms/{id}/invigilators", session_room_invigilators_show, SCHEDULE_VIEW, "监考人员"),
    ROUTE(PUT, "/session-rooms/{id}/invigilators", session_room_set_invigilators, SCHEDULE_EDIT, "安排监考人员",
	.in = &invigilators_input, .write = true),
    ROUTE(PUT, "/session-rooms/{id}/record", session_room_write_record, EXAM_RECORD, "填写考场情况记录",
	.in = &record_input, .write = true));
