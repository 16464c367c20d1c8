"""What every key of a mapping means: Chinese, English, examples.

Under each shape, ``""`` is the shape itself: its noun, then what it is.
"""

from __future__ import annotations

from typing import Any

Entry = tuple[Any, ...]

_EVENT = {"signal": "quote.accepted", "at": "Accepted on"}
_GROUP = {"title": "两个日期都有 | Both dates", "known": ["Quoted on", "Ordered on"]}
_OUTCOME = {"title": "晚交 | Delivered late", "at": "Delivered on", "after": "Promised for"}

MAPPING: dict[str, dict[str, Entry]] = {
    "Mapping": {
        "": ("日志映射 | mapping", "怎样把事件日志的行读成信号和事实；这里没写的，一概不猜。", "How the rows of an event log are told to the engine as signals and facts; what is not said here is never guessed."),
        "schema": ("这是哪一种文件、第几版写法。", "Which kind of file this is, and which version.", "mapping/1"),
        "title": ("是什么历史。", "Which history it is.", "交货历史 | Delivery history"),
        "log": ("日志是怎样的文件。", "How the log is written.", {"kind": "csv"}),
        "begins": ("每个案例从哪个剧本开始。", "The playbook each case begins in.", "contract"),
        "zone": ("没有写时差的时间属于哪个时区；列里可以另写。", "The zone of moments that bear no offset; a column may say its own.", "Asia/Shanghai"),
        "case": ("哪一列说明一行属于哪个案例；一个案例是一条旅程。", "The column that tells which case a row belongs to; a case is one journey.", "Order No"),
        "account": ("哪一列是客商；不写就每个案例各是一个客商。", "The column of the account; every case is an account of its own where left out.", "Customer"),
        "line": ("哪一列是业务线，或一个固定值；不写就是 standard。", "The column of the business line, or a value; standard where left out.", {"value": "valves"}),
        "id": ("哪一列是每行自己的编号，用来认出重复的行；不写就看整行是否相同。", "The column that names each row, by which doubles are known; where left out, rows that are alike are doubles.", "Row No"),
        "unknown": ("在所有列里表示“没有”的词。", "Words that stand for nothing, in every column.", ["", "N/A"]),
        "numbers": ("数字在所有列里怎么写。", "How numbers are written in every column.", {"decimal": ",", "thousands": "."}),
        "within": ("从哪天到哪天；时间在外面的行会报告并拒收。", "From which day to which; a row with a moment outside is reported and rejected.", ["2005-01-01", "2016-12-31"]),
        "ends": ("日志到哪天为止，当天结束时还开着的案例照那一刻判断；不写就到最后一个时间。", "The log's last day: cases still open at its end are judged then; the last moment where left out.", "2015-12-31"),
        "columns": ("用到的列怎么读；没写的列是文本。", "How columns are read; what is not named here is text.", {"Quoted on": {"date": "D/M/YYYY", "at": "12:00"}, "Quantity": "number"}),
        "starts": ("案例从这些时间里最早的一个开始，若早于它的第一个信号。", "A case begins at the earliest of these moments, where that is before its first signal.", ["Quoted on"]),
        "planned": ("计划好的时间，如约定交货日：案例最晚从它开始；与 starts 不同，在它之前就结束的案例不算反常。", "Planned moments, such as a promised date: a case is there by then at the latest; unlike starts, one that is over before is nothing odd.", ["Promised for"]),
        "facts": ("案例开始时已知的事实，取自它的第一行。", "Facts known when a case begins, of its first row.", {"contract.amount": "Amount"}),
        "at": ("一行发生在哪一列的时间，用于没有自己写 at 的事件。", "The column of the moment a row happened at, for events that say no at of their own.", "Changed at"),
        "where": ("只读这些行：列名和词；known、unknown 后面写列名。", "Only these rows count: columns with their words; known and unknown name columns.", {"Status": ["complete"], "known": ["Order No"]}),
        "events": ("行里说了什么；同一时刻的按这里的先后（见 ties）。", "What rows tell; those of one instant in the order written here (see ties).", [_EVENT]),
        "in_order": ("应当一个接一个的时间；没有的会报告，不拒收。", "Moments that should follow each other; where they do not, that is reported.", [["Quoted on", "Ordered on"]]),
        "ties": ("同一案例同一时刻的几件事按什么先后：rules 按 events 里写的，rows 按日志里的行；不写就是 rules。", "The order of what happens at one instant in one case: rules as events are written here, rows as they stand in the log; rules where left out.", "rows"),
        "duplicates": ("重复的行怎么办；不写就是 keep，都会报告。", "What becomes of rows that are doubles; keep where left out. All are reported.", "drop"),
        "unobserved": ("日志里看不到的触点和单据：不拦、不算逾期、不计数。", "Touchpoints and documents the log cannot show: they never block, go overdue or count.", ["draft_contract"]),
        "groups": ("要单独计数的几类案例；任何一行符合就算。", "Kinds of cases that are counted apart; a case is in one if any of its rows is meant.", {"both_dates": _GROUP}),
        "outcomes": ("真正发生了什么，用来判断警报对不对。", "What really happened, for judging the alarms.", {"delivered_late": _OUTCOME}),
    },
    "Constant": {
        "": ("固定值 | constant", "写在映射里的一个值，不取自任何列。", "A value that stands in the mapping itself instead of in a column."),
        "value": ("值，写法同事实。", "The value, written like a fact.", "800000 CNY"),
    },
    "LogFormat": {
        "": ("日志格式 | log format", "日志文件是哪一种、怎么写的；.gz 和 .zip 直接读。", "What kind of file the log is, and how it is written; .gz and .zip are read as they are."),
        "kind": ("哪一种文件。", "What kind of file.", "csv"),
        "encoding": ("文字编码；不写就是 utf-8。", "The encoding; utf-8 where left out.", "gb18030"),
        "separator": ("csv 里分开各列的符号；不写就是逗号。", "The sign between the cells of csv; a comma where left out.", ";"),
        "quote": ("把一格括起来的符号；不写就是双引号，空的就是没有。", 'The sign around a cell; " where left out, none where empty.', "'"),
        "header": ("false：没有标题行，列名就是 1、2、3……", "false: there is no header; columns are called 1, 2, 3 …", False),
        "sheet": ("哪一张表；不写就是第一张。", "Which sheet; the first where left out.", "Orders"),
        "member": ("zip 里的哪个文件；只有一个时不必写。", "Which file of a zip; not needed where it holds one.", "orders.csv"),
    },
    "Numbers": {
        "": ("数字写法 | number signs", "数字里用什么符号。", "Which signs numbers are written with."),
        "decimal": ("小数点；不写就是 .", "The sign before decimals; . where left out.", ","),
        "thousands": ("千分位；不写就是没有。", "The sign between thousands; none where left out.", "."),
    },
    "LogColumn": {
        "": ("列 | column", "一列里的文字怎么读；as、money、date、time 只写一个。", "How the texts of one column are read; one of as, money, date, time."),
        "as": ("读成什么；不写就是 text。", "What it is read as; text where left out.", "number"),
        "money": ("金额，这一列用这个币种。", "Amounts, in this currency.", "CNY"),
        "date": ("日期，按这个格式：YYYY YY M MM MMM MMMM D DD，别的字照原样，词写在 [方括号] 里；或 iso、excel。几种格式依次试。", "Dates in this format: YYYY YY M MM MMM MMMM D DD, other signs as they are, words in [brackets]; or iso, excel. Several are tried in order.", ["D/M/YYYY", "iso"]),
        "time": ("时间，按这个格式：日期的记号，加 H HH h hh m mm s ss SSS SSSSSS A Z；或 iso、unix seconds、unix milliseconds、excel。", "Moments in this format: the tokens of dates and H HH h hh m mm s ss SSS SSSSSS A Z; or iso, unix seconds, unix milliseconds, excel.", "D/M/YYYY HH:mm"),
        "at": ("只有日期的，算在当天几点；这样的列要当时间用，就必须写。", "At what time of its day a date happened; a date that is used as a moment must say so.", "12:00"),
        "zone": ("这一列的时间属于哪个时区；不写就照整个映射的。", "The zone of these moments; that of the mapping where left out.", "Asia/Shanghai"),
        "words": ("把词换成别的，后面到处用换过的；几个词不用换，就写成列表。", "What stands for each word from here on; a list where the words stand for themselves.", {"Gold": "A", "Silver": "B"}),
        "otherwise": ("words 里没有的词怎么办；写了 words 就默认 reject。", "What becomes of a word that words does not name; reject where left out.", "unknown"),
        "unknown": ("在这一列里表示“没有”的词，加上整个映射的。", "Words that stand for nothing in this column, beside those of the mapping.", ["not yet"]),
        "unreadable": ("读不出来的：reject 拒收这一行，unknown 当作没有；不写就是 reject。", "What cannot be read: reject the row, or take it for nothing; reject where left out.", "unknown"),
        "within": ("这一列的时间从哪天到哪天，代替整个映射的。", "From which day to which, instead of what the mapping says.", ["2005-01-01", "2030-12-31"]),
    },
    "Rows": {
        "when": ("这些列是这些词；词是读出来的词，不是原文。", "Columns that hold these words; as they are read, not as they stood there.", {"State": ["Won", "Lost"]}),
        "known": ("这些列有值。", "These columns hold something.", ["Ordered on"]),
        "unknown": ("这些列没有值。", "These columns hold nothing.", ["Ordered on"]),
        "changed": ("这些列和同一案例的上一行不同，或这是第一行。", "These columns differ from the case's row before, or this is its first.", ["State"]),
        "rises": ("这些列的数比上一行大。", "These columns hold a greater number than in the row before.", ["Reopened"]),
        "first": ("true：只算案例里按时间的第一行。", "true: only the first row of a case, by time.", True),
        "last": ("true：只算案例里按时间的最后一行。", "true: only the last row of a case, by time.", True),
    },
    "LogEvent": {
        "": ("日志事件 | log event", "一行说了什么：signal、done、facts、hand_over、skip、cancel、ack、pause、resume 只写一个，并说明在什么时间、哪些行。", "What a row tells: exactly one of signal, done, facts, hand_over, skip, cancel, ack, pause, resume; with its moment, and which rows."),
        "signal": ("词汇表里的信号。", "A signal of the vocabulary.", "quote.accepted"),
        "done": ("触点做完了。", "A touchpoint was done.", "send_quote"),
        "facts": ("事实有了新的值。", "Facts got new values.", {"contract.amount": "Amount"}),
        "hand_over": ("触点交给了别人。", "A touchpoint was handed to somebody else.", "draft_contract"),
        "skip": ("触点跳过了。", "A touchpoint was left out.", "draft_contract"),
        "cancel": ("触点取消了。", "A touchpoint was called off.", "draft_contract"),
        "ack": ("有人受理了这个停滞、时钟或触点的升级。", "Somebody took up the escalation of this stall, clock or touchpoint.", "quote_unanswered"),
        "pause": ("旅程暂停：原因在哪一列，或一个固定值。", "The journey was paused: the column of the reason, or a value.", "Reason"),
        "resume": ("旅程恢复：原因在哪一列，或一个固定值。", "The journey was resumed: the column of the reason, or a value.", {"value": "继续"}),
        "at": ("在哪一列的时间；不写就用整个映射的 at。这一列没有值的行什么也不说。", "The column of its moment; that of the mapping where left out. A row without one tells nothing.", "Accepted on"),
        "data": ("信号带来的数据。", "What the signal carries.", {"number": "Quote No"}),
        "form": ("做完时填的表单。", "How the form was filled.", {"contract.amount": "Amount"}),
        "outcome": ("做下来的结果：哪一列，或一个固定值。", "How it turned out: a column, or a value.", {"value": "agreed"}),
        "brings": ("同时带来的单据。", "Documents that came with it.", ["signed_contract"]),
        "by": ("谁做的：哪一列，或一个固定值。", "Who did it: a column, or a value.", "Clerk"),
        "from": ("从谁手里交出的。", "Who had it before.", "Old clerk"),
        "to": ("交给谁。", "Who has it now.", "Clerk"),
    },
    "CaseGroup": {
        "": ("案例组 | case group", "单独计数的一类案例。", "A kind of case that is counted apart."),
        "title": ("是哪一类。", "Which kind.", "两个日期都有 | Both dates"),
        "in_order": ("同一行里这些时间都有，而且不倒退。", "These moments of the row are all known and do not go back.", ["Quoted on", "Ordered on"]),
    },
    "CaseOutcome": {
        "": ("实际结果 | real outcome", "案例真正发生了什么。", "What really happened to a case."),
        "title": ("发生了什么。", "What happened.", "晚交 | Delivered late"),
        "at": ("在哪一列的时间发生；不写就用整个映射的 at。", "The column of the moment it happened at; that of the mapping where left out.", "Delivered on"),
        "after": ("只有晚于这一列的那天才算。", "Only if that is a later day than in this column.", "Promised for"),
        "more_than": ("晚得比这还多才算。", "Later by more than this.", "14 days"),
        "signal": ("这个信号第一次来就是发生了。", "It happened when the first signal of this type did.", "account.withdrew"),
        "foretold_by": ("哪些触点、停滞、时钟、规则、模式预示它：名字，或 剧本.名字。", "The touchpoints, stalls, clocks, rules and patterns that warn of it: NAME, or PLAYBOOK.NAME.", ["quote_unanswered"]),
    },
}  # fmt: skip
