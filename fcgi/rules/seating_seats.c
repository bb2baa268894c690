/*
 * seating_seats.c: who sits where in one room. See seating_inner.h.
 * Seats are coloured like a chess board, and the larger colour is filled first, from front to back; then the other.
 * Neighbours have different colours. People come class after class, the largest first, so only the one class that
 * ends the first colour and begins the second can meet itself, and its two parts lie far apart.
 */
#include "rules/seating_inner.h"

/* A class in the room; 24 bytes, which make_scratch counts on. */
typedef struct seat_block {
	uint32_t from, n;
	uint32_t school_n;
	uint32_t school;
	uint32_t draw, school_draw;
} seat_block;

_Static_assert(sizeof(seat_block) == 24, "scratch of seating.c");

/* Larger schools first, their larger classes first; the draw among equals. */
static bool
before(const seat_block *x, const seat_block *y)
{
	if (x->school != y->school) {
		if (x->school_n != y->school_n)
			return x->school_n > y->school_n;
		return x->school_draw != y->school_draw ? x->school_draw < y->school_draw : x->school < y->school;
	}
	return x->n != y->n ? x->n > y->n : x->draw < y->draw;
}

static size_t
find_blocks(const seat_work *w, const uint32_t *list, size_t n, u64 draw, seat_block *v)
{
	const seat_request *r = w->in->request;
	size_t blocks = 0, school = 0;

	for (size_t i = 0; i < n; i++) {
		const seat_request *x = &r[list[i]], *y = i ? &r[list[i - 1]] : NULL;
		bool same_school = y && x->school == y->school;

		if (same_school && x->klass == y->klass) {
			v[blocks - 1].n++;
			continue;
		}
		if (y && !same_school) {
			for (size_t b = school; b < blocks; b++)
				v[b].school_n = (uint32_t)i - v[school].from;
			school = blocks;
		}
		v[blocks++] = (seat_block){ .from = (uint32_t)i,
			.n = 1,
			.school = x->school,
			.draw = (uint32_t)seating_draw(draw, (u64)x->school << 32 | x->klass),
			.school_draw = (uint32_t)seating_draw(draw, x->school) };
	}
	for (size_t b = school; b < blocks; b++)
		v[b].school_n = (uint32_t)n - v[school].from;
	for (size_t gap = blocks / 2; gap > 0; gap /= 2)
		for (size_t i = gap; i < blocks; i++) {
			seat_block x = v[i];
			size_t k = i;

			for (; k >= gap && before(&x, &v[k - gap]); k -= gap)
				v[k] = v[k - gap];
			v[k] = x;
		}
	return blocks;
}

int
seat_cost(const seating_input *in, const seat_room *room, const int32_t *cell, const uint32_t *list, size_t at,
    uint32_t who)
{
	size_t row = at / room->cols, col = at % room->cols;
	int cost = 0;

#define BESIDE(there, index)                                                                                         \
	if ((there) && cell[index] >= 0) {                                                                           \
		const seat_request *x = &in->request[who], *y = &in->request[list[cell[index]]];                     \
		if (x->school == y->school && x != y)                                                                \
			cost += x->klass && x->klass == y->klass ? 16 : 1;                                           \
	}
	BESIDE(col > 0, at - 1)
	BESIDE(col + 1 < room->cols, at + 1)
	BESIDE(row > 0, at - room->cols)
	BESIDE(row + 1 < room->rows, at + room->cols)
#undef BESIDE
	return cost;
}

static void
count_pairs(seat_work *w, const seat_room *room, const uint32_t *list)
{
	size_t area = (size_t)room->rows * room->cols, class_twice = 0, school_twice = 0;

	for (size_t at = 0; at < area; at++) {
		int cost;

		if (w->cell[at] < 0)
			continue;
		cost = seat_cost(w->in, room, w->cell, list, at, list[w->cell[at]]);
		class_twice += (size_t)cost / 16;
		school_twice += (size_t)cost % 16;
	}
	w->out->class_pairs += class_twice / 2;
	w->out->school_pairs += school_twice / 2;
}

void
seat_arrange(seat_work *w, uint32_t number, uint32_t session, uint32_t *list, size_t n)
{
	const seat_room *room = &w->in->room[number];
	unsigned rows = room->rows, cols = room->cols;
	/* The draw of the room mirrors the chart, so the corner where the largest class begins is not known
	 * beforehand. */
	u64 draw = seating_draw(seating_draw(w->in->seed, (u64)room->id), (u64)w->in->session[session].id);
	size_t of_colour[2] = { 0, 0 }, blocks, block = 0, in_block = 0;
	unsigned colour;

	seat_sort(w, list, (uint32_t *)(void *)w->slot, n, seat_by_class);
	blocks = find_blocks(w, list, n, draw, w->block);
	for (unsigned at = 0; at < rows * cols; at++) {
		bool usable = seating_usable(room, at + 1);

		w->cell[at] = usable ? -1 : -2;
		if (usable)
			of_colour[(at / cols + at % cols) % 2]++;
	}
	colour = of_colour[0] != of_colour[1] ? of_colour[1] > of_colour[0] : (unsigned)(draw & 1);
	for (unsigned pass = 0; pass < 2; pass++)
		for (unsigned at = 0; at < rows * cols && block < blocks; at++) {
			unsigned row = at / cols, col = at % cols, seat;

			if (draw & 2)
				col = cols - 1 - col;
			seat = row * cols + col;
			if (w->cell[seat] != -1 || (row + col) % 2 != (colour ^ pass))
				continue;
			w->cell[seat] = (int32_t)(w->block[block].from + in_block);
			if (++in_block == w->block[block].n) {
				block++;
				in_block = 0;
			}
		}
	if (blocks > 1)
		seat_repair(w, room, list, n, draw);
	for (unsigned at = 0; at < rows * cols; at++)
		if (w->cell[at] >= 0)
			w->out->place[list[w->cell[at]]].seat = (uint16_t)(at + 1);
	count_pairs(w, room, list);
}
