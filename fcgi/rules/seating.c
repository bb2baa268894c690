/*
 * seating.c: the course of scheduling: judge the input, order the requests, then site by site place and seat them.
 * See seating.h. Sites are independent but for persons who sit at two of them, so they go in order of their ids.
 */
#include "rules/seating_inner.h"

enum { ORDERS_TRIED = 6, TURNS_TRIED = 24, RUNS = SEATING_NEEDS * SEAT_KINDS * SEATING_GROUPS };

u64
seating_draw(u64 seed, u64 x)
{
	u64 z = seed + x * UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

uint32_t
seating_hash(str text)
{
	u64 h = UINT64_C(0xcbf29ce484222325);
	uint32_t folded;

	if (text.n == 0)
		return 0;
	for (size_t i = 0; i < text.n; i++)
		h = (h ^ (u8)text.p[i]) * UINT64_C(0x100000001b3);
	folded = (uint32_t)(h ^ h >> 32);
	return folded ? folded : 1;
}

bool
seating_usable(const seat_room *room, unsigned seat)
{
	unsigned at = seat - 1;

	if (seat < 1 || seat > (unsigned)room->rows * room->cols)
		return false;
	return room->usable == NULL || (room->usable[at / 8] >> at % 8 & 1);
}

size_t
seating_capacity(const seat_room *room)
{
	unsigned all = (unsigned)room->rows * room->cols;
	size_t n = 0;

	if (room->usable == NULL)
		return all;
	for (unsigned seat = 1; seat <= all; seat++)
		n += seating_usable(room, seat);
	return n;
}

void
seat_sort(const seat_work *w, uint32_t *v, uint32_t *spare, size_t n, seat_order *order)
{
	enum { SMALL = 12 };
	uint32_t *from = v, *to = spare;

	for (size_t at = 0; at < n; at += SMALL) {
		size_t end = at + SMALL < n ? at + SMALL : n;

		for (size_t i = at + 1; i < end; i++) {
			uint32_t x = v[i];
			size_t k = i;

			for (; k > at && order(w, v[k - 1], x) > 0; k--)
				v[k] = v[k - 1];
			v[k] = x;
		}
	}
	for (size_t width = SMALL; width < n; width *= 2) {
		for (size_t at = 0; at < n; at += 2 * width) {
			size_t mid = at + width < n ? at + width : n, end = at + 2 * width < n ? at + 2 * width : n;
			size_t i = at, k = mid, o = at;

			/* Rows often come sorted by site already. */
			if (mid == end || order(w, from[mid - 1], from[mid]) <= 0) {
				memcpy(to + at, from + at, (end - at) * sizeof *to);
				continue;
			}
			while (i < mid && k < end)
				to[o++] = order(w, from[i], from[k]) <= 0 ? from[i++] : from[k++];
			while (i < mid)
				to[o++] = from[i++];
			while (k < end)
				to[o++] = from[k++];
		}
		to = from;
		from = from == v ? spare : v;
	}
	if (from != v)
		memcpy(v, from, n * sizeof *v);
}

void
seat_sort_u64(u64 *v, u64 *spare, size_t n)
{
	u64 *from = v, *to = spare;

	for (size_t width = 1; width < n; width *= 2) {
		for (size_t at = 0; at < n; at += 2 * width) {
			size_t mid = at + width < n ? at + width : n, end = at + 2 * width < n ? at + 2 * width : n;
			size_t i = at, k = mid, o = at;

			while (i < mid && k < end)
				to[o++] = from[i] <= from[k] ? from[i++] : from[k++];
			while (i < mid)
				to[o++] = from[i++];
			while (k < end)
				to[o++] = from[k++];
		}
		to = from;
		from = from == v ? spare : v;
	}
	if (from != v)
		memcpy(v, from, n * sizeof *v);
}

#define COMPARE(x, y) (((x) > (y)) - ((x) < (y)))

int
seat_by_class(const seat_work *w, uint32_t x, uint32_t y)
{
	const seat_request *a = &w->in->request[x], *b = &w->in->request[y];
	u64 da, db;

	if (a->school != b->school)
		return COMPARE(a->school, b->school);
	if (a->klass != b->klass)
		return COMPARE(a->klass, b->klass);
	da = seating_draw(w->in->seed, (u64)a->id);
	db = seating_draw(w->in->seed, (u64)b->id);
	return da != db ? COMPARE(da, db) : COMPARE(a->id, b->id);
}

static int
by_site(const seat_work *w, uint32_t x, uint32_t y)
{
	const seat_request *a = &w->in->request[x], *b = &w->in->request[y];

	if (a->site != b->site)
		return COMPARE(a->site, b->site);
	if (a->kind != b->kind)
		return COMPARE(a->kind, b->kind);
	if (a->needs != b->needs)
		return (int)b->needs - (int)a->needs;
	if (a->group != b->group)
		return COMPARE(a->group, b->group);
	return seat_by_class(w, x, y);
}

static int
by_person(const seat_work *w, uint32_t x, uint32_t y)
{
	const seat_request *a = &w->in->request[x], *b = &w->in->request[y];

	return a->person != b->person ? COMPARE(a->person, b->person) : COMPARE(a->id, b->id);
}

static int
rooms_by_site(const seat_work *w, uint32_t x, uint32_t y)
{
	const seat_room *a = &w->in->room[x], *b = &w->in->room[y];

	return a->site != b->site ? COMPARE(a->site, b->site) : COMPARE(a->id, b->id);
}

static int
sites_by_id(const seat_work *w, uint32_t x, uint32_t y)
{
	return COMPARE(w->in->site[x].id, w->in->site[y].id);
}

static void
add_failure(seating *out, arena *a, size_t *cap, seating_failure f)
{
	out->failure = arena_grow(a, out->failure, cap, out->failures + 1, sizeof f);
	out->failure[out->failures++] = f;
}

static bool
at_same_site(const seat_session *x, const seat_session *y)
{
	return x->site == 0 || y->site == 0 || x->site == y->site;
}

/* Fills overlap and refuses what the engine cannot work on. */
static str
contradiction(seat_work *w)
{
	const seating_input *in = w->in;

	if (in->sessions > SEATING_SESSIONS)
		return str_f(w->a, "一个考试计划最多 %d 个场次，现为 %zu 个", SEATING_SESSIONS, in->sessions);
	for (size_t i = 0; i < in->sessions; i++) {
		const seat_session *x = &in->session[i];

		if (x->end <= x->start || x->kind >= SEAT_KINDS)
			return str_f(w->a, "第 %zu 个场次的时间或类型不正确", i + 1);
		for (size_t k = 0; k < in->sessions; k++) {
			const seat_session *y = &in->session[k];

			if (x->start >= y->end || y->start >= x->end)
				continue;
			w->overlap[i] |= UINT64_C(1) << k;
			if (k > i && x->kind == y->kind && (x->groups & y->groups) && at_same_site(x, y))
				return str_f(w->a, "第 %zu 和第 %zu 个场次类型、组别相同而时间重叠，请合并或错开",
				    i + 1, k + 1);
		}
	}
	for (size_t i = 0; i < in->rooms; i++)
		if (in->room[i].kind >= SEAT_KINDS || (unsigned)in->room[i].rows * in->room[i].cols > UINT16_MAX)
			return str_f(w->a, "第 %zu 个考场的类型或座位数不正确", i + 1);
	for (size_t i = 0; i < in->requests; i++)
		if (in->request[i].kind >= SEAT_KINDS || in->request[i].group >= SEATING_GROUPS ||
		    in->request[i].needs >= SEATING_NEEDS)
			return str_f(w->a, "第 %zu 条报考的类型、组别或无障碍需要不正确", i + 1);
	return (str){ NULL, 0 };
}

static void
link_persons(seat_work *w)
{
	const seat_request *r = w->in->request;
	size_t n = w->in->requests, from = 0;
	bool any = false;

	for (uint32_t i = 0; i < n; i++)
		w->order[i] = i;
	seat_sort(w, w->order, w->spare, n, by_person);
	for (size_t i = 1; i < n && !any; i++)
		any = r[w->order[i]].person && r[w->order[i]].person == r[w->order[i - 1]].person;
	if (!any)
		return;
	w->next = ARENA_ARRAY(w->a, uint32_t, n);
	for (size_t i = 0; i < n; i++) {
		bool last =
		    i + 1 == n || r[w->order[i]].person == 0 || r[w->order[i + 1]].person != r[w->order[i]].person;

		w->next[w->order[i]] = last ? w->order[from] : w->order[i + 1];
		if (last)
			from = i + 1;
	}
}

/* Forgets what was placed at the site at hand. */
static void
clear_site(seat_work *w, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		w->out->place[w->order[i]] = (seat_place){ .session = SEATING_NONE };
	memset(w->used, 0, w->nrooms * w->in->sessions * sizeof *w->used);
	memset(w->held, 0, w->nrooms * w->in->sessions * SEATING_NEEDS * sizeof *w->held);
	memset(w->busy, 0, w->nrooms * sizeof *w->busy);
}

typedef struct run {
	size_t from, to;
} run;

/* The runs of one kind, needs and group in order[from..to). */
static size_t
find_runs(const seat_work *w, size_t from, size_t to, run *v)
{
	const seat_request *r = w->in->request;
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		const seat_request *x = &r[w->order[i]];

		if (n && r[w->order[i - 1]].kind == x->kind && r[w->order[i - 1]].needs == x->needs &&
		    r[w->order[i - 1]].group == x->group)
			v[n - 1].to = i + 1;
		else
			v[n++] = (run){ i, i + 1 };
	}
	return n;
}

