/*
 * openapi.h: the API document (OpenAPI 3.1), made from the route tables and their field tables: paths, parameters,
 * bodies with their limits and Chinese titles, permissions, and the problem documents of base/error_table.h. Nothing
 * in it is written by hand, so it cannot say anything else than the programs do.
 */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "base/json.h"
#include "web/route.h"

/* Writes the document of these routes; what it needs meanwhile comes from the arena of j. */
void openapi_write(json *j, const route_list *const *lists, size_t n);
/* The schema of one field table, as in the document: an input, or an answer whose members are all there. */
void openapi_schema(json *j, const field_table *t, bool answer);

#endif
