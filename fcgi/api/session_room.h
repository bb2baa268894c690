/*
 * session_room.h: what the files about a room in a session share: session_room.c, seat_move.c, invigilator.c,
 * paper.c, exam_day.c.
 */
#ifndef API_SESSION_ROOM_H
#define API_SESSION_ROOM_H

#include "query/session_room.h"
#include "web/request.h"

/* The room, when this person may see it: a site sees it once its schedule was published. */
bool session_room_visible(request *r, i64 id, struct session_room_get *v);

/* Seat numbers count the usable seats row by row: number[(row - 1) * columns + column - 1], 0 for a blocked one,
 * whose reason is in block at the same place. */
typedef struct session_room_map {
	const u8 *number;
	const str *block;
} session_room_map;
session_room_map session_room_seats_of(request *r, const struct session_room_get *v);

FIELD_DECLARE(invigilator_answer, struct session_room_invigilators);

#endif
