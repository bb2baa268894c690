/*
 * pilot.h: what pilot.c and pilot_decide.c share.
 */
#ifndef API_PILOT_H
#define API_PILOT_H

#include "query/pilot.h"
#include "web/request.h"

/* The body of a state move of pilot and quota applications: {version?, reason?}. */
struct event_body {
	i64 version;
	str reason;
};
extern const field_table event_input;
/* What an evaluation organisation may say: 支持, 不支持. */
extern const field_code *const pilot_opinion_codes;

/* The application of the path as this person may see it: drafts only their own school. */
bool pilot_find(request *r, struct pilot_application_get *v);
/* Tells an organisation's exam officers about the application; what they are to do follows its name in the title. */
void pilot_tell(
    request *r, i64 organisation, const char *kind, const struct pilot_application_get *v, const char *what);

#endif
