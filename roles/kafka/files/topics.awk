# Takes the lines that `kafka-topics --describe` prints apart: fields between tabs, as "Name: value", into `field`.
BEGIN { FS = "\t" }

function among(list, id) { return index("," list ",", "," id ",") > 0 }

# Those in `list` that are not in `others`.
function without(list, others,  parts, n, i, rest) {
  n = split(list, parts, ",")
  for (i = 1; i <= n; i++) if (!among(others, parts[i])) rest = rest (rest == "" ? "" : ",") parts[i]
  return rest
}

{
  split("", field)
  for (i = 1; i <= NF; i++) {
    at = index($i, ":")
    if (at == 0) continue
    value = substr($i, at + 1)
    gsub(/^ +| +$/, "", value)
    field[substr($i, 1, at - 1)] = value
  }
}
