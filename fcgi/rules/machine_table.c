/*
 * machine_table.c: the life cycles themselves. See machine.h.
 * To add an event: one row, and its title if it is new. Tests prove that every state is reached and every name known.
 */
#include "rules/machine.h"

#define STATES(...)                                                                                                  \
	.state = (const machine_name[])                                                                              \
	{                                                                                                            \
		__VA_ARGS__,                                                                                         \
		{                                                                                                    \
			NULL, NULL                                                                                   \
		}                                                                                                    \
	}
#define EVENTS(...)                                                                                                  \
	.event = (const machine_name[])                                                                              \
	{                                                                                                            \
		__VA_ARGS__,                                                                                         \
		{                                                                                                    \
			NULL, NULL                                                                                   \
		}                                                                                                    \
	}
#define ROWS(...)                                                                                                    \
	.row = (const machine_row[]){ __VA_ARGS__ },                                                                 \
	.rows = sizeof((const machine_row[]){ __VA_ARGS__ }) / sizeof(machine_row)

/* clang-format off */
const machine organisation_machine = { "organisation", "机构",
	STATES({ "applying", "待核准" }, { "active", "正常" }, { "suspended", "已停用" }, { "refused", "未核准" }),
	EVENTS({ "approve", "核准" }, { "refuse", "不予核准" }, { "suspend", "停用" }, { "resume", "恢复" },
	    { "reapply", "重新登记" }),
	ROWS({ "applying", "approve", "active", "ORGANISATION_EDIT", NULL },
	    { "applying", "refuse", "refused", "ORGANISATION_EDIT", "reason" },
	    { "refused", "reapply", "applying", NULL, NULL },
	    { "active", "suspend", "suspended", "ORGANISATION_EDIT", "reason" },
	    { "suspended", "resume", "active", "ORGANISATION_EDIT", NULL }) };

const machine account_machine = { "account", "账号",
	STATES({ "active", "正常" }, { "closed", "已关闭" }),
	EVENTS({ "close", "关闭" }, { "reopen", "重新启用" }),
	ROWS({ "active", "close", "closed", "ACCOUNT_EDIT", "not_self" },
	    { "closed", "reopen", "active", "ACCOUNT_EDIT", NULL }) };

const machine standard_machine = { "standard", "证书标准版本",
	STATES({ "draft", "草稿" }, { "in_review", "评审中" }, { "approved", "已批准" }, { "published", "已发布" },
	    { "superseded", "已被新版替代" }, { "refused", "未通过" }),
	EVENTS({ "submit", "提交" }, { "return", "退回" }, { "approve", "批准" }, { "refuse", "不通过" },
	    { "publish", "发布" }, { "supersede", "替代" }),
	ROWS({ "draft", "submit", "in_review", "STANDARD_EDIT", "complete" },
	    { "in_review", "return", "draft", "STANDARD_APPROVE", "reason" },
	    { "in_review", "approve", "approved", "STANDARD_APPROVE", "reviews_submitted" },
	    { "in_review", "refuse", "refused", "STANDARD_APPROVE", "reason" },
	    { "approved", "publish", "published", "STANDARD_EDIT", NULL },
	    { "published", "supersede", "superseded", NULL, NULL }) };

const machine review_machine = { "review", "专家评审任务",
	STATES({ "assigned", "待评审" }, { "submitted", "已提交" }, { "declined", "已回避" }, { "cancelled", "已撤回" }),
	EVENTS({ "submit", "提交评审意见" }, { "decline", "申请回避" }, { "cancel", "撤回指派" }),
	ROWS({ "assigned", "submit", "submitted", "REVIEW_DO", "before_deadline" },
	    { "assigned", "decline", "declined", "REVIEW_DO", "reason" },
	    { "assigned", "cancel", "cancelled", "REVIEW_ASSIGN", NULL }) };

