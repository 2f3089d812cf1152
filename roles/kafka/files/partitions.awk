# Behind topics.awk: reads what `kafka-topics --describe` prints of all topics, and prints what keeps a restart from being
# harmless:
#   offline TOPIC-PARTITION ...        no leader
#   lagging TOPIC-PARTITION ...        replicas that are not in sync
#   unknown BROKER                     is none of `known`, and has replicas
#   held TOPIC                         would take no records while the broker `leaving` is away: too few replicas
# leaving: the id of the broker that is about to stop, or none. away: ids of brokers that do not run and are not expected
# to, with commas between. interruptible: names of topics that may be away meanwhile, with blanks between; a star at the
# end stands for any rest. least: the min.insync.replicas of the brokers, which releases that ask ZooKeeper do not tell.
# known: the ids of all brokers of the spec, with commas between, or nothing where that does not matter.
BEGIN { allowed = split(interruptible, names, " ") }

function count(list,  parts) { return split(list, parts, ",") }

function may_be_away(topic,  i, name) {
  for (i = 1; i <= allowed; i++) {
    name = names[i]
    if (name == topic) return 1
    if (name ~ /\*$/ && index(topic, substr(name, 1, length(name) - 1)) == 1) return 1
  }
  return 0
}

# The first line of a topic: what it has set, or its broker has in server.properties.
"PartitionCount" in field {
  needed[field["Topic"]] = least + 0
  if (match(field["Configs"], /min\.insync\.replicas=[0-9]+/))
    needed[field["Topic"]] = substr(field["Configs"], RSTART + 20, RLENGTH - 20) + 0
  next
}

"Partition" in field {
  topic = field["Topic"]
  name = topic "-" field["Partition"]
  replicas = field["Replicas"]
  missing = without(without(replicas, field["Isr"]), away)
  left = without(without(replicas, leaving), away)
  if (known != "") {
    others = split(replicas, ids, ",")
    for (i = 1; i <= others; i++) if (!among(known, ids[i])) strangers[ids[i]]++
  }
  # What lacks the leaving broker alone loses nothing when that broker stops, and may be cured by its restart.
  if (missing != "" && missing != leaving) print "lagging " name " (not in sync: " missing ")"
  else if (field["Leader"] !~ /^[0-9]+$/ && left != "") print "offline " name " (no leader)"
  # What has no leader takes no records anyway.
  if (field["Leader"] !~ /^[0-9]+$/) next
  if (!among(field["Isr"], leaving) || may_be_away(topic) || topic in held) next
  if (count(left) >= needed[topic]) next
  held[topic] = 1
  gone = count(replicas) - count(left) - 1
  print "held " topic " (" count(replicas) " replicas" (gone > 0 ? ", " gone " of them stopped already" : "") ", min.insync.replicas " needed[topic] ")"
}

END { for (id in strangers) print "unknown " id " (replicas of " strangers[id] " partitions)" }
