/*
 * front.h: how a worker takes requests from its listening socket, until it is told to stop or has served its share.
 */
#ifndef WEB_FRONT_H
#define WEB_FRONT_H

#include "web/serve.h"

/* Set by the signal handler of main: finish the request at hand, take no further one. */
extern volatile int front_stop;
/* Installs the handlers of SIGTERM, SIGINT (stop) and SIGPIPE (ignored); after FCGX_Init, which installs its own. */
void front_signals(void);

/* One connection per request, blocking accept: a slow lock holds nobody else's request (performance.md, 3). */
int front_blocking(worker *w, int listener);
/* Kept connections behind an epoll front: short reads, 1.4 to 1.8 times the requests (performance.md, 2). */
int front_kept(worker *w, int listener);

#endif
