/*
 * seating.h: 排考: from registrations, rooms and sessions to one seat for everybody (spec 2.8), as a pure function of
 * its input and a seed. Hard rules: capacity, kind of room, one seat one person, nobody in two places at once,
 * accessibility. Soft rules: no neighbours of the same class, then of the same school; few rooms; balanced rooms.
 *
 * The draw, for whoever recomputes it: the draw of a number x is SplitMix64's x-th output when started at the seed:
 * z = seed + x·0x9E3779B97F4A7C15; z = (z ^ z>>30)·0xBF58476D1CE4E5B9; z = (z ^ z>>27)·0x94D049BB133111EB; z ^ z>>31.
 * It depends on ids alone, so the order in which rows come from the database changes nothing.
 */
#ifndef RULES_SEATING_H
#define RULES_SEATING_H

#include "base/arena.h"

enum {
	SEATING_SESSIONS = 64, /* most sessions of a plan */
	SEATING_GROUPS = 64,   /* most groups (levels, or levels × forms) */
	SEATING_NEEDS = 8,     /* needs are three bits */
	SEATING_NONE = 0xffff, /* session of a place that is none */
};

typedef enum seat_kind { SEAT_THEORY, SEAT_PRACTICAL, SEAT_KINDS } seat_kind;

/* One person who needs one seat; who sits theory and practice has two. 40 bytes. */
typedef struct seat_request {
	i64 id;		 /* unique among the requests: what the draw is drawn for */
	i64 person;	 /* requests with the same person are never at the same time; 0: not compared */
	i64 site;	 /* id of the site: the one that registered the candidate */
	uint32_t school; /* any number that tells schools apart (seating_hash) */
	uint32_t klass;	 /* any number that tells classes of a school apart; 0: no class */
	uint8_t group;	 /* 0..63: sits in the sessions of this group */
	uint8_t kind;	 /* seat_kind */
	uint8_t needs;	 /* bits 0..2: what the room must offer (no steps, extra time, ...); 0: nothing */
} seat_request;

typedef struct seat_site {
	i64 id;
	str name;
} seat_site;

typedef struct seat_room {
	i64 id, site;
	uint8_t kind;
	uint8_t offers;	       /* bits of seat_request.needs that it offers */
	uint16_t rows, cols;   /* seat number = (row - 1) * cols + col, from 1, row 1 in front */
	const uint8_t *usable; /* bit (number - 1) % 8 of byte (number - 1) / 8; NULL: every seat is usable */
} seat_room;

typedef struct seat_session {
	i64 id;
	i64 site; /* 0: held at every site */
	uint8_t kind;
	u64 groups;	/* bit g: group g sits in it */
	i64 start, end; /* [start, end) microseconds UTC */
} seat_session;

typedef struct seating_input {
	const seat_request *request;
	size_t requests;
	const seat_site *site;
	size_t sites;
	const seat_room *room;
	size_t rooms;
	const seat_session *session;
	size_t sessions;
	const str *group_title; /* by group, for messages; NULL: "组别 1".. */
	u64 seed;
} seating_input;

/* A seat: indexes into the input's sessions and rooms, and the seat number in the room. 8 bytes. */
typedef struct seat_place {
	uint32_t room;
	uint16_t session; /* SEATING_NONE: none */
	uint16_t seat;	  /* from 1 */
} seat_place;

typedef enum seat_rule {
	SEAT_RULE_INPUT,    /* the input contradicts itself */
	SEAT_RULE_SESSION,  /* no session for a group */
	SEAT_RULE_ROOM,	    /* no room of the kind */
	SEAT_RULE_CAPACITY, /* not enough seats */
	SEAT_RULE_ACCESS,   /* not enough seats in rooms that offer what is needed */
	SEAT_RULE_OVERLAP,  /* only at times at which the persons sit elsewhere */
} seat_rule;

typedef struct seating_failure {
	i64 site; /* 0 with SEAT_RULE_INPUT */
	seat_rule rule;
	int kind, group;
	i64 missing; /* seats or persons, by rule */
	str detail;  /* Chinese: the site, the rule, the smallest change that solves it */
} seating_failure;

typedef struct seating {
	bool ok;	   /* everybody has a seat; false: see failure, and store nothing */
	seat_place *place; /* by request */
	seating_failure *failure;
	size_t failures;
	size_t rooms_used;   /* pairs of room and session with somebody in them */
	size_t class_pairs;  /* neighbours (left, right, front, back) of the same class that could not be parted */
	size_t school_pairs; /* neighbours of the same school, other class */
} seating;

/*
 * Seats everybody. Deterministic; n log n; from the arena at most 100 bytes a request with the requests themselves,
 * besides what sites and rooms need. All sites are tried even when one fails, so all failures are known at once.
 * Groups are placed one after the other, in several orders: with one part a person the answer is exact. When persons
 * sit several parts in overlapping sessions, a site that is full to the last seat is very rarely refused by
 * SEAT_RULE_OVERLAP although a chart exists (7 of 35,000 plans like those of tests/rules/seating_brute_test.c).
 */
seating seating_make(arena *a, const seating_input *in);
/*
 * A seat for one more request without moving anyone: place are the seats of in's requests. Prefers rooms that are in
 * use, then seats without neighbours of the class, then of the school, then the emptier room. On failure returns
 * false and *why says, in Chinese, which rule of which site prevents it.
 */
bool seating_add(
    arena *a, const seating_input *in, const seat_place *place, const seat_request *late, seat_place *to, str *why);

/* The draw described above. */
u64 seating_draw(u64 seed, u64 x);
/* A number for a name of a class or school (FNV-1a folded to 32 bits, never 0); 0 for empty text. */
uint32_t seating_hash(str text);
/* Is this seat number a usable seat of the room? */
bool seating_usable(const seat_room *room, unsigned seat);
/* Number of usable seats. */
size_t seating_capacity(const seat_room *room);

/* What an independent look at a seating finds; all zero but the last three when every hard rule is kept. */
typedef struct seating_findings {
	size_t unplaced;       /* without a seat, or with indexes out of range */
	size_t wrong_room;     /* room of another site or kind, or not a usable seat */
	size_t wrong_session;  /* session of another site, kind or group */
	size_t inaccessible;   /* a room without what the person needs */
	size_t double_seats;   /* two persons on one seat at overlapping times */
	size_t double_persons; /* one person at overlapping times */
	size_t rooms_used, class_pairs, school_pairs;
} seating_findings;

/* Judges places from the input alone; shares no step with seating_make. For jobs and tests. */
seating_findings seating_verify(arena *a, const seating_input *in, const seat_place *place);

#endif
