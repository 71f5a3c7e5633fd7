// Prints the rows of JavaScript in times.tsv: TZ=UTC node times.mjs && TZ=Europe/Paris node times.mjs
const library = `JavaScript (Node)\t${process.versions.node}`;
const zone = process.env.TZ === "UTC" ? "UTC" : "offset";
const times = {
  "whole second": new Date("2026-11-30T09:30:15Z"),
  "whole minute": new Date("2026-11-30T09:30:00Z"),
  milliseconds: new Date("2026-11-30T09:30:15.123Z"),
};

function row(call, name, output, instant, code) {
  console.log([library, call, name, output, instant, code, "printed"].join("\t"));
}

for (const [name, time] of Object.entries(times)) {
  const second = new Date(Math.floor(time.getTime() / 1000) * 1000).toISOString();
  if (zone === "UTC") {
    row("Date.toISOString()", `${name}, UTC`, time.toISOString(), time.toISOString(), "-");
    row("JSON.stringify(Date)", `${name}, UTC`, JSON.parse(JSON.stringify(time)), time.toISOString(), "-");
    row("Date.toUTCString()", `${name}, UTC`, time.toUTCString(), second, "TIME_FORMAT");
  }
  row("Date.toString()", `${name}, ${zone}`, time.toString(), second, "TIME_FORMAT");
  if (zone !== "UTC") {
    row("Date.toLocaleString('en-US')", `${name}, local`, time.toLocaleString("en-US"), "-", "BAD_TIME");
  }
}
if (zone === "UTC") {
  row("Date.toISOString()", "year 10000, UTC", new Date(253402300800000).toISOString(), "-", "BAD_TIME");
  row("String(Date)", "no time", String(new Date(NaN)), "-", "BAD_TIME");
}
