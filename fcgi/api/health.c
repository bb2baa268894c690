/*
 * health.c: is the process alive, and can it do its work? For the balancer, not for people.
 */
#include "api/routes.h"
#include "web/answer.h"

struct health {
	bool ok;
};
FIELD_TABLE(health_answer, "Health", struct health, FIELD_BOOL(struct health, ok, .title = "正常"));

static error_code
health_live(request *r)
{
	ANSWER(r, health_answer, &(struct health){ true });
	return E_OK;
}

static error_code
health_ready(request *r)
{
	return db_ready(r->db) ? health_live(r) : E_DB_DOWN;
}

ROUTES(health, ROUTE(GET, "/healthz", health_live, PUBLIC, "进程存活", .answer = &health_answer),
    ROUTE(GET, "/readyz", health_ready, PUBLIC, "可以服务", .answer = &health_answer));
