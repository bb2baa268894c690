/*
 * ticket_number.c: ticket numbers from a pattern, and back. See ticket_number.h.
 */
#include "rules/ticket_number.h"

#include "base/arena.h"

static const char letters[] = "YPSRNL";

enum { SHORTEST = 8, LONGEST = 32 };

static i64 *
part_of(ticket_parts *t, char letter)
{
	switch (letter) {
	case 'Y':
		return &t->year;
	case 'P':
		return &t->province;
	case 'S':
		return &t->site;
	case 'R':
		return &t->room;
	case 'N':
		return &t->seat;
	case 'L':
		return &t->level;
	default:
		return NULL;
	}
}

static size_t
count(str s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

bool
ticket_pattern_check(str pattern, const char *pointer, faults *fs)
{
	size_t before = fs->n;

	if (pattern.n < SHORTEST || pattern.n > LONGEST)
		faults_at(fs, pointer, "准考证号格式应为 8 至 32 位");
	for (size_t i = 0; i < pattern.n; i++) {
		char c = pattern.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) {
			faults_at(fs, pointer, "准考证号格式只能用大写字母、数字和连字符");
			break;
		}
	}
	for (const char *c = letters; *c; c++) {
		size_t at = str_find(pattern, *c), n = count(pattern, *c);

		/* A part in two places could not be read back. */
		for (size_t i = at; i < at + n && i < pattern.n; i++)
			if (pattern.p[i] != *c) {
				faults_at(fs, pointer, "准考证号格式中同一部分的字母应连在一起");
				break;
			}
		if (n == 0 && strchr("YSRN", *c))
			faults_at(fs, pointer, "准考证号格式须含年份 Y、站点 S、考场 R 和座位 N");
	}
	return fs->n == before;
}

str
ticket_make(arena *a, str pattern, const ticket_parts *parts)
{
	ticket_parts left = *parts;
	char *number = arena_alloc(a, pattern.n + 1);

	for (size_t i = pattern.n; i-- > 0;) {
		i64 *part = part_of(&left, pattern.p[i]);

		if (part == NULL) {
			number[i] = pattern.p[i];
			continue;
		}
		if (*part < 0)
			return (str){ NULL, 0 };
		number[i] = (char)('0' + *part % 10);
		*part /= 10;
	}
	for (const char *c = letters; *c; c++)
		if (*c != 'Y' && count(pattern, *c) && *part_of(&left, *c) != 0)
			return (str){ NULL, 0 };
	return (str){ number, pattern.n };
}

bool
ticket_parse(str pattern, str number, ticket_parts *parts)
{
	ticket_parts t = { 0 };

	if (number.n != pattern.n)
		return false;
	for (size_t i = 0; i < pattern.n; i++) {
		i64 *part = part_of(&t, pattern.p[i]);

		if (part == NULL ? number.p[i] != pattern.p[i] : number.p[i] < '0' || number.p[i] > '9')
			return false;
		if (part)
			*part = *part * 10 + (number.p[i] - '0');
	}
	*parts = t;
	return true;
}
