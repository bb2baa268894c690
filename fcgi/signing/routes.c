/*
 * routes.c: the table of the signing program's routes. See routes.h.
 */
#include "signing/routes.h"

const route_list *const signing_routes[] = { &act_routes, &waiting_routes, &signing_key_routes,
	&signing_certificate_routes };
const size_t signing_routes_count = sizeof signing_routes / sizeof *signing_routes;
