/*
 * schedule_store.c: a computed seating into the database: rooms with their numbers, seats, invigilators. See
 * schedule_inside.h. Bulk statements; the rows belong to a version that nobody sees yet, so a crash between two
 * pieces harms nobody: the next run wipes and writes anew.
 */
#include <stdio.h>

#include "data/setting.h"
#include "jobs/schedule_inside.h"
#include "rules/invigilation.h"

enum { ROWS = 10000, PER_ROOM = 4 };

/* What is used of the pairs of room and session. */
typedef struct pairs {
	size_t n;	/* in use */
	uint32_t *of;	/* by room * sessions + session: 1 + its place below, 0 when not in use */
	uint32_t *room; /* by pair */
	uint16_t *session;
	i64 *seats, *id;
	size_t *first;	 /* n + 1 places in order */
	uint32_t *order; /* requests by pair, then by seat */
} pairs;

void
schedule_wipe(job *j, i64 schedule)
{
	for (;;) {
		arena_mark here = arena_here(j->a);
		struct schedule_clear_rooms *v;
		size_t n = schedule_clear_rooms(j->db, schedule, 200, &v);
		i64 upto = n ? v[n - 1].id : 0;

		arena_back(j->a, here);
		if (n == 0)
			return;
		schedule_clear_seats(j->db, schedule, upto);
		schedule_clear_invigilators(j->db, schedule, upto);
		schedule_clear_room(j->db, schedule, upto);
		job_progressed(j);
	}
}

/* Pairs site by site, session by session, room by room: the order of the room numbers. */
static pairs
collect(schedule_work *w)
{
	arena *a = w->j->a;
	size_t cells = w->in.rooms * w->in.sessions, n = w->in.requests;
	uint32_t *count = ARENA_ARRAY(a, uint32_t, cells + 1);
	pairs p = { .of = ARENA_ARRAY(a, uint32_t, cells + 1) };
	size_t *fill;

	for (size_t i = 0; i < n; i++)
		p.n += count[w->place[i].room * w->in.sessions + w->place[i].session]++ == 0;
	p.room = ARENA_ARRAY(a, uint32_t, p.n + 1);
	p.session = ARENA_ARRAY(a, uint16_t, p.n + 1);
	p.seats = ARENA_ARRAY(a, i64, p.n + 1);
	p.id = ARENA_ARRAY(a, i64, p.n + 1);
	p.first = ARENA_ARRAY(a, size_t, p.n + 1);
	p.order = ARENA_ARRAY(a, uint32_t, n + 1);
	fill = ARENA_ARRAY(a, size_t, p.n + 1);
	p.n = 0;
	for (size_t s = 0; s < w->in.sessions; s++)
		for (size_t r = 0; r < w->in.rooms; r++) {
			size_t cell = r * w->in.sessions + s;

			if (count[cell] == 0)
				continue;
			p.room[p.n] = (uint32_t)r;
			p.session[p.n] = (uint16_t)s;
			p.seats[p.n] = count[cell];
			p.of[cell] = (uint32_t)++p.n;
		}
	for (size_t k = 0; k < p.n; k++)
		fill[k + 1] = p.first[k + 1] = p.first[k] + (size_t)p.seats[k];
	fill[0] = 0;
	for (uint32_t i = 0; i < n; i++)
		p.order[fill[p.of[w->place[i].room * w->in.sessions + w->place[i].session] - 1]++] = i;
	return p;
}

/* Room numbers of a site count on from those that a kept version has. */
static void
store_rooms(schedule_work *w, pairs *p)
{
	arena *a = w->j->a;
	i64 *last = ARENA_ARRAY(a, i64, w->in.sites + 1);
	struct seating_room_insert *row = ARENA_ARRAY(a, struct seating_room_insert, p->n + 1);
	struct seating_base_rooms *stored;
	size_t n;

	for (size_t k = 0; k < w->in.rooms * w->in.sessions; k++) {
		i64 number = 0;
		size_t at = schedule_find(w->site, w->in.sites, sizeof *w->site, w->room[k / w->in.sessions].site_id);

		if (str_i64(str_of(w->room_number[k]), &number) && number > last[at])
			last[at] = number;
	}
	for (size_t k = 0; k < p->n; k++) {
		const struct seating_rooms *room = &w->room[p->room[k]];
		size_t at = schedule_find(w->site, w->in.sites, sizeof *w->site, room->site_id);
		char *number = w->room_number[p->room[k] * w->in.sessions + p->session[k]];

		if (number[0] == 0)
			snprintf(number, sizeof *w->room_number, "%04d", (int)(++last[at] % 10000));
		row[k] = (struct seating_room_insert){ .schedule_id = w->row.id,
			.exam_session_id = w->in.session[p->session[k]].id,
			.exam_room_id = room->id,
			.site_id = room->site_id,
			.plan_id = w->row.plan_id,
			.school_id = w->site[at].school_id,
			.evaluator_id = w->row.evaluator_id,
			.province = w->site[at].province,
			.room_number = str_of(number),
			.seats = p->seats[k] };
	}
	seating_room_insert(w->j->db, row, p->n);
	n = seating_base_rooms(w->j->db, w->row.id, &stored);
	for (size_t i = 0; i < n; i++) {
		size_t room = schedule_find(w->room, w->in.rooms, sizeof *w->room, stored[i].exam_room_id);

		for (size_t s = 0; s < w->in.sessions; s++)
			if (w->in.session[s].id == stored[i].exam_session_id)
				p->id[p->of[room * w->in.sessions + s] - 1] = stored[i].id;
	}
}

