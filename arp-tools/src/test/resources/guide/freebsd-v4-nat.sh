#!/bin/sh
# FreeBSD
# NAT on one arm (l4-nat): all packets of the server go by the balancer
# 192.0.2.2
# Made by: weir arp guide --os freebsd --vip 192.0.2.10 --rip 192.0.2.51/24
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
    route -q delete -host 192.0.2.2 > /dev/null 2>&1 || true
    route -q add -host 192.0.2.2 -iface eth0
    route -q delete -net 0.0.0.0/1 > /dev/null 2>&1 || true
    route -q add -net 0.0.0.0/1 192.0.2.2
    route -q delete -net 128.0.0.0/1 > /dev/null 2>&1 || true
    route -q add -net 128.0.0.0/1 192.0.2.2
    route -q delete -net 192.0.2.0/25 > /dev/null 2>&1 || true
    route -q add -net 192.0.2.0/25 192.0.2.2
    route -q delete -net 192.0.2.128/25 > /dev/null 2>&1 || true
    route -q add -net 192.0.2.128/25 192.0.2.2
    # Do the same at every start
    sysrc static_routes+=weirnat0
    sysrc route_weirnat0="-host 192.0.2.2 -iface eth0"
    sysrc static_routes+=weirnat1
    sysrc route_weirnat1="-net 0.0.0.0/1 192.0.2.2"
    sysrc static_routes+=weirnat2
    sysrc route_weirnat2="-net 128.0.0.0/1 192.0.2.2"
    sysrc static_routes+=weirnat3
    sysrc route_weirnat3="-net 192.0.2.0/25 192.0.2.2"
    sysrc static_routes+=weirnat4
    sysrc route_weirnat4="-net 192.0.2.128/25 192.0.2.2"
}

verify() {
    # The way out is by the balancer
    route -n get 198.18.0.1 | grep 'gateway: 192.0.2.2'
}

undo() {
    # Go as before
    route -q delete -host 192.0.2.2 > /dev/null 2>&1 || true
    sysrc static_routes-=weirnat0 || true
    sysrc -x route_weirnat0 2> /dev/null || true
    route -q delete -net 0.0.0.0/1 > /dev/null 2>&1 || true
    sysrc static_routes-=weirnat1 || true
    sysrc -x route_weirnat1 2> /dev/null || true
    route -q delete -net 128.0.0.0/1 > /dev/null 2>&1 || true
    sysrc static_routes-=weirnat2 || true
    sysrc -x route_weirnat2 2> /dev/null || true
    route -q delete -net 192.0.2.0/25 > /dev/null 2>&1 || true
    sysrc static_routes-=weirnat3 || true
    sysrc -x route_weirnat3 2> /dev/null || true
    route -q delete -net 192.0.2.128/25 > /dev/null 2>&1 || true
    sysrc static_routes-=weirnat4 || true
    sysrc -x route_weirnat4 2> /dev/null || true
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
