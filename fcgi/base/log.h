/*
 * log.h: one line of JSON per event on standard error. Only the programs' loops log; library code answers.
 * No personal data goes in: callers pass ids, codes and counts. Whatever text does go in is escaped, so a line stays
 * a line (faults.md C28).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/json.h"

typedef enum log_level { LOG_INFO, LOG_WARN, LOG_ALARM } log_level;

/* Name of the program in every line; a literal. */
void log_program(const char *name);
/* Writes {"time":…,"level":…,"program":…,"pid":…,"event":event, …fields}. fields is an open JSON writer whose text is
 * a sequence of members without braces (jw_key/json_… calls on a fresh writer), or NULL. */
void log_line(log_level level, const char *event, const json *fields);
/* Between the two, lines are gathered and go out together, as far as one write can keep them whole. */
void log_hold(void);
void log_release(void);

#endif