const machine pilot_machine = { "pilot", "试点申报",
	STATES({ "draft", "草稿" }, { "submitted", "已提交" }, { "opined", "评价组织已出具意见" }, { "approved", "已批准" },
	    { "returned", "已退回" }, { "refused", "未批准" }, { "withdrawn", "已撤回" }),
	EVENTS({ "submit", "提交" }, { "withdraw", "撤回" }, { "opine", "出具意见" }, { "approve", "批准" },
	    { "return", "退回" }, { "refuse", "不予批准" }),
	ROWS({ "draft", "submit", "submitted", "PILOT_APPLY", "province_window" },
	    { "returned", "submit", "submitted", "PILOT_APPLY", "province_window" },
	    { "submitted", "withdraw", "withdrawn", "PILOT_APPLY", NULL },
	    { "opined", "withdraw", "withdrawn", "PILOT_APPLY", NULL },
	    { "submitted", "opine", "opined", "PILOT_OPINION", NULL },
	    { "opined", "approve", "approved", "PILOT_DECIDE", NULL },
	    { "submitted", "return", "returned", "PILOT_DECIDE", "reason" },
	    { "opined", "return", "returned", "PILOT_DECIDE", "reason" },
	    { "submitted", "refuse", "refused", "PILOT_DECIDE", "reason" },
	    { "opined", "refuse", "refused", "PILOT_DECIDE", "reason" }) };

const machine quota_machine = { "quota", "名额申报",
	STATES({ "draft", "草稿" }, { "submitted", "已提交" }, { "granted", "已核定" }, { "returned", "已退回" },
	    { "refused", "未核定" }, { "withdrawn", "已撤回" }),
	EVENTS({ "submit", "提交" }, { "withdraw", "撤回" }, { "grant", "核定" }, { "return", "退回" }, { "refuse", "不予核定" },
	    { "adjust", "调整名额" }),
	ROWS({ "draft", "submit", "submitted", "QUOTA_APPLY", "majors_in_scope" },
	    { "returned", "submit", "submitted", "QUOTA_APPLY", "majors_in_scope" },
	    { "submitted", "withdraw", "withdrawn", "QUOTA_APPLY", NULL },
	    { "submitted", "grant", "granted", "QUOTA_DECIDE", NULL },
	    { "submitted", "return", "returned", "QUOTA_DECIDE", "reason" },
	    { "submitted", "refuse", "refused", "QUOTA_DECIDE", "reason" },
	    { "granted", "adjust", "granted", "QUOTA_DECIDE", "balance" }) };

/* 批量认证 decides by the register; doubts go to a person; every later edit starts again (manual 二 2 (2)). */
const machine candidate_machine = { "candidate", "考生信息",
	STATES({ "pending", "信息待认证" }, { "manual", "需人工确认" }, { "accurate", "信息准确" }),
	EVENTS({ "match", "认证一致" }, { "doubt", "认证存疑" }, { "confirm", "人工确认" }, { "edit", "修改信息" }),
	ROWS({ "pending", "match", "accurate", NULL, NULL },
	    { "pending", "doubt", "manual", NULL, NULL },
	    { "manual", "confirm", "accurate", "CANDIDATE_EDIT", "reason" },
	    { "pending", "edit", "pending", "CANDIDATE_EDIT", "not_frozen" },
	    { "manual", "edit", "pending", "CANDIDATE_EDIT", "not_frozen" },
	    { "accurate", "edit", "pending", "CANDIDATE_EDIT", "not_frozen" }) };

const machine site_machine = { "site_application", "考核站点申报",
	STATES({ "draft", "草稿" }, { "submitted", "已提交" }, { "approved", "已批准" }, { "returned", "已退回" },
	    { "refused", "未批准" }, { "withdrawn", "已撤回" }),
	EVENTS({ "submit", "提交" }, { "withdraw", "撤回" }, { "approve", "批准" }, { "return", "退回" }, { "refuse", "不予批准" }),
	ROWS({ "draft", "submit", "submitted", "SITE_APPLY", "is_pilot" },
	    { "returned", "submit", "submitted", "SITE_APPLY", "is_pilot" },
	    { "withdrawn", "submit", "submitted", "SITE_APPLY", "is_pilot" },
	    { "submitted", "withdraw", "withdrawn", "SITE_APPLY", NULL },
	    { "submitted", "approve", "approved", "SITE_DECIDE", "items_accepted" },
	    { "submitted", "return", "returned", "SITE_DECIDE", "reason" },
	    { "submitted", "refuse", "refused", "SITE_DECIDE", "reason" }) };

