#!/bin/sh
# SPDX-License-Identifier: MIT
# templates/container/ as far as it can be looked at without a container: instructions, names, values, and that it
# says what templates/ecosystem.cfg, configure.ac and doc/containers.md say.
cd "${top_srcdir:-$(dirname "$0")/../..}" || exit 99
dockerfile=templates/container/Dockerfile
compose=templates/container/compose.yaml
failed=0

fail()
{
	echo "FAIL: $*"
	failed=1
}

# Instructions with their continued lines in one.
lines=$(sed '/^#/d' $dockerfile | sed -e ':a' -e '/\\$/N; s/\\\n[[:space:]]*//; ta' | sed '/^$/d')
unknown=$(echo "$lines" | grep -v -E '^(FROM|COPY|WORKDIR|RUN|EXPOSE|HEALTHCHECK|ENTRYPOINT|CMD|ENV|USER|STOPSIGNAL) ')
[ -z "$unknown" ] || fail "no instruction: $unknown"
[ "$(echo "$lines" | head -n 1 | cut -d' ' -f1)" = FROM ] || fail "the first instruction is not FROM"

# Plain names of images, no registry; a stage or context that is copied from is there.
echo "$lines" | sed -n 's/^FROM \([^ ]*\).*/\1/p' | grep -v -E '^[a-z0-9]+:[a-z0-9.-]+$' && fail "an image with more than a name and a tag"
for from in $(echo "$lines" | sed -n 's/.*--from=\([^ ]*\).*/\1/p'); do
	echo "$lines" | grep -q "^FROM .* AS $from$" || grep -q "^ *$from: " $compose || fail "nothing is called $from"
done

# A shell as PID 1 would pass no signals on.
for word in ENTRYPOINT CMD; do
	echo "$lines" | grep "^$word " | grep -q -v -E "^$word \[(\"[^\"]*\"(, )?)+\]\$" && fail "$word is run by a shell"
	[ "$(echo "$lines" | grep -c "^$word ")" = 1 ] || fail "there is not one $word"
done

# What the libraries are called that configure looks for.
for library in libconfig libjansson libuv zlib; do
	echo "$lines" | grep 'apt-get install' | grep -q "$library" || fail "the image lacks $library"
done
echo "$lines" | grep -q 'rm -rf /var/lib/apt/lists' || fail "lists of packages stay in the image"

# The ports of the template, and the values that the services have always had.
for port in $(grep -o 'PORT=[0-9]*\|"-p", "[0-9]*' templates/ecosystem.cfg | grep -o '[0-9]*'); do
	echo "$lines" | grep '^EXPOSE' | grep -q -w "$port" || fail "$dockerfile does not expose $port"
	grep -q "\"$port:$port\"" $compose || fail "$compose does not publish $port"
done
for value in 'restart: unless-stopped' 'interval: 30s' 'timeout: 10s' 'retries: 3' 'start_period: 60s' \
	'condition: on-failure' 'delay: 5s' 'max_attempts: 3' 'window: 120s'; do
	[ "$(grep -c "^ *$value\$" $compose)" = 1 ] || fail "$compose does not say '$value' once"
done
echo "$lines" | grep -q '^HEALTHCHECK --interval=30s --timeout=10s --retries=3 --start-period=60s *CMD ' ||
	fail "the health check of $dockerfile differs from that of $compose"
stop=$(sed -n 's/^stop_timeout = "\([0-9]*\)s";/\1/p' templates/ecosystem.cfg)
grace=$(sed -n 's/^ *stop_grace_period: \([0-9]*\)s$/\1/p' $compose)
[ "${stop:-0}" -gt 0 ] && [ "${grace:-0}" -gt "$stop" ] || fail "Docker kills after $grace s what reeve asks to end for $stop s"
grep -q '^on_fatal = "exit";' templates/ecosystem.cfg || fail "a container would go on without its service"

# Indentation by spaces, two a level, and each key once in its group.
grep -n "$(printf '\t')" $compose && fail "$compose has tabs"
sed 's/#.*//; /^ *$/d' $compose | grep -v -E '^(  )*(- )?("?[A-Za-z_-]+"?: ?.*|"[0-9:]+"|/[a-z/]+)$' && fail "$compose has lines of no known form"
if command -v python3 >/dev/null && python3 -c 'import yaml' 2>/dev/null; then
	python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))["services"]["app"]["deploy"]["restart_policy"]' $compose ||
		fail "$compose cannot be read"
fi
if command -v docker >/dev/null && docker compose version >/dev/null 2>&1; then
	docker compose -f $compose config -q || fail "docker compose refuses $compose"
fi

[ $failed = 0 ] && echo "$(echo "$lines" | wc -l) instructions: as the template says"
exit $failed
