/*
 * seating_place.c: sessions for the requests of one kind and group at one site, and how many of them each room takes.
 * Few rooms: the largest pairs of room and session that suffice are chosen. Balanced: they are filled to one level.
 * Who needs an accessible room is placed before those who do not; see the order of requests in seating.c.
 */
#include "rules/seating_inner.h"

enum { TRY_LEVEL, TRY_CHOSEN, TRY_ALL };
enum { EVERY = SEATING_SESSIONS };

/* All pairs with free seats, sorted: rooms already used in the session, then larger, then earlier, then by id. */
static void
list_pairs(seat_work *w, int kind, unsigned needs, u64 sessions)
{
	const seating_input *in = w->in;
	size_t at = 0;

	w->pairs = 0;
	for (uint32_t r = 0; r < w->nrooms; r++) {
		const seat_room *room = &in->room[w->rooms[r]];
		uint32_t capacity;

		if (room->kind != kind || (needs & ~(unsigned)room->offers))
			continue;
		capacity = (uint32_t)seating_capacity(room);
		for (size_t s = 0; s < in->sessions; s++) {
			uint32_t used = w->used[r * in->sessions + s];

			if (!(sessions >> s & 1) || used >= capacity ||
			    (w->busy[r] & w->overlap[s] & ~(UINT64_C(1) << s)))
				continue;
			w->pair[w->pairs++] =
			    (seat_pair){ .room = r, .used = used, .free = capacity - used, .session = (uint8_t)s };
		}
	}
	for (size_t gap = w->pairs / 2; gap > 0; gap /= 2)
		for (at = gap; at < w->pairs; at++) {
			seat_pair p = w->pair[at];
			size_t k = at;

			for (; k >= gap; k -= gap) {
				const seat_pair *q = &w->pair[k - gap];
				int order = (q->used > 0) != (p.used > 0) ? (p.used > 0) - (q->used > 0)
					    : q->free != p.free		  ? (p.free > q->free) - (p.free < q->free)
					    : q->session != p.session	  ? (int)q->session - (int)p.session
									  : (q->room > p.room) - (q->room < p.room);

				if (order <= 0)
					break;
				w->pair[k] = *q;
			}
			w->pair[k] = p;
		}
}

/* Chooses pairs in their order until they hold n; only of this session, or of EVERY. */
static void
choose(seat_work *w, size_t session, uint32_t n)
{
	uint32_t held = 0;

	for (size_t i = 0; i < w->pairs; i++) {
		seat_pair *p = &w->pair[i];

		if (session != EVERY && p->session != session)
			continue;
		p->chosen = held < n;
		held += p->chosen ? p->free : 0;
	}
}

/* Quotas for n persons over the chosen pairs of this session, or of EVERY: everyone filled to one level, which is
 * found by halving; the remainder of the last step goes to the first pairs. */
static void
level(seat_work *w, size_t session, uint32_t n)
{
	uint32_t low = 0, high = UINT16_MAX + 1, sum;

#define EACH(p)                                                                                                      \
	for (seat_pair *p = w->pair; p < w->pair + w->pairs; p++)                                                    \
		if (p->chosen && (session == EVERY || p->session == session))
#define QUOTA(p, l) ((l) <= (p)->used ? 0 : (l) - (p)->used < (p)->free ? (l) - (p)->used : (p)->free)
	while (low + 1 < high) {
		uint32_t mid = (low + high) / 2;

		sum = 0;
		EACH(p)
		sum += QUOTA(p, mid);
		if (sum <= n)
			low = mid;
		else
			high = mid;
	}
	sum = 0;
	EACH(p)
	{
		p->quota = QUOTA(p, low);
		sum += p->quota;
	}
	EACH(p)
	if (sum < n && p->quota < QUOTA(p, low + 1)) {
		p->quota++;
		sum++;
	}
#undef QUOTA
#undef EACH
}

