/*
 * standard_levels.h: what a version of a standard says of each level, for those who show it: the certificate, the
 * version, the expert's review task.
 */
#ifndef API_STANDARD_LEVELS_H
#define API_STANDARD_LEVELS_H

#include "web/request.h"

/* Codes and Chinese titles of exam forms 考核方式; bit k of level_rule.exam_forms is row k. NULL-terminated. */
extern const char *const exam_forms[], *const exam_form_titles[];

/*
 * Writes "levels": [{id, level, title, total_line, credits, exam_forms[], description, components[], majors[],
 * fees[]}]. id is the certificate level. Scores, weights (percent) and credits have two decimals; fees are in fen.
 */
void standard_levels_write(request *r, i64 standard_version);

#endif
