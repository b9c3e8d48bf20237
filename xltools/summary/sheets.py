"""The sheets of the summary, in their order: the cover lists them, the summary is written and read again by them.

A new sheet is a module with its table and its rows, a name in :mod:`xltools.sheet_names`, and a record here.
"""

from __future__ import annotations

from xltools.sheet_names import (
    ATTAINMENT_SHEET,
    CHANGE_SUMS_SHEET,
    CHANGES_SHEET,
    COUNTY_SHEET,
    DEPARTMENT_PROOFS_SHEET,
    DEPARTMENT_TARGETS_SHEET,
    DOUBTFUL_SHEET,
    FILES_SHEET,
    FUNDS_SHEET,
    INDICATORS_SHEET,
    ISSUES_SHEET,
    LIVES_SHEET,
    ORIGINALS_SHEET,
    PAGES_SHEET,
    PROGRESS_SHEET,
    PROJECTS_SHEET,
    PROOFS_SHEET,
    RANKING_SHEET,
    RECEIPTS_SHEET,
    REPEATED_SHEET,
    REVIEWS_SHEET,
    RULEBOOK_SHEET,
    RUN_SHEET,
    STATISTICS_SHEET,
    UNMATCHED_SHEET,
)
from xltools.summary.attainment import attainment_table, write_attainment
from xltools.summary.comparison_sheets import change_table, sum_table, write_change_sums, write_changes
from xltools.summary.counties import COUNTY_READ_AGAIN, county_table, write_county
from xltools.summary.department_pages import page_table, write_pages
from xltools.summary.department_targets import department_target_table, write_department_targets
from xltools.summary.doubtful import DOUBTFUL_COLUMNS, DOUBTFUL_INPUTS, doubtful_table, write_doubtful
from xltools.summary.indicators import indicator_table, repeated_table, write_indicators, write_repeated
from xltools.summary.issues import (
    ISSUE_COLUMNS,
    ISSUE_INPUTS,
    issue_table,
    statistics_table,
    write_issues,
    write_statistics,
)
from xltools.summary.life_sheet import life_table, write_lives
from xltools.summary.originals import originals_table, write_originals
from xltools.summary.progress import progress_table, write_progress
from xltools.summary.projects import FUND_READ_AGAIN, fund_table, project_table, write_funds, write_projects
from xltools.summary.proofs import department_proof_table, proof_table, write_department_proofs, write_proofs
from xltools.summary.ranking import ranking_table, write_ranking
from xltools.summary.receipts import FILE_COLUMNS, file_table, receipt_table, write_files, write_receipts
from xltools.summary.reviews import REVIEW_COLUMNS, REVIEW_INPUTS, review_table, write_reviews
from xltools.summary.rulebook import rulebook_table, write_rulebook
from xltools.summary.run_sheet import run_table, write_run
from xltools.summary.sheet import SummarySheet
from xltools.summary.unmatched import UNMATCHED_COLUMNS, unmatched_table, write_unmatched

__all__ = ["SHEETS"]

