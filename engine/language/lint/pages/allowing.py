"""Pages of the rules about allowances: comments that let a finding stand.

# allow-unreadable
A comment begins with `lint` and says nothing that can be read.
注释以 lint 开头，却读不懂。

Why: Whoever wrote it believes that something is allowed.
为什么：写的人以为已经放行了。

Bad::

    # lint: ignore this
    lost: {title: 丢单 | Lost, end: lost}

Good::

    lost: {title: 丢单 | Lost, end: lost}

Cure: Write `# lint: allow NAME — reason`, at the end of the line or alone above it.
改法：写成 # lint: allow 规则名 — 理由，放在行尾或单独放在上一行。

# allow-unknown-rule
A rule is allowed that does not exist.
放行的规则不存在。

Why: It allows nothing.
为什么：它什么也没放行。

Bad::

    # lint: allow stal-missing — 有意如此
    lost: {title: 丢单 | Lost, end: lost}

Good::

    lost: {title: 丢单 | Lost, end: lost}

Cure: Use the name in square brackets at the end of the finding.
改法：用提示末尾方括号里的名字。

# allow-not-possible
A mistake is allowed with which nothing can run.
放行了一个有它就没法运行的错误。

Why: A finding of the lint is advice; this is not: the playbook would not compile.
为什么：lint 的发现是建议，可以放行；这个不是，剧本编译不了。

Bad::

    # lint: allow unknown-name — 以后再补
    lost: {title: 丢单 | Lost, end: lost}

Good::

    lost: {title: 丢单 | Lost, end: lost}

Cure: Mend it, and remove the comment.
改法：改正它，并删掉这条注释。

# allow-without-reason
A rule is allowed without a reason.
放行没写理由。

Why: The next reader, or you in a year, cannot tell an intention from a mistake.
为什么：下一个读的人，或一年后的你，分不清是有意还是疏忽。

Bad::

    # lint: allow stall-missing
    lost: {title: 丢单 | Lost, end: lost}

Good::

    lost: {title: 丢单 | Lost, end: lost}

Cure: Write the reason behind a dash: `# lint: allow NAME — reason`.
改法：在破折号后写理由：# lint: allow 规则名 — 理由。

# allow-unused
A rule is allowed where there is nothing to allow.
放行的地方没有可放行的。

Why: It was mended, or the comment stands in the wrong place; left behind, it would hide the next mistake.
为什么：已经改好了，或注释放错了地方；留着它，会盖住下一个错误。

Bad::

    # lint: allow stall-missing — 客户主动时才处理
    lost: {title: 丢单 | Lost, end: lost}

Good::

    lost: {title: 丢单 | Lost, end: lost}

Cure: Remove the comment, or put it at the line of the finding.
改法：删掉这条注释，或放到发现所在的那一行。
"""
