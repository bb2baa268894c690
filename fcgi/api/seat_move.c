/*
 * seat_move.c: moving single persons in a draft of 排考, by the evaluation organisation. Every hard rule of the
 * engine holds here, too; the refusal says which one forbids the move.
 */
#include "api/routes.h"
#include "api/session_room.h"
#include "query/schedule.h"
#include "web/answer.h"
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

struct moved {
	i64 version, swapped;
};
FIELD_TABLE(seat_moved_answer, "SeatMoved", struct moved,
    FIELD_INT(struct moved, version, .title = "排考版本行的版本"),
    FIELD_ID(struct moved, swapped, .title = "互换的报考", .maybe = true));

struct place {
	struct session_room_get room;
	i64 seat, row, col;
};

/* The seat of this number; a fault when the room has none. */
static error_code
find_place(request *r, i64 room, i64 seat, struct place *to)
{
	session_room_map map;

	if (!session_room_get(r->db, room, &r->sc, &to->room)) {
		faults_at(&r->faults, "/session_room", "没有这个场次考场");
		return E_INVALID;
	}
	map = session_room_seats_of(r, &to->room);
	for (i64 i = 0; i < to->room.row_count * to->room.column_count; i++)
		if (map.number[i] == seat) {
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
	ANSWER(r, seat_moved_answer, &((struct moved){ d.version + 1, taken ? other.id : 0 }));
	return E_OK;
}

ROUTES(seat_move, ROUTE(POST, "/schedules/{id}/move", schedule_move, SCHEDULE_EDIT, "调整座位", .in = &move_input,
		      .answer = &seat_moved_answer, .write = true));
