# Behind topics.awk: reads what `kafka-topics --describe` prints of all topics, and prints which partitions count on what
# the broker `joining` has on its disks:
#   alone TOPIC-PARTITION     it is the only one in sync, and there are other replicas
#   still TOPIC-PARTITION     it is one of those in sync, until its session has ended
# A partition that is on no other broker has nothing left to lose.
"Partition" in field {
  if (field["Replicas"] == joining || !among(field["Isr"], joining)) next
  print (field["Isr"] == joining ? "alone " : "still ") field["Topic"] "-" field["Partition"]
}
