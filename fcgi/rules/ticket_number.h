/*
 * ticket_number.h: 准考证号 by a configurable pattern (spec 4). A pattern is letters, each position one digit:
 * Y year, P province, S site, R room, N seat, L level; other characters stand for themselves.
 * The default is YYPPSSSSRRRRNN, 14 digits. The number is unique in a plan when (site, room, seat) is: the room part
 * must number room and session together, which is the caller's count.
 */
#ifndef RULES_TICKET_NUMBER_H
#define RULES_TICKET_NUMBER_H

#include "base/error.h"

#define TICKET_PATTERN "YYPPSSSSRRRRNN"

typedef struct ticket_parts {
	i64 year;     /* four digits: the pattern takes the last ones */
	i64 province; /* two digits of GB/T 2260 */
	i64 site;     /* number of the site in the plan, from 1 */
	i64 room;     /* number of the room and session in the site, from 1 */
	i64 seat;     /* seat in the room, from 1 */
	i64 level;    /* 1 初级, 2 中级, 3 高级 */
} ticket_parts;

/* Is it a pattern: 8..32 characters, Y and S and R and N each in one run? Adds a fault at pointer. */
bool ticket_pattern_check(str pattern, const char *pointer, faults *fs);
/* The number; absent when a part has more digits than the pattern gives it. */
str ticket_make(arena *a, str pattern, const ticket_parts *parts);
/* The parts of a number of this pattern (year with the digits the pattern gives); false when it has not its form. */
bool ticket_parse(str pattern, str number, ticket_parts *parts);

#endif
