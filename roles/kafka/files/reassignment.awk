# Says how far a batch of a reassignment is:
#   left TOPIC-PARTITION       has not been begun
#   moving TOPIC-PARTITION     is under way, or is not in sync yet
#   strange TOPIC-PARTITION    is neither where the plan begins nor where it ends
#   other TOPIC-PARTITION      is no part of the batch, but under way
#   ill TOPIC-PARTITION        is no part of it either, and not whole
#   bytes NUMBER               what has to be copied still to all replicas that are not in sync
# Reads: part=batch (TOPIC PARTITION FROM TO, the replicas with commas between), sizes and moving (sizes.awk), topics.
part == "batch" {
  if (split($0, words, " ") < 4) next
  from[words[1] "-" words[2]] = words[3]
  to[words[1] "-" words[2]] = words[4]
  next
}

part == "topics" && "Partition" in field {
  name = field["Topic"] "-" field["Partition"]
  seen[name] = 1
  replicas = field["Replicas"]
  missing = without(replicas, field["Isr"])
  for (i = split(missing, ids, ","); i > 0; i--) bytes += largest[name] - sizes[name, ids[i]]
  whole = missing == "" && field["Leader"] ~ /^[0-9]+$/
  on_its_way = name in moving || field["Adding Replicas"] != "" || field["Removing Replicas"] != ""
  if (name in to) {
    if (on_its_way) print "moving " name
    else if (replicas == to[name]) { if (!whole) print "moving " name }
    else if (replicas != from[name]) print "strange " name " (it is on " replicas ")"
    else { print "left " name; if (!whole) print "ill " name }
  } else if (on_its_way) print "other " name
  else if (!whole) print "ill " name
}

END {
  for (name in to) if (!(name in seen)) print "strange " name " (it is gone)"
  printf "bytes %.0f\n", bytes
}
