/*
 * spool.c: see spool.h. The lock is that of an open folder: the system lets go of it when the process is gone.
 */
#include "jobs/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "worker-"

static int own = -1; /* the locked folder of this process */

/* Opens and locks a folder; -1 when somebody holds it, or when it was removed meanwhile. */
static int
locked(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat held, there;

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &held) == 0 && stat(path, &there) == 0 &&
	    held.st_ino == there.st_ino)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Removes a folder of files. */
static void
remove_folder(const char *path)
{
	DIR *d = opendir(path);

	for (struct dirent *e; d && (e = readdir(d));)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
	rmdir(path);
}

static void
remove_abandoned(const char *dir)
{
	DIR *d = opendir(dir);

	for (struct dirent *e; d && (e = readdir(d));) {
		char *path;
		int fd;

		if (strncmp(e->d_name, PREFIX, sizeof PREFIX - 1) != 0 ||
		    asprintf(&path, "%s/%s", dir, e->d_name) < 0)
			continue;
		fd = locked(path);
		if (fd >= 0) {
			remove_folder(path);
			close(fd);
		}
		free(path);
	}
	if (d)
		closedir(d);
}

char *
spool_open(const char *dir)
{
	char *path;

	remove_abandoned(dir);
	/* Another worker that begins may take the folder for abandoned before it is locked: then one more is made. */
	for (int tries = 0; tries < 100; tries++) {
		if (asprintf(&path, "%s/" PREFIX "XXXXXX", dir) < 0)
			return NULL;
		if (mkdtemp(path) == NULL) {
			free(path);
			return NULL;
		}
		own = locked(path);
		if (own >= 0)
			return path;
		free(path);
	}
	return NULL;
}

void
spool_close(char *path)
{
	if (path == NULL)
		return;
	remove_folder(path);
	close(own);
	own = -1;
	free(path);
}
