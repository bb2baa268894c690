/*
 * invigilation.c: see invigilation.h.
 */
#include "rules/invigilation.h"

/* next[i]: the next entry of the same person, in a ring. Found through a table of open addresses. */
static uint32_t *
rings(arena *a, const invigilator *v, size_t n)
{
	size_t room = 8;
	uint32_t *next = ARENA_ARRAY(a, uint32_t, n + 1), *slot;

	while (room < 2 * n + 2)
		room *= 2;
	slot = ARENA_ARRAY(a, uint32_t, room);
	for (uint32_t i = 0; i < n; i++) {
		size_t at = (size_t)((u64)v[i].person * 0x9E3779B97F4A7C15u >> 20) & (room - 1);

		next[i] = i;
		while (slot[at] && v[slot[at] - 1].person != v[i].person)
			at = (at + 1) & (room - 1);
		if (slot[at]) {
			next[i] = next[slot[at] - 1];
			next[slot[at] - 1] = i;
		} else {
			slot[at] = i + 1;
		}
	}
	return next;
}

static void
take(invigilator *v, const uint32_t *next, uint32_t i, u64 busy)
{
	uint32_t k = i;

	do {
		v[k].busy |= busy;
		v[k].times++;
		k = next[k];
	} while (k != i);
}

/* The first entry of a site in v, which is sorted by site. */
static size_t
first_of(const invigilator *v, size_t n, i64 site)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (v[mid].site < site)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

size_t
invigilation_assign(
    arena *a, invigilator *v, size_t n, invigilated *room, size_t rooms, size_t per_room, const u64 overlap[64])
{
	const uint32_t *next = rings(a, v, n);
	size_t missing = 0;

	/* Who is given must be busy before anybody is chosen. */
	for (size_t r = 0; r < rooms; r++)
		for (size_t k = 0; k < per_room; k++)
			for (size_t i = first_of(v, n, room[r].site);
			     room[r].who[k] && i < n && v[i].site == room[r].site; i++)
				if (v[i].id == room[r].who[k])
					take(v, next, (uint32_t)i, overlap[room[r].session]);
	for (size_t r = 0; r < rooms; r++)
		for (size_t k = 0; k < per_room; k++) {
			size_t best = n;

			if (room[r].who[k])
				continue;
			for (size_t i = first_of(v, n, room[r].site); i < n && v[i].site == room[r].site; i++)
				if (!(v[i].busy >> room[r].session & 1) && (best == n || v[i].times < v[best].times))
					best = i;
			if (best == n) {
				missing++;
				continue;
			}
			room[r].who[k] = v[best].id;
			take(v, next, (uint32_t)best, overlap[room[r].session]);
		}
	return missing;
}