/* Sessions, and numbers in rooms, for a whole site; tries other orders of its runs when one finds no room. */
static size_t
place_site(seat_work *w, size_t from, size_t to, seating_failure *best)
{
	run v[RUNS];
	seating_failure now[RUNS];
	size_t runs = find_runs(w, from, to, v), least = SIZE_MAX, failures = 0;

	for (size_t try = 0; try < ORDERS_TRIED + TURNS_TRIED; try++) {
		size_t n = 0, missing = 0, failed = runs;
		bool overlap = false;
		run first;

		w->turn = try < ORDERS_TRIED ? 0 : try - ORDERS_TRIED + 1;
		clear_site(w, from, to);
		for (size_t i = 0; i < runs; i++) {
			uint32_t m = seat_place_run(w, v[i].from, v[i].to, &now[n]);

			missing += m;
			overlap = overlap || (m && now[n].rule == SEAT_RULE_OVERLAP);
			n += m > 0;
			if (m && failed == runs)
				failed = i;
		}
		if (missing < least) {
			least = missing;
			failures = n;
			memcpy(best, now, n * sizeof *now);
		}
		/* Who found no place chooses first the next time; one who failed as the first will not gain. */
		if (missing == 0 || failed == 0 || (try >= ORDERS_TRIED && !overlap))
			break;
		first = v[failed];
		memmove(v + 1, v, failed * sizeof *v);
		v[0] = first;
	}
	return failures;
}

