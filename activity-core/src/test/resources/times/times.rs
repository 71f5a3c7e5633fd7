// Prints the rows of Rust in times.tsv: cargo run, with chrono 0.4 and time 0.3 (feature "formatting").
use chrono::{DateTime, FixedOffset, SecondsFormat, TimeZone, Utc};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

const CHRONO: &str = "Rust (chrono)\t0.4.23";
const TIME: &str = "Rust (time)\t0.3.9";

fn row(library: &str, call: &str, name: &str, output: String, instant: &str, code: &str) {
    println!("{library}\t{call}\t{name}\t{output}\t{instant}\t{code}\tprinted");
}

fn main() {
    let times = [
        ("whole second", 1_796_031_015, 0),
        ("whole minute", 1_796_031_000, 0),
        ("nanoseconds", 1_796_031_015, 123_456_789),
    ];
    let offsets = [("UTC", 0), ("offset", 3600), ("negative offset", -10_800), ("offset with seconds", 21_208)];
    for (name, second, nano) in times {
        let utc: DateTime<Utc> = Utc.timestamp_opt(second, nano).unwrap();
        let instant = utc.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let whole = Utc.timestamp_opt(second, 0).unwrap().to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let case = format!("{name}, UTC");
        row(CHRONO, "DateTime<Utc>::to_string()", &case, utc.to_string(), &instant, "TIME_FORMAT");
        row(CHRONO, "format!(\"{:?}\", DateTime<Utc>)", &case, format!("{utc:?}"), &instant, "-");
        row(CHRONO, "DateTime<Utc>::to_rfc3339()", &case, utc.to_rfc3339(), &instant, "-");
        row(CHRONO, "NaiveDateTime::to_string()", &format!("{name}, naive"), utc.naive_utc().to_string(), "-", "TIME_WITHOUT_OFFSET");
        for (zone, seconds) in offsets {
            let case = format!("{name}, {zone}");
            let fixed = utc.with_timezone(&FixedOffset::east_opt(seconds).unwrap());
            row(CHRONO, "DateTime<FixedOffset>::to_string()", &case, fixed.to_string(), &instant, "TIME_FORMAT");
            if seconds % 60 == 0 {
                row(CHRONO, "DateTime<FixedOffset>::to_rfc2822()", &case, fixed.to_rfc2822(), &whole, "TIME_FORMAT");
            }
            let other = OffsetDateTime::from_unix_timestamp_nanos(second as i128 * 1_000_000_000 + nano as i128)
                .unwrap()
                .to_offset(UtcOffset::from_whole_seconds(seconds).unwrap());
            row(TIME, "OffsetDateTime::to_string()", &case, other.to_string(), &instant, "TIME_FORMAT");
            if seconds % 60 == 0 {
                row(TIME, "OffsetDateTime::format(&Rfc3339)", &case, other.format(&Rfc3339).unwrap(), &instant, "-");
            }
        }
    }
    let first = Utc.timestamp_opt(1_793_525_415, 0).unwrap();
    row(CHRONO, "DateTime<Utc>::to_rfc2822()", "day of one digit, UTC", first.to_rfc2822(), &first.to_rfc3339_opts(SecondsFormat::Secs, true), "TIME_FORMAT");
    row(CHRONO, "DateTime::<Utc>::default().to_string()", "epoch, UTC", DateTime::<Utc>::default().to_string(), "1970-01-01T00:00:00Z", "TIME_FORMAT");
}
