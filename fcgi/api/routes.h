/*
 * routes.h: the route lists of all entities. routes.c holds the one table of them.
 */
#ifndef API_ROUTES_H
#define API_ROUTES_H

#include "web/route.h"

#define API(entity) extern const route_list entity##_routes;
#include "api/entities.h"
#undef API

/* Every route list of the portal program. */
extern const route_list *const api_routes[];
extern const size_t api_routes_count;

#endif
