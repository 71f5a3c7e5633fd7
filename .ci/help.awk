# Prints the targets of make, grouped: first those named in the variable "first", then each "##@ heading" with its targets.
/^##@ / { heading = substr($0, 5); if (!(heading in count)) { headings[++groups] = heading; count[heading] = 0 } }
/^[a-z][a-z-]*:.*## / {
  name = $0; sub(/:.*/, "", name)
  text = $0; sub(/.*## /, "", text)
  texts[name] = text
  names[heading, ++count[heading]] = name
}
END {
  print "Start here"
  for (i = 1; i <= split(first, starts, " "); i++) row(starts[i])
  for (g = 1; g <= groups; g++) {
    if (!count[headings[g]]) continue
    printf "\n%s\n", headings[g]
    for (n = 1; n <= count[headings[g]]; n++) if (!index(" " first " ", " " names[headings[g], n] " ")) row(names[headings[g], n])
  }
}
function row(name) { printf "  %-17s %s\n", name, texts[name] }
