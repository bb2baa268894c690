/*
 * lookup_fill.c: published results for the measurement of the look-up, as lines for LOAD DATA: with the very indexes
 * that the portal computes. Usage: lookup_fill KEYRING COUNT SAMPLES FILE; FILE gets SAMPLES request bodies spread
 * over all.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "crypt/secret.h"
#include "data/person.h"
#include "rules/document_number.h"
#include "web/result_make.h"

static const char *const surnames[] = { "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈" };
static const char *const given[] = { "安博", "超栋", "恩峰", "刚浩", "佳凯", "磊明", "宁鹏", "琪瑞", "思涛", "文轩" };

static void
one(arena *a, const keyring *ring, long long i, FILE *samples)
{
	int year, month, day;
	str number, person, index;
	char name[32], ticket[24];

	clock_civil(clock_days(1990, 1, 1) + i / 1000, &year, &month, &day);
	number = str_f(a, "110101%04d%02d%02d%03d", year, month, day, (int)(i % 1000));
	number = str_f(a, "%.*s%c", STR_ARG(number), document_check_digit(number));
	snprintf(name, sizeof name, "%s%s", surnames[i % 10], given[i / 10 % 10]);
	snprintf(ticket, sizeof ticket, "26%012lld", i);
	person = person_index(a, ring, str_of(name), number);
	index = result_lookup_index(a, ring, person, str_of(ticket));
	index = str_hex(a, index.p, index.n);
	printf(
	    "%lld\t%.*s\t{\"plan_number\":\"B1\",\"plan_name\":\"成绩查询测量\",\"certificate\":\"化工精馏安全控制\","
	    "\"level\":2,\"level_title\":\"中级\",\"name\":\"%s**\",\"ticket_number\":\"%s\",\"components\":[{"
	    "\"name\":\"理论\","
	    "\"state\":\"normal\",\"score\":\"%lld.50\"},{\"name\":\"实操\",\"state\":\"normal\",\"score\":\"80.00\"}"
	    "],"
	    "\"total\":\"80.00\",\"passed\":true,\"attendance\":\"normal\",\"reasons\":\"\"}\n",
	    i + 1, STR_ARG(index), surnames[i % 10], ticket, 60 + i % 40);
	if (samples)
		fprintf(samples, "{\"name\":\"%s\",\"document_number\":\"%.*s\",\"ticket_number\":\"%s\"}\t%.*s\n",
		    name, STR_ARG(number), ticket, STR_ARG(index));
}

int
main(int argc, char **argv)
{
	char why[200];
	arena *a = arena_new(1 << 20);
	keyring *ring;
	long long n, samples;
	FILE *f;

	if (argc != 5 || (f = fopen(argv[4], "w")) == NULL)
		return 2;
	crypt_start();
	if ((ring = keyring_read(argv[1], why, sizeof why)) == NULL) {
		fprintf(stderr, "%s\n", why);
		return 2;
	}
	n = atoll(argv[2]);
	samples = atoll(argv[3]);
	for (long long i = 0; i < n; i++) {
		arena_reset(a);
		one(a, ring, i, i % (n / samples) == 0 ? f : NULL);
	}
	arena_free(a);
	keyring_free(ring);
	return fclose(f) == 0 && fflush(stdout) == 0 ? 0 : 1;
}
