#!/bin/sh
# Container with its own address (macvlan)
# NAT on one arm (l4-nat): all packets of the server go by the balancer
# 192.0.2.2
# Made by: weir arp guide --os container --vip 192.0.2.10 --rip 192.0.2.51/24
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
    # Go by the balancer everywhere; set CONTAINER to the container's name
    pid=$(docker inspect -f '{{.State.Pid}}' "${CONTAINER:?name it}")
    nsenter -t "$pid" -n ip route replace 192.0.2.2/32 dev eth0
    nsenter -t "$pid" -n ip route replace 0.0.0.0/1 via 192.0.2.2 dev eth0
    nsenter -t "$pid" -n ip route replace 128.0.0.0/1 via 192.0.2.2 dev eth0
    nsenter -t "$pid" -n ip route replace 192.0.2.0/25 via 192.0.2.2 dev eth0
    nsenter -t "$pid" -n ip route replace 192.0.2.128/25 via 192.0.2.2 dev eth0
}

verify() {
    # Find the container
    pid=$(docker inspect -f '{{.State.Pid}}' "${CONTAINER:?name it}")
    # All routes are there
    nsenter -t "$pid" -n ip route show 0.0.0.0/1 | grep 'via 192.0.2.2 '
    nsenter -t "$pid" -n ip route show 128.0.0.0/1 | grep 'via 192.0.2.2 '
    nsenter -t "$pid" -n ip route show 192.0.2.0/25 | grep 'via 192.0.2.2 '
    nsenter -t "$pid" -n ip route show 192.0.2.128/25 | grep 'via 192.0.2.2 '
}

undo() {
    # Go as before
    pid=$(docker inspect -f '{{.State.Pid}}' "${CONTAINER:?name it}")
    nsenter -t "$pid" -n ip route del 0.0.0.0/1 via 192.0.2.2 2> /dev/null ||
        true
    nsenter -t "$pid" -n ip route del 128.0.0.0/1 via 192.0.2.2 2> /dev/null ||
        true
    nsenter -t "$pid" -n ip route del 192.0.2.0/25 via 192.0.2.2 2> /dev/null ||
        true
    nsenter -t "$pid" -n ip route del 192.0.2.128/25 via 192.0.2.2 2> \
        /dev/null || true
    nsenter -t "$pid" -n ip route del 192.0.2.2/32 dev eth0 2> /dev/null || true
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
