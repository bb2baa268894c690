/*
 * ctl_routes.c: prints the route table as JSON, for the generated refusal tests and for people who want to see it.
 */
#include <stdio.h>

#include "api/routes.h"
#include "base/json.h"
#include "main/ctl.h"
#include "signing/routes.h"

static void
route_json(json *j, const route *r)
{
	jw_open(j);
	jw_kstr(j, "method", str_of(method_names[r->method]));
	jw_kstr(j, "path", str_of(r->path));
	jw_kstr(j, "name", str_of(r->name));
	jw_kstr(j, "title", str_of(r->title));
	jw_kstr(j, "permission", str_of(policy_table[r->perm].name));
	jw_kstr(j, "pool", str_of(pool_names[route_pool(r)]));
	jw_kbool(j, "write", r->write);
	jw_kbool(j, "key", r->write && r->method == POST && !r->no_key);
	jw_key(j, "roles");
	jw_open(j);
	for (int i = 0; i < ROLE_COUNT && r->perm != PUBLIC; i++) {
		jw_key(j, role_names[i]);
		jw_list(j);
		for (int b = 0; b < 6; b++)
			if (policy_allows(r->perm, (role)i, 1 << b))
				jw_str(j, str_of(duty_names[b]));
		jw_end(j);
	}
	jw_close(j);
	jw_close(j);
}

static void
list_json(json *j, const route_list *const *lists, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < lists[i]->n; k++)
			route_json(j, &lists[i]->v[k]);
}

int
ctl_routes(ctl *c, int argc, char **argv)
{
	json j = jw_new(c->a);

	(void)argc;
	(void)argv;
	jw_list(&j);
	list_json(&j, api_routes, api_routes_count);
	list_json(&j, signing_routes, signing_routes_count);
	jw_end(&j);
	printf("%.*s\n", STR_ARG(buf_view(&j.b)));
	return 0;
}
