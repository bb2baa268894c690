/*
 * entities.h: one line per file in api/ that has routes. Included by routes.h and routes.c.
 */
API(health)
API(session)
API(file)
API(job)
API(plan)
API(site)
