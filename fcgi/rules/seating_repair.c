/*
 * seating_repair.c: parts neighbours that the first arrangement of a room left together. See seating_inner.h.
 * Everybody who has a neighbour of his class (or school) tries other seats of the room, taken or empty, and takes the
 * one that lessens the neighbours of both most. Every swap lessens the sum, so it ends; tries and sweeps are bounded
 * besides, so a room that cannot be parted costs no more than a fixed amount per seat.
 */
#include "rules/seating_inner.h"

enum { SWEEPS = 3, TRIES = 96 };

static int
cost_at(const seat_work *w, const seat_room *room, const uint32_t *list, size_t at, int32_t who)
{
	return who < 0 ? 0 : seat_cost(w->in, room, w->cell, list, at, list[who]);
}

/* What changes when u and v change places. If they are neighbours their own pair counts the same before and after. */
static int
gain(seat_work *w, const seat_room *room, const uint32_t *list, size_t u, size_t v)
{
	int32_t at_u = w->cell[u], at_v = w->cell[v];
	int old = cost_at(w, room, list, u, at_u) + cost_at(w, room, list, v, at_v), now;

	w->cell[u] = at_v;
	w->cell[v] = at_u;
	now = cost_at(w, room, list, u, at_v) + cost_at(w, room, list, v, at_u);
	w->cell[u] = at_u;
	w->cell[v] = at_v;
	return old - now;
}

void
seat_repair(seat_work *w, const seat_room *room, const uint32_t *list, size_t n, u64 draw)
{
	size_t area = (size_t)room->rows * room->cols, tries = area < TRIES ? area : TRIES;
	/* With one school in the room nobody can be parted from his school. */
	int least = w->in->request[list[0]].school == w->in->request[list[n - 1]].school ? 16 : 1;

	for (int sweep = 0; sweep < SWEEPS; sweep++) {
		bool better = false;

		for (size_t u = 0; u < area; u++) {
			size_t best = u, from;
			int most = 0;

			if (w->cell[u] < 0 || cost_at(w, room, list, u, w->cell[u]) < least)
				continue;
			from = (size_t)(seating_draw(draw, u) % area);
			for (size_t i = 0; i < tries; i++) {
				/* A large room is sampled evenly from a drawn seat on. */
				size_t v = (from + i * area / tries) % area;
				int g;

				if (w->cell[v] == -2 || v == u)
					continue;
				g = gain(w, room, list, u, v);
				if (g > most) {
					most = g;
					best = v;
				}
			}
			if (best != u) {
				int32_t who = w->cell[u];

				w->cell[u] = w->cell[best];
				w->cell[best] = who;
				better = true;
			}
		}
		if (!better)
			break;
	}
}