static int
by_session(const seat_work *w, uint32_t x, uint32_t y)
{
	const seat_place *place = w->out->place;

	if (place[x].session != place[y].session)
		return COMPARE(place[x].session, place[y].session);
	if (w->in->request[x].needs != w->in->request[y].needs)
		return (int)w->in->request[y].needs - (int)w->in->request[x].needs;
	return seat_by_class(w, x, y);
}

/* Deals list[0..n), all of one session and alike in needs, over its rooms: schools and classes evenly, whatever group
 * they are of. list[i] goes to the room in the low half of slot[i]. */
static void
deal_rooms(seat_work *w, size_t session, unsigned needs, size_t n)
{
	size_t at = 0;

	for (uint32_t r = 0; r < w->nrooms; r++)
		at += seat_slots(w->slot + at, w->held[(r * w->in->sessions + session) * SEATING_NEEDS + needs], r);
	seat_sort_u64(w->slot, w->slot_spare, n);
}

/* Rooms and seats for everybody at the site, whose sessions are known. */
static void
seat_site_people(seat_work *w, size_t from, size_t to)
{
	const seat_request *r = w->in->request;
	seat_place *place = w->out->place;
	uint32_t *list = w->order + from;
	size_t n = to - from, at = 0;

	seat_sort(w, list, w->spare, n, by_session);
	for (size_t end; at < n; at = end) {
		uint16_t session = place[list[at]].session;
		unsigned needs = r[list[at]].needs;

		for (end = at; end < n && place[list[end]].session == session && r[list[end]].needs == needs;)
			end++;
		deal_rooms(w, session, needs, end - at);
		for (size_t i = at; i < end; i++)
			place[list[i]].room = (uint32_t)w->slot[i - at];
	}
	/* Rooms still have their local numbers: together they come by one sort of numbers. */
	for (size_t i = 0; i < n; i++) {
		w->slot[i] = (u64)(place[list[i]].session * w->nrooms + place[list[i]].room) << 32 | list[i];
		place[list[i]].room = w->rooms[place[list[i]].room];
	}
	seat_sort_u64(w->slot, w->slot_spare, n);
	for (size_t i = 0; i < n; i++)
		list[i] = (uint32_t)w->slot[i];
	for (size_t end, begin = 0; begin < n; begin = end) {
		for (end = begin + 1; end < n && place[list[end]].room == place[list[begin]].room &&
				      place[list[end]].session == place[list[begin]].session;)
			end++;
		seat_arrange(w, place[list[begin]].room, place[list[begin]].session, list + begin, end - begin);
		w->out->rooms_used++;
	}
}

