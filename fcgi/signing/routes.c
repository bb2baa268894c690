/*
 * routes.c: the table of the signing program's routes. See routes.h.
 */
#include "signing/routes.h"

const route_list *const signing_routes[] = { NULL };
const size_t signing_routes_count = 0;
