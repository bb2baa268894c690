/*
 * clock.c: reading the clock, and times as text. See clock.h.
 * The civil calendar is computed here: timegm and gmtime differ in what they accept, and none of them says why not.
 */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static i64
read_clock(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (i64)t.tv_sec * CLOCK_SECOND + t.tv_nsec / 1000;
}

i64
clock_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

i64
clock_ticks(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

i64
clock_days(int year, int month, int day)
{
	/* The year begins in March, so the leap day is its last; eras of 400 years repeat exactly. */
	i64 y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	i64 in_era = y - era * 400, in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

void
clock_civil(i64 days, int *year, int *month, int *day)
{
	i64 z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, d = z - era * 146097;
	i64 y = (d - d / 1460 + d / 36524 - d / 146096) / 365, in_year = d - (365 * y + y / 4 - y / 100);
	i64 m = (5 * in_year + 2) / 153;

	*day = (int)(in_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

struct civil {
	int year, month, day, hour, minute, second, micro;
};

static struct civil
civil_of(i64 us)
{
	i64 days = us / CLOCK_DAY - (us % CLOCK_DAY < 0), rest = us - days * CLOCK_DAY, s = rest / CLOCK_SECOND;
	struct civil c = { .hour = (int)(s / 3600),
		.minute = (int)(s / 60 % 60),
		.second = (int)(s % 60),
		.micro = (int)(rest % CLOCK_SECOND) };

	clock_civil(days, &c.year, &c.month, &c.day);
	return c;
}

/* v as n digits and the sign that follows. By hand: every line of the log has a time. */
static char *
put_digits(char *to, int v, int n, char after)
{
	for (int i = n; i > 0; v /= 10)
		to[--i] = (char)('0' + v % 10);
	to[n] = after;
	return to + n + 1;
}

size_t
clock_text(i64 us, char text[CLOCK_TEXT])
{
	struct civil c = civil_of(us);
	char *to = put_digits(text, c.year % 10000, 4, '-');

	to = put_digits(to, c.month, 2, '-');
	to = put_digits(to, c.day, 2, 'T');
	to = put_digits(to, c.hour, 2, ':');
	to = put_digits(to, c.minute, 2, ':');
	to = put_digits(to, c.second, 2, c.micro ? '.' : 'Z');
	if (c.micro)
		to = put_digits(to, c.micro, 6, 'Z');
	*to = 0;
	return (size_t)(to - text);
}

size_t
clock_shanghai(i64 us, char text[CLOCK_TEXT])
{
	struct civil c = civil_of(us + 8 * 3600 * CLOCK_SECOND);

	return (size_t)snprintf(
	    text, CLOCK_TEXT, "%04d-%02d-%02d %02d:%02d", c.year % 10000, c.month, c.day, c.hour, c.minute);
}

/* n digits at s.p[at], as a number; -1 when they are not all digits. */
static int
digits(str s, size_t at, size_t n)
{
	int v = 0;

	if (at + n > s.n)
		return -1;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

bool
clock_date(str s, int *year, int *month, int *day)
{
	static const int length[] = { 0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y, m, d;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
		return false;
	y = digits(s, 0, 4);
	m = digits(s, 5, 2);
	d = digits(s, 8, 2);
	if (y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > length[m])
		return false;
	if (m == 2 && d == 29 && (y % 4 || (y % 100 == 0 && y % 400)))
		return false;
	*year = y;
	*month = m;
	*day = d;
	return true;
}

bool
clock_parse(str s, i64 *us)
{
	int year, month, day, hour, minute, second, micro = 0, scale = 100000, east = 0;
	size_t at = 19;

	if (s.n < 20 || !clock_date(str_head(s, 10), &year, &month, &day) || (s.p[10] != 'T' && s.p[10] != 't'))
		return false;
	hour = digits(s, 11, 2);
	minute = digits(s, 14, 2);
	second = digits(s, 17, 2);
	if (s.p[13] != ':' || s.p[16] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
	    second > 59)
		return false;
	if (s.p[at] == '.') {
		for (at++; at < s.n && s.p[at] >= '0' && s.p[at] <= '9'; at++, scale /= 10) {
			if (scale == 0)
				return false;
			micro += (s.p[at] - '0') * scale;
		}
		if (at == 20)
			return false;
	}
	if (at + 1 == s.n && (s.p[at] == 'Z' || s.p[at] == 'z')) {
		east = 0;
	} else if (at + 6 == s.n && (s.p[at] == '+' || s.p[at] == '-') && s.p[at + 3] == ':') {
		int h = digits(s, at + 1, 2), m = digits(s, at + 4, 2);

		if (h < 0 || h > 23 || m < 0 || m > 59)
			return false;
		east = (h * 60 + m) * (s.p[at] == '-' ? -60 : 60);
	} else {
		return false;
	}
	*us = clock_days(year, month, day) * CLOCK_DAY +
	      (hour * INT64_C(3600) + minute * 60 + second - east) * CLOCK_SECOND + micro;
	return true;
}
