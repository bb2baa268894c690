/*
 * standard_levels.h: what a version of a standard says of each level, for those who show it: the certificate, the
 * version, the expert's review task.
 */
#ifndef API_STANDARD_LEVELS_H
#define API_STANDARD_LEVELS_H

#include "query/certificate_standard.h"
#include "web/answer.h"

/* Codes and Chinese titles of exam forms 考核方式; bit k of level_rule.exam_forms is row k. NULL-terminated. */
extern const char *const exam_forms[], *const exam_form_titles[];
/* Codes and Chinese titles of component kinds 考核内容类别. NULL-terminated. */
extern const char *const component_kinds[], *const component_kind_titles[];

/* A level 等级 with its pass rule, scope of majors and fees. id is the certificate level. Scores, weights (percent)
 * and credits have two decimals; fees are in fen. */
typedef struct standard_level_view {
	struct rule_list rule;
	str title;
	list exam_forms, components, majors, fees;
} standard_level_view;
FIELD_DECLARE(standard_level_answer, standard_level_view);

/* The levels of a version for the member "levels" of an answer; none for version 0. */
list standard_levels(request *r, i64 standard_version);

#endif
