#!/bin/sh
# FreeBSD
# NAT on one arm (l4-nat): all packets of the server go by the balancer
# 2001:db8::2
# Made by: weir arp guide --os freebsd --vip 2001:db8::10 --rip 2001:db8::51/64
# --interface eth0 --mode nat --gateway 2001:db8::2
# Without this, clients in the subnet 2001:db8::/64 get no answer: the server
# replies to them directly, and they have asked 2001:db8::10, not the server.
# Traffic between the servers of this subnet goes by the balancer too. Where
# that is too much, use mode l4-snat, which needs nothing on the server.
# The balancer must forward what is not of its services (ip_forward=1) and not
# tell the server of a shorter way (send_redirects=0).
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Go by the balancer everywhere
    route -q delete -inet6 -host 2001:db8::2 > /dev/null 2>&1 || true
    route -q add -inet6 -host 2001:db8::2 -iface eth0
    route -q delete -inet6 -net ::/1 > /dev/null 2>&1 || true
    route -q add -inet6 -net ::/1 2001:db8::2
    route -q delete -inet6 -net 8000::/1 > /dev/null 2>&1 || true
    route -q add -inet6 -net 8000::/1 2001:db8::2
    route -q delete -inet6 -net 2001:db8::/65 > /dev/null 2>&1 || true
    route -q add -inet6 -net 2001:db8::/65 2001:db8::2
    route -q delete -inet6 -net 2001:db8:0:0:8000::/65 > /dev/null 2>&1 || true
    route -q add -inet6 -net 2001:db8:0:0:8000::/65 2001:db8::2
    # Do the same at every start
    sysrc ipv6_static_routes+=weirnat0
    sysrc ipv6_route_weirnat0="-host 2001:db8::2 -iface eth0"
    sysrc ipv6_static_routes+=weirnat1
    sysrc ipv6_route_weirnat1="-net ::/1 2001:db8::2"
    sysrc ipv6_static_routes+=weirnat2
    sysrc ipv6_route_weirnat2="-net 8000::/1 2001:db8::2"
    sysrc ipv6_static_routes+=weirnat3
    sysrc ipv6_route_weirnat3="-net 2001:db8::/65 2001:db8::2"
    sysrc ipv6_static_routes+=weirnat4
    sysrc ipv6_route_weirnat4="-net 2001:db8:0:0:8000::/65 2001:db8::2"
}

verify() {
    # The way out is by the balancer
    route -n get -inet6 2001:2::1 | grep 'gateway: 2001:db8::2'
}

undo() {
    # Go as before
    route -q delete -inet6 -host 2001:db8::2 > /dev/null 2>&1 || true
    sysrc ipv6_static_routes-=weirnat0 || true
    sysrc -x ipv6_route_weirnat0 2> /dev/null || true
    route -q delete -inet6 -net ::/1 > /dev/null 2>&1 || true
    sysrc ipv6_static_routes-=weirnat1 || true
    sysrc -x ipv6_route_weirnat1 2> /dev/null || true
    route -q delete -inet6 -net 8000::/1 > /dev/null 2>&1 || true
    sysrc ipv6_static_routes-=weirnat2 || true
    sysrc -x ipv6_route_weirnat2 2> /dev/null || true
    route -q delete -inet6 -net 2001:db8::/65 > /dev/null 2>&1 || true
    sysrc ipv6_static_routes-=weirnat3 || true
    sysrc -x ipv6_route_weirnat3 2> /dev/null || true
    route -q delete -inet6 -net 2001:db8:0:0:8000::/65 > /dev/null 2>&1 || true
    sysrc ipv6_static_routes-=weirnat4 || true
    sysrc -x ipv6_route_weirnat4 2> /dev/null || true
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
