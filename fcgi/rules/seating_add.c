/*
 * seating_add.c: a seat for one who comes late, without moving anyone. See seating.h.
 */
#include "rules/seating_inner.h"

/* What a pair of room and session offers, best first: in use, then the lower cost, then fewer people, then earlier.
 */
typedef struct offer {
	bool in_use;
	int cost;
	size_t people;
	seat_place place;
} offer;

static bool
better(const offer *x, const offer *y)
{
	if (x->in_use != y->in_use)
		return x->in_use;
	if (x->cost != y->cost)
		return x->cost < y->cost;
	return x->people < y->people;
}

static bool
same_time(const seat_session *x, const seat_session *y)
{
	return x->start < y->end && y->start < x->end;
}

/* Fills cell with who sits in the room in this session. Returns their number; false through *busy when the room is
 * used at an overlapping time by another session. */
static size_t
people_in(const seating_input *in, const seat_place *place, const uint32_t *list, size_t n, uint32_t room,
    uint16_t session, int32_t *cell, bool *busy)
{
	const seat_room *r = &in->room[room];
	size_t people = 0;

	*busy = false;
	for (unsigned seat = 1; seat <= (unsigned)r->rows * r->cols; seat++)
		cell[seat - 1] = seating_usable(r, seat) ? -1 : -2;
	for (size_t i = 0; i < n; i++) {
		const seat_place *p = &place[list[i]];

		if (p->room != room)
			continue;
		if (p->session == session) {
			cell[p->seat - 1] = (int32_t)i;
			people++;
		} else if (same_time(&in->session[p->session], &in->session[session])) {
			*busy = true;
		}
	}
	return people;
}

/* The best free seat; ties go by the draw, so the front row is not always first. */
static offer
best_seat(const seating_input *all, const seat_request *late, uint32_t number, const int32_t *cell,
    const uint32_t *list, const seat_request *requests)
{
	const seat_room *room = &all->room[number];
	offer best = { .place.session = SEATING_NONE };
	u64 lowest = 0;

	for (unsigned at = 0; at < (unsigned)room->rows * room->cols; at++) {
		unsigned row = at / room->cols, col = at % room->cols;
		u64 draw = seating_draw(all->seed ^ (u64)late->id, at);
		int cost = 0;

		if (cell[at] != -1)
			continue;
		for (int side = 0; side < 4; side++) {
			static const int down[] = { 0, 0, -1, 1 }, right[] = { -1, 1, 0, 0 };
			int y = (int)row + down[side], x = (int)col + right[side];
			const seat_request *other;

			if (x < 0 || y < 0 || x >= room->cols || y >= room->rows || cell[y * room->cols + x] < 0)
				continue;
			other = &requests[list[cell[y * room->cols + x]]];
			if (other->school == late->school)
				cost += late->klass && other->klass == late->klass ? 16 : 1;
		}
		if (best.place.session != SEATING_NONE && (cost > best.cost || (cost == best.cost && draw >= lowest)))
			continue;
		lowest = draw;
		best.cost = cost;
		best.place = (seat_place){ .room = number, .session = 0, .seat = (uint16_t)(at + 1) };
	}
	return best;
}

bool
seating_add(
    arena *a, const seating_input *in, const seat_place *place, const seat_request *late, seat_place *to, str *why)
{
	static const char *const kinds[] = { "理论", "实操" };
	const char *kind = kinds[late->kind % SEAT_KINDS];
	uint32_t *list = ARENA_ARRAY(a, uint32_t, in->requests);
	size_t n = 0, area = 1, sessions = 0, free_of_person = 0, rooms = 0, accessible = 0;
	offer best = { .place.session = SEATING_NONE };
	str site = STR("");
	int32_t *cell;

	for (size_t i = 0; i < in->sites; i++)
		if (in->site[i].id == late->site)
			site = in->site[i].name;
	/* A room belongs to one site, so only its people matter for seats. */
	for (uint32_t i = 0; i < in->requests; i++)
		if (in->request[i].site == late->site && place[i].session != SEATING_NONE)
			list[n++] = i;
	for (size_t r = 0; r < in->rooms; r++)
		if (in->room[r].site == late->site && (size_t)in->room[r].rows * in->room[r].cols > area)
			area = (size_t)in->room[r].rows * in->room[r].cols;
	cell = ARENA_ARRAY(a, int32_t, area);
	for (uint16_t s = 0; s < in->sessions; s++) {
		const seat_session *session = &in->session[s];
		bool elsewhere = false;

		if (session->kind != late->kind || !(session->groups >> late->group & 1) ||
		    (session->site && session->site != late->site))
			continue;
		sessions++;
		for (size_t i = 0; i < in->requests && late->person && !elsewhere; i++)
			elsewhere = in->request[i].person == late->person && place[i].session != SEATING_NONE &&
				    same_time(&in->session[place[i].session], session);
		if (elsewhere)
			continue;
		free_of_person++;
		for (uint32_t r = 0; r < in->rooms; r++) {
			offer o;
			size_t people;
			bool busy;

			if (in->room[r].site != late->site || in->room[r].kind != late->kind)
				continue;
			rooms++;
			if (late->needs & ~in->room[r].offers)
				continue;
			accessible++;
			people = people_in(in, place, list, n, r, s, cell, &busy);
			if (busy)
				continue;
			o = best_seat(in, late, r, cell, list, in->request);
			if (o.place.session == SEATING_NONE)
				continue;
			o.place.session = s;
			o.people = people;
			o.in_use = people > 0;
			if (best.place.session == SEATING_NONE || better(&o, &best))
				best = o;
		}
	}
	*to = best.place;
	if (best.place.session != SEATING_NONE)
		return true;
	if (sessions == 0)
		*why = str_f(a, "站点 %.*s 没有可安排的%s场次；请增加 1 个%s场次", STR_ARG(site), kind, kind);
	else if (free_of_person == 0)
		*why = str_f(a, "该考生在所有%s场次的时间都有其他场次；请增加 1 个时间不重叠的%s场次", kind, kind);
	else if (rooms == 0)
		*why = str_f(a, "站点 %.*s 没有%s考场；请设置%s考场", STR_ARG(site), kind, kind);
	else if (accessible == 0)
		*why = str_f(a, "站点 %.*s 没有无障碍%s考场；请增设", STR_ARG(site), kind);
	else
		*why = str_f(a, "站点 %.*s 还缺 1 个%s%s座位；请增加座位或场次", STR_ARG(site),
		    late->needs ? "无障碍" : "", kind);
	return false;
}