static void
store_seats(schedule_work *w, const pairs *p)
{
	arena *a = w->j->a;
	struct seating_seat_insert *row = ARENA_ARRAY(a, struct seating_seat_insert, ROWS);
	size_t n = 0;

	for (size_t k = 0; k < p->n; k++) {
		for (size_t i = p->first[k]; i < p->first[k + 1]; i++) {
			uint32_t who = p->order[i];
			i64 cell = w->place[who].seat - 1, cols = w->room[p->room[k]].column_count;

			row[n++] = (struct seating_seat_insert){ .session_room_id = p->id[k],
				.seat = w->number[p->room[k]][cell],
				.row = cell / cols + 1,
				.col = cell % cols + 1,
				.registration_id = w->registration[who],
				.exam_session_id = w->in.session[p->session[k]].id,
				.schedule_id = w->row.id };
			if (n < ROWS && i + 1 < p->first[p->n])
				continue;
			arena_mark here = arena_here(a);
			db_begin(w->j->db);
			seating_seat_insert(w->j->db, row, n);
			db_commit(w->j->db);
			arena_back(a, here);
			w->j->done += (i64)n;
			n = 0;
			job_progressed(w->j);
		}
	}
}

/* --- invigilators */

/* The staff of the plan's sites, sorted by site; busy where they watch in other plans at the same time. */
static size_t
load_staff(schedule_work *w, invigilator **out)
{
	arena *a = w->j->a;
	struct seating_staff *v;
	struct seating_staff_busy *b;
	size_t n = seating_staff(w->j->db, w->row.plan_id, &v),
	       busy = seating_staff_busy(w->j->db, w->row.plan_id, &b);
	invigilator *staff = ARENA_ARRAY(a, invigilator, n + 1);

	for (size_t i = 0; i < n; i++) {
		staff[i] = (invigilator){ .id = v[i].id, .person = v[i].person_id, .site = v[i].site_id };
		size_t k = schedule_find(b, busy, sizeof *b, v[i].id);

		while (k < busy && k && b[k - 1].id == v[i].id)
			k--;
		for (; k < busy && b[k].id == v[i].id; k++)
			for (size_t s = 0; s < w->in.sessions; s++)
				if (b[k].starts < w->in.session[s].end && w->in.session[s].start < b[k].ends)
					staff[i].busy |= (u64)1 << s;
	}
	*out = staff;
	return n;
}

static void
keep_staff(schedule_work *w, const pairs *p, invigilated *room, size_t per)
{
	struct seating_base_invigilators *v;
	size_t n = w->keep ? seating_base_invigilators(w->j->db, w->base, &v) : 0;

	for (size_t i = 0; i < n; i++) {
		size_t r = schedule_find(w->room, w->in.rooms, sizeof *w->room, v[i].exam_room_id);

		for (size_t s = 0; r < w->in.rooms && s < w->in.sessions; s++) {
			uint32_t k = p->of[r * w->in.sessions + s];

			if (k && w->in.session[s].id == v[i].exam_session_id && v[i].position <= (i64)per)
				room[k - 1].who[v[i].position - 1] = v[i].staff_id;
		}
	}
}

static size_t
store_invigilators(schedule_work *w, const pairs *p)
{
	arena *a = w->j->a;
	i64 asked = setting_int(w->j->db, "seating.invigilators");
	size_t per = asked > PER_ROOM ? PER_ROOM : (size_t)asked, n = 0, missing, staff_n;
	invigilated *room = ARENA_ARRAY(a, invigilated, p->n + 1);
	i64 *who = ARENA_ARRAY(a, i64, p->n * per + 1);
	struct seating_invigilator_insert *row = ARENA_ARRAY(a, struct seating_invigilator_insert, p->n * per + 1);
	u64 overlap[64] = { 0 };
	invigilator *staff;

	for (size_t s = 0; s < w->in.sessions; s++)
		for (size_t t = 0; t < w->in.sessions; t++)
			if (w->in.session[s].start < w->in.session[t].end &&
			    w->in.session[t].start < w->in.session[s].end)
				overlap[s] |= (u64)1 << t;
	for (size_t k = 0; k < p->n; k++)
		room[k] = (invigilated){ w->room[p->room[k]].site_id, p->session[k], who + k * per };
	staff_n = load_staff(w, &staff);
	keep_staff(w, p, room, per);
	missing = invigilation_assign(a, staff, staff_n, room, p->n, per, overlap);
	for (size_t k = 0; k < p->n * per; k++)
		if (who[k])
			row[n++] = (struct seating_invigilator_insert){ .session_room_id = p->id[k / per],
				.position = (i64)(k % per) + 1,
				.staff_id = who[k],
				.exam_session_id = w->in.session[p->session[k / per]].id,
				.schedule_id = w->row.id };
	seating_invigilator_insert(w->j->db, row, n);
	return missing;
}

size_t
schedule_store(schedule_work *w)
{
	pairs p = collect(w);

	w->result.rooms_used = p.n;
	store_rooms(w, &p);
	store_seats(w, &p);
	return store_invigilators(w, &p);
}
