#!/bin/sh
# Container with its own address (macvlan)
# Direct return (l4-dr) to a container that has its own address on the network
# Made by: weir arp guide --os container --vip 192.0.2.10 --rip 192.0.2.51
# --interface eth0
# For macvlan or another network of layer 2. Run it on the container's host, as
# CONTAINER=web sh FILE; with Podman, put podman in place of docker.
# It lasts as long as the container. For good, start it with --cap-add NET_ADMIN
# --sysctl net.ipv4.conf.all.arp_ignore=1 --sysctl
# net.ipv4.conf.all.arp_announce=2 and let it begin with: ip address replace
# 192.0.2.10/32 dev lo
# A container on the host's network, or behind a published port (-p), needs
# nothing of its own: use the recipe of its host (--os linux).
# Kubernetes with kube-proxy in mode ipvs: strictARP: true is the same pair of
# settings on the node.
# The service must accept connections to 192.0.2.10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Find the container; set CONTAINER to its name
    pid=$(docker inspect -f '{{.State.Pid}}' "${CONTAINER:?name it}")
    # Be silent first, in the container's network
    nsenter -t "$pid" -n sysctl -qw net.ipv4.conf.all.arp_ignore=1
    nsenter -t "$pid" -n sysctl -qw net.ipv4.conf.all.arp_announce=2
    # Have the VIP, without a word on the network
    nsenter -t "$pid" -n ip address replace 192.0.2.10/32 dev lo
}

verify() {
    # Find the container
    pid=$(docker inspect -f '{{.State.Pid}}' "${CONTAINER:?name it}")
    # Silence: arp_ignore is 1 or more
    [ "$(nsenter -t "$pid" -n sysctl -n net.ipv4.conf.all.arp_ignore)" -ge 1 ]
    # The VIP is on the container's lo
    nsenter -t "$pid" -n ip -o address show dev lo to 192.0.2.10/32 | grep .
}

undo() {
    # Find the container
    pid=$(docker inspect -f '{{.State.Pid}}' "${CONTAINER:?name it}")
    # Have the VIP no more
    nsenter -t "$pid" -n ip address del 192.0.2.10/32 dev lo 2> /dev/null ||
        true
    # Answer ARP as usual, unless another VIP is on the container's lo
    if ! nsenter -t "$pid" -n ip -4 -o address show dev lo scope global |
        grep -q .
    then
        nsenter -t "$pid" -n sysctl -qw net.ipv4.conf.all.arp_ignore=0
        nsenter -t "$pid" -n sysctl -qw net.ipv4.conf.all.arp_announce=0
    fi
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
