/*
 * clock.h: points in time are microseconds since 1970-01-01T00:00:00Z in an i64; 0 means "none".
 * Deadlines that concern people are judged by the database's clock (faults.md, "Settled"), which a request learns
 * with its session; clock_now is the host's own and serves time-outs, one-time passwords and the log.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/str.h"

enum { CLOCK_TEXT = 32 };
#define CLOCK_SECOND INT64_C(1000000)
#define CLOCK_DAY (86400 * CLOCK_SECOND)

/* The host's real-time clock. */
i64 clock_now(void);
/* Monotonic microseconds, for measuring spans. */
i64 clock_ticks(void);
/* RFC 3339 in UTC, "2026-03-03T08:00:00Z", with six decimals when there is a fraction. Returns its length. */
size_t clock_text(i64 us, char text[CLOCK_TEXT]);
/* The same for people: Asia/Shanghai, "2026-03-03 16:00". Returns its length. */
size_t clock_shanghai(i64 us, char text[CLOCK_TEXT]);
/* RFC 3339 with any offset to microseconds. An offset is required; finer than a microsecond is refused. */
bool clock_parse(str text, i64 *us);
/* Is it a real date "YYYY-MM-DD" between 1900 and 2199? */
bool clock_date(str text, int *year, int *month, int *day);
/* Days since 1970-01-01 of a proleptic Gregorian date, and back. */
i64 clock_days(int year, int month, int day);
void clock_civil(i64 days, int *year, int *month, int *day);

#endif
