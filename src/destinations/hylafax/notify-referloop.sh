#!/bin/sh
# Tells Referloop how a fax job ended. HylaFAX calls it like bin/notify (NotifyCmd in etc/config):
#
#   notify-referloop.sh qfile why jobtime [nextTry]
#
# Settings, in /etc/referloop/hylafax-out.conf or the environment:
#   REFERLOOP_STATUS_URL    https://hub.practice.example/v1/destinations/hylafax/status
#   REFERLOOP_SECRET_FILE   a file with notifySecret in one line, readable by the fax server's user only
#   REFERLOOP_NOTIFY_NEXT   another notify program to call afterwards, such as bin/notify (default: none)
#
# Only numbers and words about the job are sent: no name, no number of a telephone, no page. Should it fail, the hub asks by faxstat.
set -u
[ -r "${REFERLOOP_CONF:-/etc/referloop/hylafax-out.conf}" ] && . "${REFERLOOP_CONF:-/etc/referloop/hylafax-out.conf}"

fail() { echo "notify-referloop: $1" >&2; exit "${2:-1}"; }

[ $# -ge 3 ] || fail 'usage: notify-referloop.sh qfile why jobtime [nextTry]' 64
[ -n "${REFERLOOP_STATUS_URL:-}" ] || fail 'REFERLOOP_STATUS_URL is not set.' 78
[ -r "${REFERLOOP_SECRET_FILE:-}" ] || fail 'REFERLOOP_SECRET_FILE cannot be read.' 78
[ -r "$1" ] || fail 'The job description cannot be read.' 66

result=0
secret=$(head -n 1 "$REFERLOOP_SECRET_FILE")
# The secret goes in by a file: the command line of a process can be seen by every user.
grep -E '^(jobid|jobtag|npages|totpages|status|state):' "$1" |
  curl --config /dev/fd/3 --silent --show-error --fail --output /dev/null --connect-timeout 20 --max-time 60 \
    --retry 4 --retry-connrefused -F "why=$2" -F 'job=<-' "$REFERLOOP_STATUS_URL" 3<<CONFIG || result=75
header = "Authorization: Bearer $secret"
CONFIG
[ -n "${REFERLOOP_NOTIFY_NEXT:-}" ] && "$REFERLOOP_NOTIFY_NEXT" "$@"
exit $result
