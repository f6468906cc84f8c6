#!/bin/sh
# macOS
# NAT on one arm (l4-nat): all packets of the server go by the balancer
# 192.0.2.2
# Made by: weir arp guide --os macos --vip 192.0.2.10 --rip 192.0.2.51/24
# --interface eth0 --mode nat --gateway 192.0.2.2
# Without this, clients in the subnet 192.0.2.0/24 get no answer: the server
# replies to them directly, and they have asked 192.0.2.10, not the server.
# Traffic between the servers of this subnet goes by the balancer too. Where
# that is too much, use mode l4-snat, which needs nothing on the server.
# The balancer must forward what is not of its services (ip_forward=1) and not
# tell the server of a shorter way (send_redirects=0).
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Go by the balancer everywhere
    mkdir -p /usr/local/sbin
    printf '%s\n' \
        'route -n add -host 192.0.2.2 -interface eth0' \
        'route -n add -net 0.0.0.0/1 192.0.2.2' \
        'route -n add -net 128.0.0.0/1 192.0.2.2' \
        'route -n add -net 192.0.2.0/25 192.0.2.2' \
        'route -n add -net 192.0.2.128/25 192.0.2.2' \
        > /usr/local/sbin/weir-nat-routes
    sh /usr/local/sbin/weir-nat-routes || true
    # Do the same at every start, by launchd
    printf '%s\n' \
        '<?xml version="1.0" encoding="UTF-8"?>' \
        '<plist version="1.0"><dict>' \
        '<key>Label</key><string>net.weir.nat</string>' \
        '<key>RunAtLoad</key><true/>' \
        '<key>ProgramArguments</key><array>' \
        '  <string>/bin/sh</string>' \
        '  <string>/usr/local/sbin/weir-nat-routes</string>' \
        '</array></dict></plist>' \
        > /Library/LaunchDaemons/net.weir.nat.plist
    chown root:wheel /Library/LaunchDaemons/net.weir.nat.plist
}

verify() {
    # The way out is by the balancer
    route -n get 198.18.0.1 | grep 'gateway: 192.0.2.2'
}

undo() {
    # Go as before
    route -n delete -net 0.0.0.0/1 2> /dev/null || true
    route -n delete -net 128.0.0.0/1 2> /dev/null || true
    route -n delete -net 192.0.2.0/25 2> /dev/null || true
    route -n delete -net 192.0.2.128/25 2> /dev/null || true
    route -n delete -host 192.0.2.2 2> /dev/null || true
    rm -f /Library/LaunchDaemons/net.weir.nat.plist \
        /usr/local/sbin/weir-nat-routes
}

case ${1-apply} in
    apply) apply ;;
    verify) verify ;;
    undo) undo ;;
    *)
        echo 'one of apply, verify, undo' >&2
        exit 2
        ;;
esac
