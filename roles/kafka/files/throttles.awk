# Finds what throttles a reassignment, in what `kafka-configs --describe` prints of brokers (part=brokers) and in the
# description of all topics (part=topics):
#   brokers ID KEY,KEY
#   topics NAME KEY,KEY
function keys_of(text, what,  keys, key) {
  split("leader follower", sides, " ")
  for (i = 1; i <= 2; i++) {
    key = sides[i] ".replication.throttled." what
    if (index(text, key "=") > 0) keys = keys (keys == "" ? "" : ",") key
  }
  return keys
}

part == "brokers" {
  if (match($0, /onfigs for brokers? '?[0-9]+/)) {
    broker = substr($0, RSTART, RLENGTH)
    gsub(/[^0-9]/, "", broker)
  } else if ($0 ~ /onfigs for /) broker = ""
  found = keys_of($0, "rate")
  # A broker's configuration is in lines of its own, or in one with its id.
  if (found != "" && broker != "") brokers[broker] = brokers[broker] (brokers[broker] == "" ? "" : ",") found
  next
}

part == "topics" && "PartitionCount" in field && keys_of(field["Configs"], "replicas") != "" {
  print "topics " field["Topic"] " " keys_of(field["Configs"], "replicas")
}

END { for (broker in brokers) print "brokers " broker " " brokers[broker] }
