/*
 * openapi.c: the API document of this program, for developers and tools. ctl prints that of all programs.
 */
#include "web/openapi.h"

#include "api/routes.h"
#include "web/request.h"

static error_code
openapi_show(request *r)
{
	openapi_write(&r->out, api_routes, api_routes_count);
	return E_OK;
}

ROUTES(openapi, ROUTE(GET, "/openapi.json", openapi_show, PUBLIC, "接口文档（OpenAPI 3.1）"));