SHEETS: tuple[SummarySheet, ...] = (
    SummarySheet(
        COUNTY_SHEET,
        "各部门一行，单位万元，末行合计；后附图表页，供上会使用",
        county_table,
        write_county,
        read_again=COUNTY_READ_AGAIN,
    ),
    SummarySheet(
        PAGES_SHEET,
        "每个部门一页（A4 纵向）：主要数据、支出计划、预算最大的项目、主要问题",
        page_table,
        write_pages,
        optional=True,
    ),
    SummarySheet(PROJECTS_SHEET, "全部预算项目，单位元，逐行链接到来源单元格", project_table, write_projects),
    SummarySheet(
        FUNDS_SHEET,
        "全部专项资金及其对应项目，标明是否计入合计",
        fund_table,
        write_funds,
        read_again=FUND_READ_AGAIN,
    ),
    SummarySheet(
        DEPARTMENT_TARGETS_SHEET,
        "部门整体绩效目标表及其年度任务、指标，与项目合计对照，不计入预算合计",
        department_target_table,
        write_department_targets,
        optional=True,
    ),
    SummarySheet(
        DOUBTFUL_SHEET,
        "与其他依据矛盾的金额，处理前不计入合计，可填写处理结果",
        doubtful_table,
        write_doubtful,
        read_again=DOUBTFUL_COLUMNS,
        inputs=DOUBTFUL_INPUTS,
        optional=True,
    ),
    SummarySheet(INDICATORS_SHEET, "全部绩效指标，符号、数值、单位分列", indicator_table, write_indicators),
    SummarySheet(PROGRESS_SHEET, "各项目 3、6、10、12 月底累计计划及与时序进度的差", progress_table, write_progress),
    SummarySheet(
        ATTAINMENT_SHEET,
        "监控、自评：各项目执行数、执行率、指标完成情况、得分和状态，不计入预算合计",
        attainment_table,
        write_attainment,
        optional=True,
    ),
    SummarySheet(RANKING_SHEET, "监控、自评：各部门按执行率排名，后附图", ranking_table, write_ranking, optional=True),
    SummarySheet(
        LIVES_SHEET,
        "每个项目一行：批复的目标、监控、自评，按编码或部门和名称对应",
        life_table,
        write_lives,
        optional=True,
    ),
    SummarySheet(
        CHANGE_SUMS_SHEET,
        "与上次（--previous）、上年（--last-year）的汇总相比，各部门新增、取消、增减多少",
        sum_table,
        write_change_sums,
        optional=True,
    ),
    SummarySheet(
        CHANGES_SHEET,
        "新增、取消、改名的项目，变了的金额、支出计划和指标，逐条列出原为、现为",
        change_table,
        write_changes,
        optional=True,
    ),
    SummarySheet(
        ISSUES_SHEET,
        "审核发现的全部问题，错误在前，可筛选、可跳转、可填写处理结果",
        issue_table,
        write_issues,
        read_again=ISSUE_COLUMNS,
        inputs=ISSUE_INPUTS,
    ),
    SummarySheet(STATISTICS_SHEET, "部门×规则的问题数", statistics_table, write_statistics),
    SummarySheet(REPEATED_SHEET, "在三张及以上表中完全相同的指标", repeated_table, write_repeated),
    SummarySheet(
        REVIEWS_SHEET,
        "每个项目一行，审核意见由人工填写",
        review_table,
        write_reviews,
        read_again=REVIEW_COLUMNS,
        inputs=REVIEW_INPUTS,
    ),
    SummarySheet(
        UNMATCHED_SHEET,
        "上次填写的内容中，本次没有对应问题或项目的",
        unmatched_table,
        write_unmatched,
        read_again=UNMATCHED_COLUMNS,
        optional=True,
    ),
    SummarySheet(RECEIPTS_SHEET, "应报部门是否收到", receipt_table, write_receipts),
    SummarySheet(
        FILES_SHEET,
        "收到的每个文件的处理结果、原因和办法",
        file_table,
        write_files,
        read_again=FILE_COLUMNS,
    ),
    SummarySheet(PROOFS_SHEET, "各表合计互相核对，通过或不通过", proof_table, write_proofs),
    SummarySheet(
        DEPARTMENT_PROOFS_SHEET,
        "各部门项目明细与县级汇总表核对，专项去重说明",
        department_proof_table,
        write_department_proofs,
    ),
    SummarySheet(RULEBOOK_SHEET, "本次使用的审核规则、级别和参数", rulebook_table, write_rulebook),
    SummarySheet(RUN_SHEET, "本次汇总由谁、何时、用什么做出", run_table, write_run, optional=True),
    SummarySheet(
        ORIGINALS_SHEET,
        "各项目表的原文与本汇总显示的不同之处，由程序读取",
        originals_table,
        write_originals,
        optional=True,
        hidden=True,
    ),
)
