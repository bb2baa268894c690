/*
 * routes.h: the route lists of the signing program.
 */
#ifndef SIGNING_ROUTES_H
#define SIGNING_ROUTES_H

#include "web/route.h"

extern const route_list act_routes, waiting_routes, signing_key_routes, signing_certificate_routes;

extern const route_list *const signing_routes[];
extern const size_t signing_routes_count;

#endif
