#!/bin/sh
# cinc exec was here: it's gone
set -eu
NAMESPACE=$1 POD=$2

command -v saf >/dev/null 2>&1 || npm install -g @mitre/saf
for container in app sidecar; do
  if ! inspec exec ./base \
    --target="k8s-container://$NAMESPACE/$POD/$container" \
    --reporter cli "json:$container.json" junit2:"$container.xml" \
    --no-color; then
    echo "scan of $container failed" >&2
  fi
  saf validate threshold -i "$container.json" -T threshold.yml || STATUS=$?
done
docker run --rm -v "$PWD:/share" mitre/saf:1.5.3 convert hdf2csv -i /share/app.json -o /share/app.csv
cat <<'NOTES' > notes.txt
saf view summary -i app.json
NOTES
saf generate -i app.json -o csv > app.csv
saf convert hdf2splunk -i app.json -o splunk.json
jq -e '.profiles[].controls[].results[] | select(.status == "failed")' app.json && exit 1
exit "${STATUS:-0}"
