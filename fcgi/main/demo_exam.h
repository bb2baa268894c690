/*
 * demo_exam.h: one plan of the demonstration data that is past its 排考, as demo_seats.c and demo_exam.c share it.
 */
#ifndef MAIN_DEMO_EXAM_H
#define MAIN_DEMO_EXAM_H

#include "main/demo.h"
#include "query/plan.h"
#include "query/seating.h"
#include "rules/seating.h"

enum { SESSIONS = SEAT_KINDS };

/* How far a plan is. */
typedef enum stage { STAGE_EXAM, STAGE_SCORES, STAGE_PUBLICITY, STAGE_FINISHED } stage;

typedef struct exam {
	ctl *c;
	demo *x;
	stage stage;
	struct plan_get p;
	i64 schedule, officer; /* the evaluator's */
	i64 *recorder;	       /* by site */
	u8 seed[32];
	seat_session session[SESSIONS]; /* by kind */
	struct seating_rooms *room;
	struct seating_sites *site;
	struct seating_registrations *who; /* requests 2i and 2i + 1 are who[i]'s theory and practice */
	seating_input in;
	seat_place *place;
	size_t pairs;
	i64 *pair; /* by room * SESSIONS + session: id of the session room, 0 for one not in use */
} exam;

/* The place of a site in e->site. */
size_t demo_site_of(const exam *e, i64 id);
/* Sessions, version 1 of the 排考 with seats, invigilators and tickets, published; queues the printing of its papers.
 * Fills e from session on. Leaves with E_BUG when somebody has no seat or a room no invigilators. */
void demo_seats(exam *e);

#endif
