/*
 * routes.c: the one table of all routes outside signing/. See routes.h.
 */
#include "api/routes.h"

const route_list *const api_routes[] = {
#define API(entity) &entity##_routes,
#include "api/entities.h"
#undef API
};
const size_t api_routes_count = sizeof api_routes / sizeof *api_routes;
