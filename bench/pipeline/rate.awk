# Throughput of a window-by-key flow from its own results: lines "UNIX_TIME TOPIC JSON" with a field that ends in count.
# A key's rate is what it counted between its first and its last but one result over the time between the two (the last one may have
# waited for silence to end its window); the flow's rate is the sum over keys. Prints the rate and all that was counted.
match($0, /count" *: *[0-9]+/) {
  split(substr($0, RSTART, RLENGTH), parts, ":")
  total += parts[2]
  if (!($2 in first)) first[$2] = $1
  else {
    if ($2 in latest) { counted[$2] += pending[$2]; last[$2] = latest[$2] }
    pending[$2] = parts[2]
    latest[$2] = $1
  }
}
END {
  for (key in counted) if (last[key] > first[key]) rate += counted[key] / (last[key] - first[key])
  printf "%.0f %d\n", rate, total
}
