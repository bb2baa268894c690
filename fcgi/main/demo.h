/*
 * demo.h: what the files of the demonstration data share.
 */
#ifndef MAIN_DEMO_H
#define MAIN_DEMO_H

#include "main/ctl.h"
#include "query/demo.h"

enum { DEMO_SCHOOLS = 3, DEMO_PLANS = 8, DEMO_CANDIDATES = 60 };

typedef struct demo_level_facts {
	i64 certificate, level, rule, evaluator;
} demo_level_facts;

typedef struct demo_site {
	i64 id, evaluator, room[3]; /* two theory rooms, one practical */
} demo_site;

typedef struct demo_school {
	i64 id;
	str name, school_code, province;
	demo_site site[2]; /* by evaluation organisation */
	i64 candidate[DEMO_CANDIDATES];
} demo_school;

typedef struct demo_plan_facts {
	i64 id;
	const demo_level_facts *level;
} demo_plan_facts;

typedef struct demo {
	ctl *c;
	i64 year, serial, sites;
	i64 evaluator[2];
	struct demo_majors *major;
	size_t majors;
	demo_level_facts level[4];
	size_t levels;
	demo_school school[DEMO_SCHOOLS];
	demo_plan_facts plan[DEMO_PLANS];
} demo;

/*
 * What comes after registration in the plans that are so far: the published 排考 with seats, tickets and
 * invigilators; the exam day's events; scores, all or some; results, published; an open review. Queues the printing
 * of the papers, and prints an invented candidate with whom the public look-up can be tried. Leaves with E_BUG when
 * somebody has no seat or no result.
 */
void demo_exams(demo *x);
/* What the public site shows: announcements, support, questions, links, an answered question. */
void demo_portal(demo *x, i64 platform);
/* A drawn photo, no person's, for every candidate whose data are accurate. */
void demo_photos(demo *x);

#endif
