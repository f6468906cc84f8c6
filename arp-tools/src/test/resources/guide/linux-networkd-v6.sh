#!/bin/sh
# Linux: systemd-networkd
# Direct return (l4-dr): have 2001:db8::10, and do not answer neighbour
# discovery for it
# Made by: weir arp guide --os linux-networkd --vip 2001:db8::10 --rip
# 2001:db8::51 --interface eth0
# From now on systemd-networkd looks after lo. It may remove addresses of lo
# that other software has set there: where there are any, use the recipe of
# linux.
# The service must accept connections to 2001:db8::10: let it listen on all
# addresses or on this one too, on the port that clients use.
# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:
# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply
set -eu

apply() {
    # Let systemd-networkd look after lo; one file for all VIPs
    printf '%s\n' \
        '[Match]' \
        'Name=lo' \
        > /etc/systemd/network/10-weir-lo.network
    # Have the VIP on lo, now and at every start
    mkdir -p /etc/systemd/network/10-weir-lo.network.d
    printf '%s\n' \
        '[Address]' \
        'Address=2001:db8::10/128' \
        'DuplicateAddressDetection=none' \
        'PreferredLifetime=0' \
        > /etc/systemd/network/10-weir-lo.network.d/2001-db8--10.conf
    networkctl reload
    networkctl reconfigure lo
}

verify() {
    # The VIP is on lo
    ip -6 -o address show dev lo to 2001:db8::10/128 | grep .
}

undo() {
    # Forget the VIP
    rm -f /etc/systemd/network/10-weir-lo.network.d/2001-db8--10.conf
    rmdir /etc/systemd/network/10-weir-lo.network.d 2> /dev/null &&
        rm -f /etc/systemd/network/10-weir-lo.network || true
    networkctl reload
    # Have the VIP no more
    ip address del 2001:db8::10/128 dev lo 2> /dev/null || true
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
