/*
 * schedule_load.c: one plan from the database as the engine's input; the seats of the version in force when they are
 * to stay. See schedule_inside.h.
 */
#include <stdio.h>

#include "jobs/schedule_inside.h"
#include "query/exam_session.h"

size_t
schedule_find(const void *rows, size_t n, size_t size, i64 id)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		i64 at;

		memcpy(&at, (const char *)rows + mid * size, sizeof at);
		if (at == id)
			return mid;
		if (at < id)
			low = mid + 1;
		else
			high = mid;
	}
	return n;
}

static error_code
load_sessions(schedule_work *w)
{
	struct exam_session_list *v;
	size_t n = exam_session_list(w->j->db, w->row.plan_id, &v);
	seat_session *s = ARENA_ARRAY(w->j->a, seat_session, n + 1);

	if (n == 0)
		return job_refuse(w->j, E_STATE, "计划还没有场次，请先设置场次");
	for (size_t i = 0; i < n; i++) {
		s[i] = (seat_session){ .id = v[i].id,
			.kind = str_is(v[i].kind, "practical") ? SEAT_PRACTICAL : SEAT_THEORY,
			.groups = UINT64_MAX,
			.start = v[i].starts,
			.end = v[i].ends };
		for (size_t k = 0; v[i].certificate_level_id && k < w->levels; k++)
			if (w->level[k].id == v[i].certificate_level_id)
				s[i].groups = (u64)1 << k;
	}
	w->in.session = s;
	w->in.sessions = n;
	return E_OK;
}

/* Numbers the usable seats of every room row by row, and marks them for the engine. */
static void
load_rooms(schedule_work *w)
{
	arena *a = w->j->a;
	struct seating_blocks *b;
	size_t n = w->in.rooms = seating_rooms(w->j->db, w->row.plan_id, &w->room);
	size_t blocks = seating_blocks(w->j->db, w->row.plan_id, &b);
	seat_room *room = ARENA_ARRAY(a, seat_room, n + 1);

	w->number = ARENA_ARRAY(a, u8 *, n + 1);
	for (size_t i = 0; i < n; i++) {
		size_t cells = (size_t)(w->room[i].row_count * w->room[i].column_count);

		w->number[i] = arena_alloc(a, cells);
		room[i] = (seat_room){ .id = w->room[i].id,
			.site = w->room[i].site_id,
			.kind = str_is(w->room[i].kind, "practical") ? SEAT_PRACTICAL : SEAT_THEORY,
			.offers = (uint8_t)w->room[i].accessibility,
			.rows = (uint16_t)w->room[i].row_count,
			.cols = (uint16_t)w->room[i].column_count,
			.usable = arena_alloc(a, cells / 8 + 1) };
	}
	for (size_t i = 0; i < blocks; i++) {
		size_t at = schedule_find(w->room, n, sizeof *w->room, b[i].exam_room_id);

		if (at < n && b[i].row <= room[at].rows && b[i].col <= room[at].cols)
			w->number[at][(b[i].row - 1) * room[at].cols + b[i].col - 1] = 1;
	}
	for (size_t i = 0; i < n; i++) {
		u8 next = 0, *usable = (u8 *)room[i].usable;

		for (size_t cell = 0; cell < (size_t)room[i].rows * room[i].cols; cell++) {
			bool blocked = w->number[i][cell] != 0;

			w->number[i][cell] = blocked ? 0 : ++next;
			if (!blocked)
				usable[cell / 8] = (u8)(usable[cell / 8] | 1 << cell % 8);
		}
	}
	w->in.room = room;
}

static void
load_sites(schedule_work *w)
{
	size_t n = w->in.sites = seating_sites(w->j->db, w->row.plan_id, &w->site);
	seat_site *site = ARENA_ARRAY(w->j->a, seat_site, n + 1);

	for (size_t i = 0; i < n; i++)
		site[i] = (seat_site){ w->site[i].id, w->site[i].name };
	w->in.site = site;
}

