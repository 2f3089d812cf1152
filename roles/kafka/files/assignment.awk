# Prints who has what as JSON, in arrays of some records each, a mark before them: Ansible before 2.19 makes lists of texts
# that look like them.
#   {"broker":1,"host":"kafka01","rack":""}                 a broker of cluster.yml
#   {"registered":1}                                        a broker that serves
#   {"topic":"a","partition":0,"leader":1,"replicas":[1,2],"isr":[1,2],"bytes":10,"moving":false}
#                                                           leader: -1 for none; bytes: -1 where they are not known
#   {"throttle":"brokers 1"}                                what a throttle is left on
#   {"records":7}                                           the last: how many there were before it
# Reads: part=wanted (ID HOST RACK), registered (kafka-broker-api-versions), throttles (throttles.awk), sizes and moving
# (sizes.awk), topics.
function quoted(text) { return "\"" text "\"" }
function tell(record) {
  # An event has room for 4000 characters of an item.
  if (chunk != "" && length(chunk) + length(record) > 3000) { print "| " chunk "]"; chunk = "" }
  chunk = chunk (chunk == "" ? "[" : ",") record
  records++
}

part == "wanted" { split($0, words, " "); tell("{\"broker\":" words[1] ",\"host\":" quoted(words[2]) ",\"rack\":" quoted(words[3]) "}"); next }

part == "registered" {
  if (match($0, /\(id: [0-9]+ .*-> \(/)) tell("{\"registered\":" (substr($0, RSTART + 5, RLENGTH) + 0) "}")
  next
}

part == "throttles" { split($0, words, " "); if (NF) tell("{\"throttle\":" quoted(words[1] " " words[2]) "}"); next }

part == "topics" && "Partition" in field {
  name = field["Topic"] "-" field["Partition"]
  leader = field["Leader"] ~ /^[0-9]+$/ ? field["Leader"] : -1
  on_its_way = name in moving || field["Adding Replicas"] != "" || field["Removing Replicas"] != ""
  tell("{\"topic\":" quoted(field["Topic"]) ",\"partition\":" field["Partition"] ",\"leader\":" leader \
    ",\"replicas\":[" field["Replicas"] "],\"isr\":[" field["Isr"] "],\"bytes\":" \
    (name in largest ? sprintf("%.0f", largest[name]) : -1) ",\"moving\":" (on_its_way ? "true" : "false") "}")
}

END {
  count = records + 0
  tell("{\"records\":" count "}")
  print "| " chunk "]"
}
