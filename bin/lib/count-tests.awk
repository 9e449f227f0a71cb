# Counts the tests of JUnit XML reports: prints "TESTS BAD", BAD being those that failed, had an error or were skipped.
#
# It counts the test cases themselves, since the sums at the head of Surefire's reports leave out nested classes. Output that
# a test printed stands in CDATA sections and may look like anything: these are passed over.
{
  line = $0
  while (line != "") {
    if (quoted) {
      end = index(line, "]]>")
      if (!end) break
      line = substr(line, end + 3)
      quoted = 0
    } else if (match(line, /<!\[CDATA\[|<(testcase|failure|error|skipped)[ >\/]/)) {
      tag = substr(line, RSTART, RLENGTH)
      line = substr(line, RSTART + RLENGTH)
      if (tag ~ /CDATA/) quoted = 1
      else if (tag ~ /testcase/) { tests++; judged = 0 }
      else if (!judged) { bad++; judged = 1 }
    } else break
  }
}
END { print tests + 0, bad + 0 }
