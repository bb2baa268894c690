/*
 * photo_match.h: whose photo a file of a zip is, by its name alone: student number, document number, or the file name
 * that the candidate's row gives (spec 2.3; faults.md E9-E11).
 */
#ifndef JOBS_PHOTO_MATCH_H
#define JOBS_PHOTO_MATCH_H

#include "files/archive.h"
#include "jobs/job.h"

typedef struct photo_match {
	i64 candidate;	     /* 0: none */
	const char *refused; /* why not; NULL and no candidate: nothing that anybody wants to hear of */
} photo_match;

/* Among the candidates of the school; a photo of more than max_bytes is refused. */
photo_match photo_match_entry(job *j, i64 school, size_t max_bytes, const archive_entry *e);
/* Several files for one candidate: nobody knows which is right, so all of them are refused. */
void photo_match_doubles(arena *a, photo_match *m, size_t n);
/* The name as it is shown; of what may be a document number in it, the first three and the last two characters. */
str photo_label(arena *a, str name);

#endif