const machine site_state_machine = { "site", "考核站点",
	STATES({ "approved", "正常" }, { "suspended", "已暂停" }),
	EVENTS({ "suspend", "暂停" }, { "resume", "恢复" }),
	ROWS({ "approved", "suspend", "suspended", "SITE_DECIDE", "reason" },
	    { "suspended", "resume", "approved", "SITE_DECIDE", NULL }) };

/* Phases are no states: they follow from the clock (rules/plan_phase.h). */
const machine plan_machine = { "plan", "考试计划",
	STATES({ "draft", "草稿" }, { "published", "已发布" }, { "closed", "已结束" }, { "cancelled", "已取消" }),
	EVENTS({ "edit", "编辑" }, { "publish", "发布" }, { "cancel", "取消计划" }, { "close", "结束计划" }),
	ROWS({ "draft", "edit", "draft", "PLAN_EDIT", NULL },
	    { "draft", "publish", "published", "PLAN_EDIT", "windows_right" },
	    { "draft", "cancel", "cancelled", "PLAN_EDIT", NULL },
	    { "published", "cancel", "cancelled", "PLAN_EDIT", "nobody_registered" },
	    { "published", "close", "closed", "PLAN_EDIT", "publicity_over" }) };

const machine window_change_machine = { "window_change", "时段延期",
	STATES({ "requested", "待第二人批准" }, { "approved", "已批准" }, { "refused", "未批准" }, { "withdrawn", "已撤回" }),
	EVENTS({ "approve", "批准" }, { "refuse", "不予批准" }, { "withdraw", "撤回" }),
	ROWS({ "requested", "approve", "approved", "PLAN_EDIT", "second_person" },
	    { "requested", "refuse", "refused", "PLAN_EDIT", "second_person" },
	    { "requested", "withdraw", "withdrawn", "PLAN_EDIT", "same_person" }) };

const machine registration_machine = { "registration", "报考",
	STATES({ "registered", "已报考" }, { "withdrawn", "已撤销" }),
	EVENTS({ "withdraw", "撤销报考" }, { "register", "重新报考" }),
	ROWS({ "registered", "withdraw", "withdrawn", "REGISTRATION_EDIT", "registration_window" },
	    { "withdrawn", "register", "registered", "REGISTRATION_EDIT", "registration_window" }) };

const machine schedule_machine = { "schedule", "排考",
	STATES({ "computing", "计算中" }, { "draft", "待发布" }, { "published", "已发布" }, { "superseded", "已被新版替代" },
	    { "discarded", "已放弃" }),
	EVENTS({ "finish", "计算完成" }, { "fail", "无法排定" }, { "adjust", "调整座位" }, { "publish", "发布" },
	    { "discard", "放弃" }, { "supersede", "替代" }),
	ROWS({ "computing", "finish", "draft", NULL, NULL },
	    { "computing", "fail", "discarded", NULL, NULL },
	    { "draft", "adjust", "draft", "SCHEDULE_EDIT", "scheduling_window" },
	    { "draft", "publish", "published", "SCHEDULE_EDIT", "scheduling_window" },
	    { "draft", "discard", "discarded", "SCHEDULE_EDIT", NULL },
	    { "published", "supersede", "superseded", NULL, NULL }) };

const machine sheet_machine = { "score_sheet", "成绩表",
	STATES({ "confirmed", "已登记" }, { "undone", "已撤销" }),
	EVENTS({ "undo", "撤销" }),
	ROWS({ "confirmed", "undo", "undone", "SCORE_EDIT", "score_window" }) };

