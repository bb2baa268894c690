/*
 * spool.h: a worker's own folder for temporary files. They hold what people uploaded, so they must not outlive the
 * worker, however it ends: the folder is locked while its worker lives, and each worker that begins removes those
 * that nobody holds any more.
 */
#ifndef JOBS_SPOOL_H
#define JOBS_SPOOL_H

/* Makes the folder inside dir and returns its path, which dies with spool_close; NULL when it cannot be made. */
char *spool_open(const char *dir);
/* Removes the folder with what is in it. NULL is allowed. */
void spool_close(char *path);

#endif