static void
add_requests(schedule_work *w, const struct seating_registrations *g)
{
	size_t group = schedule_find(w->level, w->levels, sizeof *w->level, g->level_id);

	for (int kind = 0; kind < SEAT_KINDS; kind++) {
		size_t at = w->in.requests;

		if (group == w->levels || !(kind == SEAT_THEORY ? w->level[group].theory : w->level[group].practical))
			continue;
		w->request[at] = (seat_request){ .id = 2 * g->id + kind,
			.person = g->candidate_id,
			.site = g->site_id,
			.school = (uint32_t)g->school_id,
			.klass = (uint32_t)g->class_key,
			.group = (uint8_t)group,
			.kind = (uint8_t)kind,
			.needs = (uint8_t)(g->accessibility & (SEATING_NEEDS - 1)) };
		w->registration[at] = g->id;
		w->in.requests++;
	}
}

static error_code
load_registrations(schedule_work *w)
{
	arena *a = w->j->a;
	struct seating_count count;
	i64 after = 0;
	size_t room;

	seating_count(w->j->db, w->row.plan_id, &count);
	room = 2 * (size_t)count.n;
	if (count.n == 0)
		return job_refuse(w->j, E_STATE, "计划没有考生报考，无需排考");
	w->request = ARENA_ARRAY(a, seat_request, room);
	w->registration = ARENA_ARRAY(a, i64, room);
	w->in.request = w->request;
	for (;;) {
		arena_mark here = arena_here(a);
		struct seating_registrations *v;
		size_t n = seating_registrations(w->j->db, w->row.plan_id, after, SCHEDULE_CHUNK, &v);

		if (w->in.requests + 2 * n > room) /* somebody was registered since the count */
			return E_BUSY;
		for (size_t i = 0; i < n; i++) {
			add_requests(w, &v[i]);
			after = v[i].id;
		}
		arena_back(a, here);
		if (n < SCHEDULE_CHUNK)
			break;
		job_progressed(w->j);
	}
	w->j->total = (i64)w->in.requests;
	return E_OK;
}

error_code
schedule_load(schedule_work *w)
{
	static const char *const levels[] = { "", "初级", "中级", "高级" };
	str *title;
	error_code e;

	w->levels = seating_levels(w->j->db, w->row.plan_id, &w->level);
	if (w->levels > SCHEDULE_LEVELS)
		return job_refuse(w->j, E_STATE, "一个计划最多 %d 个证书等级", SCHEDULE_LEVELS);
	title = ARENA_ARRAY(w->j->a, str, w->levels + 1);
	for (size_t i = 0; i < w->levels; i++) {
		title[i] = str_f(w->j->a, "%.*s（%s）", STR_ARG(w->level[i].certificate), levels[w->level[i].level]);
		if (!w->level[i].theory && !w->level[i].practical)
			return job_refuse(w->j, E_STATE, "%.*s 的标准没有考核项目，无法排考", STR_ARG(title[i]));
	}
	w->in.group_title = title;
	for (size_t i = 0; i < 8; i++) /* the first eight bytes of the published seed, big-endian */
		w->in.seed = w->in.seed << 8 | (u8)w->row.seed.p[i];
	if ((e = load_sessions(w)) != E_OK)
		return e;
	load_rooms(w);
	load_sites(w);
	return load_registrations(w);
}

/* --- the seats of the version in force */

static size_t
session_of(const schedule_work *w, i64 id)
{
	for (size_t s = 0; s < w->in.sessions; s++)
		if (w->in.session[s].id == id)
			return s;
	return w->in.sessions;
}

/* Requests are in the order of registrations, theory before practice. */
static size_t
request_of(const schedule_work *w, i64 id)
{
	return schedule_find(w->request, w->in.requests, sizeof *w->request, id);
}