/* Scratch as large as the largest site and room need. */
static void
make_scratch(seat_work *w, const uint32_t *rooms)
{
	const seating_input *in = w->in;
	size_t most = 0, at = 0, area = 1;

	while (at < in->rooms) {
		size_t end = at;

		for (; end < in->rooms && in->room[rooms[end]].site == in->room[rooms[at]].site; end++) {
			size_t seats = (size_t)in->room[rooms[end]].rows * in->room[rooms[end]].cols;

			area = seats > area ? seats : area;
		}
		most = end - at > most ? end - at : most;
		at = end;
	}
	w->used = ARENA_ARRAY(w->a, uint32_t, most * in->sessions);
	w->held = ARENA_ARRAY(w->a, uint32_t, most * in->sessions * SEATING_NEEDS);
	w->busy = ARENA_ARRAY(w->a, u64, most);
	w->pair = ARENA_ARRAY(w->a, seat_pair, most * in->sessions);
	w->flow = ARENA_ARRAY(w->a, uint32_t, (size_t)SEAT_CLASSES * SEATING_SESSIONS);
	w->cell = ARENA_ARRAY(w->a, int32_t, area);
	w->block = arena_alloc(w->a, area * 24);
}

seating
seating_make(arena *a, const seating_input *in)
{
	seating out = { .ok = true };
	seat_work *w = ARENA_NEW(a, seat_work);
	size_t cap = 0, room = 0, request = 0, n = in->requests, longer;
	uint32_t *rooms, *sites, *spare;
	str wrong;

	*w = (seat_work){ .a = a, .in = in, .out = &out };
	out.place = ARENA_ARRAY(a, seat_place, n);
	for (size_t i = 0; i < n; i++)
		out.place[i].session = SEATING_NONE;
	wrong = contradiction(w);
	if (wrong.p) {
		out.ok = false;
		add_failure(&out, a, &cap, (seating_failure){ .rule = SEAT_RULE_INPUT, .detail = wrong });
		return out;
	}
	longer = in->rooms > in->sites ? in->rooms : in->sites;
	rooms = ARENA_ARRAY(a, uint32_t, in->rooms);
	sites = ARENA_ARRAY(a, uint32_t, in->sites);
	spare = ARENA_ARRAY(a, uint32_t, longer);
	for (uint32_t i = 0; i < in->rooms; i++)
		rooms[i] = i;
	for (uint32_t i = 0; i < in->sites; i++)
		sites[i] = i;
	seat_sort(w, rooms, spare, in->rooms, rooms_by_site);
	seat_sort(w, sites, spare, in->sites, sites_by_id);
	make_scratch(w, rooms);
	w->order = ARENA_ARRAY(a, uint32_t, n);
	w->spare = ARENA_ARRAY(a, uint32_t, n);
	w->slot = ARENA_ARRAY(a, u64, n);
	w->slot_spare = ARENA_ARRAY(a, u64, n);
	link_persons(w);
	for (uint32_t i = 0; i < n; i++)
		w->order[i] = i;
	seat_sort(w, w->order, w->spare, n, by_site);
	for (size_t s = 0; s < in->sites; s++) {
		seating_failure failure[RUNS];
		size_t failures, from = request;

		w->site = &in->site[sites[s]];
		while (room < in->rooms && in->room[rooms[room]].site < w->site->id)
			room++;
		w->rooms = rooms + room;
		for (w->nrooms = 0; room < in->rooms && in->room[rooms[room]].site == w->site->id; room++)
			w->nrooms++;
		if (request < n && in->request[w->order[request]].site < w->site->id)
			break;
		while (request < n && in->request[w->order[request]].site == w->site->id)
			request++;
		if (from == request)
			continue;
		failures = place_site(w, from, request, failure);
		for (size_t i = 0; i < failures; i++)
			add_failure(&out, a, &cap, failure[i]);
		if (failures) {
			out.ok = false;
			clear_site(w, from, request);
		} else {
			seat_site_people(w, from, request);
		}
	}
	if (request < n) {
		out.ok = false;
		add_failure(&out, a, &cap,
		    (seating_failure){ .rule = SEAT_RULE_INPUT,
			.missing = (i64)(n - request),
			.detail = STR("有报考记录的考核站点不在本计划的站点名单中") });
	}
	return out;
}
