/*
 * supervise.h: the parent of a program's workers: binds the socket, starts them, starts them again, stops them.
 */
#ifndef WEB_SUPERVISE_H
#define WEB_SUPERVISE_H

/* A UNIX socket with this backlog, not blocking, 0660, moved into place by rename so that it is never half there.
 * Ends the program with a message when it cannot be made. */
int listen_unix(const char *path, int backlog);

/*
 * Keeps n workers running until SIGTERM or SIGINT, then takes the socket away and lets them finish what has come (35
 * s at most). HUP replaces them all. work runs in the child and its result is the child's exit status. A
 * worker that dies within a second of its start is followed by a pause that doubles up to 5 s, so that a broken host
 * does not spin.
 */
int supervise(int n, int (*work)(void *), void *arg);
/* Said by a worker that takes no further connections but still has some: its place is filled at once. */
void supervise_leaving(void);

#endif
