// Prints the rows of .NET in times.tsv under Mono, a runtime of .NET: mcs times.cs && mono times.exe
using System;
using System.Globalization;

static class Times
{
    static void Row(string call, string name, string output, string instant, string code)
    {
        Console.WriteLine(string.Join("\t", ".NET (Mono)", "6.8.0.105", call, name, output, instant, code, "printed"));
    }

    static void Main()
    {
        CultureInfo.CurrentCulture = new CultureInfo("en-US");
        var times = new[]
        {
            Tuple.Create("whole second", new DateTime(2026, 11, 30, 9, 30, 15, DateTimeKind.Utc)),
            Tuple.Create("whole minute", new DateTime(2026, 11, 30, 9, 30, 0, DateTimeKind.Utc)),
            Tuple.Create("100 nanoseconds", new DateTime(2026, 11, 30, 9, 30, 15, DateTimeKind.Utc).AddTicks(1234567)),
        };
        foreach (var time in times)
        {
            var name = time.Item1;
            var utc = time.Item2;
            var unspecified = DateTime.SpecifyKind(utc, DateTimeKind.Unspecified);
            var offset = new DateTimeOffset(utc).ToOffset(TimeSpan.FromMinutes(330));
            var instant = utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
            var second = utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            Row("DateTime.ToString(\"O\")", name + ", UTC", utc.ToString("O"), instant, "-");
            Row("DateTime.ToString(\"O\")", name + ", unspecified", unspecified.ToString("O"), "-", "TIME_WITHOUT_OFFSET");
            Row("DateTime.ToString(\"s\")", name + ", UTC", utc.ToString("s"), "-", "TIME_WITHOUT_OFFSET");
            Row("DateTime.ToString(\"u\")", name + ", UTC", utc.ToString("u"), second, "TIME_FORMAT");
            Row("DateTime.ToString(\"R\")", name + ", UTC", utc.ToString("R"), second, "TIME_FORMAT");
            Row("DateTimeOffset.ToString(\"O\")", name + ", UTC", new DateTimeOffset(utc).ToString("O"), instant, "-");
            Row("DateTimeOffset.ToString(\"O\")", name + ", offset", offset.ToString("O"), instant, "-");
            Row("DateTimeOffset.ToString(\"u\")", name + ", offset", offset.ToString("u"), second, "TIME_FORMAT");
            Row("DateTimeOffset.ToString(\"R\")", name + ", offset", offset.ToString("R"), second, "TIME_FORMAT");
            Row("DateTimeOffset.ToString(), en-US", name + ", offset", offset.ToString(), "-", "BAD_TIME");
            Row("DateTimeOffset.ToString(), fr-FR", name + ", offset", offset.ToString(new CultureInfo("fr-FR")), "-", "BAD_TIME");
            Row("DateTimeOffset.ToString(), invariant", name + ", offset", offset.ToString(CultureInfo.InvariantCulture), "-", "BAD_TIME");
            Row("DateTime.ToString(), en-US", name + ", UTC", utc.ToString(), "-", "BAD_TIME");
        }
        Row("default(DateTime).ToString(\"O\")", "zero value, unspecified", default(DateTime).ToString("O"), "-", "ZERO_TIME");
        Row("default(DateTime).ToString(\"s\")", "zero value, unspecified", default(DateTime).ToString("s"), "-", "ZERO_TIME");
        Row("default(DateTime).ToString(\"u\")", "zero value, unspecified", default(DateTime).ToString("u"), "-", "ZERO_TIME");
        Row("default(DateTime).ToString(\"R\")", "zero value, unspecified", default(DateTime).ToString("R"), "-", "ZERO_TIME");
        Row("default(DateTimeOffset).ToString(\"O\")", "zero value, UTC", default(DateTimeOffset).ToString("O"), "-", "ZERO_TIME");
        Row("DateTime.MaxValue.ToString(\"O\")", "largest value, unspecified", DateTime.MaxValue.ToString("O"), "-", "TIME_WITHOUT_OFFSET");
        Row("DateTimeOffset.MaxValue.ToString(\"O\")", "largest value, UTC", DateTimeOffset.MaxValue.ToString("O"), "9999-12-31T23:59:59.9999999Z", "-");
    }
}
