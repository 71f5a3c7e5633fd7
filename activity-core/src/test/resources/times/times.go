// Prints the rows of Go in times.tsv: TZ=Asia/Kolkata go run times.go
package main

import (
	"fmt"
	"runtime"
	"time"
	_ "time/tzdata"
)

func row(call, name, output, instant, code string) {
	fmt.Printf("Go\t%s\t%s\t%s\t%s\t%s\t%s\tprinted\n", runtime.Version()[2:], call, name, output, instant, code)
}

func zone(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return location
}

func main() {
	times := []struct {
		name string
		time time.Time
	}{
		{"whole second", time.Date(2026, 11, 30, 9, 30, 15, 0, time.UTC)},
		{"whole minute", time.Date(2026, 11, 30, 9, 30, 0, 0, time.UTC)},
		{"nanoseconds", time.Date(2026, 11, 30, 9, 30, 15, 123456789, time.UTC)},
	}
	zones := []struct {
		name     string
		location *time.Location
	}{
		{"UTC", time.UTC},
		{"offset", zone("Europe/Paris")},
		{"offset with minutes", zone("Asia/Kolkata")},
		{"zone without abbreviation", zone("America/Sao_Paulo")},
		{"zone ChST", zone("Pacific/Guam")},
		{"fixed zone", time.FixedZone("UTC-8", -8*60*60)},
		{"fixed zone without name", time.FixedZone("", 60*60)},
	}
	for _, t := range times {
		instant := t.time.Format(time.RFC3339Nano)
		second := t.time.Truncate(time.Second).Format(time.RFC3339)
		for _, z := range zones {
			local := t.time.In(z.location)
			row("Time.Format(RFC3339Nano)", t.name+", "+z.name, local.Format(time.RFC3339Nano), instant, "-")
			row("Time.String()", t.name+", "+z.name, local.String(), instant, "TIME_FORMAT")
		}
		paris := t.time.In(zones[1].location)
		row("Time.Format(RFC1123)", t.name+", UTC", t.time.Format(time.RFC1123), second, "TIME_FORMAT")
		row("Time.Format(RFC1123)", t.name+", offset", paris.Format(time.RFC1123), "-", "TIME_WITHOUT_OFFSET")
		row("Time.Format(RFC1123Z)", t.name+", offset", paris.Format(time.RFC1123Z), second, "TIME_FORMAT")
		row("Time.Format(UnixDate)", t.name+", UTC", t.time.Format(time.UnixDate), second, "TIME_FORMAT")
		row("Time.Format(RubyDate)", t.name+", offset", paris.Format(time.RubyDate), second, "TIME_FORMAT")
		row("Time.Format(ANSIC)", t.name+", local", paris.Format(time.ANSIC), "-", "TIME_WITHOUT_OFFSET")
		row("Time.Format(RFC850)", t.name+", two digits of the year", t.time.Format(time.RFC850), "-", "BAD_TIME")
	}
	first := time.Date(2026, 11, 1, 9, 30, 15, 0, time.UTC)
	row("Time.Format(UnixDate)", "day of one digit, UTC", first.Format(time.UnixDate), first.Format(time.RFC3339), "TIME_FORMAT")
	for _, now := range []time.Time{time.Now(), time.Now().Add(-time.Hour)} {
		row("time.Now().String()", "monotonic clock", now.String(), now.UTC().Format(time.RFC3339Nano), "TIME_FORMAT")
	}
	zero := time.Time{}
	for _, z := range []string{"UTC", "Europe/Paris", "America/New_York"} {
		row("time.Time{}.Format(RFC3339Nano)", "zero value, "+z, zero.In(zone(z)).Format(time.RFC3339Nano), "-", "ZERO_TIME")
		row("time.Time{}.String()", "zero value, "+z, zero.In(zone(z)).String(), "-", "ZERO_TIME")
	}
	row("time.Time{}.UnixMilli()", "zero value, number as text", fmt.Sprint(zero.UnixMilli()), "-", "ZERO_TIME")
	late := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	row("Time.String()", "year 10000, UTC", late.String(), "-", "BAD_TIME")
}
