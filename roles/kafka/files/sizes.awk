# Takes what `kafka-log-dirs --describe` prints apart, one brace a record: sizes[PARTITION, BROKER] and largest[PARTITION],
# in bytes. And the partitions that ZooKeeper's /admin/reassign_partitions names: moving[PARTITION].
function text_of(key) {
  return match($0, "\"" key "\":\"[^\"]*\"") ? substr($0, RSTART + length(key) + 4, RLENGTH - length(key) - 5) : ""
}
function number_of(key) {
  return match($0, "\"" key "\":-?[0-9]+") ? substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3) : ""
}

part == "sizes" {
  if (number_of("broker") != "") broker = number_of("broker")
  name = text_of("partition")
  # What moves between two disks of a broker is there twice.
  if (name != "" && $0 !~ /"isFuture":true/) {
    sizes[name, broker] = number_of("size") + 0
    if (!(name in largest) || sizes[name, broker] > largest[name]) largest[name] = sizes[name, broker]
  }
  next
}

part == "moving" {
  if (text_of("topic") != "") moving[text_of("topic") "-" number_of("partition")] = 1
  next
}
