/*
 * error_table.h: every error: code, HTTP status, problem type, Chinese title. Included by error.h and error.c.
 * To add one: a row here, in its group; README's table and the OpenAPI document follow from it.
 */
ERROR(E_OK, 200, "about:blank", "成功")
/* the request itself */
ERROR(E_BAD_REQUEST, 400, "bad-request", "请求格式不正确")
ERROR(E_BAD_JSON, 400, "bad-json", "JSON 格式不正确")
ERROR(E_KEY_MISSING, 400, "idempotency-key-missing", "缺少 Idempotency-Key 请求头")
ERROR(E_BAD_HOST, 400, "bad-host", "请求的主机名不属于本平台")
ERROR(E_SIGNED_OUT, 401, "signed-out", "未登录或登录已失效，请重新登录")
ERROR(E_SIGN_IN, 401, "sign-in-failed", "账号或密码不正确")
ERROR(E_ORIGIN, 403, "origin", "请求来源不是本平台页面，已拒绝")
ERROR(E_FORBIDDEN, 403, "forbidden", "您的岗位没有此项权限")
ERROR(E_PASSWORD_CHANGE, 403, "password-change-required", "首次登录须先修改密码")
ERROR(E_SECOND_FACTOR, 403, "second-factor-required", "此操作须先完成动态口令验证")
ERROR(E_NOT_FOUND, 404, "not-found", "没有找到您要的内容")
ERROR(E_METHOD, 405, "method-not-allowed", "此地址不支持该请求方法")
ERROR(E_TOO_LARGE, 413, "too-large", "提交的内容超过大小限制")
ERROR(E_URI_LONG, 414, "uri-too-long", "请求地址过长")
ERROR(E_MEDIA_TYPE, 415, "media-type", "不支持的内容类型")
ERROR(E_INVALID, 422, "invalid", "提交的内容有误，请按提示修改")
ERROR(E_KEY_REUSED, 422, "idempotency-key-reused", "同一个 Idempotency-Key 已用于不同的内容")
ERROR(E_TOO_MANY, 429, "too-many", "操作过于频繁，请稍后再试")
/* the state of things */
ERROR(E_CONFLICT, 409, "conflict", "数据已被他人修改，请刷新后再试")
ERROR(E_STATE, 409, "wrong-state", "当前状态不允许此操作")
ERROR(E_WINDOW, 409, "outside-window", "不在规定的时段内")
ERROR(E_EXISTS, 409, "exists", "已存在相同的记录")
ERROR(E_RUNNING, 409, "running", "相同的请求正在处理，请稍后查询结果")
ERROR(E_QUOTA, 409, "quota-exceeded", "名额不足")
/* us */
ERROR(E_BUG, 500, "internal", "系统内部错误，已记录，请稍后再试")
ERROR(E_TOO_MUCH, 413, "too-much", "此请求需要的资源超过限制，请缩小范围")
ERROR(E_BUSY, 503, "busy", "系统繁忙，请稍后再试")
ERROR(E_DB_DOWN, 503, "unavailable", "服务暂时不可用，请稍后再试")
ERROR(E_DB_RETRY, 503, "retry", "系统繁忙，请稍后再试")
ERROR(E_DB_UNKNOWN, 503, "outcome-unknown", "结果尚未确认，请用同一个 Idempotency-Key 重试")
ERROR(E_SIGNER_DOWN, 503, "signing-unavailable", "暂不可签发，请稍后再试")
