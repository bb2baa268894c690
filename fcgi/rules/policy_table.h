/*
 * policy_table.h: every permission, its Chinese title, and by role the duties of which one suffices. Included by
 * policy.h and policy.c. ANY is every duty of the role; OFFICER 考务人员, SIGNER 签发人, SEALER 盖章人.
 */
/* organisations, accounts, audit */
PERMISSION(ORGANISATION_VIEW, "查看机构", .platform = ANY, .office = ANY, .evaluator = ANY)
PERMISSION(ORGANISATION_EDIT, "登记与停用机构", .platform = ADMINISTRATOR | OFFICER)
PERMISSION(ACCOUNT_EDIT, "管理本机构账号", .platform = ADMINISTRATOR, .office = ADMINISTRATOR,
    .evaluator = ADMINISTRATOR, .school = ADMINISTRATOR)
PERMISSION(AUDIT_VIEW, "查看审计记录", .platform = AUDITOR | ADMINISTRATOR, .office = AUDITOR, .evaluator = AUDITOR,
    .school = AUDITOR)
PERMISSION(FILE_UPLOAD, "上传文件", .platform = OFFICER, .office = OFFICER, .evaluator = OFFICER, .school = OFFICER)
PERMISSION(FILE_VIEW, "下载文件", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY, .expert = ANY)
PERMISSION(JOB_VIEW, "查看任务", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY)
PERMISSION(
    NOTIFICATION_VIEW, "查看通知", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY, .expert = ANY)
PERMISSION(SETTING_EDIT, "修改系统配置", .platform = ADMINISTRATOR)
PERMISSION(CATALOGUE_EDIT, "维护专业目录", .platform = OFFICER)
PERMISSION(ANNOUNCEMENT_EDIT, "发布通知公告", .platform = OFFICER, .office = OFFICER, .evaluator = OFFICER)
PERMISSION(CONSULTATION_ANSWER, "答复在线咨询", .platform = OFFICER, .office = OFFICER, .evaluator = OFFICER)
/* certificates and standards */
PERMISSION(STANDARD_VIEW, "查看证书与标准", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY)
PERMISSION(STANDARD_EDIT, "编辑证书与标准", .evaluator = OFFICER)
PERMISSION(STANDARD_APPROVE, "批准证书标准", .platform = OFFICER)
/* pilot application, quota */
PERMISSION(PILOT_VIEW, "查看试点申报", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY)
PERMISSION(PILOT_APPLY, "申报试点", .school = OFFICER)
PERMISSION(PILOT_OPINION, "出具试点意见", .evaluator = OFFICER)
PERMISSION(PILOT_DECIDE, "审批试点申报", .office = OFFICER)
PERMISSION(QUOTA_VIEW, "查看名额", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY)
PERMISSION(QUOTA_APPLY, "申报名额", .school = OFFICER)
PERMISSION(QUOTA_DECIDE, "审批名额", .office = OFFICER)
/* candidates */
PERMISSION(CANDIDATE_VIEW, "查看考生", .office = ANY, .school = ANY)
PERMISSION(CANDIDATE_EDIT, "管理考生", .school = OFFICER)
PERMISSION(CANDIDATE_REVEAL, "查看完整证件号码", .school = OFFICER)
PERMISSION(REGISTER_EDIT, "导入学籍库", .office = OFFICER, .school = OFFICER)
/* exam site, staff */
PERMISSION(SITE_VIEW, "查看考核站点", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY)
PERMISSION(SITE_APPLY, "申报考核站点", .school = OFFICER)
PERMISSION(SITE_DECIDE, "审核考核站点", .evaluator = OFFICER)
PERMISSION(STAFF_EDIT, "管理考评人员", .school = OFFICER)
PERMISSION(STAFF_VIEW, "查看考评人员", .evaluator = ANY, .school = ANY)
/* plan, rooms, registration, scheduling */
PERMISSION(PLAN_VIEW, "查看考试计划", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY)
PERMISSION(PLAN_EDIT, "管理考试计划", .evaluator = OFFICER)
PERMISSION(ROOM_VIEW, "查看考场", .evaluator = ANY, .school = ANY, .as_site = true)
PERMISSION(ROOM_EDIT, "设置考场", .school = OFFICER, .as_site = true)
PERMISSION(REGISTRATION_VIEW, "查看报考", .office = ANY, .evaluator = ANY, .school = ANY)
PERMISSION(REGISTRATION_EDIT, "报考", .school = OFFICER)
PERMISSION(SCHEDULE_VIEW, "查看排考", .evaluator = ANY, .school = ANY, .as_site = true)
PERMISSION(SCHEDULE_EDIT, "排考", .evaluator = OFFICER)
PERMISSION(PAPER_VIEW, "下载考场资料", .evaluator = ANY, .school = ANY, .as_site = true)
PERMISSION(EXAM_RECORD, "登记考场情况", .school = OFFICER, .as_site = true)
/* scores */
PERMISSION(SCORE_VIEW, "查看成绩", .office = ANY, .evaluator = ANY, .school = ANY)
PERMISSION(SCORE_EDIT, "登记成绩", .evaluator = OFFICER)
PERMISSION(SCORE_REVIEW_ASK, "申请复核", .school = OFFICER)
PERMISSION(SCORE_REVIEW_DECIDE, "办理复核", .evaluator = OFFICER)
/* signing */
PERMISSION(CERTIFICATE_VIEW, "查看证书", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY)
PERMISSION(CERTIFICATE_PREPARE, "生成待签证书", .evaluator = OFFICER)
PERMISSION(SIGN_EVALUATION, "评价组织签发", .evaluator = SIGNER)
PERMISSION(SIGN_SITE, "考核站点签发", .school = SIGNER, .as_site = true)
PERMISSION(SIGN_SEAL, "盖章", .evaluator = SEALER)
PERMISSION(SIGNING_KEY, "管理本人签发密钥", .evaluator = SIGNER | SEALER, .school = SIGNER)
PERMISSION(CERTIFICATE_REVOKE, "撤销证书", .evaluator = SIGNER)
PERMISSION(CREDIT_EXPORT, "学分银行导出", .platform = OFFICER, .evaluator = OFFICER)
/* reviews, statistics */
PERMISSION(REVIEW_ASSIGN, "指派评审专家", .platform = OFFICER, .evaluator = OFFICER)
PERMISSION(REVIEW_DO, "专家评审", .expert = EXPERT)
PERMISSION(STATISTICS_VIEW, "查看统计", .platform = ANY, .office = ANY, .evaluator = ANY, .school = ANY)
