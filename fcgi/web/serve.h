/*
 * serve.h: one request from its parameters to its answer, in one straight line.
 */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include <fcgiapp.h>

#include "web/request.h"

/* A worker's life-long things, made after the fork. */
worker *worker_new(const config *c, const char *user, const char *password_file, const keyring *ring,
    const route_list *const *lists, size_t n_lists, pool p);
void worker_free(worker *w);

/*
 * Answers the requests that libfcgi has just accepted, at most WORKER_TURNS, each in its own straight line; those of
 * a route with .ahead meet once, to be read for together, because half of what a short read costs is the way to the
 * database and back. Never leaves by longjmp. False when the worker should leave and be started again: its own bug
 * was met (E_BUG).
 */
bool serve(worker *w, FCGX_Request *f, size_t n);

#endif
