/*
 * ctl_openapi.c: prints the API document of all programs: the portal's types are made from it, and tests lint it.
 */
#include <stdio.h>

#include "api/routes.h"
#include "main/ctl.h"
#include "signing/routes.h"
#include "web/openapi.h"

int
ctl_openapi(ctl *c, int argc, char **argv)
{
	json j = jw_new(c->a);
	const route_list **all = ARENA_ARRAY(c->a, const route_list *, api_routes_count + signing_routes_count + 1);
	size_t n = 0;

	(void)argc;
	(void)argv;
	for (size_t i = 0; i < api_routes_count; i++)
		all[n++] = api_routes[i];
	for (size_t i = 0; i < signing_routes_count; i++)
		all[n++] = signing_routes[i];
	openapi_write(&j, all, n);
	printf("%.*s\n", STR_ARG(buf_view(&j.b)));
	return 0;
}