/* Sorts the run's requests into classes by what they may use; spare[i] is the class of order[from + i]. */
static bool
classify(seat_work *w, size_t from, size_t to, u64 sessions)
{
	w->classes = 0;
	for (size_t i = from; i < to; i++) {
		uint32_t x = w->order[i];
		u64 blocked = 0;
		size_t c;

		if (w->next)
			for (uint32_t y = w->next[x]; y != x; y = w->next[y])
				if (w->out->place[y].session != SEATING_NONE)
					blocked |= w->overlap[w->out->place[y].session];
		blocked &= sessions;
		for (c = 0; c < w->classes; c++)
			if (w->class[c].blocked == blocked)
				break;
		if (c == SEAT_CLASSES)
			return false;
		if (c == w->classes)
			w->class[w->classes++] = (seat_class){ .blocked = blocked };
		w->class[c].n++;
		w->spare[i - from] = (uint32_t)c;
	}
	return true;
}

/* Sends the classes into sessions; false when somebody is left over. */
static bool
fill(seat_work *w, u64 sessions, int how, uint32_t *left)
{
	memset(w->cap, 0, sizeof w->cap);
	for (size_t i = 0; i < w->pairs; i++) {
		const seat_pair *p = &w->pair[i];

		if (how == TRY_ALL || p->chosen)
			w->cap[p->session] += how == TRY_LEVEL ? p->quota : p->free;
	}
	*left = seat_fill(w, sessions);
	if (*left)
		return false;
	for (size_t s = 0; s < w->in->sessions && how != TRY_LEVEL; s++) {
		uint32_t in_session = 0;

		if (!(sessions >> s & 1))
			continue;
		for (size_t c = 0; c < w->classes; c++)
			in_session += w->flow[c * SEATING_SESSIONS + s];
		choose(w, s, in_session);
		level(w, s, in_session);
	}
	return true;
}

size_t
seat_slots(u64 *v, uint32_t q, uint32_t t)
{
	for (u64 j = 0; j < q; j++)
		v[j] = ((2 * j + 1) << 31) / q << 32 | t;
	return q;
}

/* Deals every class over its sessions in the order of school and class, and takes the seats. */
static void
deal(seat_work *w, size_t from, size_t to, unsigned needs)
{
	size_t cursor[SEAT_CLASSES], at = 0, sessions = w->in->sessions;

	for (size_t c = 0; c < w->classes; c++) {
		cursor[c] = at;
		for (uint32_t s = 0; s < sessions; s++)
			at += seat_slots(w->slot + at, w->flow[c * SEATING_SESSIONS + s], s);
		seat_sort_u64(w->slot + cursor[c], w->slot_spare, at - cursor[c]);
	}
	for (size_t i = 0; i < to - from; i++)
		w->out->place[w->order[from + i]].session = (uint16_t)w->slot[cursor[w->spare[i]]++];
	for (const seat_pair *p = w->pair; p < w->pair + w->pairs; p++)
		if (p->chosen && p->quota) {
			w->used[p->room * sessions + p->session] += p->quota;
			w->held[(p->room * sessions + p->session) * SEATING_NEEDS + needs] += p->quota;
			w->busy[p->room] |= UINT64_C(1) << p->session;
		}
}

static str
group_title(const seat_work *w, int group)
{
	return w->in->group_title ? w->in->group_title[group] : str_f(w->a, "组别 %d", group + 1);
}

