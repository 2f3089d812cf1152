# Compares what a broker runs with to what it should run with. Files in this order: the server.properties that it was
# started with (part=1), the overrides that were given to it since, which outlive a restart (2), the wanted one (3).
#   alter KEY VALUE     can be given to the running broker
#   delete KEY          an override that is no longer wanted
#   restart KEY         takes a restart
# dynamic: the keys that Kafka changes while it runs, with blanks between.
BEGIN {
  count = split(dynamic, keys, " ")
  for (i = 1; i <= count; i++) can[keys[i]] = 1
}

/^[ \t]*(#|$)/ { next }
{
  at = index($0, "=")
  key = substr($0, 1, at - 1)
  value = substr($0, at + 1)
  if (part == 1) started[key] = value
  else if (part == 2) overrides[key] = value
  else wanted[key] = value
}

END {
  for (key in wanted) {
    if (key in overrides ? overrides[key] == wanted[key] : key in started && started[key] == wanted[key]) continue
    # Other values would have to be quoted, for Kafka's tool and as properties.
    if (key in can && wanted[key] ~ /^[A-Za-z0-9._:,-]+$/) print "alter " key " " wanted[key]
    else print "restart " key
  }
  for (key in overrides) if (!(key in wanted)) print "delete " key
  for (key in started) if (!(key in wanted)) print "restart " key
}
