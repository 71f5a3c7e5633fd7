"""Prints the rows of Python in times.tsv: python3 times.py"""

import platform
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

LIBRARY = "Python\t" + platform.python_version()
UTC = timezone.utc
PARIS = ZoneInfo("Europe/Paris")
LOCAL_MEAN_TIME = timezone(timedelta(hours=5, minutes=53, seconds=28))
TIMES = {
    "whole second": datetime(2026, 11, 30, 9, 30, 15, tzinfo=UTC),
    "whole minute": datetime(2026, 11, 30, 9, 30, tzinfo=UTC),
    "microseconds": datetime(2026, 11, 30, 9, 30, 15, 123456, tzinfo=UTC),
}


def row(call, case, output, time, code):
    instant = time.astimezone(UTC).isoformat().replace("+00:00", "Z") if time else "-"
    print(LIBRARY, call, case, output, instant, code, "printed", sep="\t")


for name, time in TIMES.items():
    for zone, zoned in (("UTC", time), ("offset", time.astimezone(PARIS))):
        case = name + ", " + zone
        row("datetime.isoformat()", case, zoned.isoformat(), time, "-")
        row("str(datetime)", case, str(zoned), time, "TIME_FORMAT")
        row("email.utils.format_datetime()", case, format_datetime(zoned), time.replace(microsecond=0), "TIME_FORMAT")
    naive = time.replace(tzinfo=None)
    row("datetime.isoformat()", name + ", naive", naive.isoformat(), None, "TIME_WITHOUT_OFFSET")
    row("str(datetime)", name + ", naive", str(naive), None, "TIME_WITHOUT_OFFSET")
    row("datetime.ctime()", name + ", naive", naive.ctime(), None, "TIME_WITHOUT_OFFSET")
second = TIMES["whole second"]
row("datetime.isoformat()", "offset with seconds", second.astimezone(LOCAL_MEAN_TIME).isoformat(), second, "TIME_FORMAT")
row("datetime.isoformat(timespec='minutes')", "whole minute, UTC", TIMES["whole minute"].isoformat(timespec="minutes"), TIMES["whole minute"], "TIME_FORMAT")
row("datetime.isoformat()", "zero value, UTC", datetime.min.replace(tzinfo=UTC).isoformat(), None, "ZERO_TIME")
row("str(datetime)", "zero value, naive", str(datetime.min), None, "ZERO_TIME")
