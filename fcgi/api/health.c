/*
 * health.c: is the process alive, and can it do its work? For the balancer, not for people.
 */
#include "api/routes.h"
#include "web/request.h"

static error_code
health_live(request *r)
{
	jw_open(&r->out);
	jw_kbool(&r->out, "ok", true);
	jw_close(&r->out);
	return E_OK;
}

static error_code
health_ready(request *r)
{
	return db_ready(r->db) ? health_live(r) : E_DB_DOWN;
}

ROUTES(health, ROUTE(GET, "/healthz", health_live, PUBLIC, "进程存活"),
    ROUTE(GET, "/readyz", health_ready, PUBLIC, "可以服务"));
