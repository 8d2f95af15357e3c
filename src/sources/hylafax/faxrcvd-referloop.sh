#!/bin/sh
# Hands a fax that HylaFAX received to Referloop. Called like faxrcvd itself:
#
#   faxrcvd-referloop.sh qfile devid commid error-msg [CIDNumber [CIDName [DIDNumber]]]
#   faxrcvd-referloop.sh --resend          (from cron: what could not be handed over before)
#
# Settings, in /etc/referloop/hylafax.conf or the environment:
#   REFERLOOP_URL          https://hub.practice.example/v1/channels/fax/messages
#   REFERLOOP_TOKEN_FILE   a file with the channel's token in one line, readable by the fax server's user only
#   REFERLOOP_SPOOL        where faxes wait that could not be handed over (default /var/spool/hylafax/referloop)
#   HYLAFAX_SPOOL          the fax server's spool, which qfile is below of (default /var/spool/hylafax)
#
# A fax is copied to the spool first and removed only after the hub answered that it is stored. Nothing of it is printed or logged.
set -u
umask 077
[ -r "${REFERLOOP_CONF:-/etc/referloop/hylafax.conf}" ] && . "${REFERLOOP_CONF:-/etc/referloop/hylafax.conf}"
: "${REFERLOOP_SPOOL:=/var/spool/hylafax/referloop}" "${HYLAFAX_SPOOL:=/var/spool/hylafax}"

fail() { echo "faxrcvd-referloop: $1" >&2; exit "${2:-1}"; }

# hand_over <job directory>: one field per file. 0: stored, and the job is gone.
hand_over() {
  job=$1
  token=$(head -n 1 "$REFERLOOP_TOKEN_FILE") || return 1
  set --
  for field in qfile devid commid error-msg CIDNumber CIDName DIDNumber faxinfo received; do
    # "<" reads the value from the file: what a caller calls itself never becomes an argument.
    [ -f "$job/$field" ] && set -- "$@" -F "$field=<$job/$field"
  done
  [ -f "$job/file.tif" ] && set -- "$@" -F "file=@$job/file.tif;type=image/tiff"
  # The token goes in by a file: the command line of a process can be seen by every user.
  printf 'header = "Authorization: Bearer %s"\n' "$token" |
    curl --config - --silent --show-error --fail --output /dev/null --connect-timeout 20 --max-time 300 "$@" "$REFERLOOP_URL" || return 1
  # At once, and then in pieces: another --resend at the same moment finds all of it or nothing, never a fax without its pages.
  mv "$job" "$REFERLOOP_SPOOL/taken.${job##*/}" && rm -rf "$REFERLOOP_SPOOL/taken.${job##*/}"
}

[ -n "${REFERLOOP_URL:-}" ] || fail 'REFERLOOP_URL is not set.' 78
[ -r "${REFERLOOP_TOKEN_FILE:-}" ] || fail 'REFERLOOP_TOKEN_FILE cannot be read.' 78
mkdir -p "$REFERLOOP_SPOOL" || fail 'REFERLOOP_SPOOL cannot be made.' 73

if [ "${1:-}" = '--resend' ]; then
  left=0
  for job in "$REFERLOOP_SPOOL"/job.*; do
    [ -f "$job/complete" ] || continue
    hand_over "$job" || left=$((left + 1))
  done
  [ "$left" -eq 0 ] || fail "$left faxes still wait in REFERLOOP_SPOOL." 75
  exit 0
fi

[ $# -ge 4 ] || fail 'usage: faxrcvd-referloop.sh qfile devid commid error-msg [CIDNumber [CIDName [DIDNumber]]]' 64
case $1 in
  /*) tiff=$1 ;;
  *) tiff=$HYLAFAX_SPOOL/$1 ;;
esac
job=$(mktemp -d "$REFERLOOP_SPOOL/job.XXXXXX") || fail 'REFERLOOP_SPOOL cannot be written.' 73
printf '%s' "$1" > "$job/qfile"
printf '%s' "$2" > "$job/devid"
printf '%s' "$3" > "$job/commid"
printf '%s' "$4" > "$job/error-msg"
printf '%s' "${5:-}" > "$job/CIDNumber"
printf '%s' "${6:-}" > "$job/CIDName"
printf '%s' "${7:-}" > "$job/DIDNumber"
date -u +%Y-%m-%dT%H:%M:%SZ > "$job/received"
if [ -s "$tiff" ]; then
  cp "$tiff" "$job/file.tif" || fail 'The fax could not be copied to REFERLOOP_SPOOL.' 73
  # Who sent it and how many pages: faxinfo reads it from the file.
  command -v faxinfo > /dev/null 2>&1 && faxinfo "$tiff" > "$job/faxinfo" 2> /dev/null
fi
# From here on --resend sees it.
: > "$job/complete"
hand_over "$job" || fail 'The fax waits in REFERLOOP_SPOOL; --resend hands it over.' 75