static uint32_t
failed(seat_work *w, seating_failure *why, const seat_request *r, seat_rule rule, uint32_t missing, uint32_t n,
    uint32_t have, uint32_t per_session)
{
	static const char *const kinds[] = { "理论", "实操" };
	const char *kind = kinds[r->kind];
	str site = w->site->name, group = group_title(w, r->group), detail = STR("");

	switch (rule) {
	case SEAT_RULE_SESSION:
		detail = str_f(w->a, "站点 %.*s：%.*s没有%s场次，%u 人无法安排；请增加 1 个%s场次", STR_ARG(site),
		    STR_ARG(group), kind, missing, kind);
		break;
	case SEAT_RULE_ROOM:
		detail = str_f(w->a, "站点 %.*s 没有%s考场，还缺 %u 个%s座位（%.*s %u 人）；请设置%s考场",
		    STR_ARG(site), kind, missing, kind, STR_ARG(group), n, kind);
		break;
	case SEAT_RULE_CAPACITY:
		detail = str_f(w->a, "站点 %.*s 还缺 %u 个%s座位（%.*s %u 人，可用 %u 座）；请增加 %u 个%s座位",
		    STR_ARG(site), missing, kind, STR_ARG(group), n, have, missing, kind);
		if (per_session)
			detail = str_f(w->a, "%.*s，或增加 %u 个%s场次", STR_ARG(detail),
			    (missing + per_session - 1) / per_session, kind);
		break;
	case SEAT_RULE_ACCESS:
		detail =
		    str_f(w->a, "站点 %.*s 还缺 %u 个无障碍%s座位（%.*s %u 人需要，可用 %u 座）；请增设无障碍%s考场",
			STR_ARG(site), missing, kind, STR_ARG(group), n, have, kind);
		break;
	default:
		detail = str_f(w->a,
		    "站点 %.*s：%.*s有 %u 人的%s场次与其本人的其他场次时间重叠；请增加 1 个时间不重叠、至少 %u "
		    "座的%s场次",
		    STR_ARG(site), STR_ARG(group), missing, kind, missing, kind);
	}
	*why = (seating_failure){ .site = w->site->id,
		.rule = rule,
		.kind = r->kind,
		.group = r->group,
		.missing = missing,
		.detail = detail };
	return missing;
}

uint32_t
seat_place_run(seat_work *w, size_t from, size_t to, seating_failure *why)
{
	const seating_input *in = w->in;
	const seat_request *r = &in->request[w->order[from]];
	uint32_t n = (uint32_t)(to - from), total = 0, left, seats = 0;
	u64 sessions = 0;

	for (size_t s = 0; s < in->sessions; s++)
		if (in->session[s].kind == r->kind && (in->session[s].groups >> r->group & 1) &&
		    (in->session[s].site == 0 || in->session[s].site == r->site))
			sessions |= UINT64_C(1) << s;
	if (sessions == 0)
		return failed(w, why, r, SEAT_RULE_SESSION, n, n, 0, 0);
	for (size_t k = 0; k < w->nrooms; k++)
		if (in->room[w->rooms[k]].kind == r->kind)
			seats += (uint32_t)seating_capacity(&in->room[w->rooms[k]]);
	if (seats == 0)
		return failed(w, why, r, SEAT_RULE_ROOM, n, n, 0, 0);
	list_pairs(w, r->kind, r->needs, sessions);
	for (size_t i = 0; i < w->pairs; i++)
		total += w->pair[i].free;
	if (n > total && r->needs)
		return failed(w, why, r, SEAT_RULE_ACCESS, n - total, n, total, 0);
	if (n > total)
		return failed(w, why, r, SEAT_RULE_CAPACITY, n - total, n, total, seats);
	if (!classify(w, from, to, sessions))
		return failed(w, why, r, SEAT_RULE_OVERLAP, n, n, 0, 0);
	choose(w, EVERY, n);
	level(w, EVERY, n);
	/* A turned order is for those whom the best distribution left without a place: it goes before balance. */
	if (!(w->turn == 0 && (fill(w, sessions, TRY_LEVEL, &left) || fill(w, sessions, TRY_CHOSEN, &left))) &&
	    !fill(w, sessions, TRY_ALL, &left))
		return failed(w, why, r, SEAT_RULE_OVERLAP, left, n, 0, 0);
	deal(w, from, to, r->needs);
	return 0;
}