const machine result_machine = { "result", "成绩",
	STATES({ "computed", "已计算" }, { "published", "公示" }, { "withdrawn", "已撤回" }),
	EVENTS({ "compute", "重新计算" }, { "publish", "公示" }, { "withdraw", "撤回" }),
	ROWS({ "computed", "compute", "computed", NULL, "score_window" },
	    { "computed", "publish", "published", NULL, "publicity_open" },
	    { "published", "withdraw", "withdrawn", NULL, NULL },
	    { "withdrawn", "compute", "computed", NULL, NULL }) };

const machine score_review_machine = { "score_review", "成绩复核",
	STATES({ "requested", "已申请" }, { "in_progress", "复核中" }, { "upheld", "维持原成绩" }, { "changed", "成绩已更改" },
	    { "refused", "不予受理" }, { "withdrawn", "已撤回" }),
	EVENTS({ "take", "受理" }, { "refuse", "不予受理" }, { "withdraw", "撤回" }, { "uphold", "维持" }, { "change", "更改" }),
	ROWS({ "requested", "take", "in_progress", "SCORE_REVIEW_DECIDE", NULL },
	    { "requested", "refuse", "refused", "SCORE_REVIEW_DECIDE", "reason" },
	    { "requested", "withdraw", "withdrawn", "SCORE_REVIEW_ASK", NULL },
	    { "in_progress", "uphold", "upheld", "SCORE_REVIEW_DECIDE", "reason" },
	    { "in_progress", "change", "changed", NULL, "change_approved" }) };

const machine score_change_machine = { "score_change", "成绩更改",
	STATES({ "proposed", "待第二人批准" }, { "approved", "已批准" }, { "refused", "未批准" }, { "withdrawn", "已撤回" }),
	EVENTS({ "approve", "批准" }, { "refuse", "不予批准" }, { "withdraw", "撤回" }),
	ROWS({ "proposed", "approve", "approved", "SCORE_REVIEW_DECIDE", "second_person" },
	    { "proposed", "refuse", "refused", "SCORE_REVIEW_DECIDE", "second_person" },
	    { "proposed", "withdraw", "withdrawn", "SCORE_REVIEW_DECIDE", "same_person" }) };

/* The order of the manual, 四 发证流程: evaluator signs, site signs, evaluator seals; only then it can be seen. */
const machine certificate_machine = { "certificate", "证书",
	STATES({ "draft", "待签发" }, { "evaluator_signed", "评价组织已签发" }, { "site_signed", "考核站点已签发" },
	    { "sealed", "已盖章" }, { "revoked", "已撤销" }, { "replaced", "已更正" }, { "cancelled", "已作废" }),
	EVENTS({ "sign_evaluation", "评价组织签发" }, { "sign_site", "考核站点签发" }, { "seal", "盖章" }, { "revoke", "撤销" },
	    { "replace", "更正" }, { "cancel", "作废" }),
	ROWS({ "draft", "sign_evaluation", "evaluator_signed", "SIGN_EVALUATION", "publicity_over" },
	    { "evaluator_signed", "sign_site", "site_signed", "SIGN_SITE", "stage_one_valid" },
	    { "site_signed", "seal", "sealed", "SIGN_SEAL", "both_stages_valid" },
	    { "sealed", "revoke", "revoked", "CERTIFICATE_REVOKE", "reason" },
	    { "sealed", "replace", "replaced", "CERTIFICATE_REVOKE", "reason" },
	    { "draft", "cancel", "cancelled", "CERTIFICATE_PREPARE", NULL },
	    { "evaluator_signed", "cancel", "cancelled", "CERTIFICATE_REVOKE", "reason" },
	    { "site_signed", "cancel", "cancelled", "CERTIFICATE_REVOKE", "reason" }) };

const machine batch_machine = { "signing_batch", "签发批次",
	STATES({ "approved", "已确认" }, { "signing", "签发中" }, { "done", "已完成" }, { "withdrawn", "已撤回" }),
	EVENTS({ "start", "开始签发" }, { "finish", "完成" }, { "withdraw", "撤回" }),
	ROWS({ "approved", "start", "signing", NULL, "same_digest" },
	    { "signing", "start", "signing", NULL, "same_digest" },
	    { "signing", "finish", "done", NULL, NULL },
	    { "approved", "withdraw", "withdrawn", NULL, "same_person" }) };

