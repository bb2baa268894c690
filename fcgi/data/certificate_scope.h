/*
 * certificate_scope.h: the certificate scope 证书试点范围: which majors a level of a certificate takes, by the
 * version of its standard in force (manual, 二 1; spec 2.2), and the Chinese sentence that says so to whoever wrote
 * another one. It reads; it changes nothing. Used for pilot and quota applications and for registration.
 */
#ifndef DATA_CERTIFICATE_SCOPE_H
#define DATA_CERTIFICATE_SCOPE_H

#include "data/db.h"

typedef struct certificate_scope {
	i64 certificate, level_id, level; /* level: 1 初级, 2 中级, 3 高级 */
	i64 evaluator;
	i64 rule;  /* level_rule of the version in force; 0: the level is in none */
	str title; /* "《化工精馏安全控制》中级" */
} certificate_scope;

/* What a certificate level is; false when there is no such id. Without a version in force rule is 0. */
bool certificate_scope_of(db *d, i64 certificate_level, certificate_scope *out);
/*
 * Is the major in the scope of out->rule? When it is not, *why is a Chinese sentence naming the major, the level and
 * the majors that its scope has, and *fix the major to write instead where the old and the new catalogue correspond
 * (or empty). A major that does not exist gives false too.
 */
bool certificate_scope_has(db *d, const certificate_scope *s, i64 major, str *why, str *fix);
/* "初级", "中级", "高级"; "" for any other number. */
str certificate_level_title(i64 level);

#endif
