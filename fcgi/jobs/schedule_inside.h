/*
 * schedule_inside.h: what the files of the scheduling job share: one plan in memory, as the engine takes it.
 */
#ifndef JOBS_SCHEDULE_INSIDE_H
#define JOBS_SCHEDULE_INSIDE_H

#include "jobs/job.h"
#include "query/schedule.h"
#include "query/seating.h"
#include "rules/seating.h"

enum { SCHEDULE_CHUNK = 5000, SCHEDULE_LEVELS = SEATING_GROUPS };

typedef struct schedule_work {
	job *j;
	struct schedule_get row;
	bool keep;   /* the seats of the version in force stay */
	i64 base;    /* that version */
	size_t late; /* persons' parts that were added to it */

	struct seating_levels *level;
	size_t levels;
	struct seating_rooms *room; /* by id, like in.room */
	struct seating_sites *site; /* by id, like in.site */
	u8 **number;		    /* by room: seat number of each cell, 0 for a blocked one */
	i64 *registration;	    /* by request */
	seating_input in;
	seat_request *request;	/* in.request, to be filled */
	seat_place *place;	/* by request */
	char (*room_number)[8]; /* by room * sessions + session: number kept from the version in force; "" for none */
	seating result;
} schedule_work;

/* Reads the plan: levels, sessions, sites, rooms, registrations. E_OK, or a refusal with the job's text. */
error_code schedule_load(schedule_work *w);
/* Puts the seats of the version in force into w->place, those who have none last, and gives these their seats. */
error_code schedule_keep(schedule_work *w);
/* Who sits in another plan's exam at the same time? E_OK, or a refusal that names the site and the session. */
error_code schedule_elsewhere(schedule_work *w);
/* Writes rooms, seats and invigilators of the version that is being computed, in pieces: nobody sees it before its
 * state changes. Returns the places of invigilators that stay free. */
size_t schedule_store(schedule_work *w);
/* Takes away all rooms, seats and invigilators of a version, in pieces. */
void schedule_wipe(job *j, i64 schedule);

/* Index of an id in ids sorted upward at a distance of size bytes (the first member of a row); n when absent. */
size_t schedule_find(const void *rows, size_t n, size_t size, i64 id);

#endif
