# Decides which member of a running ensemble comes or goes next. Any quorum of the list before and any of the list after
# have a server in common while the two differ by one member, so nothing that was written can be forgotten.
# Reads, in this order:
#   wanted ID LINE         a server that the ensemble is to have, with its line of zoo.cfg
#   host ID NAME           a machine of the inventory; what follows is of it:
#     server ID LINE         a line of its zoo.cfg
#     running                its service is up
#     same                   and was started with the files that stand there
#     Mode: leader           what it says of itself
#   alive ID               a server that answers, whether the inventory has it or not
# Prints one line of JSON: kind (join, leave, finish or none), id of the member, the list to come (as a configuration, and
# as it was read), and the servers that have to serve meanwhile. Ends with 1 where a server may come up yet, and with 3
# where no wait can help.
$1 == "wanted" { want[$2] = $3; next }
$1 == "host" { host = $2; name[host] = $3; next }
$1 == "server" { listed[host, $2] = $3; next }
$1 == "running" { running[host] = 1; up++; next }
$1 == "same" { same[host] = 1; next }
$1 == "Mode:" { if ($2 == "leader") leader = host; if ($2 == "standalone") alone = 1; next }
$1 == "alive" { alive[$2] = 1; next }

function stop(code, text) { print text; failed = code; exit code }
# Ids as zoo.cfg can have them.
function list_of(of,  id, text) {
  for (id = 1; id <= 255; id++) if ((of, id) in listed) text = text " " id
  return text " "
}
function has(list, id) { return index(list, " " id " ") > 0 }
function size(list,  parts) { return split(list, parts, " ") }
function with_one(list, one,  id, text) {
  for (id = 1; id <= 255; id++) if (has(list, id) || id == one) text = text " " id
  return text " "
}
function without(list, one,  id, text) {
  for (id = 1; id <= 255; id++) if (has(list, id) && id != one) text = text " " id
  return text " "
}
function called(id) { return id in name ? name[id] : "server " id }
function line(id) { return id in want ? want[id] : (leader, id) in listed ? listed[leader, id] : spare[id] }
function address(text) { sub(/:[0-9]+:[0-9]+.*$/, "", text); gsub(/[][]/, "", text); return text }

END {
  if (failed) exit failed
  if (alone) stop(3, "One server stands alone, without a quorum: no member can join it while it is used.")
  if (!up) stop(3, "No server runs on the hosts of cluster.yml: \"kafkabook run zookeeper\" starts an ensemble.")
  if (leader == "") stop(1, "No server of the hosts of cluster.yml leads the ensemble.")
  now = list_of(leader)
  for (id in want) {
    wanted++
    if (has(now, id) && listed[leader, id] != want[id])
      stop(3, called(id) " is " listed[leader, id] " for the ensemble and " want[id] " in cluster.yml. Change one thing at a time: first the members, then the address or ports.")
  }
  for (id in running) {
    if (!has(now, id) || list_of(id) == now) continue
    if (other != "" && list_of(id) != other) stop(3, mixed(list_of(id)))
    other = list_of(id); of = id
  }
  kind = "none"; to = now; all = now
  if (other != "") {
    # A step that was cut off. Either way would be safe, so it goes to what is wanted now.
    for (id = 1; id <= 255; id++) if (has(now, id) != has(other, id)) { member = id; differing++ }
    if (differing != 1) stop(3, mixed(other))
    if ((of, member) in listed) spare[member] = listed[of, member]
    all = with_one(now, member)
    kind = member in want ? "join" : "leave"
    to = kind == "join" ? all : without(all, member)
  } else {
    for (id in running) if (has(now, id) && !(id in same)) kind = "finish"
    if (kind == "none") choose()
  }
  for (id = 1; id <= 255; id++) {
    if (!has(all, id) || id in alive || (kind == "join" && id == member)) continue
    if (kind == "leave" && id == member) dead = 1
    # Where a leader was elected that it does not know, its restart with the list to come is the cure.
    else if (id in running && list_of(id) != to && kind != "finish") stuck++
    else missing = missing (missing == "" ? "" : ", ") called(id)
  }
  if (kind != "none" && missing != "") stop(1, "These servers of the ensemble do not serve: " missing ".")
  if (stuck > 1) stop(1, stuck " servers of the ensemble do not serve.")
  # The dead one and the one that restarts.
  if (dead && size(all) - 2 < int(size(all) / 2) + 1)
    stop(3, called(member) " does not serve, and of " size(all) " servers no quorum would be left while another restarts. Bring it back first, or a new machine under its id.")
  print answer()
}

function choose(  id, joins, leaves, gone, first_join, first_leave) {
  for (id = 255; id >= 1; id--) {
    if (id in want && !has(now, id)) { joins++; first_join = id }
    if (!(id in want) && has(now, id)) {
      leaves++
      first_leave = id
      if (!(id in alive)) gone = id
      else if (!(id in name))
        stop(3, "Server " id " (" listed[leader, id] ") serves, and cluster.yml does not have it. Put it back there, and take it out of the ensemble with: kafkabook scale zookeeper --remove HOST.")
    }
    # It was taken out already, and only has to stop.
    if (!(id in want) && !has(now, id) && id in running) { kind = "leave"; member = id }
  }
  if (joins + leaves == 0) return
  if (size(now) < 3 || wanted < 3)
    stop(3, "The ensemble has " size(now) " servers and would have " wanted ": with less than three there is no quorum while one of them restarts.")
  if (joins + leaves > 2)
    stop(3, "The ensemble has the servers" now "and " joins + leaves " would come or go. A run takes two at most: change cluster.yml in several steps.")
  # What does not serve is no help to the quorum; else first the new one.
  if (gone) { kind = "leave"; member = gone }
  else if (first_join) { kind = "join"; member = first_join }
  else { kind = "leave"; member = first_leave }
  all = kind == "join" ? with_one(now, member) : now
  to = kind == "join" ? all : without(now, member)
}

function mixed(list) {
  return "Servers of the ensemble run with lists that differ by more than one member:" now "and" list ". Nobody but a person can tell what is right there."
}

function answer(  id, servers, asked, lines) {
  for (id = 1; id <= 255; id++) {
    if (has(to, id)) {
      servers = servers (servers == "" ? "" : ", ") "\"server." id "\": \"" line(id) "\""
      lines = lines (lines == "" ? "" : ", ") "\"server " id " " line(id) "\""
    }
    if (has(all, id) && !(dead && id == member))
      asked = asked (asked == "" ? "" : ", ") "{\"id\": " id ", \"name\": \"" called(id) "\", \"address\": \"" address(line(id)) "\"}"
  }
  return "{\"kind\": \"" kind "\", \"id\": " (member == "" ? 0 : member) ", \"servers\": {" servers "}, \"lines\": [" lines "], \"asked\": [" asked "]}"
}