const machine job_machine = { "job", "任务",
	STATES({ "queued", "排队中" }, { "running", "进行中" }, { "done", "已完成" }, { "failed", "失败" }, { "cancelled", "已取消" }),
	EVENTS({ "start", "开始" }, { "finish", "完成" }, { "fail", "失败" }, { "release", "重新排队" }, { "cancel", "取消" },
	    { "retry", "重试" }),
	ROWS({ "queued", "start", "running", NULL, NULL },
	    { "running", "finish", "done", NULL, NULL },
	    { "running", "fail", "failed", NULL, NULL },
	    { "running", "release", "queued", NULL, "lease_over" },
	    { "queued", "cancel", "cancelled", "JOB_VIEW", "same_account" },
	    { "failed", "retry", "queued", "JOB_VIEW", "same_account" }) };

const machine import_machine = { "import", "导入",
	STATES({ "checking", "检查中" }, { "checked", "已检查" }, { "confirming", "导入中" }, { "confirmed", "已导入" },
	    { "undoing", "撤销中" }, { "undone", "已撤销" }, { "failed", "失败" }, { "expired", "已过期" }),
	EVENTS({ "finish", "检查完成" }, { "confirm", "确认导入" }, { "store", "写入完成" }, { "undo", "撤销导入" },
	    { "remove", "撤销完成" }, { "fail", "失败" }, { "expire", "过期" }),
	ROWS({ "checking", "finish", "checked", NULL, NULL },
	    { "checking", "fail", "failed", NULL, NULL },
	    { "checked", "confirm", "confirming", "FILE_UPLOAD", "no_errors" },
	    { "checked", "expire", "expired", NULL, NULL },
	    { "confirming", "store", "confirmed", NULL, NULL },
	    { "confirming", "fail", "checked", NULL, NULL },
	    { "confirmed", "undo", "undoing", "FILE_UPLOAD", "nobody_registered" },
	    { "undoing", "remove", "undone", NULL, NULL },
	    { "undoing", "fail", "confirmed", NULL, NULL }) };

const machine consultation_machine = { "consultation", "在线咨询",
	STATES({ "open", "待答复" }, { "answered", "已答复" }, { "closed", "已关闭" }),
	EVENTS({ "answer", "答复" }, { "close", "关闭" }),
	ROWS({ "open", "answer", "answered", "CONSULTATION_ANSWER", NULL },
	    { "answered", "answer", "answered", "CONSULTATION_ANSWER", NULL },
	    { "open", "close", "closed", "CONSULTATION_ANSWER", NULL },
	    { "answered", "close", "closed", "CONSULTATION_ANSWER", NULL }) };

const machine announcement_machine = { "announcement", "通知公告",
	STATES({ "draft", "草稿" }, { "published", "已发布" }, { "withdrawn", "已撤下" }),
	EVENTS({ "edit", "编辑" }, { "publish", "发布" }, { "withdraw", "撤下" }),
	ROWS({ "draft", "edit", "draft", "ANNOUNCEMENT_EDIT", NULL },
	    { "draft", "publish", "published", "ANNOUNCEMENT_EDIT", NULL },
	    { "published", "withdraw", "withdrawn", "ANNOUNCEMENT_EDIT", NULL },
	    { "withdrawn", "publish", "published", "ANNOUNCEMENT_EDIT", NULL }) };
/* clang-format on */

const machine *const machines[] = { &organisation_machine, &account_machine, &standard_machine, &review_machine,
	&pilot_machine, &quota_machine, &candidate_machine, &site_machine, &site_state_machine, &plan_machine,
	&window_change_machine, &registration_machine, &schedule_machine, &sheet_machine, &result_machine,
	&score_review_machine, &score_change_machine, &certificate_machine, &batch_machine, &job_machine,
	&import_machine, &consultation_machine, &announcement_machine, NULL };