static error_code
base_seats(schedule_work *w, bool *seated)
{
	arena *a = w->j->a;
	struct seating_base_rooms *v;
	size_t n = seating_base_rooms(w->j->db, w->base, &v);

	for (size_t i = 0; i < n; i++) {
		arena_mark here = arena_here(a);
		size_t room = schedule_find(w->room, w->in.rooms, sizeof *w->room, v[i].exam_room_id);
		size_t s = session_of(w, v[i].exam_session_id);
		struct seating_base_seats *seat;
		size_t seats = seating_base_seats(w->j->db, v[i].id, &seat);

		if (room == w->in.rooms || s == w->in.sessions)
			return job_refuse(
			    w->j, E_STATE, "已发布版本使用的考场或场次已不存在，不能保留座位，请重新排考");
		snprintf(w->room_number[room * w->in.sessions + s], sizeof *w->room_number, "%.*s",
		    STR_ARG(v[i].room_number));
		for (size_t k = 0; k < seats; k++) {
			const seat_room *r = &w->in.room[room];
			size_t at = request_of(w, 2 * seat[k].registration_id + r->kind);
			size_t cell = (size_t)((seat[k].row - 1) * r->cols + seat[k].col - 1);

			if (at == w->in.requests)
				continue; /* withdrawn since */
			if (seat[k].row > r->rows || seat[k].col > r->cols || w->number[room][cell] == 0)
				return job_refuse(w->j, E_STATE, "%.*s 的座位已变更，不能保留座位，请重新排考",
				    STR_ARG(w->room[room].name));
			w->place[at] = (seat_place){ (uint32_t)room, (uint16_t)s, (uint16_t)(cell + 1) };
			seated[at] = true;
		}
		arena_back(a, here);
	}
	return E_OK;
}

/* Those with a seat first, in the same order; returns how many. */
static size_t
part(schedule_work *w, const bool *seated)
{
	size_t n = w->in.requests, to = 0;
	seat_request *request = ARENA_ARRAY(w->j->a, seat_request, n);
	seat_place *place = ARENA_ARRAY(w->j->a, seat_place, n);
	i64 *registration = ARENA_ARRAY(w->j->a, i64, n);
	size_t with = 0;

	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < n; i++)
			if (seated[i] == (round == 0)) {
				request[to] = w->request[i];
				place[to] = w->place[i];
				registration[to++] = w->registration[i];
			}
		if (round == 0)
			with = to;
	}
	w->in.request = w->request = request;
	w->place = place;
	w->registration = registration;
	return with;
}

error_code
schedule_keep(schedule_work *w)
{
	arena *a = w->j->a;
	size_t all = w->in.requests;
	bool *seated = ARENA_ARRAY(a, bool, all);
	struct schedule_live live;
	error_code e;

	if (!schedule_live(w->j->db, w->row.plan_id, &live))
		return job_refuse(w->j, E_STATE, "尚无已发布的排考版本，不能在其上增补");
	w->base = live.id;
	w->place = ARENA_ARRAY(a, seat_place, all);
	for (size_t i = 0; i < all; i++)
		w->place[i].session = SEATING_NONE;
	if ((e = base_seats(w, seated)) != E_OK)
		return e;
	w->in.requests = part(w, seated);
	w->late = all - w->in.requests;
	while (w->in.requests < all) {
		arena_mark here = arena_here(a);
		size_t at = w->in.requests;
		str why = { NULL, 0 };

		if (!seating_add(a, &w->in, w->place, &w->request[at], &w->place[at], &why))
			return job_refuse(w->j, E_STATE, "%.*s", STR_ARG(why));
		arena_back(a, here);
		w->in.requests++;
		if (w->in.requests % 50 == 0)
			job_progressed(w->j);
	}
	w->result = (seating){ .ok = true, .place = w->place };
	return E_OK;
}

/* The first of the rows of an id that may stand several times; n when there is none. */
static size_t
first_elsewhere(const struct seating_elsewhere *v, size_t n, i64 id)
{
	size_t k = schedule_find(v, n, sizeof *v, id);

	while (k < n && k && v[k - 1].registration_id == id)
		k--;
	return k;
}

error_code
schedule_elsewhere(schedule_work *w)
{
	struct seating_elsewhere *v;
	size_t n = seating_elsewhere(w->j->db, w->row.plan_id, &v);

	for (size_t i = 0; n && i < w->in.requests; i++) {
		const seat_session *s = &w->in.session[w->place[i].session];
		i64 id = w->registration[i];

		for (size_t k = first_elsewhere(v, n, id); k < n && v[k].registration_id == id; k++) {
			size_t at = schedule_find(w->site, w->in.sites, sizeof *w->site, w->request[i].site);

			if (v[k].starts < s->end && s->start < v[k].ends)
				return job_refuse(w->j, E_STATE,
				    "%.*s "
				    "有考生在同一时间参加计划“%.*s”的考试（不得同时在两处），请调整本计划场次的时间",
				    STR_ARG(w->site[at].name), STR_ARG(v[k].plan));
		}
	}
	return E_OK;
}
