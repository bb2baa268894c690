/*
 * score_alarm.h: does an uploaded score sheet look as if its columns were swapped or shifted (spec 2.11)? Each score
 * may lie within its range and still be the neighbour's. What is said here is a doubt for the person who confirms the
 * sheet; only scores that stand exactly crosswise to the other entry are certain. Scores are hundredths, -1 for none.
 */
#ifndef RULES_SCORE_ALARM_H
#define RULES_SCORE_ALARM_H

#include "base/arena.h"

enum { SCORE_COLUMNS = 2, ALARM_ROWS = 10, ALARMS_MOST = 12 }; /* theory 理论, practical 实操 */

typedef struct score_column {
	size_t n, same, steps, crossed;
	i64 share; /* sum of the scores as per mille of their highest */
	i64 known_share;
	size_t known_n;
	i64 first, last; /* scores */
} score_column;

typedef struct score_alarm {
	score_column column[SCORE_COLUMNS];
	size_t rows, names_wrong, names_next;
	size_t both, exchanged; /* rows that the other entry has, too, with two different scores; exactly crosswise */
} score_alarm;

/* One row, in the order of the sheet: its scores, the highest possible ones (0: the level has no such component), and
 * what the other entry has. */
void score_alarm_row(
    score_alarm *s, const i64 score[SCORE_COLUMNS], const i64 most[SCORE_COLUMNS], const i64 other[SCORE_COLUMNS]);
/* A score that the plan has already, from other sheets: what is usual in it. */
void score_alarm_known(score_alarm *s, int column, i64 score, i64 most);
/* The name of a row is not the ticket's; next: it is the name of the ticket above or below. */
void score_alarm_name(score_alarm *s, bool next);
/* Chinese sentences; returns how many. */
size_t score_alarm_says(arena *a, const score_alarm *s, str out[ALARMS_MOST]);

#endif
