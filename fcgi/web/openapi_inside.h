/*
 * openapi_inside.h: what the two files of the API document share.
 */
#ifndef WEB_OPENAPI_INSIDE_H
#define WEB_OPENAPI_INSIDE_H

#include "web/openapi.h"

/* The schema of one member of an input or an answer, or of a query parameter. */
void openapi_member(json *j, const field *f, bool answer);
/* The schemas that no table has: Id, Fault, Problem. */
void openapi_common(json *j);

#endif
