/*
 * seating_inner.h: what the files of the scheduling engine share; see seating.h for everybody else.
 */
#ifndef RULES_SEATING_INNER_H
#define RULES_SEATING_INNER_H

#include "rules/seating.h"

enum { SEAT_CLASSES = 256 };

/* A room of the site at hand in a session, with what is free in it. */
typedef struct seat_pair {
	uint32_t room; /* local number: index into seat_work.rooms */
	uint32_t used, free, quota;
	uint8_t session, chosen;
} seat_pair;

/* Requests that may use the same sessions. */
typedef struct seat_class {
	u64 blocked;	  /* sessions at which their persons sit elsewhere */
	uint32_t n, left; /* how many; how many not yet in a session */
} seat_class;

typedef struct seat_work {
	arena *a;
	const seating_input *in;
	seating *out;
	u64 overlap[SEATING_SESSIONS]; /* by session: the sessions at the same time, itself too */
	uint32_t *order;	       /* requests by site, kind, needs first, group, school, class, draw */
	uint32_t *spare;	       /* as long; scratch */
	uint32_t *next;		/* by request: the next of the same person, in a ring; NULL when none repeats */
	u64 *slot, *slot_spare; /* as long; scratch for dealing */
	/* the site at hand */
	const seat_site *site;
	const uint32_t *rooms; /* its rooms, by id */
	size_t nrooms;
	uint32_t *used; /* by room * sessions + session: people in it */
	uint32_t *held; /* of them, those with these needs; that index * SEATING_NEEDS + needs */
	u64 *busy;	/* by room: sessions with somebody in it */
	/* scratch for a run of requests with the same kind, needs and group */
	seat_pair *pair;
	size_t pairs;
	seat_class class[SEAT_CLASSES];
	size_t classes;
	uint32_t cap[SEATING_SESSIONS];
	size_t turn;	/* how far the order of sessions is turned; 0 in the first tries */
	uint32_t *flow; /* class * SEATING_SESSIONS + session */
	/* scratch for one room */
	int32_t *cell; /* by seat number - 1: index into list, -1 empty, -2 no seat */
	struct seat_block *block;
} seat_work;

typedef int seat_order(const seat_work *w, uint32_t x, uint32_t y);

/* Stable merge sorts; spare is as long as v. */
void seat_sort(const seat_work *w, uint32_t *v, uint32_t *spare, size_t n, seat_order *order);
void seat_sort_u64(u64 *v, u64 *spare, size_t n);
/* school, class, draw, id. */
int seat_by_class(const seat_work *w, uint32_t x, uint32_t y);

/* Gives the requests order[from..to), alike in kind, needs and group, their sessions, and takes the seats of rooms
 * for them in used and held. Returns 0, or how many are missing and the failure; then none of them is placed. */
uint32_t seat_place_run(seat_work *w, size_t from, size_t to, seating_failure *why);
/* Puts as many of the classes into sessions as cap allows; flow gets the numbers. Returns how many are left over. */
uint32_t seat_fill(seat_work *w, u64 sessions);
/* Slots for dealing q cards to target t evenly with others: the j-th lies at (2j + 1) / 2q of the way. Sorted, their
 * low 32 bits are the targets in the order of dealing. Returns q. */
size_t seat_slots(u64 *v, uint32_t q, uint32_t t);

/* Gives the n requests of list, all in this room and session, their seats; reorders list. */
void seat_arrange(seat_work *w, uint32_t room, uint32_t session, uint32_t *list, size_t n);
/* Swaps people of one room until no single swap lessens the neighbours of the same class or school. */
void seat_repair(seat_work *w, const seat_room *room, const uint32_t *list, size_t n, u64 draw);
/* 16 for each neighbour of seat at (0-based) of the same class, 1 for each other of the same school, were who there.
 */
int seat_cost(const seating_input *in, const seat_room *room, const int32_t *cell, const uint32_t *list, size_t at,
    uint32_t who);

#endif
