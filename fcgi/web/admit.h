/*
 * admit.h: from the parameters that nginx sends to a request whose handler may run.
 */
#ifndef WEB_ADMIT_H
#define WEB_ADMIT_H

#include <fcgiapp.h>

#include "web/request.h"

/* Fills r->route, who, sc, in, q and all that came; E_OK, or why it is refused. Writes nothing but the audit entry of
 * an attempt at somebody else's duty. */
error_code admit(request *r, FCGX_Request *f);

#endif
