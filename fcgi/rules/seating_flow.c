/*
 * seating_flow.c: how many of which persons go into which session: a maximum flow on a very small graph.
 * Persons who may use the same sessions are one class. Shortest augmenting paths, so the answer is the most that can
 * be seated, whatever the order of the input.
 */
#include "rules/seating_inner.h"

/* The search for one path: by session, which class reached it, and the session which that class would leave for it.
 */
typedef struct search {
	int class_of[SEATING_SESSIONS], before[SEATING_SESSIONS];
	size_t queue[SEATING_SESSIONS], head, tail;
} search;

static void
reach(const seat_work *w, search *s, size_t c, int before, u64 sessions)
{
	u64 open = sessions & ~w->class[c].blocked;

	for (size_t i = 0; i < w->in->sessions; i++) {
		size_t b = (i + w->turn) % w->in->sessions;

		if (s->class_of[b] >= 0 || !(open >> b & 1))
			continue;
		s->class_of[b] = (int)c;
		s->before[b] = before;
		s->queue[s->tail++] = b;
	}
}

/* Moves as many as can go along the path that ends in this session. */
static uint32_t
move(seat_work *w, const search *s, size_t first, int goal)
{
	uint32_t n = w->class[first].left < w->cap[goal] ? w->class[first].left : w->cap[goal];

	for (int b = goal; b >= 0; b = s->before[b])
		if (s->before[b] >= 0) {
			uint32_t there = w->flow[s->class_of[b] * SEATING_SESSIONS + s->before[b]];

			n = there < n ? there : n;
		}
	for (int b = goal; b >= 0; b = s->before[b]) {
		w->flow[s->class_of[b] * SEATING_SESSIONS + b] += n;
		if (s->before[b] >= 0)
			w->flow[s->class_of[b] * SEATING_SESSIONS + s->before[b]] -= n;
	}
	w->cap[goal] -= n;
	w->class[first].left -= n;
	return n;
}

static uint32_t
augment(seat_work *w, size_t first, u64 sessions)
{
	search s = { .head = 0 };

	memset(s.class_of, 0xff, sizeof s.class_of);
	reach(w, &s, first, -1, sessions);
	while (s.head < s.tail) {
		size_t b = s.queue[s.head++];

		if (w->cap[b])
			return move(w, &s, first, (int)b);
		for (size_t c = 0; c < w->classes; c++)
			if (w->flow[c * SEATING_SESSIONS + b])
				reach(w, &s, c, (int)b, sessions);
	}
	return 0;
}

uint32_t
seat_fill(seat_work *w, u64 sessions)
{
	uint32_t left = 0;

	memset(w->flow, 0, w->classes * SEATING_SESSIONS * sizeof *w->flow);
	for (size_t c = 0; c < w->classes; c++)
		w->class[c].left = w->class[c].n;
	for (size_t c = 0; c < w->classes; c++) {
		while (w->class[c].left && augment(w, c, sessions))
			;
		left += w->class[c].left;
	}
	return left;
}
