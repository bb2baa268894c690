/*
 * seating_verify.c: an independent look at a seating. See seating.h.
 * It recomputes every rule from the input and the places alone; neighbours are looked up in a sorted list of seats.
 */
#include "rules/seating_inner.h"

/* A taken seat: (room, session, seat) as one number, and the request. */
typedef struct taken {
	u64 key;
	uint32_t request;
} taken;

static u64
key_of(uint32_t room, unsigned session, unsigned seat)
{
	return (u64)room << 24 | (u64)session << 16 | seat;
}

static int
compare(const taken *x, const taken *y)
{
	return (x->key > y->key) - (x->key < y->key);
}

/* Heap sort: no memory, and not the engine's own. */
static void
sort(taken *v, size_t n)
{
	for (size_t size = n, root = n / 2; size > 1;) {
		size_t at;
		taken x;

		if (root) {
			x = v[--root];
		} else {
			x = v[--size];
			v[size] = v[0];
		}
		for (at = root; 2 * at + 1 < size;) {
			size_t child = 2 * at + 1;

			if (child + 1 < size && compare(&v[child + 1], &v[child]) > 0)
				child++;
			if (compare(&v[child], &x) <= 0)
				break;
			v[at] = v[child];
			at = child;
		}
		v[at] = x;
	}
}

static const taken *
find(const taken *v, size_t n, u64 key)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (v[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && v[low].key == key ? &v[low] : NULL;
}

static bool
same_time(const seat_session *x, const seat_session *y)
{
	return x->start < y->end && y->start < x->end;
}

static void
neighbours(const seating_input *in, const taken *v, size_t n, seating_findings *f)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t room = (uint32_t)(v[i].key >> 24);
		unsigned session = v[i].key >> 16 & 0xff, seat = v[i].key & 0xffff, cols = in->room[room].cols;
		const seat_request *x = &in->request[v[i].request];

		/* Right and behind: each pair is met once. */
		for (int side = 0; side < 2; side++) {
			const taken *other;
			const seat_request *y;

			if (side == 0 && seat % cols == 0)
				continue;
			other = find(v, n, key_of(room, session, side ? seat + cols : seat + 1));
			if (other == NULL)
				continue;
			y = &in->request[other->request];
			if (x->school == y->school) {
				f->class_pairs += x->klass && x->klass == y->klass;
				f->school_pairs += !(x->klass && x->klass == y->klass);
			}
		}
	}
}

static void
persons(const seating_input *in, const seat_place *place, taken *v, size_t n, seating_findings *f)
{
	for (size_t i = 0; i < n; i++)
		v[i] = (taken){ (u64)in->request[v[i].request].person, v[i].request };
	sort(v, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && v[k].key == v[i].key && v[i].key; k++)
			f->double_persons += same_time(
			    &in->session[place[v[i].request].session], &in->session[place[v[k].request].session]);
}

seating_findings
seating_verify(arena *a, const seating_input *in, const seat_place *place)
{
	seating_findings f = { 0 };
	taken *v = ARENA_ARRAY(a, taken, in->requests);
	size_t n = 0;

	for (size_t i = 0; i < in->requests; i++) {
		const seat_request *r = &in->request[i];
		const seat_session *s;
		const seat_room *room;

		if (place[i].session >= in->sessions || place[i].room >= in->rooms) {
			f.unplaced++;
			continue;
		}
		s = &in->session[place[i].session];
		room = &in->room[place[i].room];
		f.wrong_session +=
		    s->kind != r->kind || !(s->groups >> r->group & 1) || (s->site && s->site != r->site);
		f.wrong_room +=
		    room->site != r->site || room->kind != r->kind || !seating_usable(room, place[i].seat);
		f.inaccessible += (r->needs & ~room->offers) != 0;
		v[n++] = (taken){ key_of(place[i].room, place[i].session, place[i].seat), (uint32_t)i };
	}
	sort(v, n);
	for (size_t i = 0; i < n; i++) {
		bool new_room = i == 0 || v[i].key >> 16 != v[i - 1].key >> 16;

		f.double_seats += i && v[i].key == v[i - 1].key;
		f.rooms_used += new_room;
		/* The same room in another session: sessions of a room lie side by side in the list. */
		for (size_t s = 0; new_room && s < in->sessions; s++) {
			unsigned mine = v[i].key >> 16 & 0xff;

			if (s == mine || !same_time(&in->session[s], &in->session[mine]))
				continue;
			for (size_t k = i; k < n && v[k].key >> 16 == v[i].key >> 16; k++)
				f.double_seats += find(v, n,
						      key_of((uint32_t)(v[k].key >> 24), (unsigned)s,
							  (unsigned)(v[k].key & 0xffff))) != NULL;
		}
	}
	neighbours(in, v, n, &f);
	persons(in, place, v, n, &f);
	return f;
}
