# Reads what `kafka-topics --describe` prints of all topics, and prints which partitions count on what the broker `joining`
# has on its disks:
#   alone TOPIC-PARTITION     it is the only one in sync, and there are other replicas
#   still TOPIC-PARTITION     it is one of those in sync, until its session has ended
# A partition that is on no other broker has nothing left to lose.
BEGIN { FS = "\t" }
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
"Partition" in field {
  if (field["Replicas"] == joining || index("," field["Isr"] ",", "," joining ",") == 0) next
  print (field["Isr"] == joining ? "alone " : "still ") field["Topic"] "-" field["Partition"]
}
