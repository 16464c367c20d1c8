"""Pages of the rules about calendars.

# bad-date
A date is not written as one.
日期的写法不对。

Why: 03/04 is in March or in April.
为什么：03/04 可能是三月四日，也可能是四月三日。

Bad::

    - {date: 31.12.2026, title: 盘点 | Stocktaking}

Good::

    - {date: 2026-12-31, title: 盘点 | Stocktaking}

Cure: Write year-month-day, such as 2025-11-20.
改法：写成年-月-日，如 2025-11-20。

# unknown-zone
There is no such time zone.
没有这个时区。

Why: Every opening hour and deadline depends on it, and there is no default.
为什么：上班时间和期限都取决于它，而且没有默认值。

Bad::

    zone: Asia/Shangai

Good::

    zone: Asia/Shanghai

Cure: Use an IANA name such as Asia/Shanghai or Europe/Berlin.
改法：用 IANA 名称，如 Asia/Shanghai、Europe/Berlin。

# unknown-country
The public holidays of this country are not known.
没有这个国家的法定节假日。

Why: Deadlines would run through its holidays.
为什么：期限会穿过它的假日。

Bad::

    holidays: XX

Good::

    holidays: CN

Cure: Use a two-letter country code such as CN or DE.
改法：用两个字母的国家代码，如 CN、DE。

# bad-weekday
A day of the week is not written as one.
星期的写法不对。

Why: The shifts below it would belong to no day.
为什么：下面的上班时段会不属于任何一天。

Bad::

    monday to friday: [09:00-12:00, 13:00-18:00]
    samedi: [09:00-12:00]

Good::

    monday to friday: [09:00-12:00, 13:00-18:00]

Cure: Write `monday`, or `monday to friday`.
改法：写成 monday 或 monday to friday。

# weekday-twice
A day of the week is written twice.
同一个星期几写了两次。

Why: Only one of the two can count.
为什么：两处只能算一处。

Bad::

    monday to friday: [09:00-12:00, 13:00-18:00]
    friday: [09:00-12:00]

Good::

    monday to friday: [09:00-12:00, 13:00-18:00]

Cure: Keep one place for each day.
改法：一天只留一处。

# shifts-overlap
A shift begins before the one above it ends.
一个时段在前一个结束之前就开始了。

Why: The time they share would count twice.
为什么：重叠的时间会数两遍。

Bad::

    monday to friday: [09:00-14:00, 13:00-18:00]

Good::

    monday to friday: [09:00-12:00, 13:00-18:00]

Cure: List shifts in order, without overlap.
改法：时段按先后排列，不重叠。

# no-shifts
A calendar has no shift at all.
日历里没有任何上班时段。

Why: A business day would never come.
为什么：工作日永远不会到来。

Bad::

    monday to friday: []

Good::

    monday to friday: [09:00-12:00, 13:00-18:00]

Cure: Give it at least one shift.
改法：至少写一个时段。

# off-and-work
A date is both closed and open.
同一天既写了休息又写了上班。

Why: Only one of the two can be true.
为什么：两者只能有一个是真的。

Bad::

    off:
      - {date: 2026-12-31, title: 盘点 | Stocktaking}
    work:
      - {date: 2026-12-31, title: 加班 | Extra day}

Good::

    off:
      - {date: 2026-12-31, title: 盘点 | Stocktaking}

Cure: Keep one of them.
改法：只留一处。

# calendar-of-a-stage
A stage or track takes the customer's calendar.
阶段或轨道用了客户的日历。

Why: Our own deadlines are counted in a calendar of ours; which one the customer keeps may not be known yet.
为什么：我方的时限按我方日历算；客户用哪个日历，开始时可能还不知道。

Bad::

    calendar: customer
    owner: seller

Good::

    calendar: office
    owner: seller

Cure: Name a calendar; `customer` may stand at touchpoints, stalls and clocks.
改法：写一个日历名；customer 可写在触点、停滞、时限上。

# customer-calendar
The customer's calendar is asked for, and no fact says which one it is.
要用客户的日历，却没有事实说明是哪一个。

Why: The engine has nowhere to look it up.
为什么：引擎无处可查。

Bad::

    silent: customer
    calendar: customer

Good::

    silent: customer

Cure: Declare a fact of `type: calendar` in a thing of the account.
改法：在客商级的东西里写一个 type: calendar 的事实。

# calendar-missing
A playbook names no calendar.
剧本没写用哪个日历。

Why: Business days, opening hours and holidays are counted in it, and there is no default.
为什么：工作日、上班时间和节假日都按它算，而且没有默认值。

Bad::

    title: 报价 | Offer
    owner: seller

Good::

    title: 报价 | Offer
    calendar: office
    owner: seller

Cure: Write `calendar:` and one of the calendars of `shared/calendars.yaml`.
改法：写 calendar，取 shared/calendars.yaml 里的一个。
"""
