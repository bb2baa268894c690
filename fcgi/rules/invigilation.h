/*
 * invigilation.h: 监考: who watches which room, assigned by itself. Hard: a person is in one room at a time, also
 * when the same person is on the lists of two schools, and only at the own site. Soft: everybody watches about as
 * often as the others. Pure and deterministic; a room that nobody is left for stays short.
 */
#ifndef RULES_INVIGILATION_H
#define RULES_INVIGILATION_H

#include "base/arena.h"

typedef struct invigilator {
	i64 id;
	i64 person; /* the same for the same natural person on several lists */
	i64 site;
	u64 busy;	/* bit s: cannot watch in session s; what is assigned is added here */
	uint32_t times; /* how often assigned, for fairness */
} invigilator;

/* A room in a session. */
typedef struct invigilated {
	i64 site;
	unsigned session; /* 0..63 */
	i64 *who;	  /* per_room ids; those given (not 0) are kept, the rest is filled */
} invigilated;

/*
 * Fills the free places of the rooms, in their order. v is sorted by site; overlap[s] has the bits of the sessions at
 * the same time as s, itself too. Returns how many places stay free.
 */
size_t invigilation_assign(
    arena *a, invigilator *v, size_t n, invigilated *room, size_t rooms, size_t per_room, const u64 overlap[64]);

#endif
